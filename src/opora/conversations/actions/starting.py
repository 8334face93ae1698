"""Begin a chat, choose who is in it, close it, let a representative in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person, Role
from opora.people.queries import home_day, replaced_by, staff_on
from opora.studies.models import GroupPart

from .. import rules
from ..events import MinorChatOpened, RepresentativeJoined
from ..models import Conversation, Member
from ..queries.reach import is_reachable, is_worker, minor_of, reachable, representatives_of
from .numbering import locked

Kind = Conversation.Kind


def _pair(one: Person, other: Person) -> str:
    return f"{min(one.pk, other.pk)}-{max(one.pk, other.pk)}"


@transaction.atomic
def start_personal(by: Person, *, to: Person) -> Conversation:
    """The chat of these two: made once, found later. Raises ``Refused`` by CHT-04.

    An adult's chat with a minor is told to the representatives at once (COM-05).
    """
    known = Conversation.objects.filter(pair=_pair(by, to)).first()
    if known is not None:
        return known
    linked = reachable(by, home_day()).filter(pk=to.pk).exists()
    enforce(rules.may_write_to(to, linked=linked))
    return _of_two(by, to)


@transaction.atomic
def answer_author(announcement: Conversation, *, by: Person) -> Conversation:
    """The personal chat with who made an announcement: who was written to may answer. Raises by CHT-04."""
    author = announcement.owner
    enforce(rules.may_write_to(author, linked=is_reachable(by, author, home_day())))
    return _of_two(by, author)


def _of_two(by: Person, to: Person) -> Conversation:
    chat, made = Conversation.objects.get_or_create(
        pair=_pair(by, to), defaults={"kind": Kind.PERSONAL, "owner": by}
    )
    if not made:  # the other side pressed at the same moment
        return chat
    Member.objects.bulk_create(Member(conversation=chat, person=one, added_by=by) for one in (by, to))
    ward = minor_of(by, to, home_day())
    if ward is not None:
        adult = to if ward.pk == by.pk else by
        publish(MinorChatOpened(chat.pk, ward_id=ward.pk, adult_id=adult.pk))
    return chat


@transaction.atomic
def start_group(
    by: Person, *, title: str, people: Sequence[Person], staff_only: bool = False
) -> Conversation:
    """A chat of chosen people. Raises ``Refused`` by COM-02, CHT-04, CHT-06, CHT-07."""
    on = home_day()
    enforce(rules.creates_study_chats(is_worker=is_worker(by, on)), rules.group_is_whole(title, people))
    _enforce_people(by, people, staff_only=staff_only)
    kind = Kind.STAFF if staff_only else Kind.GROUP
    chat = Conversation.objects.create(kind=kind, title=title.strip(), owner=by)
    Member.objects.bulk_create(Member(conversation=chat, person=one, added_by=by) for one in (by, *people))
    return chat


def _enforce_people(by: Person, people: Sequence[Person], *, staff_only: bool) -> None:
    on = home_day()
    if staff_only:
        workers = set(staff_on(on).filter(person__in=people).values_list("person_id", flat=True))
        enforce(rules.only_workers(people, workers))
    linked = set(reachable(by, on).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    enforce(*(rules.may_write_to(one, linked=one.pk in linked) for one in people))


@transaction.atomic
def start_course(by: Person, *, run: GroupPart) -> Conversation:
    """The chat of a part of a group; its people follow enrolments and contracts. Raises by CHT-09, CHT-03."""
    held = GroupPart.objects.select_for_update(of=("self",)).select_related("group", "part").get(pk=run.pk)
    enforce(rules.leads_the_part(by, held, {by.pk, *replaced_by(by, home_day(), Role.CURATOR)}))
    known = Conversation.objects.filter(run=held).first()
    if known is not None:
        return known
    chat = Conversation(kind=Kind.COURSE, run=held, owner=by)
    enforce(rules.chat_is_open(chat, home_day()))
    chat.save()
    return chat


@transaction.atomic
def let_representative_in(chat: Conversation, *, representative: Person, ward: Person, by: Person) -> Member:
    """The representative reads and writes in an adult's chat with the ward, and everybody sees it (COM-05).

    Raises ``Refused`` by CHT-08.
    """
    held = locked(chat)
    verified = any(one.pk == representative.pk for one in representatives_of(ward, home_day()))
    enforce(rules.represents(representative, verified=verified))
    member, made = Member.objects.get_or_create(
        conversation=held, person=representative, defaults={"ward": ward, "added_by": by}
    )
    if made:
        publish(RepresentativeJoined(held.pk, representative.pk, ward.pk))
    return member


@transaction.atomic
def change_people(chat: Conversation, *, by: Person, title: str, people: Sequence[Person]) -> Conversation:
    """Rename a group or staff chat, add and remove people; who made it stays. Raises by CHT-04, 06, 07."""
    held = locked(chat)
    others = [one for one in people if one.pk != held.owner_id]
    enforce(rules.group_is_whole(title, others))
    present = {member.person_id: member for member in held.members.all()}
    new = [one for one in others if one.pk not in present or present[one.pk].left_at is not None]
    _enforce_people(by, new, staff_only=held.kind == Kind.STAFF)
    held.title = title.strip()
    held.save(update_fields=["title", "updated_at"])
    wanted = {one.pk for one in others} | {held.owner_id}
    for member in present.values():
        left = None if member.person_id in wanted else member.left_at or now()
        if left != member.left_at:
            member.left_at = left
            member.save(update_fields=["left_at", "updated_at"])
    Member.objects.bulk_create(
        Member(conversation=held, person=one, added_by=by) for one in new if one.pk not in present
    )
    return held


@transaction.atomic
def close(chat: Conversation) -> Conversation:
    """Nothing more is written; it stays to be read, and can be opened again."""
    held = locked(chat)
    if held.closed_at is None:
        held.closed_at = now()
        held.save(update_fields=["closed_at", "updated_at"])
    return held


@transaction.atomic
def open_again(chat: Conversation) -> Conversation:
    held = locked(chat)
    held.closed_at = None
    held.save(update_fields=["closed_at", "updated_at"])
    return held
