"""Whom an edition concerns, who signs for whom, on paper or by the button; who is told and when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from opora.acquaintance import actions, queries, tasks
from opora.acquaintance.models import Acquaintance, SignatureAgreement
from opora.acquaintance.queries.lists import Wanted, lines, wanted_rows
from opora.consultations.actions import book_slot
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.access import Actor, Window
from opora.people.actions import grant_role
from opora.people.models import Account, Person, Role
from opora.regulations.actions import (
    adopt_edition,
    approve,
    describe,
    revoke,
    send,
    set_concerned,
    start_draft,
)
from opora.regulations.models import ActEdition, LocalAct, Order, Provision
from opora.regulations.queries import editions_asked, forget_editions, suggested_circle, text_digest
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
EVERYBODY = [Role.LEARNER, Role.REPRESENTATIVE, Role.TEACHER, Role.DEPUTY]


def edition(*roles: Role, **more: Any) -> ActEdition:
    return set_concerned(make.edition(clauses={"1.1": "Помощь оказывают преподаватели."}, **more), roles)


def actor(person: Person, role: Role) -> Actor:
    return Actor(Account.objects.get(person=person), person, role, {role: Window(True)})


def names(of: ActEdition, on: date = DAY) -> set[str]:
    return {Person.objects.get(pk=row.person).last_name for row in queries.asked([of], on)}


def sign(of: ActEdition, person: Person, by: Person | None = None, *, agrees: bool = True) -> Acquaintance:
    account = Account.objects.get(person=by or person)
    return actions.acquaint(of, person=person, account=account, agrees=agrees, ip="10.0.0.7")


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.pdf", b"%PDF-1.4")


class TestCircle:
    def test_it_is_computed_by_roles_contracts_and_verified_wards(self, cast: make.Cast) -> None:
        assert names(edition(Role.TEACHER)) == {"Ковалёва"}
        made = set_concerned(ActEdition.objects.get(), [Role.LEARNER, Role.REPRESENTATIVE])
        assert names(made) == {"Иванова", "Зотов", "Зотова", "Чужой"}

    def test_who_left_is_not_asked_and_who_came_is_the_same_day(self, cast: make.Cast) -> None:
        made = edition(Role.TEACHER)
        left = make.person("Ушедший Пётр")
        make.staff_contract(left, valid_to=DAY - timedelta(days=1))
        make.grant(left, Role.TEACHER)
        coming = make.person("Новая Анна")
        make.staff_contract(coming)
        make.grant(coming, Role.TEACHER, DAY + timedelta(days=3))
        assert names(made) == {"Ковалёва"}
        assert names(made, DAY + timedelta(days=3)) == {"Ковалёва", "Новая"}

    def test_a_ward_of_eighteen_has_no_representative(self, cast: make.Cast) -> None:
        made = edition(Role.REPRESENTATIVE)
        assert names(made) == {"Зотова"}
        Person.objects.filter(pk=cast.child.pk).update(birth_date=date(2008, 11, 23))
        assert names(made) == set()

    def test_the_term_runs_from_the_announcement_or_from_the_role(self, cast: make.Cast) -> None:
        made = edition(Role.TEACHER, provisions={Provision.ACQUAINTANCE_DAYS: 10})
        assert queries.due_of(made, date(2020, 1, 1)) == date(2026, 12, 3)
        assert queries.due_of(made, date(2026, 12, 1)) == date(2026, 12, 11)

    def test_nobody_is_asked_of_an_edition_that_is_over(self, cast: make.Cast) -> None:
        made = edition(Role.TEACHER)
        revoke(made, signer=cast.director, number="9", on=DAY, since=DAY)
        assert queries.readings(actor(cast.teacher, Role.TEACHER)) == []
        with pytest.raises(Refused) as refused:
            sign(made, cast.teacher)
        assert rules_of(refused) == ["ACQ-01"]
        with pytest.raises(Refused) as refused:
            set_concerned(made, [Role.DEPUTY])
        assert rules_of(refused) == ["EDN-14"]

    def test_a_draft_names_its_circle_when_it_is_approved(self, cast: make.Cast) -> None:
        act = edition(Role.TEACHER, Role.DEPUTY).act
        draft = describe(
            start_draft(act, effective_from=date(2027, 1, 1)),
            effective_from=date(2027, 1, 1),
            summary="Новое",
            basis_acts="",
        )
        with pytest.raises(Refused):
            set_concerned(draft, [Role.TEACHER])
        values = {"signer": cast.director, "on": DAY, "effective_from": date(2027, 1, 1)}
        approved = approve(send(draft), number="77", **values)
        assert (approved.concerns, approved.acquaint_from) == (["teacher", "deputy"], DAY)

    def test_an_old_paper_taken_over_today_is_late_for_nobody(self, cast: make.Cast) -> None:
        act = make.edition(clauses={"1.1": "Общие положения."}).act
        order = make.order("9", date(2025, 5, 1), kind=Order.Kind.ACT)
        adopted = adopt_edition(
            act.code, number=2, order=order, effective_from=order.date, clauses={}, concerns=[Role.TEACHER]
        )
        assert adopted.acquaint_from == DAY
        assert queries.late_people(editions_asked(DAY), DAY).count() == 0

    def test_without_a_former_circle_the_act_itself_names_it(self, cast: make.Cast) -> None:
        act = make.edition(
            clauses={
                "1": "Слушатель вправе получить помощь.",
                "2": "Преподаватель проводит консультации. Ответственный специалист ведёт СДО.",
            }
        )
        assert suggested_circle(act) == ["learner", "teacher", "specialist"]


class TestSigning:
    def test_who_when_and_under_which_text_are_kept(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        mark = sign(made, cast.teacher)
        assert (mark.signed_on, mark.sha256, mark.given_by) == (DAY, text_digest(made), cast.teacher)
        agreement = SignatureAgreement.objects.get()
        assert mark.agreement == agreement
        assert (agreement.person, agreement.ip) == (cast.teacher, "10.0.0.7")
        assert "63-ФЗ" in agreement.text
        assert sign(made, cast.teacher) == mark

    def test_without_the_agreement_a_press_is_no_signature(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        with pytest.raises(Refused) as refused:
            sign(made, cast.teacher, agrees=False)
        assert rules_of(refused) == ["ACQ-02"]
        actions.agree_to_signature(Account.objects.get(person=cast.teacher))
        assert sign(made, cast.teacher, agrees=False)

    def test_withdrawn_it_founds_nothing_new_and_keeps_what_was(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        sign(made, cast.deputy)
        actions.withdraw_agreement(cast.deputy)
        other = set_concerned(_another(), [Role.DEPUTY])
        with pytest.raises(Refused):
            sign(other, cast.deputy, agrees=False)
        assert Acquaintance.objects.filter(person=cast.deputy).count() == 1

    def test_one_whom_it_does_not_concern_does_not_sign(self, cast: make.Cast) -> None:
        with pytest.raises(Refused) as refused:
            sign(edition(Role.DEPUTY), cast.teacher)
        assert rules_of(refused) == ["ACQ-01"]

    def test_a_representative_signs_for_a_minor_and_nobody_else_does(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        mark = sign(made, cast.child, by=cast.parent)
        assert (mark.person, mark.given_by, mark.for_another) == (cast.child, cast.parent, True)
        with pytest.raises(Refused) as refused:
            sign(made, cast.learner, by=cast.parent)
        assert rules_of(refused) == ["ACQ-03"]
        with pytest.raises(Refused) as refused:
            sign(made, cast.learner, by=cast.specialist)
        assert rules_of(refused) == ["ACQ-03"]

    def test_till_fourteen_only_the_representative(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        Person.objects.filter(pk=cast.child.pk).update(birth_date=date(2014, 2, 3))
        cast.child.refresh_from_db()
        [own] = queries.readings(actor(cast.child, Role.LEARNER))
        assert own.may_sign is False
        with pytest.raises(Refused) as refused:
            sign(made, cast.child)
        assert rules_of(refused) == ["ACQ-03"]
        assert sign(made, cast.child, by=cast.parent)

    def test_from_fourteen_the_learner_himself_too(self, cast: make.Cast) -> None:
        assert sign(edition(*EVERYBODY), cast.child).given_by == cast.child

    def test_the_parents_cabinet_shows_both(self, cast: make.Cast) -> None:
        edition(*EVERYBODY)
        found = queries.readings(actor(cast.parent, Role.REPRESENTATIVE))
        assert {(one.person, one.may_sign) for one in found} == {(cast.parent, True), (cast.child, True)}

    def test_the_database_has_the_last_word(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        values = {"at": datetime(2026, 11, 23, tzinfo=UTC), "signed_on": DAY, "sha256": "0" * 64}
        with pytest.raises(IntegrityError), transaction.atomic():
            Acquaintance.objects.create(
                person=cast.teacher, edition=made, given_by=cast.teacher, way="simple_esign", **values
            )


def _another() -> ActEdition:
    act = LocalAct.objects.create(
        code="pravila", kind="pravila", title="Правила общения", short_title="Правила", genitive="Правил"
    )
    return ActEdition.objects.create(
        act=act, number=1, state="approved", effective_from=date(2026, 1, 12), order=make.order()
    )


class TestPaper:
    def test_a_sheet_marks_many_with_one_scan(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        sign(made, cast.teacher)
        people = [cast.teacher, cast.learner, cast.deputy]
        new = actions.enter_sheet(made, people=people, scan=scan(), signed_on=DAY, by=cast.specialist)
        assert {mark.person for mark in new} == {cast.learner, cast.deputy}
        assert len({mark.sheet_id for mark in new}) == 1
        assert Acquaintance.objects.get(person=cast.teacher).way == Acquaintance.Way.ESIGN

    @pytest.mark.parametrize("day", [date(2025, 4, 14), date(2026, 11, 24)])
    def test_the_date_stands_between_the_approval_and_today(self, cast: make.Cast, day: date) -> None:
        made = edition(*EVERYBODY)
        with pytest.raises(Refused) as refused:
            actions.enter_sheet(made, people=[cast.learner], scan=scan(), signed_on=day, by=cast.deputy)
        assert rules_of(refused) == ["ACQ-04"]

    def test_one_strange_name_stops_the_whole_sheet(self, cast: make.Cast) -> None:
        made = edition(Role.LEARNER)
        with pytest.raises(Refused) as refused:
            actions.enter_sheet(
                made, people=[cast.learner, cast.teacher], scan=scan(), signed_on=DAY, by=cast.deputy
            )
        assert rules_of(refused) == ["ACQ-01"]
        assert not Acquaintance.objects.exists()

    def test_a_wrong_line_is_dropped_an_own_signature_is_not(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        [line] = actions.enter_sheet(
            made, people=[cast.learner], scan=scan(), signed_on=DAY, by=cast.specialist
        )
        actions.drop_mark(line)
        assert not Acquaintance.objects.filter(person=cast.learner).exists()
        with pytest.raises(Refused) as refused:
            actions.drop_mark(sign(made, cast.teacher))
        assert rules_of(refused) == ["ACQ-07"]


class TestTelling:
    def told(self, person: Person) -> list[str]:
        return list(Notification.objects.filter(person=person).order_by("pk").values_list("title", flat=True))

    def test_act_04_those_it_concerns_are_told_once(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        assert self.told(cast.teacher) == ["Ознакомьтесь: Порядок, редакция 1"]
        row = Notification.objects.get(person=cast.teacher)
        assert "до 07.12.2026" in row.body
        assert row.url == f"/acquaintance/{made.pk}/"
        assert self.told(cast.director) == []
        set_concerned(made, [*EVERYBODY, Role.DIRECTOR])
        assert len(self.told(cast.teacher)) == 1
        assert len(self.told(cast.director)) == 1

    def test_a_representative_is_told_for_the_child_too(self, cast: make.Cast) -> None:
        edition(*EVERYBODY)
        assert len(self.told(cast.parent)) == 2
        assert len(self.told(cast.child)) == 1

    def test_who_is_appointed_later_is_told_that_day(self, cast: make.Cast) -> None:
        edition(Role.CURATOR)
        new = make.person("Новикова Анна Олеговна")
        make.staff_contract(new)
        grant_role(new, role=Role.CURATOR, valid_from=DAY, basis="приказ № 5", by=cast.director)
        assert self.told(new) == ["Ознакомьтесь: Порядок, редакция 1"]

    def test_job_07_the_morning_finds_new_people_and_passed_terms(self, cast: make.Cast) -> None:
        edition(*EVERYBODY, provisions={Provision.ACQUAINTANCE_DAYS: 5})
        newcomer = make.learner("Новиков Олег Ильич", cast.group)
        assert tasks.tell_of_the_day() == 1
        assert len(self.told(newcomer)) == 1
        counts = {}
        for ahead in range(1, 16):
            with travel(datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(days=ahead)):
                forget_editions()
                counts[ahead] = tasks.tell_of_the_day()
                assert tasks.tell_of_the_day() == 0
        days = [ahead for ahead, count in counts.items() if count]
        assert days == [2, 6, 13], "за три дня, на другой день после срока, через неделю"
        late = "7 человек не ознакомились с актами в срок"
        assert late in self.told(cast.deputy)
        assert "3 человека не ознакомились с актами в срок" in self.told(cast.curator)

    def test_a_reminder_is_sent_once_a_day_to_those_who_have_not_read(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        assert actions.remind(made, cast.learner) == 1
        with pytest.raises(Refused) as refused:
            actions.remind(made, cast.learner)
        assert rules_of(refused) == ["ACQ-06"]
        sign(made, cast.teacher)
        with pytest.raises(Refused):
            actions.remind(made, cast.teacher)
        rows = queries.asked([made], DAY)
        assert actions.remind_all(made, rows) == len(rows) - 2


class TestHelpIsNotBlocked:
    def test_without_a_word_of_the_act_help_does_not_wait(self, cast: make.Cast) -> None:
        edition(*EVERYBODY)
        session = make.session(cast.teacher, groups=[cast.group])
        assert book_slot(session, learner=cast.learner, asked_by=cast.learner)

    def test_acq_05_where_the_act_says_so_the_learner_reads_first(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY, provisions={Provision.ACQUAINTANCE_FIRST: True})
        forget_editions()
        session = make.session(cast.teacher, groups=[cast.group])
        with pytest.raises(Refused) as refused:
            book_slot(session, learner=cast.learner, asked_by=cast.learner)
        assert rules_of(refused) == ["ACQ-05"]
        assert refused.value.refusals[0].next_url == f"/acquaintance/{made.pk}/"
        with pytest.raises(Refused):
            book_slot(session, learner=cast.child, asked_by=cast.parent)
        assert book_slot(session, learner=cast.child, asked_by=cast.curator)
        sign(made, cast.learner)
        assert book_slot(session, learner=cast.learner, asked_by=cast.learner)


class TestLists:
    def test_a_filter_leaves_the_late_the_done_a_role_a_group(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        sign(made, cast.teacher)
        reader = actor(cast.specialist, Role.SPECIALIST)

        def found(*values: Any, on: date = DAY) -> set[int]:
            return {row.person for row in wanted_rows(reader, made, Wanted(*values), on)}

        assert found("done") == {cast.teacher.pk}
        assert cast.teacher.pk not in found("unread")
        assert found("late") == set()
        assert found("late", on=DAY + timedelta(days=15)) == found("unread")
        assert found("all", "teacher") == {cast.teacher.pk}
        assert found("all", "", cast.group) == {cast.learner.pk, cast.child.pk, cast.parent.pk}

    def test_a_curator_sees_own_groups_and_an_inspector_no_names(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        own = wanted_rows(actor(cast.curator, Role.CURATOR), made, Wanted("all"), DAY)
        assert {row.person for row in own} == {cast.learner.pk, cast.child.pk, cast.parent.pk}
        inspector = actor(cast.auditor, Role.AUDITOR)
        rows = lines(inspector, made, wanted_rows(inspector, made, Wanted("all"), DAY), DAY)
        assert {row.name for row in rows} == {"", "Ковалёва Ирина Сергеевна", "Громов Пётр Ильич"}

    def test_progress_counts_each_person_once(self, cast: make.Cast) -> None:
        made = edition(*EVERYBODY)
        make.grant(cast.teacher, Role.DEPUTY)
        sign(made, cast.teacher)
        count = queries.progress([made], DAY)[made.pk]
        assert (count.total, count.done, count.late) == (6, 1, 0)
        later = DAY + timedelta(days=15)
        assert queries.progress([made], later)[made.pk].late == 5
        assert queries.late_people(editions_asked(later), later).count() == 5

    def test_many_people_take_the_same_statements(self, cast: make.Cast, login: Callable[..., Any]) -> None:
        made = edition(*EVERYBODY)
        sign(made, cast.teacher)
        client = login(cast.account("specialist"))

        def statements() -> list[int]:
            counted = []
            for url in ("/acquaintance/acts/", f"/acquaintance/acts/{made.pk}/?state=all", "/cabinet/"):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                counted.append(len(captured))
            return counted

        statements()
        few = statements()
        for number in range(30):
            newcomer = make.learner(f"Новиков Олег Ильич{number}", cast.group)
            if number % 2:
                sign(made, newcomer)
        assert statements() == few

    def test_many_editions_take_the_same_statements(self, cast: make.Cast, login: Callable[..., Any]) -> None:
        sign(edition(*EVERYBODY), cast.teacher)
        _announced(2)
        teacher, specialist = login(cast.account("teacher")), login(cast.account("specialist"))

        def statements() -> list[int]:
            counted = []
            for client, url in (
                (teacher, "/acquaintance/"),
                (teacher, "/cabinet/"),
                (specialist, "/acquaintance/acts/"),
            ):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                counted.append(len(captured))
            return counted

        statements()
        few = statements()
        _announced(30)
        assert statements() == few


def _announced(count: int) -> None:
    acts = LocalAct.objects.bulk_create(
        LocalAct(
            code=f"akt-{count}-{number}", kind="pravila", title=f"Правила {number}", short_title="Правила"
        )
        for number in range(count)
    )
    ActEdition.objects.bulk_create(
        ActEdition(
            act=act,
            number=1,
            state="approved",
            effective_from=DAY,
            concerns=["teacher"],
            acquaint_from=DAY,
        )
        for act in acts
    )
