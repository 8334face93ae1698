"""A consultation beside the график."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.consultations.models import Session
from opora.regulations.models import Provision
from opora.schedule.models import Format, Mode
from tests import make

from ..world import edition_s0
from .pages import Login, enter, page, post, said, text

pytestmark = pytest.mark.django_db


def extra(cast: make.Cast, **values: Any) -> dict[str, Any]:
    return {
        "person": cast.teacher.pk,
        "branch": make.branch().pk,
        "date": "2026-11-26",
        "starts": "12:00",
        "ends": "13:00",
        "kind": "current",
        "format": "group",
        "mode": "online",
        "means": [make.means().pk],
        "capacity": "10",
        "scope": "overview",
        "reason": "просьба группы",
        **values,
    }


def test_an_extra_session_by_the_page(cast: make.Cast, login: Login) -> None:
    client = enter(login, cast, "teacher")
    assert 'value="2026-11-30"' in text(page(client, "extra", query="?date=2026-11-30"))
    answer = post(client, "extra", **extra(cast))
    made = Session.objects.get()
    assert answer["Location"] == f"/consultations/{made.pk}/"
    assert (made.starts_at, made.extra_reason) == (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "просьба группы")
    assert said(answer) == ["Консультация назначена: чт 26.11, 12:00–13:00 МСК."]


@pytest.mark.parametrize("mode", Mode.values)
@pytest.mark.parametrize("form", Format.values)
def test_s2_12_every_form_and_in_person_goes_through_the_page(
    cast: make.Cast, login: Login, form: str, mode: str
) -> None:
    client = enter(login, cast, "teacher")
    means = [make.means().pk] if mode == Mode.ONLINE else []
    answer = post(client, "extra", **extra(cast, format=form, mode=mode, means=means))
    made = Session.objects.get()
    assert (answer.status_code, made.format, made.mode) == (302, form, mode)
    assert made.capacity == (1 if form == Format.INDIVIDUAL else 10)


def test_con_02_the_page_says_which_forms_the_act_has(cast: make.Cast, login: Login) -> None:
    make.edition("S0", provisions={Provision.CONSULT_FORMS: ["individual:offline"]}, bases={"CON-02": "3.1"})
    client = enter(login, cast, "teacher")
    html = text(page(client, "extra"))
    assert "Индивидуальная, отложенно: можно" in html
    assert html.count("порядок этого не предусматривает") == 8
    assert post(client, "extra", **extra(cast)).status_code == 422


def test_a_refused_extra_session_keeps_the_form(cast: make.Cast, login: Login) -> None:
    client = enter(login, cast, "teacher")
    assert post(client, "extra", **extra(cast, date="31.02.2026")).status_code == 422
    refused = post(client, "extra", **extra(cast, reason="", topic="Набранная тема"))
    assert refused.status_code == 422
    assert "Укажите причину." in text(refused)
    assert "Набранная тема" in text(refused)


def test_a_teacher_plans_for_himself_and_the_deputy_for_all(cast: make.Cast, login: Login) -> None:
    assert post(enter(login, cast, "other_staff"), "extra", **extra(cast)).status_code == 422
    assert post(enter(login, cast, "deputy"), "extra", **extra(cast)).status_code == 302


def test_individual_exam_prep_is_planned_by_the_deputy_only(cast: make.Cast, login: Login) -> None:
    """S0-5.5c: allowed by the deputy."""
    edition_s0()
    make.group_part(
        cast.group,
        make.part(cast.group.programme),
        ends_on=date(2026, 11, 20),
        attestation_on=date(2026, 11, 27),
    )
    alone = extra(cast, kind="exam_prep", format="individual", groups=[cast.group.pk])
    assert post(enter(login, cast, "teacher"), "extra", **alone).status_code == 403
    assert post(enter(login, cast, "deputy"), "extra", **alone).status_code == 302
