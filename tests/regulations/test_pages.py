"""Acts through the pages: nothing typed is lost, large texts go by pages, lists ask equally often."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter

from opora.kernel.clock import travel
from opora.regulations import actions
from opora.regulations.models import ActEdition, Clause, LocalAct, Provision
from opora.regulations.provisions import SPECS, Answer
from tests import make

from .reading.test_source import saved, word_with_lists

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
REGISTER = "/acts-register/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def specialist(cast: make.Cast, login: Login) -> Client:
    return login(cast.account("specialist"))


@pytest.fixture
def director(cast: make.Cast, login: Login) -> Client:
    return login(cast.account("director"))


def plain(content: bytes) -> str:
    return content.decode().replace("\N{NO-BREAK SPACE}", " ")


def page_of(edition: ActEdition, tail: str = "") -> str:
    return f"{REGISTER}edition/{edition.pk}/{tail}"


def draft(bases: dict[str, str] | None = None) -> ActEdition:
    old = make.edition(bases=bases or {"EXP-01": "5.5"})
    return actions.start_draft(old.act, effective_from=date(2027, 1, 1))


def test_a_new_act_is_written_agreed_and_approved(cast: make.Cast, login: Login) -> None:
    specialist, director = login(cast.account("specialist")), login(cast.account("director"))
    fields = {
        "kind": "pravila",
        "title": "Правила общения",
        "short_title": "Правила",
        "genitive": "Правил",
        "code": "obshchenie",
    }
    assert specialist.post(f"{REGISTER}new/", fields)["Location"] == f"{REGISTER}obshchenie/draft/"
    specialist.post(f"{REGISTER}obshchenie/draft/", {"effective_from": "2026-12-01", "begin": "last"})
    edition = ActEdition.objects.get(act__code="obshchenie")
    specialist.post(page_of(edition, "text/"), {"text": "1.1. Общаемся вежливо.\n1.2. Без брани."})
    about = {"effective_from": "2026-12-01", "summary": "Первая редакция", "basis_acts": ""}
    specialist.post(page_of(edition, "about/"), about)
    specialist.post(page_of(edition, "send/"))
    answer = director.post(
        page_of(edition, "approve/"), {"number": "77-о", "on": "2026-11-23", "effective_from": "2026-12-01"}
    )
    assert answer.status_code == 302
    edition.refresh_from_db()
    assert (edition.state, str(edition.order), edition.published_on) == (
        "approved",
        "№ 77-о",
        date(2026, 11, 23),
    )
    assert "1.2." in plain(Client().get("/acts/obshchenie/").content)


def test_a_refusal_keeps_what_was_typed(specialist: Client) -> None:
    edition = draft()
    answer = specialist.post(page_of(edition, "text/"), {"text": "1. Новый текст"})
    page = plain(answer.content)
    assert answer.status_code == 422
    assert "1. Новый текст" in page
    assert "К пропавшим пунктам привязаны правила" in page
    clause = edition.clauses.get()
    answer = specialist.post(
        f"{REGISTER}clauses/{clause.pk}/",
        {"number": "5.5", "text": "одной строкой", "split": "1", "second": "5.6"},
    )
    assert answer.status_code == 422
    assert "делить негде" in plain(answer.content)
    assert 'value="5.6"' in plain(answer.content)


def test_a_file_that_cannot_be_read_says_what_to_do(specialist: Client) -> None:
    scan = SimpleUploadedFile("scan.txt", b"  ")
    answer = specialist.post(page_of(draft(), "text/"), {"file": scan})
    assert answer.status_code == 422
    assert "В файле нет текста." in plain(answer.content)


def test_a_word_file_with_lists_and_changes_is_read_as_it_will_be(specialist: Client) -> None:
    document = word_with_lists(
        (0, "ОБЩИЕ ПОЛОЖЕНИЯ"),
        (1, "Помощь оказывают:"),
        (2, "преподаватели:"),
        (3, "штатные;"),
        (2, "мастера."),
    )
    document.paragraphs[-1]._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="А"><w:r><w:delText>и иные</w:delText></w:r></w:del>'
        )
    )
    made = SimpleUploadedFile("порядок.docx", saved(document))
    edition = draft()
    answer = specialist.post(page_of(edition, "text/"), {"file": made, "unbind": "on"}, follow=True)
    assert dict(edition.clauses.values_list("number", "text")) == {
        "1": "ОБЩИЕ ПОЛОЖЕНИЯ",
        "1.1": "Помощь оказывают:\nа) преподаватели:\n– штатные;\nб) мастера.",
    }
    assert "В документе есть исправления" in plain(answer.content)


def test_a_scan_in_the_editor_says_that_it_has_no_text(specialist: Client) -> None:
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(buffer)
    edition = draft()
    answer = specialist.post(
        page_of(edition, "text/"), {"file": SimpleUploadedFile("скан.pdf", buffer.getvalue())}
    )
    assert answer.status_code == 422
    assert "Это скан: в PDF картинки без текста." in plain(answer.content)
    assert edition.clauses.count() == 1


def test_sending_without_words_of_the_change_is_refused_on_the_page(specialist: Client) -> None:
    answer = specialist.post(page_of(draft(), "send/"))
    assert answer.status_code == 422
    assert "Не написано, что изменилось." in plain(answer.content)


def test_a_provision_is_bound_to_its_clause(specialist: Client) -> None:
    edition = draft()
    address = page_of(edition, "bindings/cancel_hours/")
    wrong = specialist.post(address, {"says": "says", "value": "много", "clause": ""})
    assert wrong.status_code == 422
    assert "Укажите целое число." in plain(wrong.content)
    unknown = specialist.post(address, {"says": "says", "value": "4", "clause": "9.9"})
    assert "Пункта 9.9 в проекте нет." in plain(unknown.content)
    specialist.post(address, {"says": "says", "value": "4", "clause": "5.5"})
    row = edition.provisions.get()
    assert (row.provision, row.value, row.clause and row.clause.number) == ("cancel_hours", 4, "5.5")
    specialist.post(address, {"says": "silent"})
    assert not edition.provisions.exists()
    specialist.post(page_of(edition, "bases/EXP-02/"), {"clause": "5.5"})
    assert edition.bases.filter(rule="EXP-02").exists()


def test_every_provision_has_its_form(specialist: Client) -> None:
    edition = draft()
    for provision in Provision:
        page = plain(specialist.get(page_of(edition, f"bindings/{provision.value}/")).content)
        assert "Какой пункт" in page


def test_the_screen_tells_what_the_order_permits_and_what_no_clause_covers(specialist: Client) -> None:
    edition = make.edition(bases={"EXP-01": "5.5"})
    edition.provisions.create(
        provision=Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, value=False, clause=edition.clauses.get()
    )
    page = plain(specialist.get(f"{REGISTER}rules/").content)
    assert 'data-state="forbidden"' in page
    assert "Правила без пункта" in page
    forbidden = plain(specialist.get(f"{REGISTER}rules/?show=forbidden").content)
    assert "Исключение для ОВЗ" in forbidden
    assert 'id="cancel_hours"' not in forbidden
    silent = plain(specialist.get(f"{REGISTER}rules/?rule=cancel_hours").content)
    assert "В акте об этом не сказано" in silent


def test_case_44_pages_that_work_by_the_order_warn(cast: make.Cast, login: Login) -> None:
    held = make.edition()
    director = login(cast.account("director"))
    fields = {"number": "9-о", "on": "2026-11-23", "since": "2026-11-23"}
    assert director.post(page_of(held, "revoke/"), fields).status_code == 302
    for address in (REGISTER, f"{REGISTER}rules/", "/schedule/"):
        assert "Нет действующего порядка" in plain(login(cast.account("deputy")).get(address).content)
    public = plain(Client().get("/acts/pomoshch/").content)
    assert "Сейчас нет действующей редакции этого акта." in public


def long_act(edition: ActEdition, clauses: int) -> None:
    Clause.objects.bulk_create(
        Clause(edition=edition, number=f"9.{n}", text="Длинный пункт. " * 20, position=n + 10)
        for n in range(1, clauses + 1)
    )


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_an_act_of_three_hundred_pages_goes_by_pages(specialist: Client) -> None:
    """1500 clauses of 300 characters; the address of a clause opens its page."""
    edition = draft()
    pages = [page_of(edition), "/acts/pomoshch/", page_of(edition, "bindings/"), page_of(edition, "changes/")]
    few = [statements(specialist, address) for address in pages for _twice in range(2)][1::2]
    long_act(edition, 1500)
    long_act(edition.act.editions.get(number=1), 1500)
    many = [statements(specialist, address) for address in pages]
    assert many == few
    page = plain(specialist.get(page_of(edition) + "?clause=9.1400").content)
    assert 'id="p-9.1400"' in page
    assert 'id="p-9.1"' not in page
    public = Client().get("/acts/pomoshch/?edition=1&clause=9.1400")
    assert 'id="p-9.1400"' in plain(public.content)
    assert len(public.content) < 250_000


def test_the_screen_of_provisions_asks_equally_often(specialist: Client) -> None:
    edition = make.edition(bases={"EXP-01": "5.5"})
    clause = edition.clauses.get()
    statements(specialist, f"{REGISTER}rules/")
    edition.provisions.create(provision=Provision.CANCEL_HOURS, value=6, clause=clause)
    one = statements(specialist, f"{REGISTER}rules/")
    for provision in Provision:
        if SPECS[provision].answer is Answer.BOOL:
            edition.provisions.create(provision=provision, value=True, clause=clause)
    assert statements(specialist, f"{REGISTER}rules/") == one


def test_what_changed_is_open_to_everybody(specialist: Client) -> None:
    make.edition(clauses={"5.12": "Отмена за 2 часа."})
    make.edition(number=2, effective_from=date(2026, 9, 2), clauses={"5.12": "Отмена за 4 часа."})
    page = plain(Client().get("/acts/pomoshch/2/changes/").content)
    assert "<del>2</del>" in page
    assert "<ins>4</ins>" in page
    assert Client().get("/acts/pomoshch/1/changes/").status_code == 404
    assert LocalAct.objects.count() == 1
