"""Activity of those who help (S4-2.1l) and use of the portal (S3-4.2d)."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from opora.consultations.models import HelpRequest, Post, Thread
from opora.kernel.clock import travel
from opora.people.access import Actor, Window
from opora.people.actions import forget_visits, note_visit
from opora.people.models import Account, Person, Role, Visit
from opora.reports.queries import Period, activity, activity_paper, use_of_portal, use_paper
from opora.workload.models import WorkLogEntry
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def late(today: datetime) -> Iterator[datetime]:
    """The clock stands at the end of November."""
    moment = datetime(2026, 11, 30, 12, tzinfo=UTC)
    with travel(moment):
        yield moment


def as_(of: make.Cast, name: str, role: Role) -> Actor:
    account = of.account(name)
    return Actor(account, account.person, role, {role: Window(True)}, "Europe/Moscow")


def deputy(of: make.Cast) -> Actor:
    return as_(of, "deputy", Role.DEPUTY)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def exchange(of: make.Cast, *said: tuple[str, datetime, datetime | None], state: str = "answered") -> Thread:
    """An offline exchange of the teacher: side, when, by when the answer was owed."""
    session = make.session(of.teacher, at(2, 8), mode="offline", state="in_progress", minutes=60 * 24 * 28)
    thread = Thread.objects.create(
        session=session, learner=of.learner, asked_by=of.learner, subject="Вопрос", state=state,
        due_at=at(10, 9) if state == "waiting" else None,
    )  # fmt: skip
    for side, when, due in said:
        author = of.teacher if side == "worker" else of.learner
        Post.objects.create(thread=thread, side=side, author=author, text="…", at=when, due_at=due)
    return thread


def of_teacher(of: make.Cast, period: Period = NOVEMBER) -> Any:
    return next(row for row in activity(deputy(of), period) if row.person == of.teacher)


def test_meetings_are_counted_by_what_became_of_them(cast: make.Cast, late: datetime) -> None:
    for day, state in ((3, "held"), (4, "confirmed"), (5, "no_show"), (6, "failed"), (9, "planned")):
        fact = (
            {"actual_start": at(day, 9), "actual_end": at(day, 10)} if state in ("held", "confirmed") else {}
        )
        make.session(cast.teacher, at(day, 9), state=state, **fact)
    make.session(cast.teacher, at(10, 9), state="cancelled", cancelled_at=at(10, 8), cancel_reason="болезнь")
    make.session(cast.teacher, at(11, 9), state="cancelled", cancelled_at=at(2, 8), cancel_reason="болезнь")
    make.session(cast.teacher, datetime(2026, 12, 1, 9, tzinfo=UTC))
    row = of_teacher(cast)
    assert (row.planned, row.held, row.cancelled, row.missed, row.unfilled) == (7, 3, 2, 1, 1)
    assert row.cancelled_late == 1
    said = " ".join(row.remarks)
    assert "не записано: 1 встреча" in said
    assert "отменено поздно: 1 встреча" in said


def test_s4_2_1l_the_time_to_answer_is_from_the_first_question_to_the_answer(
    cast: make.Cast, late: datetime
) -> None:
    exchange(
        cast,
        ("learner", at(3, 8), None),
        ("learner", at(3, 9), None),
        ("worker", at(3, 12), at(4, 12)),  # 4 hours after the first of the two
        ("worker", at(3, 13), None),  # adds a word: nobody waited
        ("learner", at(9, 8), None),
        ("worker", at(11, 8), at(10, 8)),  # 48 hours, late
    )
    exchange(cast, ("learner", at(9, 9), None), state="waiting")
    row = of_teacher(cast)
    assert (row.asked, row.answered, row.late, row.overdue) == (4, 2, 1, 1)
    assert row.answer_hours == 26.0
    assert "отвечено позже срока: 1 раз" in row.remarks
    assert of_teacher(cast, Period(date(2026, 11, 9), date(2026, 11, 30))).answer_hours == 48.0


def test_requests_for_a_meeting_are_answered_too(cast: make.Cast, late: datetime) -> None:
    run = make.group_part(cast.group, make.part(cast.group.programme), teacher=cast.teacher)
    asked = {"run": run, "person": cast.teacher, "asked_by": cast.learner, "question": "?"}
    first = HelpRequest.objects.create(
        learner=cast.learner, state="declined", decided_by=cast.teacher, decided_at=at(5, 10), **asked
    )
    HelpRequest.objects.filter(pk=first.pk).update(created_at=at(5, 8))
    HelpRequest.objects.create(learner=cast.child, state="escalated", **asked)
    row = of_teacher(cast)
    assert (row.asked, row.answered, row.overdue, row.answer_hours) == (2, 1, 1, 2.0)


def test_days_hours_and_who_was_not_here(cast: make.Cast, late: datetime) -> None:
    account = cast.account("teacher")
    for day in (date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 3)):
        note_visit(account, day)
    contract = cast.teacher.staff_contracts.get()
    WorkLogEntry.objects.create(
        person=cast.teacher, contract=contract, branch=contract.branch, date=date(2026, 11, 3), minutes=95,
        basis="hourly", entered_late=True,
    )  # fmt: skip
    row = of_teacher(cast)
    assert (row.days, row.last_day, row.minutes) == (2, date(2026, 11, 3), 95)
    assert row.remarks == ["часы внесены с опозданием: 1 раз"]
    other = next(one for one in activity(deputy(cast), NOVEMBER) if one.person == cast.other_staff)
    assert other.remarks == ["не заходил(а) и не проводил(а)"]


def test_a_worker_sees_himself_and_a_branch_its_own(cast: make.Cast, late: datetime) -> None:
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    far = make.staff("Ли Ен Су", branch=there)
    own = activity(as_(cast, "teacher", Role.TEACHER), NOVEMBER)
    assert [row.person for row in own] == [cast.teacher]
    here = activity(deputy(cast), Period(NOVEMBER.since, NOVEMBER.until, there))
    assert [row.person for row in here] == [far]


def test_use_is_counted_by_role_group_and_day(cast: make.Cast, late: datetime) -> None:
    for name, day in (("learner", 3), ("learner", 4), ("teacher", 3), ("parent", 3)):
        note_visit(cast.account(name), date(2026, 11, day))
    note_visit(cast.account("child"), date(2026, 9, 1))
    use = use_of_portal(deputy(cast), NOVEMBER)
    roles = {row.role: (row.people, row.accounts, row.came, row.days, row.never) for row in use.roles}
    assert roles["слушатель"] == (3, 3, 1, 2, 1)  # the stranger never, the child in September
    assert roles["законный представитель"] == (1, 1, 1, 1, 0)
    assert roles["преподаватель"] == (1, 1, 1, 1, 0)
    Person.objects.filter(pk=cast.stranger.pk).update(category="dpo_specialist")
    categories = {row.role: row.people for row in use_of_portal(deputy(cast), NOVEMBER).categories}
    assert categories == {"обучающийся организации": 2, "специалист на программе ДПО": 1}
    groups = {row.group.code: (row.learners, row.came, row.share, row.never) for row in use.groups}
    assert groups["ОТ-26/11-1"] == (2, 1, 50, 0)
    assert use.days == [(date(2026, 11, 3), 3), (date(2026, 11, 4), 1)]
    assert use.counted_from == date(2026, 9, 1)


def test_the_papers_say_what_the_pages_say(cast: make.Cast, late: datetime, login: Login) -> None:
    exchange(cast, ("learner", at(3, 8), None), ("worker", at(3, 11), at(4, 12)))
    note_visit(cast.account("teacher"), date(2026, 11, 3))
    paper = activity_paper(deputy(cast), NOVEMBER)
    row = next(one for one in paper.rows if one.name == cast.teacher.full_name)
    assert (row.days, row.asked, row.answered, row.answer_hours) == (1, 1, 1, Decimal("3.00"))
    assert (
        next(one for one in use_paper(deputy(cast), NOVEMBER).roles if one.name == "преподаватель").share
        == 100
    )
    client = login(cast.account("deputy"))
    book = load_workbook(io.BytesIO(client.get("/papers/activity.xlsx?since=2026-11-01").content))
    words = [str(cell.value) for line in book.active.iter_rows() for cell in line]  # type: ignore[union-attr]
    assert "Медиана ответа, ч" in words
    assert cast.teacher.full_name in words
    for format_ in ("pdf", "docx", "csv"):
        for paper_of in ("activity", "use"):
            assert client.get(f"/papers/{paper_of}.{format_}?since=2026-11-01").status_code == 200


def test_the_page_narrows_to_a_period_and_keeps_what_was_typed(
    cast: make.Cast, late: datetime, login: Login
) -> None:
    client = login(cast.account("deputy"))
    page = flat(client.get("/papers/activity/?since=2026-11-01&until=2026-11-30").content.decode())
    assert "Ковалёва Ирина Сергеевна" in page
    assert "since=2026-11-01&amp;until=2026-11-30" in page
    wrong = client.get("/papers/activity/?since=2026-11-30&until=2026-11-01")
    assert (wrong.status_code, 'value="2026-11-30"' in wrong.content.decode()) == (422, True)
    own = login(cast.account("teacher")).get("/papers/activity/").content.decode()
    assert "Моя активность" in own
    assert "/papers/use/" not in own


def test_both_pages_ask_equally_often_for_one_and_for_thirty(
    cast: make.Cast, late: datetime, login: Login
) -> None:
    client = login(cast.account("deputy"))
    counts = []
    for people in (1, 30):
        for _n in range(people):
            who = make.staff()
            make.session(who, at(3, 9), state="cancelled", cancelled_at=at(3, 8))
            note_visit(Account.objects.get(person=who), date(2026, 11, 3))
            make.learner(in_group=make.group())
        asked = []
        for page in ("activity", "use"):
            client.get(f"/papers/{page}/")
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/papers/{page}/").status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1]


# Where the days come from


def test_a_day_is_noted_by_the_log_in_and_by_work_of_the_next_day(cast: make.Cast, login: Login) -> None:
    account = cast.account("teacher")
    account.set_password("длинный пароль")
    account.save()
    client = Client()
    client.post("/login/", {"login": account.login, "password": "длинный пароль"})
    assert list(Visit.objects.values_list("account", "day")) == [(account.pk, date(2026, 11, 23))]
    with travel(datetime(2026, 11, 23, 22, tzinfo=UTC)):  # Tuesday 01:00 in Moscow
        client.get("/cabinet/")
    assert Visit.objects.filter(account=account, day=date(2026, 11, 24)).count() == 1


def test_old_days_are_forgotten(cast: make.Cast) -> None:
    note_visit(cast.account("teacher"), date(2025, 10, 1))
    note_visit(cast.account("teacher"), date(2026, 10, 1))
    assert forget_visits(date(2026, 11, 23)) == 1
    assert Person.objects.filter(account__visits__day=date(2026, 10, 1)).get() == cast.teacher
