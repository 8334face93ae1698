"""Twelve weeks of meetings, held through the same actions as in life, each on its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from opora.consultations.actions import (
    Record,
    cancel_session,
    hold_session,
    mark_no_show,
    open_session,
    substitute,
)
from opora.consultations.models import Booking, Session
from opora.kernel.clock import travel
from opora.schedule.models import Mode

from .attendance import Meeting, booked, meeting, serve, some
from .days import at
from .world import World

SETTLED = timedelta(minutes=20)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Special:
    """A meeting of domain.md §7 that must be there: ``minutes`` of actual time, who booked and who came."""

    line: str
    day: tuple[int, int]
    booked: int
    came: int
    minutes: int
    topic: str
    note: str = ""
    late: bool = False
    substitute: str = ""
    only: str = ""


SPECIALS = (
    Special("vks", (2, 11), 15, 14, 90, "документы по охране труда"),
    Special("chat", (5, 11), 18, 9, 60, "вредные производственные факторы"),
    Special("vks", (9, 11), 12, 8, 47, "оценка рисков", "вопросы кончились раньше"),
    Special("webinar", (10, 11), 3, 0, 15, "новые нормы"),
    Special("polygon", (11, 11), 1, 1, 62, "строповка длинномерных грузов", only="khan"),
    Special("chat", (12, 11), 18, 6, 55, "опасности на складе", late=True),
    Special("vks", (16, 11), 20, 17, 112, "обзор: обучение и инструктажи", "разбирали журнал комнаты"),
    Special("chat", (19, 11), 18, 7, 60, "журнал инструктажей", "замена: болезнь", substitute="mirzoev"),
    Special("deputy", (20, 11), 1, 1, 40, "порядок переноса зачёта", only="ivanova"),
)
LATE_REASON = "не было связи"
CANCELLED = Special("polygon", (28, 10), 4, 0, 0, "")


def hold_past_sessions(world: World) -> None:
    """Meetings that have ended are held, those that run now are open."""
    names = {line.key: key for key, line in world.lines.items()}
    rows = Session.objects.filter(line__isnull=False, starts_at__lte=world.days.now)
    past = [(names[one.line.key], one) for one in rows.select_related("line", "branch") if one.line]
    specials = _placed(world, past)
    plans: list[tuple[Session, Meeting, str]] = []
    for key, session in past:
        what = meeting(world, key, session.date)
        if what is None:
            with travel(session.starts_at - timedelta(days=1)):
                cancel_session(session, reason="группы в этот день не изучают дисциплин этой строки")
        else:
            plans.append((session, what, key))
    serve([(session, what) for session, what, _key in plans])
    places = _places(world, plans, specials)
    for session, what, key in plans:
        if session.ends_at + SETTLED > world.days.now:
            _open(session)
        elif session.pk in specials:
            _hold_special(world, session, what, specials[session.pk], places[session.pk])
        else:
            _hold(world, key, session, what, places[session.pk])


def _placed(world: World, past: Iterable[tuple[str, Session]]) -> dict[int, Special]:
    """Specials by session: on their day, or at the meeting of the line nearest before it."""
    found: dict[int, Special] = {}
    rows = sorted(past, key=lambda pair: pair[1].date, reverse=True)
    for special in reversed((CANCELLED, *SPECIALS)):
        day = world.days.of(*special.day)
        for key, session in rows:
            settled = session.ends_at + SETTLED <= world.days.now
            if key == special.line and session.date <= day and session.pk not in found and settled:
                found[session.pk] = special
                break
    return found


def _places(
    world: World, plans: Iterable[tuple[Session, Meeting, str]], specials: dict[int, Special]
) -> dict[int, list[Booking]]:
    places: dict[int, list[Booking]] = {}
    ivanova = world.people["ivanova"]
    for session, what, key in plans:
        special = specials.get(session.pk)
        learners = some(world, key, what.learners, session.capacity, special.booked if special else 0)
        if special and special.only:
            learners = [world.people[special.only]]
        elif special and ivanova in what.learners and ivanova not in learners:
            learners[0] = ivanova
        places[session.pk] = booked(session, learners)
    Booking.objects.bulk_create([one for group in places.values() for one in group], batch_size=2000)
    return places


def _open(session: Session) -> None:
    if session.mode != Mode.OFFLINE:
        with travel(session.starts_at):
            open_session(session)


def _hold(world: World, key: str, session: Session, what: Meeting, places: list[Booking]) -> None:
    random = world.random
    coming = 0.86 if len(places) > 1 else 0.96
    came = frozenset(one.pk for one in places if random.random() < coming)
    if not came and len(places) > 1:
        came = frozenset({places[0].pk})
    if not came:
        with travel(session.ends_at + 10 * MINUTE):
            mark_no_show(session, waited=0)
        return
    if session.mode == Mode.OFFLINE:
        intervals = _answers(world, key, session)
        record = Record(
            intervals=intervals, attended=came, topic=what.topic, topic_basis=what.basis, scope=what.scope
        )
    else:
        start = session.starts_at + random.choice((-2, 0, 0, 1, 3)) * MINUTE
        end = session.ends_at + random.choice((-14, -8, -5, -2, 0, 0, 2, 4)) * MINUTE
        record = Record(start, end, (), came, (), what.topic, what.basis, what.scope)
    with travel(session.ends_at + 10 * MINUTE):
        hold_session(session, record=record)


def _answers(world: World, key: str, session: Session) -> list[tuple[datetime, datetime]]:
    """When the worker answered letters and requests during his hours."""
    random = world.random
    length = int((session.ends_at - session.starts_at) / MINUTE)
    pieces = ((0, 25, 45), (length // 2, 15, 40)) if key == "mail" else ((20, 10, 30), (length // 2, 12, 35))
    return [
        (begins, begins + random.randint(least, most) * MINUTE)
        for after, least, most in pieces
        if (begins := session.starts_at + after * MINUTE)
    ]


def _hold_special(
    world: World, session: Session, what: Meeting, special: Special, places: list[Booking]
) -> None:
    if special is CANCELLED:
        with travel(session.starts_at - timedelta(hours=20)):
            cancel_session(session, reason="полигон закрыт: проверка крана")
        return
    if special.substitute:
        with travel(at(session.date - timedelta(days=1), time(18))):
            substitute(session, person=world.people[special.substitute], reason="болезнь")
    if not special.came:
        with travel(session.starts_at + timedelta(minutes=special.minutes)):
            mark_no_show(session, waited=special.minutes)
        return
    end = session.starts_at + timedelta(minutes=special.minutes)
    record = Record(
        session.starts_at,
        end,
        (),
        frozenset(one.pk for one in places[: special.came]),
        (),
        special.topic,
        what.basis,
        what.scope,
        note=special.note,
        late_reason=LATE_REASON if special.late else "",
    )
    with travel(_entered_at(world, end) if special.late else end + 10 * MINUTE):
        hold_session(session, record=record)


def _entered_at(world: World, end: datetime) -> datetime:
    """The late entry was made this Monday morning."""
    monday: date = world.days.monday
    return max(min(at(monday, time(10, 12)), world.days.now), end + MINUTE)
