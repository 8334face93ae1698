"""The offline consultation: asked, answered at intervals, closed, opened again; its time becomes hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.consultations import actions
from opora.consultations.actions import Question
from opora.consultations.models import Booking, Post, Session, Thread, WorkInterval
from opora.consultations.rules.threads import due_after, minutes_spent
from opora.consultations.tasks import close_silent_ones, tell_of_deadlines
from opora.kernel.calendar import DayKind, default_day_kind
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Account, Person
from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart
from opora.workload.models import WorkLogEntry
from tests import make

from .world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
T, S = Thread.State, Session.State
DUE = datetime(2026, 11, 25, 14, 52, tzinfo=UTC)  # Wednesday, two working days after the fixture's Monday
QUESTIONS = "/consultations/questions/"


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )


def asked(run: GroupPart, who: Person, **values: Any) -> Thread:
    values = {"learner": who, "asked_by": who, **values}
    words = Question(
        values.pop("subject", "Целевой инструктаж"), "Когда он нужен?", values.pop("unnamed", False)
    )
    return actions.ask_teacher(run, question=words, **values)


def answered(thread: Thread, minutes: int = 12, text: str = "Перед разовой работой.") -> Post:
    return actions.answer(thread, by=thread.session.person, text=text, minutes=minutes)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def titles(who: Person) -> list[str]:
    rows = Notification.objects.filter(person=who).order_by("pk").values_list("title", flat=True)
    return [flat(title) for title in rows]


def offline(cast: make.Cast, **values: Any) -> Session:
    return make.session(
        cast.teacher, **{"mode": Mode.OFFLINE, "format": Format.INDIVIDUAL, "capacity": 1, **values}
    )


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        ("2026-11-23T17:52", "2026-11-25T17:52"),
        ("2026-11-23T21:00", "2026-11-26T09:00"),  # after hours: from the next morning
        ("2026-11-27T12:00", "2026-12-01T12:00"),  # over a weekend
        ("2026-11-28T12:00", "2026-12-02T09:00"),  # on a Saturday
        ("2026-11-02T06:30", "2026-11-05T09:00"),  # 04.11 is a holiday
    ],
)
def test_a_question_is_due_in_two_working_days(asked_at: str, due: str) -> None:
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(60)]
    kinds = {day: DayKind(default_day_kind(day)) for day in days}
    found = due_after(in_moscow(asked_at), "Europe/Moscow", kinds, 2)
    assert found == in_moscow(due)


def in_moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow"))


def test_s2_12b_a_question_opens_a_session_of_its_own(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    session = thread.session
    assert (session.mode, session.format, session.personal) == (Mode.OFFLINE, Format.INDIVIDUAL, True)
    assert (session.person, session.extra_reason) == (cast.teacher, "вопрос слушателя вне графика")
    assert (thread.state, thread.due_at) == (T.WAITING, DUE)
    assert Booking.objects.get(session=session).learner == cast.learner
    assert titles(cast.teacher) == ["Вопрос ждёт ответа до ср 25.11, 17:52 МСК: Целевой инструктаж"]


def test_a_session_of_the_schedule_is_taken_first(cast: make.Cast, run: GroupPart) -> None:
    planned = offline(cast, groups=[cast.group])
    far = offline(cast, starts_at=datetime(2026, 12, 8, 15, tzinfo=UTC))
    assert asked(run, cast.learner).session == planned
    second = asked(run, cast.child)  # the individual one is taken now, the next is after the answer is due
    assert second.session not in (planned, far)
    assert second.session.personal


def test_a_discipline_without_a_teacher_says_whom_to_ask(cast: make.Cast, run: GroupPart) -> None:
    run.teacher = None
    run.save()
    with pytest.raises(Refused) as refused:
        asked(run, cast.learner)
    assert rules_of(refused) == ["THR-01"]


def test_acc_01_a_question_is_asked_by_who_studies_it(cast: make.Cast, run: GroupPart) -> None:
    with pytest.raises(Refused) as refused:
        asked(run, cast.stranger)
    assert rules_of(refused) == ["ACC-01"]
    assert not Session.objects.exists()


def test_con_02_before_the_group_only_where_the_act_has_it(cast: make.Cast, run: GroupPart) -> None:
    make.edition("S0", provisions={Provision.CONSULT_FORMS: ["individual:offline"]}, bases={"CON-02": "3.1"})
    with pytest.raises(Refused) as refused:
        asked(run, cast.learner, before_group=True)
    assert rules_of(refused) == ["CON-02"]


def test_case_14_one_exchange_over_days_is_hours_of_each_day(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with travel(now() + timedelta(hours=1)):
        answered(thread, 7)
    with travel(now() + timedelta(days=1)):
        actions.ask_again(thread, by=cast.learner, text="А внеплановый?")
        answered(thread, 12)
    with travel(now() + timedelta(days=2)):
        actions.ask_again(thread, by=cast.learner, text="А повторный?")
        answered(thread, 5)
        assert Session.objects.get().state == S.IN_PROGRESS
        actions.close_thread(thread, by=cast.learner)
    session = Session.objects.get()
    assert (session.state, session.topic, session.topic_basis) == (
        S.HELD, "Целевой инструктаж", "learner_appeals",
    )  # fmt: skip
    entries = WorkLogEntry.objects.order_by("date").values_list("date", "minutes", "learners_count")
    assert list(entries) == [
        (date(2026, 11, 23), 7, 1), (date(2026, 11, 24), 12, 1), (date(2026, 11, 25), 5, 1),
    ]  # fmt: skip


def test_minutes_of_two_answers_are_not_counted_twice(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with travel(now() + timedelta(minutes=30)):
        answered(thread, 20)
    with travel(now() + timedelta(minutes=35)):
        answered(thread, 20, "И ещё: журнал тот же.")
    spans = [(one.ends_at - one.starts_at).total_seconds() / 60 for one in WorkInterval.objects.all()]
    assert spans == [20, 5]


def test_time_is_proposed_from_opening_to_sending_and_corrected(cast: make.Cast, run: GroupPart) -> None:
    assert minutes_spent(now() - timedelta(minutes=9, seconds=50), now()) == 9
    assert minutes_spent(now() - timedelta(hours=5), now()) == 60
    assert minutes_spent(None, now()) == 1
    thread = asked(run, cast.learner)
    with travel(now() + timedelta(hours=1)):
        answered(thread, 30)
        start = now() - timedelta(minutes=18)
        actions.correct_work(thread.session, intervals=[(start, now())])
        assert WorkLogEntry.objects.get().minutes == 18
        with pytest.raises(Refused) as refused:
            actions.correct_work(thread.session, intervals=[(now(), start)])
    assert rules_of(refused) == ["HLD-02"]
    with pytest.raises(Refused) as refused:
        answered(thread, 300)
    assert rules_of(refused) == ["THR-07"]


def test_nothing_empty_is_said(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with pytest.raises(Refused) as refused:
        answered(thread, 5, "  ")
    assert rules_of(refused) == ["THR-03"]


def test_adding_to_a_waiting_question_does_not_move_its_time(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with travel(now() + timedelta(days=1)):
        actions.ask_again(thread, by=cast.learner, text="Забыла приложить")
    thread.refresh_from_db()
    assert (thread.state, thread.due_at) == (T.WAITING, DUE)


def test_the_worker_does_not_close_what_waits(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with pytest.raises(Refused) as refused:
        actions.close_thread(thread, by=cast.teacher, by_worker=True)
    assert rules_of(refused) == ["THR-05"]
    answered(thread)
    actions.close_thread(thread, by=cast.teacher, by_worker=True)
    assert titles(cast.learner)[-1] == "Вопрос закрыт: Целевой инструктаж"
    with pytest.raises(Refused) as refused:
        actions.ask_again(thread, by=cast.learner, text="Ещё")
    assert rules_of(refused) == ["THR-04"]


def test_a_question_taken_back_leaves_no_session(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    actions.close_thread(thread, by=cast.learner)
    assert Session.objects.get().state == S.CANCELLED
    assert Booking.objects.get().state == Booking.State.CANCELLED


def test_it_closes_by_itself_and_opens_again_until_hours_are_confirmed(
    cast: make.Cast, run: GroupPart
) -> None:
    thread = asked(run, cast.learner)
    answered(thread)
    assert close_silent_ones() == 0
    with travel(now() + timedelta(days=5, minutes=1)):
        assert (close_silent_ones(), close_silent_ones()) == (1, 0)
        assert Session.objects.get().state == S.HELD
        actions.open_again(thread, by=cast.learner)
        thread.refresh_from_db()
        assert (thread.state, Session.objects.get().state) == (T.WAITING, S.IN_PROGRESS)
        answered(thread)
        actions.close_thread(thread, by=cast.learner)
        Session.objects.update(state=S.CONFIRMED)
        with pytest.raises(Refused) as refused:
            actions.open_again(thread, by=cast.learner)
    assert rules_of(refused) == ["THR-06"]


def test_a_session_of_the_schedule_waits_for_the_end_of_its_window(cast: make.Cast, run: GroupPart) -> None:
    session = offline(cast, groups=[cast.group])
    thread = asked(run, cast.learner)
    answered(thread)
    actions.close_thread(thread, by=cast.learner)
    session.refresh_from_db()
    assert session.state == S.IN_PROGRESS
    with travel(session.ends_at + timedelta(minutes=1)):
        assert close_silent_ones() == 1
    session.refresh_from_db()
    assert session.state == S.HELD


def test_s1_4_1_the_deadline_is_told_before_and_after(cast: make.Cast, run: GroupPart) -> None:
    asked(run, cast.learner)
    assert tell_of_deadlines() == 0
    with travel(DUE - timedelta(hours=23)):
        assert (tell_of_deadlines(), tell_of_deadlines()) == (1, 0)
    assert titles(cast.teacher)[-1].startswith("Ответьте до ср 25.11, 17:52")
    with travel(DUE + timedelta(minutes=1)):
        assert (tell_of_deadlines(), tell_of_deadlines()) == (2, 0)
        post = answered(Thread.objects.get())
    assert post.is_late
    assert titles(cast.deputy) == ["Нарушен срок оказания помощи: Ковалёва И. С. не ответил(а) на вопрос"]


def test_s2_12d_a_question_before_the_group_is_for_all_of_it(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    first = asked(run, cast.learner, before_group=True, unnamed=True)
    second = asked(run, cast.child, before_group=True, subject="Сроки")
    assert first.session == second.session
    answered(first)
    child = login(cast.account("child"))
    page = child.get(f"{QUESTIONS}{first.pk}/").content.decode()
    assert "Перед разовой работой." in page
    assert "Иванова" not in page
    assert "вопрос из группы" in flat(page)
    assert "<textarea" not in page
    assert child.post(f"{QUESTIONS}{first.pk}/", {"text": "чужой"}).status_code == 403
    assert "Целевой инструктаж" in child.get(QUESTIONS).content.decode()
    assert "Иванова" in login(cast.account("teacher")).get(f"{QUESTIONS}{first.pk}/").content.decode()
    assert login(cast.account("stranger")).get(f"{QUESTIONS}{first.pk}/").status_code == 404


def test_s2_12f_a_frontal_exchange_is_for_every_group_it_serves(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    second = make.group("ОТ-26/11-2", programme=cast.group.programme)
    other = make.learner("Второй Иван", second)
    session = offline(cast, format=Format.FRONTAL, capacity=300, groups=[cast.group, second])
    thread = actions.ask_in_session(
        session, learner=cast.learner, asked_by=cast.learner, question=Question("Сроки", "Когда зачёт?")
    )
    answered(thread, text="В пятницу.")
    client = login(Account.objects.get(person=other))
    assert "В пятницу." in client.get(f"{QUESTIONS}{thread.pk}/").content.decode()
    assert login(cast.account("stranger")).get(f"{QUESTIONS}{thread.pk}/").status_code == 404


def test_a_personal_exchange_is_seen_by_its_two_sides(cast: make.Cast, run: GroupPart, login: Login) -> None:
    thread = asked(run, cast.child, asked_by=cast.parent)
    address = f"{QUESTIONS}{thread.pk}/"
    seen = {name: login(cast.account(name)).get(address).status_code for name in cast.names()}
    assert {name for name, status in seen.items() if status == 200} == {
        "child", "parent", "teacher", "deputy", "specialist",
    }  # fmt: skip
    week = login(cast.account("learner")).get("/consultations/?all=1")
    assert thread.session_id not in [row.session.pk for _day, rows in week.context["days"] for row in rows]
    assert login(cast.account("learner")).get(f"/consultations/{thread.session_id}/").status_code == 404


def test_the_deputy_says_why_before_reading(cast: make.Cast, run: GroupPart, login: Login) -> None:
    thread = asked(run, cast.learner)
    deputy, address = login(cast.account("deputy")), f"{QUESTIONS}{thread.pk}/"
    assert "Когда он нужен?" not in deputy.get(address).content.decode()
    assert deputy.post(f"{address}why/", {"why": " "}).status_code == 422
    assert deputy.post(f"{address}why/", {"why": "жалоба слушателя"}).status_code == 302
    assert "Когда он нужен?" in deputy.get(address).content.decode()
    assert deputy.post(address, {"text": "отвечу сам", "minutes": 1}).status_code == 403
    with travel(now() + timedelta(hours=2)):
        assert "Когда он нужен?" not in deputy.get(address).content.decode()


def test_thr_09_what_waits_for_an_answer_is_not_cancelled(cast: make.Cast, run: GroupPart) -> None:
    thread = asked(run, cast.learner)
    with pytest.raises(Refused) as refused:
        actions.cancel_session(thread.session, reason="болезнь")
    assert rules_of(refused) == ["THR-09"]
    other = make.staff("Запасной Пётр Петрович")
    actions.substitute(thread.session, person=other, reason="болезнь")
    assert Thread.objects.get().session.person == other


def test_from_the_page_to_thank_you(
    cast: make.Cast, run: GroupPart, login: Login, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    learner, teacher = login(cast.account("learner")), login(cast.account("teacher"))
    typed = {"run": run.pk, "whom": "alone", "subject": "Расчёт", "text": "Проверьте"}
    assert learner.post(f"{QUESTIONS}new/", typed | {"text": ""}).status_code == 422
    sent = learner.post(f"{QUESTIONS}new/", typed | {"attached": SimpleUploadedFile("расчёт.txt", b"1")})
    thread = Thread.objects.get()
    address = f"{QUESTIONS}{thread.pk}/"
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert "Расчёт" in teacher.get(QUESTIONS).content.decode()
    with travel(now()):
        opened = teacher.get(address).context["form"].initial["opened"]
    with travel(now() + timedelta(minutes=14)):
        assert teacher.post(address, {"text": "", "opened": opened}).status_code == 422
        assert teacher.post(address, {"text": "Верно.", "opened": opened}).status_code == 302
    assert WorkLogEntry.objects.get().minutes == 14
    file = Post.objects.get(side="learner").files.get()
    body = teacher.get(f"{address}files/{file.pk}/").streaming_content
    assert b"".join(body) == b"1"  # type: ignore[arg-type]
    assert login(cast.account("deputy")).get(f"{address}files/{file.pk}/").status_code == 403
    assert "Верно." in learner.get(address).content.decode()
    assert learner.post(f"{address}close/").status_code == 302
    assert Thread.objects.get().state == T.CLOSED
    work = f"/consultations/{thread.session_id}/work/"
    assert teacher.get(work).status_code == 200
    assert login(cast.account("other_staff")).get(work).status_code == 403


def test_the_price_of_the_lists_does_not_grow(cast: make.Cast, run: GroupPart, login: Login) -> None:
    asked(run, cast.learner, before_group=True)
    clients = [login(cast.account(name)) for name in ("teacher", "learner", "child")]
    few = [_price(client) for client in clients]
    for _n in range(29):
        asked(run, make.learner(in_group=cast.group), before_group=True)
    assert [_price(client) for client in clients] == few


def _price(client: Client) -> int:
    client.get(QUESTIONS)
    with CaptureQueriesContext(connection) as seen:
        client.get(QUESTIONS)
    return len(seen)


def test_the_act_sets_when_a_question_is_answered_and_how_long_it_goes_on(
    cast: make.Cast, run: GroupPart
) -> None:
    make.edition(provisions={Provision.QUESTION_DAYS: 1, Provision.FOLLOW_UP_DAYS: 10})
    forget_editions()
    thread = asked(run, cast.learner)
    assert thread.due_at == DUE - timedelta(days=1)
    answered(thread)
    with travel(now() + timedelta(days=9)):
        assert close_silent_ones() == 0
    with travel(now() + timedelta(days=10, minutes=1)):
        assert close_silent_ones() == 1
