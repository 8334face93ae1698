"""One meeting for several requests of help: rehearsed, then done, each request by itself."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from opora.consultations.actions import accept_requests
from opora.consultations.models import Booking, HelpRequest, Session
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.schedule.models import Format
from opora.studies.models import GroupPart
from tests import make
from tests.consultations.test_requests import asked, plan
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
R = HelpRequest.State
HERE = "/consultations/several/accept/"


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )


@pytest.fixture
def three(cast: make.Cast, run: GroupPart) -> list[HelpRequest]:
    """The contract of the last has ended since it was asked."""
    late = make.learner("Ли Анна Ивановна", cast.group)
    rows = [asked(run, who) for who in (cast.learner, make.learner("Хан Артём", cast.group), late)]
    late.contract_parties.update(valid_to=now().date())
    return rows


def states(rows: list[HelpRequest]) -> list[str]:
    known = dict(HelpRequest.objects.values_list("pk", "state"))
    return [known[row.pk] for row in rows]


def met(cast: make.Cast, rows: list[HelpRequest], **values: Any) -> Any:
    given = plan(make.branch(), **{"format": Format.GROUP, "capacity": 3, **values})
    return accept_requests(rows, by=cast.teacher, person=cast.teacher, plan=given, reason="просьбы")


def test_each_gets_a_place_in_one_session_or_the_reason(cast: make.Cast, three: list[HelpRequest]) -> None:
    outcomes = met(cast, three)
    session = Session.objects.get()
    assert [one.answer for one in outcomes] == [session, session, None]
    assert outcomes[2].refused.refusals[0].rule == "ACC-02"
    assert states(three) == [R.ACCEPTED, R.ACCEPTED, R.REQUESTED]
    assert [row.question for row in Booking.objects.filter(session=session)] == ["Целевой инструктаж?"] * 2


def test_con_06_an_individual_one_takes_the_first_only(cast: make.Cast, three: list[HelpRequest]) -> None:
    outcomes = met(cast, three[:2], format=Format.INDIVIDUAL)
    assert [one.refused and one.refused.refusals[0].rule for one in outcomes] == [None, "CON-06"]
    assert states(three[:2]) == [R.ACCEPTED, R.REQUESTED]


def test_without_a_single_place_there_is_no_session(cast: make.Cast, three: list[HelpRequest]) -> None:
    (outcome,) = met(cast, three[2:])
    assert outcome.refused.refusals[0].rule == "ACC-02"
    assert not Session.objects.exists()


def test_a_time_the_worker_has_not_is_refused_for_all(cast: make.Cast, three: list[HelpRequest]) -> None:
    make.session(cast.teacher, starts_at=plan(make.branch()).starts_at, branch=make.branch())
    with pytest.raises(Refused) as refused:
        met(cast, three)
    assert refused.value.refusals[0].rule == "SCH-07"
    assert states(three) == [R.REQUESTED] * 3


# By the page


def typed(cast: make.Cast, rows: list[HelpRequest], **values: Any) -> dict[str, Any]:
    return {
        "pick": [row.pk for row in rows], "person": cast.teacher.pk, "branch": make.branch().pk,
        "date": "2026-11-25", "starts": "19:00", "ends": "20:00", "kind": "current", "format": "group",
        "mode": "in_person", "capacity": 3, "scope": "overview", "reason": "просьбы слушателей", **values,
    }  # fmt: skip


def test_the_meeting_is_rehearsed_and_then_given(
    cast: make.Cast, three: list[HelpRequest], login: Login
) -> None:
    client = login(cast.account("teacher"))
    assert HERE in client.get("/consultations/requests/").content.decode()
    first = client.post(HERE, {"pick": [row.pk for row in three]})
    form = first.context["form"]
    assert (form["format"].value(), form["capacity"].value()) == ("group", 3)
    assert form["person"].value() == cast.teacher.pk
    seen = client.post(HERE, typed(cast, three, check=""))
    page = flat(seen.content.decode())
    assert "Пока ничего не записано" in page
    assert "Назначить: 2" in page
    assert [row["refused"].refusals[0].rule for row in seen.context["bad"]] == ["ACC-02"]
    assert (Session.objects.count(), states(three)) == (0, [R.REQUESTED] * 3)
    done = client.post(HERE, typed(cast, three, sure=""))
    session = Session.objects.get()
    assert f'href="/consultations/{session.pk}/"' in done.content.decode()
    assert states(three) == [R.ACCEPTED, R.ACCEPTED, R.REQUESTED]


def test_what_was_typed_stays_beside_the_refusal(
    cast: make.Cast, three: list[HelpRequest], login: Login
) -> None:
    client = login(cast.account("teacher"))
    wrong = client.post(HERE, typed(cast, three, sure="", ends="18:00", reason="после работы"))
    assert wrong.status_code == 422
    assert 'value="после работы"' in wrong.content.decode()
    assert wrong.content.decode().count('name="pick"') == 3
    assert not Session.objects.exists()


def test_nothing_marked_and_requests_of_another_lead_back(
    cast: make.Cast, three: list[HelpRequest], login: Login
) -> None:
    answer = login(cast.account("other_staff")).post(HERE, typed(cast, three, sure=""))
    assert "Ничего не отмечено" in flat(answer.content.decode())
    assert not Session.objects.exists()
