"""Questions of offline consultations as each side sees them; private to the two sides (domain.md §2.3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from opora.kernel.clock import now
from opora.people.access import Actor
from opora.people.models import Branch, Person
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format, Mode
from opora.schedule.queries import day_kinds
from opora.studies.models import GroupPart

from ..access import LEARNING, THREAD_KEEPERS, THREAD_READERS
from ..models import Post, Session, Thread, ThreadReading
from ..rules.threads import due_after
from .entitlement import studies_of
from .sessions import learners_of
from .slots import listed, places_of, serving

T = Thread.State
OPEN = (T.WAITING, T.ANSWERED)
CALENDAR_AHEAD = timedelta(days=30)
READING_LASTS = timedelta(hours=1)
SHOWN = 200
URGENCY = Case(
    When(state=T.WAITING, then=Value(0)),
    When(state=T.ANSWERED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def due_for(branch: Branch, asked_at: datetime) -> datetime:
    """When a question of now is to be answered by, in the branch's working days."""
    first = asked_at.date() - timedelta(days=1)  # the branch may still be in yesterday
    days = int(in_force(Provision.QUESTION_DAYS, asked_at.date()))
    return due_after(asked_at, branch.timezone, day_kinds(branch, first, first + CALENDAR_AHEAD), days)


def _rows() -> QuerySet[Thread]:
    return Thread.objects.select_related("session__person", "session__branch", "learner", "asked_by")


def own_threads(learners: Iterable[Person]) -> QuerySet[Thread]:
    """Own questions and the wards': those with news first, then by the last change."""
    return _rows().filter(learner__in=list(learners)).order_by(URGENCY, "-updated_at")[:SHOWN]


def shared_threads(learners: Iterable[Person]) -> QuerySet[Thread]:
    """Questions of others asked before the whole group: their answers are for all of it (S2-12d, S2-12f)."""
    who = list(learners)
    return _rows().filter(_shared_with(who)).exclude(learner__in=who).order_by("-updated_at")[:SHOWN]


def _shared_with(learners: list[Person]) -> Q:
    studies = studies_of(*(who.pk for who in learners))
    groups, programmes = places_of(study for rows in studies.values() for study in rows)
    shared = Session.objects.exclude(format=Format.INDIVIDUAL).filter(serving(groups, programmes))
    return Q(session__in=shared.filter(mode=Mode.OFFLINE).values("pk"))


def waiting_for(person: Person) -> QuerySet[Thread]:
    """What this worker is to answer, the most urgent first, then what was answered and is not closed."""
    rows = _rows().filter(session__person=person, state__in=OPEN)
    return rows.order_by(URGENCY, "due_at", "closes_at")


def unanswered_by(person: Person) -> QuerySet[Thread]:
    """What waits for the first word of this worker."""
    return Thread.objects.filter(session__person=person, state=T.WAITING)


def closed_by_worker(person: Person) -> QuerySet[Thread]:
    return _rows().filter(session__person=person, state=T.CLOSED).order_by("-closed_at")[:50]


def overdue(besides: Person | None = None) -> QuerySet[Thread]:
    """Not answered in time, whoever is to answer: the deputy's list (S1-4.1)."""
    rows = _rows().filter(state=T.WAITING, due_at__lte=now()).order_by("due_at")
    return rows.exclude(session__person=besides) if besides else rows


def seen_threads(actor: Actor) -> QuerySet[Thread]:
    """Own side's, the group's, those he answers; the deputy and the specialist may open any with a reason."""
    if actor.role in LEARNING:
        learners = learners_of(actor)
        return _rows().filter(Q(learner__in=learners) | _shared_with(learners))
    if actor.role in THREAD_KEEPERS:
        return _rows()
    return _rows().filter(session__person=actor.person)


def is_opened(actor: Actor, thread: Thread) -> bool:
    """Whether the deputy has said why within the hour."""
    said = ThreadReading.objects.filter(thread=thread, person=actor.person, at__gt=now() - READING_LASTS)
    return said.exists()


def posts_of(thread: Thread) -> QuerySet[Post]:
    return thread.posts.select_related("author").prefetch_related("files")


def threads_of_session(actor: Actor, session: Session) -> list[Thread]:
    """For the card of an offline session: what this reader may open."""
    if session.mode != Mode.OFFLINE or actor.role not in THREAD_READERS:
        return []
    return list(seen_threads(actor).filter(session=session).order_by("pk"))


def unanswered(session: Session) -> int:
    return Thread.objects.filter(session=session, state=T.WAITING).count()


def first_asked(session: Session) -> datetime | None:
    return Thread.objects.filter(session=session).order_by("pk").values_list("created_at", flat=True).first()


def offline_candidates(run: GroupPart, *, individual: bool, until: datetime) -> list[int]:
    """Offline sessions of the discipline's teacher, begun or to begin before the answer is due."""
    at = now()
    rows = Session.objects.filter(
        person=run.teacher_id, mode=Mode.OFFLINE, personal=False, starts_at__lt=until, ends_at__gt=at,
        state__in=(Session.State.PLANNED, Session.State.IN_PROGRESS),
    ).filter(serving([run.group_id], [run.part.programme_id]))  # fmt: skip
    rows = rows.filter(format=Format.INDIVIDUAL) if individual else rows.exclude(format=Format.INDIVIDUAL)
    other_part = Session.parts.through.objects.filter(session=OuterRef("pk"))
    this_part = other_part.filter(programmepart=run.part_id)
    return list(
        rows.filter(Exists(this_part) | ~Exists(other_part))
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
    )


def session_to_ask(pk: int) -> QuerySet[Session]:
    return listed(Session.objects.filter(pk=pk, mode=Mode.OFFLINE))


def threads_to_tell(pk: int) -> Thread:
    return _rows().prefetch_related(Prefetch("posts", Post.objects.order_by("-pk"))).get(pk=pk)
