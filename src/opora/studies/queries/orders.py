"""Orders on learners: who sees which, and whom an order may name."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.models import Contract, ContractLearner, Person, Role
from opora.regulations.models import Order

from ..models import Enrolment, EnrolmentMove, Group, LearnerOrder, ProgrammePart
from ..rules import ACTIVE
from .groups import SEE_ALL, groups_for

Kind, State = LearnerOrder.Kind, Enrolment.State
SHOWN = 200
WAS: dict[str, tuple[str, ...]] = {
    Kind.EXPEL: ACTIVE,
    Kind.TRANSFER: (State.ENROLLED,),
    Kind.LEAVE: (State.ENROLLED,),
    Kind.RETURN: (State.LEAVE,),
    Kind.COMPLETE: (State.ENROLLED,),
    Kind.MERGE: ACTIVE,
    Kind.EXTEND: ACTIVE,
    Kind.RESTORE: (State.EXPELLED,),
}


def learner_orders(actor: Actor) -> QuerySet[LearnerOrder]:
    """A curator sees orders of own groups, management and the inspector all of them."""
    orders = actor.within(LearnerOrder.objects.all(), "group__branch")
    rows = orders.select_related("group__programme", "into", "order", "drafted_by", "agreed_by")
    if actor.role in SEE_ALL:
        return rows
    if actor.role is Role.CURATOR:
        return rows.filter(group__curator__in=actor.acts_for)
    return rows.none()


def with_line_counts(orders: QuerySet[LearnerOrder]) -> QuerySet[LearnerOrder]:
    return orders.annotate(learners_count=Count("lines")).defer("content").order_by("-pk")


def paper_orders(actor: Actor) -> QuerySet[Order]:
    """Orders signed on paper and entered at once, about learners of groups the actor sees."""
    there = Enrolment.objects.filter(group__in=groups_for(actor).values("pk"))
    came_or_left = Exists(there.filter(Q(order_in=OuterRef("pk")) | Q(order_out=OuterRef("pk"))))
    moved = Exists(EnrolmentMove.objects.filter(order=OuterRef("pk"), enrolment__in=there.values("pk")))
    return Order.objects.filter(came_or_left | moved, on_learners=None).select_related("signer")


def waiting_for(actor: Actor) -> QuerySet[LearnerOrder]:
    """Orders whose next step is this actor's."""
    states = {
        Role.DEPUTY: [LearnerOrder.State.SENT],
        Role.DIRECTOR: [LearnerOrder.State.AGREED],
        Role.CURATOR: [LearnerOrder.State.DRAFT],
        Role.SPECIALIST: [LearnerOrder.State.DRAFT],
    }.get(actor.role, [])
    return learner_orders(actor).filter(state__in=states)


def to_be_merged(group: Group) -> list[int]:
    """Everybody who studies in the group or is on leave."""
    rows = Enrolment.objects.filter(group=group, state__in=ACTIVE)
    return list(rows.order_by("learner__search_name", "learner_id").values_list("learner_id", flat=True))


def shared_disciplines(source: Group, target: Group | None) -> list[str]:
    """Titles of the parts that two different programmes have in common, in the order of the first."""
    if target is None or target.programme_id == source.programme_id:
        return []
    rows = ProgrammePart.objects.filter(programme__in=(source.programme_id, target.programme_id))
    titles = list(rows.order_by("position", "pk").values_list("programme_id", "title"))
    there = {normal_name(title) for programme, title in titles if programme == target.programme_id}
    return [
        title
        for programme, title in titles
        if programme == source.programme_id and normal_name(title) in there
    ]


def candidates(order: LearnerOrder, text: str, on: date) -> QuerySet[Person]:
    """Whom this order may name: by the state in the group, or by a living contract for an enrolment."""
    if order.kind != Kind.ENROL:
        there = Enrolment.objects.filter(learner=OuterRef("pk"), group=order.group, state__in=WAS[order.kind])
        people = Person.objects.filter(Exists(there))
    else:
        here = Enrolment.objects.filter(learner=OuterRef("pk"), group=order.group)
        people = Person.objects.exclude(Exists(here.exclude(state=State.APPLIED)))
        if not text:
            people = people.filter(Exists(here) | Exists(_contracts_without_studies(on)))
    if text:
        digits = "".join(sign for sign in text if sign.isdigit())
        found = Q(search_name__contains=normal_name(text))
        people = people.filter(found | Q(snils=digits) if len(digits) == 11 else found)
    return people.order_by("search_name", "pk")[:SHOWN]


def _contracts_without_studies(on: date) -> QuerySet[ContractLearner]:
    used = Enrolment.objects.filter(contract=OuterRef("contract"), learner=OuterRef("learner"))
    return ContractLearner.objects.filter(
        ~Exists(used),
        learner=OuterRef("pk"),
        contract__state=Contract.State.ACTIVE,
        contract__valid_to__gte=on,
    )


def learners_named(order: LearnerOrder) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=order.lines.values("learner")).order_by("search_name", "pk")


def known_ids(people: Iterable[Person], typed: Iterable[str]) -> list[int]:
    """Of the typed ids those that were offered."""
    offered = {person.pk for person in people}
    return [int(value) for value in typed if value.isdigit() and int(value) in offered]
