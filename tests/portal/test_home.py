"""The first page of each role."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opora.consultations import actions
from opora.consultations.actions import Question
from opora.consultations.models import HelpRequest, Kind, Session
from opora.duties.actions import ByOrder, assign
from opora.duties.queries import duty_map
from opora.kernel.clock import now, travel
from opora.notifications.models import Letter
from opora.people.models import Person, Role
from opora.portal.models import Tour
from opora.schedule.models import Schedule, ScheduleProposal
from opora.studies.models import LearnerOrder
from opora.workload.models import MonthSheet, WorkLogEntry
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 18:00 in Moscow, eight minutes ahead


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def titles(answer: Any) -> list[str]:
    return [str(task.title) for task in answer.context["tasks"]]


def statements(client: Client, url: str = "/cabinet/") -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


class TestLearner:
    def test_the_next_consultation_is_the_main_thing(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, SOON, groups=[cast.group], topic="Виды инструктажей")
        make.booking(session, cast.learner)
        page = text_of(login(cast.account("learner")).get("/cabinet/"))
        assert "Здравствуйте, Мария Петровна" in page
        assert "через 8 мин" in page
        assert "Виды инструктажей" in page
        assert f'href="/consultations/{session.pk}/"' in page

    def test_without_a_booking_the_way_to_one(self, cast: make.Cast, login: Login) -> None:
        page = text_of(login(cast.account("learner")).get("/cabinet/"))
        assert "Вы пока никуда не записаны" in page

    def test_free_times_programmes_and_deadlines(self, cast: make.Cast, login: Login) -> None:
        part = make.part(cast.group.programme, "СУОТ", has_attestation=True)
        make.group_part(cast.group, part, attestation_on=date(2026, 11, 27))
        make.session(cast.teacher, SOON + timedelta(days=1), groups=[cast.group])
        answer = login(cast.account("learner")).get("/cabinet/")
        home = answer.context["page"]
        assert [slot.state for slot in home.slots] == ["free"]
        assert [studies.percent for studies in home.programmes] == [29]
        assert [(deadline.day, deadline.tone) for deadline in home.deadlines] == [
            (date(2026, 11, 27), "warning")
        ]
        assert "пт 27.11.2026" in text_of(answer)

    def test_a_contract_near_its_end_is_a_deadline(self, cast: make.Cast, login: Login) -> None:
        late = make.person("Поздняя Анна Ивановна")
        make.contract(late, valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 10), number="117/26")
        answer = login(make.account(late)).get("/cabinet/")
        assert [deadline.title for deadline in answer.context["page"].deadlines] == [
            "Договор № 117/26 заканчивается"
        ]

    def test_after_the_contract_only_what_was_learnt(self, cast: make.Cast, login: Login) -> None:
        page = text_of(login(cast.account("expired")).get("/cabinet/"))
        assert "закончился 31.10.2026" in page
        assert "Записаться" not in page

    def test_many_bookings_take_the_same_statements(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        first = make.session(cast.teacher, SOON, groups=[cast.group])
        make.booking(first, cast.learner)
        make.session(cast.teacher, SOON + timedelta(hours=3), groups=[cast.group])
        client.get("/cabinet/")
        one = statements(client)
        for day in range(1, 13):
            session = make.session(cast.teacher, SOON + timedelta(days=day), groups=[cast.group])
            if day % 2:
                make.booking(session, cast.learner)
        assert statements(client) == one

    def test_an_answer_and_an_exam_prep_wait_for_the_learner(self, cast: make.Cast, login: Login) -> None:
        part = make.part(cast.group.programme, "Инструктажи")
        run = make.group_part(
            cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
        )
        words = Question("Целевой инструктаж", "Когда он нужен?")
        thread = actions.ask_teacher(run, learner=cast.learner, asked_by=cast.learner, question=words)
        client = login(cast.account("learner"))
        assert client.get("/cabinet/").context["page"].tasks == []
        actions.answer(thread, by=cast.teacher, text="Перед разовой работой.", minutes=5)
        held = make.session(
            cast.teacher, SOON - timedelta(days=3), kind=Kind.EXAM_PREP, state=Session.State.HELD,
            groups=[cast.group], actual_start=SOON - timedelta(days=3),
            actual_end=SOON - timedelta(days=3, minutes=-60),
        )  # fmt: skip
        answer = client.get("/cabinet/")
        assert [(task.title, task.url) for task in answer.context["page"].tasks] == [
            ("Вам ответили: Целевой инструктаж", f"/consultations/questions/{thread.pk}/"),
            ("Подтвердите ознакомление", f"/consultations/{held.pk}/materials/"),
        ]
        assert "Ждёт вас" in text_of(answer)


class TestRepresentative:
    def test_case_28_a_parent_of_two_switches_between_them(self, cast: make.Cast, login: Login) -> None:
        sister = make.learner("Зотова Вера", cast.group, birth_date=date(2014, 2, 3))
        make.guardianship(cast.parent, sister)
        client = login(cast.account("parent"))
        assert client.get("/cabinet/").context["page"].learner == cast.child
        answer = client.get("/cabinet/", {"ward": sister.pk})
        assert answer.context["page"].learner == sister
        assert f'href="?ward={cast.child.pk}"' in text_of(answer)
        foreign = client.get("/cabinet/", {"ward": cast.learner.pk})
        assert foreign.context["page"].learner == cast.child


class TestTeacher:
    def test_today_begins_with_one_press(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, SOON, groups=[cast.group])
        make.session(cast.teacher, SOON + timedelta(days=2), groups=[cast.group])
        answer = login(cast.account("teacher")).get("/cabinet/")
        work = answer.context["work"]
        assert (len(work.today), len(work.ahead)) == (1, 1)
        assert f'formaction="/consultations/{session.pk}/open/"' in text_of(answer)

    def test_what_is_not_written_down_stands_beside(self, cast: make.Cast, login: Login) -> None:
        past = make.session(cast.teacher, SOON - timedelta(days=3), groups=[cast.group])
        answer = login(cast.account("teacher")).get("/cabinet/")
        assert [session.pk for session in answer.context["work"].unfilled] == [past.pk]
        assert f'href="/consultations/{past.pk}/hold/"' in text_of(answer)

    def test_a_full_week_takes_the_same_statements(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("teacher"))
        make.session(cast.teacher, SOON, groups=[cast.group])
        make.session(cast.teacher, SOON - timedelta(days=3), groups=[cast.group])
        client.get("/cabinet/")
        one = statements(client)
        for day in range(1, 6):
            make.session(cast.teacher, SOON + timedelta(days=day), groups=[cast.group])
            make.session(cast.teacher, SOON - timedelta(days=3 + day), groups=[cast.group])
        assert statements(client) == one

    def test_a_meeting_is_begun_half_an_hour_before_not_earlier(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, SOON + timedelta(hours=2), groups=[cast.group])
        client = login(cast.account("teacher"))
        card = f"/consultations/{session.pk}/"
        ways = {
            "/cabinet/": f'{card}open/"',
            card: f'action="{reverse("meetings:timer_start", args=[session.pk])}"',
        }
        for page, way in ways.items():
            assert way not in text_of(client.get(page))
        with travel(session.starts_at - timedelta(minutes=20)):
            for page, way in ways.items():
                assert way in text_of(client.get(page))

    def test_what_waits_stands_first(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("teacher"))
        assert titles(client.get("/cabinet/")) == []
        part = make.part(cast.group.programme, "Инструктажи")
        run = make.group_part(
            cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
        )
        ours = {"learner": cast.learner, "asked_by": cast.learner}
        actions.ask_teacher(run, question=Question("Целевой инструктаж", "Когда он нужен?"), **ours)
        HelpRequest.objects.create(run=run, person=cast.teacher, question="Не могу днём", **ours)
        make.session(cast.teacher, SOON + timedelta(days=1), groups=[cast.group])
        prep = make.session(cast.teacher, SOON + timedelta(days=2), groups=[cast.group], kind=Kind.EXAM_PREP)
        draft = make.schedule("draft", title="График на I полугодие 2027")
        Schedule.objects.filter(pk=draft.pk).update(collect_until=date(2026, 12, 11))
        answer = client.get("/cabinet/")
        assert titles(answer) == [
            "1 вопрос ждёт ответа",
            "1 просьба о встрече",
            "Подготовьте материалы к аттестации",
            "1 встреча без темы",
            "Предложите свои дни: График на I полугодие 2027",
        ]
        assert [task.url for task in answer.context["tasks"]] == [
            "/consultations/questions/",
            "/consultations/requests/",
            f"/consultations/{prep.pk}/dossier/",
            "/topics/",
            "/schedule/mine/",
        ]


class TestCurator:
    def test_an_order_sent_back_waits_with_its_remark(self, cast: make.Cast, login: Login) -> None:
        order = LearnerOrder.objects.create(
            kind=LearnerOrder.Kind.LEAVE,
            group=cast.group,
            drafted_by=cast.curator,
            remark="Укажите основание",
        )
        (task,) = login(cast.account("curator")).get("/cabinet/").context["tasks"]
        assert (task.title, task.words) == ("Приказ вернули: об академическом отпуске", "Укажите основание")
        assert task.url == f"/studies/orders/{order.pk}/"

    def test_own_groups_with_those_who_never_asked(self, cast: make.Cast, login: Login) -> None:
        make.booking(make.session(cast.teacher, SOON, groups=[cast.group]), cast.learner)
        (group,) = login(cast.account("curator")).get("/cabinet/").context["groups"]
        assert (group.code, group.learners_count, group.without_booking) == ("ОТ-26/11-1", 2, 1)

    def test_more_groups_take_the_same_statements(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("curator"))
        client.get("/cabinet/")
        one = statements(client)
        for _number in range(10):
            make.learner("", make.group(curator=cast.curator))
        assert statements(client) == one


def entry(who: Person, **values: Any) -> WorkLogEntry:
    contract = who.staff_contracts.get()
    fields = {field.name for field in WorkLogEntry._meta.fields}
    defaults = {"branch": contract.branch, "contract": contract, "load_basis": contract.load_basis,
                "date": date(2026, 11, 20), "minutes": 90, "kind": "current"}  # fmt: skip
    known = {name: value for name, value in defaults.items() if name in fields}
    return WorkLogEntry.objects.create(person=who, **{**known, **values})


class TestManagers:
    def test_the_deputy_sees_hours_unfilled_sessions_and_the_month_to_close(
        self, cast: make.Cast, login: Login
    ) -> None:
        entry(cast.teacher)
        entry(cast.teacher, date=date(2026, 10, 20), state="confirmed", confirmed_by=cast.deputy)
        make.session(cast.teacher, SOON - timedelta(days=3), groups=[cast.group])
        make.schedule("draft", return_remark="нет телефона", title="График на декабрь")
        found = titles(login(cast.account("deputy")).get("/cabinet/"))
        assert found == [
            "1 запись ждёт подтверждения",
            "1 консультация не записана",
            "График «График на декабрь» вернули с замечанием",
            "Закройте октябрь 2026: Санкт-Петербург",
        ]

    def test_the_director_sees_what_awaits_a_signature(self, cast: make.Cast, login: Login) -> None:
        make.schedule("on_approval", title="График на декабрь")
        entry(cast.deputy)
        MonthSheet.objects.create(
            branch=make.branch(),
            month=date(2026, 10, 1),
            state="closed",
            snapshot={},
            seal="0" * 64,
            closed_by=cast.deputy,
        )
        found = titles(login(cast.account("director")).get("/cabinet/"))
        assert found == [
            "Утвердите график «График на декабрь»",
            "1 запись заместителя ждёт вас",
            "Подпишите ведомость за октябрь 2026: Санкт-Петербург",
            "3 обязанности ни за кем не закреплены",
        ]

    def test_the_specialist_sees_people_letters_and_the_schedule(self, cast: make.Cast, login: Login) -> None:
        make.contract(make.person())
        values = {"to": "a@b.example", "subject": "x", "text": "x", "next_try_at": SOON}
        Letter.objects.create(message_id="<1>", state="uncertain", **values)
        Letter.objects.create(message_id="<2>", **values)
        client = login(cast.account("specialist"))
        assert titles(client.get("/cabinet/")) == [
            "Действующего графика нет",
            "1 человек без входа",
            "1 письмо ждёт решения",
            "1 письмо в очереди",
        ]
        make.schedule("published")
        make.schedule(
            "approved", title="Следующий", period_from=date(2027, 1, 1), period_to=date(2027, 6, 30)
        )
        assert titles(client.get("/cabinet/"))[0] == "Опубликуйте график «Следующий»"
        assert Schedule.objects.count() == 2

    def test_an_order_about_learners_goes_from_hand_to_hand(self, cast: make.Cast, login: Login) -> None:
        order = LearnerOrder.objects.create(
            kind=LearnerOrder.Kind.ENROL, group=cast.group, drafted_by=cast.curator
        )
        for state, role in (("draft", "specialist"), ("sent", "deputy"), ("agreed", "director")):
            LearnerOrder.objects.filter(pk=order.pk).update(state=state)
            answer = login(cast.account(role)).get("/cabinet/")
            assert "1 приказ о слушателях" in titles(answer), role
            assert "/studies/orders/?show=mine" in text_of(answer)

    def test_the_deputy_sees_lines_proposed_for_a_draft(self, cast: make.Cast, login: Login) -> None:
        draft = make.schedule("draft", collect_until=date(2026, 12, 1))
        ScheduleProposal.objects.create(schedule=draft, person=cast.teacher, kind="keep")
        answer = login(cast.account("deputy")).get("/cabinet/")
        assert titles(answer) == ["1 предложение строк ждёт решения"]
        assert f"/schedule/{draft.pk}/proposals/" in text_of(answer)

    @pytest.mark.parametrize("role", [Role.PROCTOR, Role.COMMISSION, Role.AUDITOR])
    def test_who_only_looks_sees_the_day_of_the_centre(
        self, role: Role, cast: make.Cast, login: Login
    ) -> None:
        make.session(cast.teacher, SOON, groups=[cast.group], topic="Виды инструктажей")
        make.session(cast.teacher, SOON + timedelta(days=2), groups=[cast.group], kind="exam_prep")
        client = login(make.in_role(cast, role), role)
        page, few = text_of(client.get("/cabinet/")), statements(client)
        assert "Виды инструктажей" in page
        assert "Подготовка к аттестации, две недели" in page
        assert "Ждёт вас" not in page
        assert "неделя, запись" not in page
        for days in range(3, 10):
            make.session(cast.teacher, SOON + timedelta(days=days), kind="exam_prep")
        assert statements(client) == few

    def test_when_all_is_done_it_says_so(self, cast: make.Cast, login: Login) -> None:
        day = date(2026, 11, 23)
        gaps = [line.duty.code for line in duty_map(day) if line.gap]
        assign(gaps, person=cast.other_staff, order=ByOrder("70-о", day), valid_from=day)
        assert "Всё сделано" in text_of(login(cast.account("director")).get("/cabinet/"))

    def test_the_inspector_gets_the_registers(self, cast: make.Cast, login: Login) -> None:
        answer = login(cast.account("auditor")).get("/cabinet/")
        assert answer.context["work"] is None
        assert "journal:list" in {page.name for page in answer.context["pages"]}


@pytest.mark.parametrize(
    ("role", "most"),
    [("learner", 10), ("teacher", 11), ("curator", 14), ("deputy", 12), ("specialist", 14), ("director", 17)],
)
def test_a_first_page_asks_little(role: str, most: int, cast: make.Cast, login: Login) -> None:
    """Three of these say who asks; everything that is only counted is counted by one."""
    make.edition()
    make.booking(make.session(cast.teacher, SOON, groups=[cast.group]), cast.learner)
    Tour.objects.create(account=cast.account(role), role=role, done_at=now())
    client = login(cast.account(role))
    client.get("/cabinet/")
    assert statements(client) == most


def test_acc_03_the_cabinet_has_no_opening_hours(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("learner"))
    for hour in range(0, 24, 3):
        with travel(now() + timedelta(hours=hour)):
            assert client.get("/cabinet/").status_code == 200
