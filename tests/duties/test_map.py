"""Whose each duty is, by which clause and order, who replaces him and what in the system shows it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.duties import actions, queries
from opora.duties.actions import ByOrder
from opora.duties.models import Assignment
from opora.duties.queries import EVIDENCE, Line, shipped_duties
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Absence, Role, StaffContract
from opora.regulations.actions import start_draft
from opora.regulations.models import ActEdition, Order
from opora.reports.queries import duties_paper
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
DAY = date(2026, 11, 23)
BACKUPS = "s4-2-3-b"
ORDER = ByOrder("70-о", DAY)


def line(code: str, on: date = DAY) -> Line:
    return next(one for one in queries.duty_map(on) if one.duty.code == code)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def act() -> ActEdition:
    return make.edition(clauses={"2.1": "Специалист выполняет обязанности."})


class TestWhose:
    def test_the_sixteen_go_with_the_role_and_the_three_have_nobody(self, cast: make.Cast) -> None:
        """S4-2.1 and S4-2.3: backups are said not to be the specialist's and belong to no one."""
        lines = queries.duty_map(DAY)
        assert len(lines) == 19
        assert [one.duty.code for one in lines if one.gap] == ["s4-2-3-a", BACKUPS, "s4-2-3-c"]
        assert [one.gap for one in lines[:4]] == ["никто не назначен"] * 3 + [""]
        assert {owner.person for one in lines[3:] for owner in one.owners} == {cast.specialist}
        assert {one.duty.role for one in lines[3:]} == {Role.SPECIALIST}

    def test_an_order_names_another_and_who_replaces_him(self, cast: make.Cast) -> None:
        actions.assign([BACKUPS], person=cast.other_staff, order=ORDER, valid_from=DAY, deputy=cast.deputy)
        [owner] = line(BACKUPS).owners
        assert (owner.person, owner.position, owner.deputy) == (cast.other_staff, "методист", cast.deputy)
        assert owner.order == "приказ № 70-о от 23.11.2026"
        told = Notification.objects.filter(key__startswith="duties-").values_list("person", "title")
        assert set(told) == {
            (cast.other_staff.pk, "За вами закреплены обязанности: 1"),
            (cast.deputy.pk, "На время отсутствия вы замещаете, обязанностей: 1"),
        }

    def test_the_absent_are_replaced_by_whom_the_order_of_absence_names(self, cast: make.Cast) -> None:
        Absence.objects.create(
            person=cast.specialist, deputy=cast.deputy, reason="leave", basis="№ 3",
            valid_from=DAY, valid_to=DAY + timedelta(days=5),
        )  # fmt: skip
        [owner] = line("s4-2-1-a").owners
        assert (owner.substitute, owner.back) == (cast.deputy, DAY + timedelta(days=5))
        [owner] = line("s4-2-1-a", DAY + timedelta(days=6)).owners
        assert owner.substitute is None

    def test_a_term_that_ends_a_contract_that_ended_and_an_empty_role_are_gaps(self, cast: make.Cast) -> None:
        until = DAY + timedelta(days=10)
        actions.assign([BACKUPS], person=cast.other_staff, order=ORDER, valid_from=DAY, valid_to=until)
        assert line(BACKUPS).owners[0].ends_soon
        assert line(BACKUPS, until + timedelta(days=1)).gap == (
            f"срок назначения закончился 03.12.2026: {cast.other_staff.short_name}"
        )
        StaffContract.objects.filter(person__in=[cast.other_staff, cast.specialist]).update(
            valid_to=DAY - timedelta(days=1)
        )
        assert line(BACKUPS).gap.startswith("договор закончился")
        assert line("s4-2-1-a").gap == "на роль никто не назначен"

    def test_a_new_owner_takes_it_from_the_day_and_the_former_keeps_it_till_the_eve(
        self, cast: make.Cast
    ) -> None:
        actions.assign([BACKUPS], person=cast.other_staff, order=ORDER, valid_from=DAY)
        later = DAY + timedelta(days=7)
        actions.assign([BACKUPS], person=cast.deputy, order=ORDER, valid_from=later)
        assert [owner.person for owner in line(BACKUPS, later - timedelta(days=1)).owners] == [
            cast.other_staff
        ]
        assert [owner.person for owner in line(BACKUPS, later).owners] == [cast.deputy]
        assert Order.objects.filter(number="70-о").count() == 1
        with pytest.raises(Refused) as refused:
            actions.assign([BACKUPS], person=cast.curator, order=ORDER, valid_from=later)
        assert rules_of(refused) == ["DUT-07"]

    def test_what_does_not_fit_is_refused_together(self, cast: make.Cast) -> None:
        with pytest.raises(Refused) as refused:
            actions.assign(
                ["no-such"], person=cast.learner, order=ORDER, valid_from=DAY,
                valid_to=DAY - timedelta(days=1), deputy=cast.learner,
            )  # fmt: skip
        assert rules_of(refused) == ["DUT-01", "DUT-02", "DUT-03", "DUT-04", "DUT-03"]
        with pytest.raises(Refused) as refused:
            actions.assign([BACKUPS], person=cast.deputy, order=ByOrder("", DAY), valid_from=DAY)
        assert rules_of(refused) == ["SCH-05"]

    def test_an_assignment_is_ended_today_and_not_twice(self, cast: make.Cast) -> None:
        with travel(datetime(2026, 11, 20, 9, tzinfo=UTC)):
            [row] = actions.assign(
                [BACKUPS], person=cast.deputy, order=ByOrder("70-о", date(2026, 11, 20)),
                valid_from=date(2026, 11, 20),
            )  # fmt: skip
        actions.end_assignment(row)
        assert Assignment.objects.get().valid_to == date(2026, 11, 22)
        with pytest.raises(Refused) as refused:
            actions.end_assignment(row)
        assert rules_of(refused) == ["DUT-06"]


