"""Beginning from one's own Порядок on the page; the register of norms and who is told."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.regulations.models import ActReading, ExternalAct, Provision, ReadProposal
from opora.regulations.reading.actions import (
    begin_reading,
    confirm_certain,
    correct_norm,
    decide,
    finish_reading,
)
from opora.regulations.reading.draft import confirmed
from opora.regulations.reading.queries import norms, stale_citations
from opora.regulations.tasks import tell_of_lapsed_norms
from tests import make

from .acts import content

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
READ, NORMS = "/acts-register/read/", "/acts-register/norms/"
ON = date(2026, 11, 26)
STALE = {"1.2": "Приказ Минобрнауки от 01.07.2013 № 499."}


@pytest.fixture
def reading(cast: make.Cast) -> ActReading:
    return begin_reading(content("S1"), "S1.txt", by=cast.specialist)


def said(client: Client, url: str) -> str:
    return client.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_act_is_loaded_and_each_answer_stands_with_its_clause(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    file = SimpleUploadedFile("S1.txt", content("S1"))
    answer = client.post(READ, {"file": file, "text": ""})
    reading = ActReading.objects.get()
    assert answer["Location"] == f"{READ}{reading.pk}/"
    page = said(client, answer["Location"])
    assert "Перед аттестацией консультации только групповые" in page
    assert "п. 3.7" in page
    assert "Подпункт 4.2.5 не может стоять в пункте 4.3." in page
    assert "ждут решения: 28 из 28" in said(client, READ)


def test_a_paste_is_read_too(cast: make.Cast, login: Login) -> None:
    login(cast.account("deputy")).post(READ, {"text": content("S2").decode()})
    assert ActReading.objects.get().proposals.filter(provision="public_page_title").exists()


def test_a_scan_is_told_in_the_form_and_the_text_is_kept(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    answer = client.post(READ, {"file": SimpleUploadedFile("a.png", b"\x89PNG\r\n"), "text": "мой текст"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "рисунок" in page
    assert "мой текст" in page
    assert client.post(READ, {"text": " "}).status_code == 422
    assert not ActReading.objects.exists()


def test_a_person_confirms_corrects_and_refuses(cast: make.Cast, login: Login, reading: ActReading) -> None:
    client = login(cast.account("specialist"))
    by = {row.provision: row for row in reading.proposals.exclude(provision="role")}
    right, wrong, absent = (
        by["exam_prep_group_only"],
        by["schedule_publication"],
        by["schedule_title_parents"],
    )
    answer = client.post(
        f"{READ}{reading.pk}/",
        {
            f"{right.pk}-decision": "yes",
            f"{right.pk}-value": "true",
            f"{wrong.pk}-decision": "yes",
            f"{wrong.pk}-value": ["site"],
            f"{absent.pk}-decision": "no",
        },
    )
    assert answer.status_code == 302
    decided = {row.pk: (row.decision, row.said) for row in reading.proposals.exclude(decision="")}
    assert decided == {
        right.pk: ("confirmed", True),
        wrong.pk: ("corrected", ["site"]),
        absent.pk: ("refused", None),
    }


def test_an_answer_that_does_not_fit_is_shown_where_it_was_typed(
    cast: make.Cast, login: Login, reading: ActReading
) -> None:
    row = reading.proposals.get(provision="schedule_publication")
    answer = login(cast.account("specialist")).post(
        f"{READ}{reading.pk}/", {f"{row.pk}-decision": "yes", f"{row.pk}-value": ["луна"]}
    )
    assert answer.status_code == 422
    assert "<details open>" in answer.content.decode()
    row.refresh_from_db()
    assert row.decision == ""


def test_nothing_goes_on_while_an_answer_waits(cast: make.Cast, login: Login, reading: ActReading) -> None:
    client = login(cast.account("specialist"))
    answer = client.post(f"{READ}{reading.pk}/finish/")
    assert answer.status_code == 422
    assert "Без решения осталось 28 положений" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    client.post(f"{READ}{reading.pk}/confirm/")
    waiting = reading.proposals.get(decision="")
    assert not waiting.certain
    decide(reading, {}, [waiting.pk])
    assert client.post(f"{READ}{reading.pk}/finish/").status_code == 302
    assert "Проверено" in said(client, f"{READ}{reading.pk}/")


def test_a_finished_check_is_final(reading: ActReading) -> None:
    confirm_certain(reading)
    decide(reading, {}, reading.proposals.filter(decision="").values_list("pk", flat=True))
    finish_reading(reading)
    with pytest.raises(Refused) as refused:
        decide(reading, {}, [reading.proposals.first().pk])  # type: ignore[union-attr] -- there are 28
    assert refused.value.refusals[0].rule == "RDG-01"


def test_what_was_confirmed_takes_the_shape_of_an_edition(reading: ActReading) -> None:
    confirm_certain(reading)
    refused = reading.proposals.get(provision="legal_reps_enabled")
    decide(reading, {}, [refused.pk])
    ready = confirmed(reading)
    assert ready.provisions[Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION].value is False
    assert ready.provisions[Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION].clause == "3.7"
    assert Provision.LEGAL_REPS_ENABLED not in ready.provisions
    assert ready.clauses["3.7"].startswith("Консультации по подготовке")
    assert all(provided.clause in ready.clauses for provided in ready.provisions.values())
    assert max(map(len, ready.clauses)) <= 20


def test_no_row_stands_without_a_clause(reading: ActReading) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadProposal.objects.create(
            reading=reading, position=99, provision="role", value="x", clause="", certain=True, words="слова"
        )


def test_lists_ask_equally_often(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    make.edition(clauses=STALE)

    def statements(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    begin_reading("1.1. Академический час 45 минут.".encode(), "", by=cast.specialist)
    before = statements(READ), statements(NORMS), statements(f"{READ}{ActReading.objects.get().pk}/")
    for number in range(2, 32):
        make.edition(number=number, effective_from=date(2027, 1, number - 1), clauses=STALE)
        begin_reading(content("S4"), "", by=cast.specialist)
    latest = ActReading.objects.first()
    assert latest is not None
    assert (statements(READ), statements(NORMS), statements(f"{READ}{latest.pk}/")) == before


def test_act_06_an_own_act_that_cites_a_lapsed_norm_is_listed_with_a_phrase(
    cast: make.Cast, login: Login
) -> None:
    make.edition(clauses=STALE | {"1.3": "Приказ директора от 14.01.2026 № 499."})
    page = said(login(cast.account("auditor")), NORMS)
    assert "Порядок, п. 1.2" in page
    assert "утративший силу с 01.09.2025" in page
    assert "от 24.03.2025 № 266 «Об утверждении" in page
    assert len(stale_citations(ON, norms())) == 1


def test_superseded_editions_are_history_and_warn_no_more(cast: make.Cast) -> None:
    make.edition(clauses=STALE)
    make.edition(number=2, effective_from=date(2026, 9, 1), clauses={"1.2": "Приказ № 266."})
    assert stale_citations(ON, norms()) == []


def test_the_specialist_corrects_a_norm_and_the_warning_follows(cast: make.Cast, login: Login) -> None:
    make.edition(clauses={"1.2": "Приказ Минпросвещения от 26.08.2020 № 438."})
    client = login(cast.account("specialist"))
    answer = client.post(
        f"{NORMS}prikaz-438/",
        {"since": "2021-01-01", "lapsed": "2026-09-01", "successor": "", "note": "", "confirmed": "on"},
    )
    assert answer.status_code == 302
    (stale,) = stale_citations(ON, norms())
    assert stale.norm.confirmed
    assert stale.phrase == ""
    wrong = client.post(f"{NORMS}prikaz-438/", {"since": "2021-01-01", "lapsed": "2020-01-01"})
    assert wrong.status_code == 422
    assert ExternalAct.objects.count() == 1


def test_a_norm_of_ones_own_is_added_once(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    data = {
        "code": "prikaz-1",
        "kind": "приказ",
        "number": "1",
        "dated": "2026-01-01",
        "title": "О новом",
        "since": "2026-02-01",
    }
    assert client.post(f"{NORMS}new/", data).status_code == 302
    assert norms()["prikaz-1"].title == "О новом"
    assert "Такой код уже есть" in client.post(f"{NORMS}new/", data).content.decode()


def test_the_specialist_is_told_once_a_week(cast: make.Cast) -> None:
    assert tell_of_lapsed_norms() == 0
    make.edition(clauses=STALE)
    assert tell_of_lapsed_norms() == 1
    assert tell_of_lapsed_norms() == 0
    told = Notification.objects.get(person=cast.specialist)
    assert "утративший силу" in told.title
    assert "п. 1.2 Порядка" in told.body


def test_the_database_keeps_dates_in_order(cast: make.Cast) -> None:
    with pytest.raises(Refused):
        correct_norm(norms()["fz-273"], since=ON, lapsed=ON, successor="", confirmed=True, note="")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalAct.objects.create(code="x", kind="x", number="1", dated=ON, title="x", since=ON, lapsed=ON)
