"""A local act and its order on paper: official forms, blanks of a draft, the sheet of agreement."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pypdf import PdfReader

from opora.kernel.clock import travel
from opora.regulations import actions
from opora.regulations.models import ActEdition, Body, Provision
from opora.reports.papers import render_docx, render_pdf
from opora.reports.queries import edition_order_paper, edition_paper, is_stamped, rules_paper
from tests import make
from tests.reports.reading import words

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


def draft(path: list[str]) -> ActEdition:
    old = make.edition(
        clauses={"1": "Общие положения", "1.1": "Порядок един:\n– для всех;\n– всегда."},
        provisions={Provision.ACT_APPROVAL_PATH: path},
    )
    made = actions.start_draft(old.act, effective_from=date(2027, 1, 1))
    return actions.describe(made, effective_from=made.effective_from, summary="Новое", basis_acts="")


def test_a_draft_says_what_it_is_and_leaves_room_for_number_and_date(cast: make.Cast) -> None:
    edition = draft(["order"])
    text = words(render_docx(edition_paper(edition)))
    assert text.startswith("Проект\n")
    assert "УТВЕРЖДЁН\nприказом директора" in text
    assert "от __________ № _______" in text
    assert "1. Общие положения\n1.1. Порядок един:\n– для всех;" in text
    order = words(render_docx(edition_order_paper(edition)))
    assert "Об утверждении Порядка оказания учебно-методической помощи" in order
    assert "«____» _______________ 20___ г." in order
    assert order.count("п р и к а з ы в а ю:") == 1
    assert "1. Утвердить прилагаемый Порядок оказания учебно-методической помощи" in order
    assert "2. Признать утратившим силу" in order
    assert "Контроль за исполнением настоящего приказа оставляю за собой." in order
    assert "ЛИСТ СОГЛАСОВАНИЯ" not in order


def test_an_approved_edition_names_its_order_and_who_agreed(cast: make.Cast) -> None:
    edition = actions.send(draft([Body.PEDSOVET, Body.LEARNERS, "order"]))
    for body, number in ((Body.PEDSOVET, "4"), (Body.LEARNERS, "2")):
        actions.decide(edition, actions.Protocol(body, agreed=True, number=number, on=MONDAY))
    actions.approve(edition, signer=cast.director, on=MONDAY, effective_from=date(2027, 1, 1), number="77-о")
    edition = ActEdition.objects.select_related("act", "order__signer").get(pk=edition.pk)
    text = words(render_docx(edition_paper(edition)))
    assert "Проект" not in text
    assert "ПРИНЯТ\nпедагогическим советом\nпротокол от 23.11.2026 № 4" in text
    assert "УЧТЕНО МНЕНИЕ\nсовета обучающихся\nпротокол от 23.11.2026 № 2" in text
    assert "от 23.11.2026 № 77-о" in text
    order = words(render_docx(edition_order_paper(edition)))
    assert "«23» ноября 2026 г. № 77-о" in order
    assert "с учётом мнения педагогического совета (протокол от 23.11.2026 № 4)" in order
    assert "ввести его в действие с «01» января 2027 г.\n" in order
    assert "ЛИСТ СОГЛАСОВАНИЯ" in order
    pdf = PdfReader(io.BytesIO(render_pdf(edition_order_paper(edition))))
    assert "ПРИКАЗ" in pdf.pages[0].extract_text()
    assert "согласовано" in pdf.pages[1].extract_text()


def test_the_stamp_has_no_order(cast: make.Cast, login: Login) -> None:
    edition = draft(["stamp"])
    assert is_stamped(edition)
    text = words(render_docx(edition_paper(edition)))
    assert "УТВЕРЖДАЮ" in text
    client = login(cast.account("specialist"))
    assert client.get(f"/papers/edition/{edition.pk}/order.docx").status_code == 404
    page = client.get(f"/acts-register/edition/{edition.pk}/").content.decode()
    assert "Приказ об" not in page.replace("\N{NO-BREAK SPACE}", " ")
    assert f"/papers/edition/{edition.pk}.docx" in page


def test_what_the_order_in_force_permits_is_printed_as_it_is_shown(cast: make.Cast) -> None:
    make.edition(provisions={Provision.CANCEL_HOURS: 6}, bases={"EXP-01": "5.5"})
    paper = rules_paper()
    rows = [row for _title, topic in paper.topics for row in topic]
    assert len(rows) == len(Provision)
    assert ("За сколько часов можно отменить запись", "6", "не сказано", "Отмена записи слушателем") in rows
    assert "EXP-01" not in dict(paper.uncovered)
    assert "Действуют без пункта акта" in words(render_docx(paper))
    assert render_pdf(paper).startswith(b"%PDF")


def test_without_an_order_in_force_the_paper_says_so(cast: make.Cast) -> None:
    assert rules_paper().act.startswith("Нет действующего порядка")


def test_an_act_of_another_kind_and_its_annex_in_words(cast: make.Cast) -> None:
    edition = make.edition(clauses={"1.1": "Общее.", "Приложение": "к Порядку\nПамятка\nБудьте вежливы."})
    text = words(render_docx(edition_paper(edition)))
    assert "ПРИЛОЖЕНИЕ\nк Порядку оказания" in text
    assert text.index("Памятка") < text.index("Будьте вежливы.")