class TestClauses:
    def test_duties_stand_on_a_clause_of_the_centres_own_act(self, cast: make.Cast) -> None:
        edition = act()
        assert actions.bind(["s4-2-1-a", BACKUPS], act=edition.act, clause="2.1") == 2
        bound = next(one for one in queries.lines_for_page(DAY) if one.duty.code == BACKUPS)
        assert bound.clause_url == "/acts/pomoshch/?clause=2.1#p-2.1"
        assert not bound.lost
        with pytest.raises(Refused) as refused:
            actions.bind([BACKUPS], act=edition.act, clause="9.9")
        assert rules_of(refused) == ["DUT-05"]

    def test_a_clause_that_a_new_edition_lost_is_said(self, cast: make.Cast) -> None:
        edition = act()
        actions.bind([BACKUPS], act=edition.act, clause="2.1")
        draft = start_draft(edition.act, effective_from=DAY, empty=True)
        ActEdition.objects.filter(pk=draft.pk).update(state="approved", order=make.order("71"))
        assert next(one for one in queries.lines_for_page(DAY) if one.duty.code == BACKUPS).lost

    def test_an_own_duty_is_added_and_a_shipped_one_taken_off_and_back(self, cast: make.Cast) -> None:
        own = actions.keep_duty(None, words="Журнал инструктажей", role=Role.DEPUTY)
        assert line(own.code).owners[0].person == cast.deputy
        known = queries.duty(BACKUPS)
        assert known is not None
        actions.close_duty(known)
        assert BACKUPS not in queries.duties()
        actions.keep_duty(known, words=known.words)
        assert BACKUPS in queries.duties()


class TestEvidence:
    def test_each_of_the_sixteen_has_a_live_figure_and_a_page(self, cast: make.Cast) -> None:
        shown = {one.duty.code: one.evidence for one in queries.lines_for_page(DAY)}
        assert shown[BACKUPS] is None
        for code, duty in shipped_duties().items():
            assert (shown[code] is not None) == (duty.evidence in EVIDENCE), code
        assert sum(one is not None and bool(one.page) for one in shown.values()) == 18

    def test_a_figure_follows_what_happens(self, cast: make.Cast) -> None:
        before = _shown("s4-2-1-l")
        start = datetime(2026, 11, 20, 15, tzinfo=UTC)
        make.session(
            cast.teacher, start, state="held", actual_start=start, actual_end=start + timedelta(minutes=60)
        )
        assert before.words.startswith("проведено за 30 дней: 0")
        assert _shown("s4-2-1-l").words.startswith("проведено за 30 дней: 1")

    def test_statements_do_not_grow(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("director"))
        edition = act()
        actions.bind([BACKUPS], act=edition.act, clause="2.1")
        actions.assign([BACKUPS], person=cast.other_staff, order=ORDER, valid_from=DAY)

        def statements() -> tuple[int, int]:
            counted = []
            for url in ("/duties/", "/cabinet/"):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                counted.append(len(captured))
            return counted[0], counted[1]

        statements()
        few = statements()
        for number in range(30):
            own = actions.keep_duty(None, words=f"Дело {number}", act=edition.act, clause="2.1")
            actions.assign([own.code], person=cast.deputy, order=ORDER, valid_from=DAY)
        assert statements() == few


def _shown(code: str) -> queries.Evidence:
    found = next(one.evidence for one in queries.lines_for_page(DAY) if one.duty.code == code)
    assert found is not None
    return found


class TestPages:
    def test_the_head_sees_the_gap_and_lays_it_on_a_worker(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("director"))
        titles = [str(task.title) for task in client.get("/cabinet/").context["tasks"]]
        assert "3 обязанности ни за кем не закреплены" in titles
        shown = client.post("/duties/assign/", {"pick": ["s4-2-3-a", BACKUPS, "s4-2-3-c"]})
        assert len(shown.context["marked"]) == 3
        typed = {
            "pick": ["s4-2-3-a", BACKUPS, "s4-2-3-c"], "sure": "1", "person": cast.other_staff.pk,
            "number": "70-о", "on": "2026-11-23", "valid_from": "2026-11-23",
        }  # fmt: skip
        wrong = client.post("/duties/assign/", {**typed, "valid_to": "2026-11-01"})
        assert wrong.status_code == 422
        client.post("/duties/assign/", typed)
        titles = [str(task.title) for task in client.get("/cabinet/").context["tasks"]]
        assert not any("обязанност" in title for title in titles)

    def test_the_map_leaves_as_a_file_and_on_paper(self, cast: make.Cast, login: Login) -> None:
        actions.assign([BACKUPS], person=cast.other_staff, order=ORDER, valid_from=DAY)
        sheet = login(cast.account("auditor")).get("/duties/?export=csv").content.decode("utf-8-sig")
        assert "Резервное копирование файлов;" in sheet
        assert "приказ № 70-о от 23.11.2026" in sheet.replace("\u00a0", " ")
        paper = duties_paper()
        assert [row.gap for row in paper.rows[:3]] == ["никто не назначен", "никто не назначен", ""]
        [backups] = [row for row in paper.rows if row.words == "Резервное копирование файлов"]
        assert (backups.owner, backups.term) == ("Цех Мария Ивановна, методист", "с 23.11.2026")
        assert [section.title for section in paper.layout().tables[0].sections] == [
            "Не закреплены",
            "Закреплены",
        ]
