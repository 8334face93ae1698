"""Substitution by order (S0-6.4, S4-1.3): the role passes for the days of absence and comes back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.consultations.queries.sessions import curated
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people import actions
from opora.people.models import Absence, Person, Role, RoleGrant
from opora.people.queries import holders_of, role_windows
from opora.reports.queries.papers import head_signature
from opora.workload.actions import confirm_entries
from opora.workload.models import WorkLogEntry
from tests import make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 27)
TODAY = date(2026, 11, 23)


def order(cast: make.Cast, absent: Person, substitute: Person, **values: Any) -> Absence:
    given: dict[str, Any] = {
        "reason": Absence.Reason.LEAVE,
        "valid_from": SINCE,
        "valid_to": UNTIL,
        "basis": "№ 58-о от 19.11.2026",
        "by": cast.specialist,
    }
    return actions.order_absence(absent, substitute=substitute, **{**given, **values})


def refused(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [refusal.rule for refusal in caught.value.refusals]


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def test_the_role_passes_for_the_days_of_absence_only(cast: make.Cast) -> None:
    order(cast, cast.deputy, cast.teacher)
    days = {
        day: Role.DEPUTY in role_windows(cast.teacher, day)
        for day in (SINCE - timedelta(1), SINCE, UNTIL, UNTIL + timedelta(1))
    }
    assert list(days.values()) == [False, True, True, False]
    window = role_windows(cast.teacher, TODAY)[Role.DEPUTY]
    assert (window.is_open, window.since, window.until) == (True, SINCE, UNTIL)
    assert [absent.person_id for absent in window.instead_of] == [cast.deputy.pk]
    assert RoleGrant.objects.filter(person=cast.teacher, role=Role.DEPUTY).count() == 0


def test_what_is_addressed_to_a_role_reaches_the_substitute(cast: make.Cast) -> None:
    order(cast, cast.deputy, cast.teacher)
    assert set(holders_of(Role.DEPUTY, TODAY)) == {cast.deputy, cast.teacher}
    assert set(holders_of(Role.DEPUTY, UNTIL + timedelta(1))) == {cast.deputy}
    told = Notification.objects.filter(person=cast.teacher).values_list("title", flat=True)
    assert [title.replace("\u00a0", " ") for title in told] == ["Вы замещаете: Громов П. И."]


def test_the_scope_passes_with_the_role(cast: make.Cast, login: Login) -> None:
    order(cast, cast.curator, cast.other_staff)
    client = login(cast.account("other_staff"), Role.CURATOR)
    page = text_of(client.get("/cabinet/"))
    assert "Вы замещаете: Шульц Д. О." in page
    assert "замещение: Шульц Д. О." in page
    assert cast.group.code in text_of(client.get("/studies/groups/"))
    assert cast.learner in curated(cast.other_staff, TODAY)
    assert cast.learner not in curated(cast.other_staff, UNTIL + timedelta(1))
    with travel(NOW + timedelta(days=7)):
        assert login(cast.account("other_staff")).get("/studies/groups/").status_code == 403


def test_a_paper_of_those_days_is_signed_by_who_replaces_the_head(cast: make.Cast) -> None:
    order(cast, cast.director, cast.deputy)
    acting, head = head_signature(TODAY), head_signature(UNTIL + timedelta(1))
    assert acting.position == "и. о. директора"
    assert (acting.name, head.name) == (cast.deputy.short_name, cast.director.short_name)


def test_after_log_in_the_own_role_stands_before_the_carried_one(cast: make.Cast, login: Login) -> None:
    order(cast, cast.director, cast.teacher)
    answer = login(cast.account("teacher")).get("/cabinet/")
    assert answer.wsgi_request.actor.role is Role.TEACHER  # type: ignore[attr-defined]
    assert Role.DIRECTOR in answer.wsgi_request.actor.windows  # type: ignore[attr-defined]


def test_load_03_holds_for_the_substitute_and_for_the_absent(cast: make.Cast) -> None:
    order(cast, cast.deputy, cast.teacher)
    entries = [_entry(who) for who in (cast.teacher, cast.deputy, cast.other_staff)]
    own, of_absent, of_another = entries
    assert refused(lambda: confirm_entries([own], by=cast.teacher)) == ["LOAD-03"]
    assert refused(lambda: confirm_entries([of_absent], by=cast.teacher)) == ["LOAD-03"]
    assert refused(lambda: confirm_entries([of_absent], by=cast.deputy)) == ["LOAD-03"]
    confirm_entries([of_another], by=cast.teacher)
    of_another.refresh_from_db()
    assert of_another.state == WorkLogEntry.State.CONFIRMED


def _entry(who: Person) -> WorkLogEntry:
    contract = who.staff_contracts.get()
    return WorkLogEntry.objects.create(
        person=who,
        branch=contract.branch,
        contract=contract,
        basis=contract.load_basis,
        date=date(2026, 11, 20),
        minutes=60,
        state=WorkLogEntry.State.SUBMITTED,
        source=WorkLogEntry.Source.MANUAL,
        description="консультация по телефону",
    )


def test_per_14_nobody_replaces_himself(cast: make.Cast) -> None:
    assert "PER-14" in refused(lambda: order(cast, cast.deputy, cast.deputy))


def test_per_15_two_orders_for_one_day_are_refused(cast: make.Cast) -> None:
    order(cast, cast.deputy, cast.teacher)
    again = {"valid_from": UNTIL, "valid_to": UNTIL + timedelta(5)}
    assert refused(lambda: order(cast, cast.deputy, cast.curator, **again)) == ["PER-15"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=cast.deputy, deputy=cast.curator, reason="trip", basis="№ 59-о", **again
        )


def test_per_16_a_substitute_works_here_all_those_days(cast: make.Cast) -> None:
    cast.teacher.staff_contracts.update(valid_to=UNTIL - timedelta(1))
    assert refused(lambda: order(cast, cast.deputy, cast.teacher)) == ["PER-16"]
    assert refused(lambda: order(cast, cast.deputy, cast.learner)) == ["PER-16"]


def test_per_17_a_role_is_not_passed_on_twice(cast: make.Cast) -> None:
    order(cast, cast.deputy, cast.curator)
    assert refused(lambda: order(cast, cast.director, cast.deputy)) == ["PER-17"]
    assert refused(lambda: order(cast, cast.curator, cast.teacher)) == ["PER-17"]


def test_per_18_a_teacher_is_replaced_at_the_meeting(cast: make.Cast) -> None:
    assert refused(lambda: order(cast, cast.teacher, cast.other_staff)) == ["PER-18"]


def test_nobody_makes_himself_a_substitute_and_an_order_is_named(cast: make.Cast) -> None:
    assert refused(lambda: order(cast, cast.director, cast.specialist)) == ["PER-08"]
    assert refused(lambda: order(cast, cast.deputy, cast.teacher, basis=" ")) == ["PER-04"]
    backwards = {"valid_from": UNTIL, "valid_to": SINCE}
    assert refused(lambda: order(cast, cast.deputy, cast.teacher, **backwards)) == ["PER-06"]


def test_who_comes_back_earlier_ends_the_substitution(cast: make.Cast) -> None:
    absence = order(cast, cast.deputy, cast.teacher)
    actions.end_absence(absence, on=TODAY, by=cast.director)
    absence.refresh_from_db()
    assert absence.valid_to == TODAY - timedelta(1)
    assert Role.DEPUTY not in role_windows(cast.teacher, TODAY)
    ahead = order(cast, cast.curator, cast.teacher, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 5))
    actions.end_absence(ahead, on=TODAY, by=cast.director)
    assert not Absence.objects.filter(pk=ahead.pk).exists()


def test_who_replaces_does_not_prolong_it_himself(cast: make.Cast) -> None:
    absence = order(cast, cast.director, cast.deputy)
    assert refused(lambda: actions.end_absence(absence, on=TODAY, by=cast.deputy)) == ["PER-08"]


def test_an_order_is_entered_on_the_page_and_a_refusal_keeps_what_was_typed(
    cast: make.Cast, login: Login
) -> None:
    client = login(cast.account("specialist"))
    typed = {
        "absent": cast.curator.pk,
        "substitute": cast.curator.pk,
        "reason": "illness",
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
        "basis": "№ 60-о",
    }
    answer = client.post("/people/absences/new/", typed)
    assert answer.status_code == 422
    assert "Человек не может замещать сам себя" in text_of(answer)
    assert 'value="№ 60-о"' in text_of(answer)
    assert client.post("/people/absences/new/", typed | {"substitute": cast.teacher.pk}).status_code == 302
    page = text_of(client.get("/people/absences/"))
    assert "Шульц Дарья Олеговна" in page
    assert "болезнь" in page
    assert "Вернулся" in page
    end = f"/people/absences/{Absence.objects.get().pk}/end/"
    assert client.post(end, {"on": "2026-11-25"}).status_code == 302
    assert Absence.objects.get().valid_to == date(2026, 11, 24)


def test_more_absences_take_the_same_statements(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/people/absences/").status_code == 200
        return len(queries)

    order(cast, cast.curator, cast.teacher)
    statements()
    one = statements()
    for number in range(30):
        who = make.staff(role=Role.CURATOR)
        order(cast, who, cast.other_staff, basis=f"№ {number}-о")
    assert statements() == one


def test_a_request_of_a_substitute_costs_as_many_statements(cast: make.Cast) -> None:
    with CaptureQueriesContext(connection) as before:
        role_windows(cast.teacher, TODAY)
    for who in (cast.deputy, cast.curator, cast.director):
        order(cast, who, cast.teacher)
    with CaptureQueriesContext(connection) as after:
        assert len(role_windows(cast.teacher, TODAY)) == 4
    assert len(before) == len(after) == 1
