"""What was read and confirmed becomes a draft edition, and the draft rules nothing until it is approved."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from opora.kernel.errors import Refused
from opora.regulations.models import ActEdition, LocalAct, Provision, RuleBasis
from opora.regulations.queries import in_force
from opora.regulations.reading.actions import begin_reading, confirm_certain, decide, finish_reading
from opora.regulations.reading.draft import draft_from_reading
from opora.regulations.reading.models import ActReading
from tests import make

from .acts import CODES, content

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
NEXT = date(2027, 1, 1)


def checked(code: str, cast: make.Cast) -> ActReading:
    """Everything the act says outright is confirmed, the rest refused."""
    reading = begin_reading(content(code), f"{code}.txt", by=cast.specialist)
    confirm_certain(reading)
    decide(reading, {}, reading.proposals.filter(decision="").values_list("pk", flat=True))
    return finish_reading(reading)


def said(edition: ActEdition) -> dict[str, tuple[object, str]]:
    rows = edition.provisions.select_related("clause")
    return {row.provision: (row.value, row.clause.number if row.clause else "") for row in rows}


def test_s0_and_s1_answer_one_question_differently_each_by_its_clause(cast: make.Cast) -> None:
    first = draft_from_reading(checked("S0", cast), act=None, effective_from=NEXT)
    second = draft_from_reading(checked("S1", cast), act=None, effective_from=NEXT)
    exception = Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION
    assert said(first)[exception] == (True, "5.5")
    assert said(second)[exception] == (False, "3.7")
    bases = RuleBasis.objects.filter(edition=second).values_list("rule", "clause__number")
    assert ("EXP-01", "3.7") in bases
    assert (first.act.short_title, second.act.short_title) == ("Порядок", "Порядок № 2")


@pytest.mark.parametrize("code", CODES)
def test_each_regulation_becomes_a_draft(cast: make.Cast, code: str) -> None:
    edition = draft_from_reading(checked(code, cast), act=None, effective_from=NEXT)
    assert edition.state == ActEdition.State.DRAFT
    assert edition.clauses.count() > 5
    assert all(clause for _value, clause in said(edition).values())


def test_a_draft_changes_nothing_until_it_is_approved(cast: make.Cast, login: Login) -> None:
    held = make.edition(provisions={Provision.ACADEMIC_HOUR: 45})
    reading = begin_reading("1.1. Академический час равен 40 минутам.".encode(), "", by=cast.specialist)
    confirm_certain(reading)
    finish_reading(reading)
    client = login(cast.account("specialist"))
    url = f"/acts-register/read/{reading.pk}/draft/"
    answer = client.post(url, {"act": held.act.pk, "effective_from": "2027-01-01"})
    edition = ActEdition.objects.get(act=held.act, number=2)
    assert answer["Location"] == f"/acts-register/edition/{edition.pk}/"
    assert said(edition)[Provision.ACADEMIC_HOUR] == (40, "1.1")
    assert in_force(Provision.ACADEMIC_HOUR, date(2027, 1, 1)) == 45
    assert client.post(url, {"act": held.act.pk, "effective_from": ""}).status_code == 422


def test_asked_twice_there_is_one_draft(cast: make.Cast) -> None:
    reading = checked("S2", cast)
    once = draft_from_reading(reading, act=None, effective_from=NEXT)
    assert draft_from_reading(reading, act=None, effective_from=NEXT) == once
    unchecked = begin_reading(content("S4"), "S4.txt", by=cast.specialist)
    with pytest.raises(Refused) as refused:
        draft_from_reading(unchecked, act=None, effective_from=NEXT)
    assert refused.value.refusals[0].rule == "RDG-03"


def test_a_second_draft_of_one_act_is_refused(cast: make.Cast) -> None:
    draft = draft_from_reading(checked("S0", cast), act=None, effective_from=NEXT)
    with pytest.raises(Refused) as refused:
        draft_from_reading(checked("S1", cast), act=draft.act, effective_from=NEXT)
    assert refused.value.refusals[0].rule == "EDN-02"
    assert LocalAct.objects.count() == 1
