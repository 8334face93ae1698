"""What of an applied list can be taken back, and who stays because something already depends on it.

What depends is asked of every table that points at a person or an enrolment, whichever domain it is of, so a
table that comes tomorrow is asked too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import ForeignObjectRel, Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.journal.queries import table_title
from opora.people.models import Account, ContractLearner, Person

from ..models import Enrolment, ImportRecord

# They go together with a person: nobody has acted yet. Accounts are looked at by themselves.
FOLLOWS = frozenset({"notifications.Notification", "people.Account"})
# Facts about a person that stand without this enrolment.
BELOW = frozenset({"people", "notifications", "files", "regulations", "studies", "journal"})
WORDS = {
    "consultations.Booking": _lazy("есть запись на консультацию"),
    "consultations.HelpRequest": _lazy("есть просьба о встрече"),
    "people.ContractLearner": _lazy("есть в другом договоре"),
    "people.Guardianship": _lazy("указан законный представитель"),
    "studies.Enrolment": _lazy("зачислен и по другому приказу"),
    "studies.EnrolmentMove": _lazy("есть более поздний приказ"),
    "studies.IndividualPlan": _lazy("есть индивидуальный план"),
    "workload.WorkLogEntry": _lazy("есть учтённые часы"),
}
Reasons = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Stays:
    """Somebody whom the undo leaves as is, and why."""

    person: Person
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undoing:
    """Ids of what would go, fields that would have their old values back, and who stays."""

    people: frozenset[int] = frozenset()
    enrolments: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()
    changes: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    stays: tuple[Stays, ...] = ()

    @property
    def something(self) -> bool:
        return bool(self.people or self.enrolments or self.parties or self.changes)


def undoing_of(record: ImportRecord, since: datetime) -> Undoing:
    """A constant number of statements, however long the list was. ``since`` is when it was applied."""
    made = set(record.people)
    enrolled = dict(Enrolment.objects.filter(pk__in=record.enrolments).values_list("pk", "learner_id"))
    parties = dict(ContractLearner.objects.filter(pk__in=record.parties).values_list("pk", "learner_id"))
    changes = {int(pk): fields for pk, fields in record.changes.items()}
    known = ({*enrolled.values(), *parties.values(), *changes} | made) & set(
        Person.objects.filter(pk__in={*enrolled.values(), *parties.values(), *changes, *made}).values_list(
            "pk", flat=True
        )
    )
    reasons: Reasons = defaultdict(set)
    _add(reasons, _depending(Person, made, but={"studies.Enrolment", "people.ContractLearner", *FOLLOWS}))
    _add(reasons, _depending(Person, known - made, since=since))
    _add(reasons, _elsewhere(made, enrolled, parties))
    _add(reasons, _entered(made))
    _add(reasons, _moved(enrolled))
    _add(reasons, _changed_again(changes))
    stays = Person.objects.filter(pk__in=reasons)
    return Undoing(
        frozenset(made & known - reasons.keys()),
        frozenset(pk for pk, learner in enrolled.items() if learner not in reasons),
        frozenset(pk for pk, learner in parties.items() if learner not in reasons),
        {pk: fields for pk, fields in changes.items() if pk in known and pk not in reasons},
        tuple(Stays(person, tuple(sorted(reasons[person.pk]))) for person in stays),
    )


def _add(reasons: Reasons, found: Iterator[tuple[int, str]]) -> None:
    for person, why in found:
        reasons[person].add(why)


def _relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for one in model._meta.get_fields(include_hidden=True):
        if isinstance(one, ForeignObjectRel) and (one.one_to_many or one.one_to_one):
            yield one


def _depending(
    model: type[Model], ids: Collection[int], *, but: Collection[str] = (), since: datetime | None = None
) -> Iterator[tuple[int, str]]:
    """Rows that point at these; ``since`` asks only domains above, for what was made after it."""
    for one in _relations(model):
        table: Any = one.related_model
        label = table._meta.label
        stamps = {f.name for f in table._meta.fields} & {"created_at", "at"}
        if not ids or label in but or (since and (table._meta.app_label in BELOW or not stamps)):
            continue
        rows = table._base_manager.filter(**{f"{one.field.name}__in": list(ids)})
        if since:
            rows = rows.filter(**{f"{stamps.pop()}__gte": since})
        for pk in rows.order_by().values_list(one.field.name, flat=True).distinct():
            yield pk, words_for(table)


def words_for(table: type[Model]) -> str:
    told = WORDS.get(table._meta.label)
    return str(told) if told else _("связано: {what}").format(what=table_title(table._meta.db_table))


def _elsewhere(
    made: set[int], enrolled: Collection[int], parties: Collection[int]
) -> Iterator[tuple[int, str]]:
    """New people who since study or are named elsewhere."""
    others = Enrolment.objects.filter(learner__in=made).exclude(pk__in=enrolled)
    for pk in others.order_by().values_list("learner_id", flat=True):
        yield pk, words_for(Enrolment)
    named = ContractLearner.objects.filter(learner__in=made).exclude(pk__in=parties)
    for pk in named.order_by().values_list("learner_id", flat=True):
        yield pk, words_for(ContractLearner)


def _entered(made: set[int]) -> Iterator[tuple[int, str]]:
    used = ~Q(state=Account.State.INVITED) | Q(last_login__isnull=False) | Q(sessions__isnull=False)
    for pk in Account.objects.filter(used, person__in=made).values_list("person_id", flat=True).distinct():
        yield pk, _("уже входил в кабинет")


def _moved(enrolled: dict[int, int]) -> Iterator[tuple[int, str]]:
    """Enrolments that orders or plans have touched."""
    touched = ~Q(state=Enrolment.State.ENROLLED) | Q(order_out__isnull=False)
    for pk in Enrolment.objects.filter(touched, pk__in=enrolled).values_list("pk", flat=True):
        yield enrolled[pk], str(WORDS["studies.EnrolmentMove"])
    for pk, why in _depending(Enrolment, enrolled):
        yield enrolled[pk], why


def _changed_again(changes: dict[int, dict[str, list[Any]]]) -> Iterator[tuple[int, str]]:
    for person in Person.objects.filter(pk__in=changes):
        for name, (_was, became) in changes[person.pk].items():
            if as_json(getattr(person, name)) != became:
                title = Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                yield person.pk, _("потом изменили: {field}").format(field=title)


def as_json(value: Any) -> Any:
    """A field of a person as the record keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
