"""More of everything, for measuring speed: a block is a hundred learners, six teachers, a year of meetings.

Written in bulk: a hundred thousand rows through actions would take an hour. What actions hold is held by the
way the rows are made: no worker stands in two lines at once, minutes are those of the actual time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model

from opora.consultations.models import Booking, Scope, Session, TopicBasis
from opora.kernel.clock import travel
from opora.kernel.times import next_month
from opora.people.models import Contract, ContractLearner, LoadBasis, Person, Role, RoleGrant, StaffContract
from opora.regulations.actions import issue_order
from opora.regulations.models import Order
from opora.schedule.models import Format, Mode, Schedule, ScheduleLine
from opora.schedule.queries import days_off
from opora.studies.models import Enrolment, Group, GroupPart, Programme, ProgrammePart
from opora.workload.models import CountedSpan, PlannedLoad, WorkLogEntry

from .days import at
from .people import invented_learners, make_accounts, new_logins
from .schedules import AHEAD
from .world import World

YEAR, HALF = timedelta(weeks=52), timedelta(weeks=26)
PROGRAMMES, TEACHERS, GROUPS, LEARNERS = 2, 3, 2, 25
CHUNK = 2000
MINUTE = timedelta(minutes=1)
TITLES = (
    "Пожарная безопасность на предприятии",
    "Работы на высоте",
    "Электробезопасность для ремонтного персонала",
    "Экологическая безопасность и обращение с отходами",
    "Кадровое делопроизводство",
    "Бухгалтерский учёт и налогообложение",
    "Управление многоквартирными домами",
    "Безопасность дорожного движения",
    "Логистика и складское дело",
    "Метрология и поверка средств измерений",
    "Строительный контроль",
    "Сметное дело",
    "Социальная работа с пожилыми людьми",
    "Педагогика дополнительного образования",
    "Организация питания в образовательных учреждениях",
    "Промышленная безопасность подъёмных сооружений",
    "Сварочное производство",
    "Информационная безопасность персональных данных",
    "Антитеррористическая защищённость объектов",
    "Медиация и разрешение конфликтов",
)
MODULES = (
    "Правовые основы",
    "Организация работы",
    "Технологии и средства",
    "Практикум",
    "Подготовка проекта",
)


@dataclass
class _Study:
    """One programme of a block with its two groups and three teachers."""

    programme: Programme
    parts: list[ProgrammePart]
    groups: list[Group]
    learners: dict[int, list[Person]]
    teachers: list[StaffContract]
    terms: list[tuple[date, date]] = field(default_factory=list)

    def part_on(self, day: date) -> ProgrammePart:
        return next(
            (
                part
                for part, (since, until) in zip(self.parts, self.terms, strict=True)
                if since <= day <= until
            ),
            self.parts[-1],
        )


@dataclass
class _Held:
    """Rows of meetings that are written together."""

    sessions: list[Session] = field(default_factory=list)
    relations: dict[type[Model], list[Model]] = field(default_factory=dict)


def make_blocks(world: World) -> None:
    """``scale - 1`` blocks; nothing for the centre of domain.md §7 alone."""
    if world.scale == 1:
        return
    studies = [
        _study(world, block * PROGRAMMES + place)
        for block in range(world.scale - 1)
        for place in range(PROGRAMMES)
    ]
    editions = [_archived(world), world.first_edition, world.edition]
    off = days_off(world.head, world.days.monday - YEAR, world.days.today + AHEAD)
    for number, study in enumerate(studies):
        for teacher, contract in enumerate(study.teachers):
            lines = _lines(world, editions, study, contract, number + teacher)
            _meetings(world, study, contract, editions, lines, off)
            _plans(world, contract)
    with connection.cursor() as cursor:  # the months are closed next, by statements planned for empty tables
        cursor.execute("ANALYZE")


def _study(world: World, number: int) -> _Study:
    starts, ends = world.days.monday - YEAR, world.days.monday + HALF
    title = TITLES[number % len(TITLES)]
    again = number // len(TITLES)
    programme = Programme.objects.create(
        code=f"П{number + 1:02}-72",
        title=f"{title}. Поток {again + 1}" if again else title,
        kind=Programme.Kind.PK,
        hours=72,
    )
    parts = ProgrammePart.objects.bulk_create(
        ProgrammePart(
            programme=programme,
            kind=ProgrammePart.Kind.MODULE,
            title=name,
            hours=hours,
            position=place,
            has_attestation=place < 4,
        )
        for place, (name, hours) in enumerate(zip(MODULES, (12, 16, 20, 16, 8), strict=True), 1)
    )
    length = (ends - starts).days // len(parts)
    terms = [
        (starts + timedelta(days=length * place), starts + timedelta(days=length * (place + 1) - 1))
        for place in range(len(parts))
    ]
    groups = Group.objects.bulk_create(
        Group(
            code=f"П{number + 1:02}-{starts:%y}/{place}",
            programme=programme,
            branch=world.head,
            curator=world.people["schulz"],
            starts_on=starts,
            ends_on=ends,
        )
        for place in range(1, GROUPS + 1)
    )
    GroupPart.objects.bulk_create(
        GroupPart(group=group, part=part, starts_on=since, ends_on=until, attestation_on=until)
        for group in groups
        for part, (since, until) in zip(parts, terms, strict=True)
    )
    learners = {group.pk: _learners(world, group, number) for group in groups}
    return _Study(programme, parts, groups, learners, _teachers(world, number), terms)


def _learners(world: World, group: Group, number: int) -> list[Person]:
    people = Person.objects.bulk_create(invented_learners(world, "", LEARNERS))
    make_accounts(world, new_logins(world, people))
    since = group.starts_on - timedelta(days=3)
    order = issue_order(
        number=f"{group.code}-у",
        on=since,
        kind=Order.Kind.ENROLMENT,
        title=f"О зачислении в группу {group.code}",
        signer=world.people["orlova"],
        position="директор",
    )
    contract = Contract.objects.create(
        number=f"К-{group.code}",
        date=since,
        kind=Contract.Kind.CORPORATE,
        customer=f"ООО «Заказчик-{number + 1}» (вымышлено)",
        valid_from=since,
        valid_to=group.ends_on,
    )
    ContractLearner.objects.bulk_create(ContractLearner(contract=contract, learner=who) for who in people)
    Enrolment.objects.bulk_create(
        Enrolment(
            learner=who,
            group=group,
            contract=contract,
            state=Enrolment.State.ENROLLED,
            order_in=order,
            enrolled_on=group.starts_on,
        )
        for who in people
    )
    return people


def _teachers(world: World, number: int) -> list[StaffContract]:
    since = world.days.monday - YEAR - timedelta(days=30)
    people = Person.objects.bulk_create(invented_learners(world, "", TEACHERS))
    make_accounts(world, new_logins(world, people))
    RoleGrant.objects.bulk_create(
        RoleGrant(person=who, role=Role.TEACHER, valid_from=since) for who in people
    )
    return StaffContract.objects.bulk_create(
        StaffContract(
            person=who,
            branch=world.head,
            number=f"ТД-{number + 1:02}{place}/Н",
            position="преподаватель",
            is_pedagogical=True,
            load_basis=LoadBasis.HOURLY if place == TEACHERS else LoadBasis.IN_TEACHING_LOAD,
            valid_from=since,
        )
        for place, who in enumerate(people, 1)
    )


def _archived(world: World) -> Schedule:
    """The график of the year before, so that every meeting of it stands on an approved line."""
    since, until = world.days.monday - YEAR, world.first_edition.period_from - timedelta(days=1)
    order = issue_order(
        number="9-г",
        on=since - timedelta(days=7),
        kind=Order.Kind.SCHEDULE,
        title="Об утверждении графика консультаций прошлого учебного года",
        signer=world.people["orlova"],
        position="директор",
    )
    with travel(at(since - timedelta(days=9), time(10))):
        return Schedule.objects.create(
            title="График прошлого учебного года",
            period_from=since,
            period_to=until,
            state=Schedule.State.PUBLISHED,
            order=order,
            drafted_by=world.people["tsoy"],
            submitted_by=world.people["tsoy"],
            submitted_at=at(since - timedelta(days=8), time(9)),
            approved_by=world.people["orlova"],
            published_by=world.people["tsoy"],
            published_at=at(since - timedelta(days=6), time(12)),
        )


def _lines(
    world: World, editions: Sequence[Schedule], study: _Study, contract: StaffContract, shift: int
) -> list[list[ScheduleLine]]:
    """Three weekly lines of a teacher in every edition; weekdays differ, so none overlaps another."""
    places: list[tuple[UUID, int, int]] = [
        (uuid4(), (shift + 2 * place) % 5 + 1, 9 + (shift * 3 + place) % 10) for place in range(3)
    ]
    rows = [
        [
            ScheduleLine(
                schedule=schedule,
                key=key,
                section=ScheduleLine.Section.PEDAGOGICAL,
                position=100 + shift,
                person=contract.person,
                job_title=contract.position,
                branch=world.head,
                weekdays=[weekday],
                time_from=time(hour),
                time_to=time(hour + 1),
                place="",
                format=Format.GROUP,
                mode=Mode.ONLINE,
                capacity=20,
            )
            for key, weekday, hour in places
        ]
        for schedule in editions
    ]
    made = ScheduleLine.objects.bulk_create([line for group in rows for line in group])
    held = _Held()
    for line in made:
        _relate(held, ScheduleLine, "scheduleline_id", line.pk, world, study.parts, study.groups)
    _write(held)
    return rows


def _relate(
    held: _Held,
    model: Any,
    owner: str,
    pk: int,
    world: World,
    parts: Sequence[ProgrammePart],
    groups: Sequence[Group],
) -> None:
    links: tuple[tuple[Any, str, list[int]], ...] = (
        (model.means.through, "communicationmeans_id", [world.means["vks"].pk]),
        (model.parts.through, "programmepart_id", [part.pk for part in parts]),
        (model.groups.through, "group_id", [group.pk for group in groups]),
    )
    for through, column, ids in links:
        held.relations.setdefault(through, []).extend(through(**{owner: pk, column: one}) for one in ids)


def _write(held: _Held) -> None:
    for through, rows in held.relations.items():
        through._default_manager.bulk_create(rows, batch_size=CHUNK)


def _meetings(
    world: World,
    study: _Study,
    contract: StaffContract,
    editions: Sequence[Schedule],
    lines: Sequence[Sequence[ScheduleLine]],
    off: dict[date, str],
) -> None:
    """A year of meetings of one teacher with those who came, and the minutes of each."""
    sessions: list[Session] = []
    for line, day in _dates(world, editions, lines, off):
        sessions.append(_session(world, contract, line, day))
    Session.objects.bulk_create(sessions, batch_size=CHUNK)
    held, bookings = _Held(), []
    for session in sessions:
        done = session.state == Session.State.CONFIRMED
        group = world.random.choice(study.groups)
        parts, groups = ([study.part_on(session.date)], [group]) if done else (study.parts, study.groups)
        _relate(held, Session, "session_id", session.pk, world, parts, groups)
        bookings += _bookings(world, session, study.learners[group.pk], done)
    _write(held)
    Booking.objects.bulk_create(bookings, batch_size=CHUNK)
    came: dict[int, int] = {}
    for one in bookings:
        came[one.session_id] = came.get(one.session_id, 0) + (one.state == Booking.State.ATTENDED)
    _count(world, contract, [one for one in sessions if one.state == Session.State.CONFIRMED], came)


def _dates(
    world: World,
    editions: Sequence[Schedule],
    lines: Sequence[Sequence[ScheduleLine]],
    off: dict[date, str],
) -> Iterator[tuple[ScheduleLine, date]]:
    ends = [editions[1].period_from, editions[2].period_from, world.days.today + AHEAD + timedelta(days=1)]
    for schedule, own, end in zip(editions, lines, ends, strict=True):
        for line in own:
            day = schedule.period_from
            day += timedelta(days=(line.weekdays[0] - day.isoweekday()) % 7)
            while day < end:
                if day not in off:
                    yield line, day
                day += timedelta(days=7)


def _session(world: World, contract: StaffContract, line: ScheduleLine, day: date) -> Session:
    assert line.time_from is not None and line.time_to is not None  # noqa: S101, PT018 -- made above
    starts, ends = at(day, line.time_from), at(day, line.time_to)
    session = Session(
        line=line,
        branch=world.head,
        person=contract.person,
        date=day,
        starts_at=starts,
        ends_at=ends,
        format=line.format,
        mode=line.mode,
        capacity=line.capacity,
    )
    if ends <= world.days.now:
        session.state = Session.State.CONFIRMED
        session.actual_start = starts
        session.actual_end = ends - world.random.choice((0, 0, 2, 5, 11)) * MINUTE
        session.topic = world.random.choice(MODULES).lower()
        session.topic_basis = TopicBasis.PROGRESS
        session.scope = Scope.OVERVIEW
    elif starts <= world.days.now:
        session.state, session.actual_start = Session.State.IN_PROGRESS, starts
    return session


def _came(world: World) -> str:
    return Booking.State.NO_SHOW if world.random.random() < 0.12 else Booking.State.ATTENDED


def _bookings(world: World, session: Session, learners: Sequence[Person], done: bool) -> list[Booking]:
    random = world.random
    return [
        Booking(
            session=session,
            learner=who,
            asked_by=who,
            state=_came(world) if done else Booking.State.CONFIRMED,
        )
        for who in random.sample(list(learners), random.randint(4, 8))
    ]


def _count(world: World, contract: StaffContract, sessions: Sequence[Session], came: dict[int, int]) -> None:
    entries: list[WorkLogEntry] = []
    spans: list[CountedSpan] = []
    for session in sessions:
        assert session.actual_start and session.actual_end  # noqa: S101, PT018 -- they are confirmed
        entry = WorkLogEntry(
            person=contract.person,
            contract=contract,
            branch=contract.branch,
            session=session,
            date=session.date,
            minutes=int((session.actual_end - session.actual_start) / MINUTE),
            basis=contract.load_basis,
            learners_count=came.get(session.pk, 0),
            state=WorkLogEntry.State.CONFIRMED,
            confirmed_by=world.people["gromov"],
            confirmed_at=min(session.ends_at + timedelta(hours=20), world.days.now),
        )
        entries.append(entry)
        spans.append(
            CountedSpan(
                entry=entry,
                person=contract.person,
                starts_at=session.actual_start,
                ends_at=session.actual_end,
            )
        )
    WorkLogEntry.objects.bulk_create(entries, batch_size=CHUNK)
    CountedSpan.objects.bulk_create(spans, batch_size=CHUNK)


def _plans(world: World, contract: StaffContract) -> None:
    months, month = [], (world.days.monday - YEAR).replace(day=1)
    while month <= world.days.today:
        months.append(month)
        month = next_month(month)
    PlannedLoad.objects.bulk_create(
        PlannedLoad(contract=contract, month=one, basis=contract.load_basis, minutes=780) for one in months
    )
