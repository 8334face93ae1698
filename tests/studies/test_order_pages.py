"""The cycle of an order by pages, and templates of papers (ENR-02, DOC-01)."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from opora.journal.models import JournalEntry
from opora.people.models import Account
from opora.regulations.models import Order
from opora.studies import actions
from opora.studies.models import LearnerOrder, PaperTemplate
from opora.studies.papers import CODES, fill, sample_context, shipped, template_in_use, troubles_of
from tests import make

Login = Callable[[Account], Client]


def test_an_order_goes_from_the_curator_to_the_signature(cast: make.Cast, login: Login) -> None:
    curator, deputy, director = (login(cast.account(name)) for name in ("curator", "deputy", "director"))
    learner = make.person("Ли Анна Ивановна")
    make.contract(learner)
    curator.post(reverse("studies:order_new"), {"kind": "enrol", "group": cast.group.pk})
    order = LearnerOrder.objects.get()
    here = reverse("studies:order", args=[order.pk])
    assert "Ли Анна Ивановна" in curator.get(here).content.decode()
    typed = {"grounds": "заявления", "form": "part_time", "shown": learner.pk, "learners": learner.pk}
    curator.post(reverse("studies:order_save", args=[order.pk]), typed | {"send": "1"})
    assert "Согласовать" in deputy.get(here).content.decode()
    bad = deputy.post(reverse("studies:order_return", args=[order.pk]), {"remark": ""})
    assert (bad.status_code, "ENR-13" in bad.content.decode()) == (422, True)
    deputy.post(reverse("studies:order_agree", args=[order.pk]))
    page = director.get(here)
    assert page.context["sign_form"].initial["order_number"] == "1"
    director.post(
        reverse("studies:order_sign", args=[order.pk]), {"order_number": "1-у", "order_date": "2026-11-20"}
    )
    assert cast.group.enrolments.get(learner=learner).get_form_display() == "заочная"
    paper = director.get(reverse("studies:order_paper", args=[order.pk, "docx"]))
    assert b"PK" in paper.content[:2]


def test_a_refusal_keeps_what_was_typed(cast: make.Cast, login: Login) -> None:
    order = actions.draft_order("leave", cast.group, by=cast.curator)
    typed = {
        "grounds": "болезнь",
        "until": "2026-11-01",
        "shown": cast.learner.pk,
        "learners": cast.learner.pk,
    }
    page = login(cast.account("curator")).post(
        reverse("studies:order_save", args=[order.pk]), typed | {"send": "1"}
    )
    words = page.content.decode()
    assert (page.status_code, "ENR-15" in words, 'value="болезнь"' in words) == (422, True, True)


def test_grp_09_a_group_of_another_programme_is_named_so_and_refused_in_words(
    cast: make.Cast, login: Login
) -> None:
    other = make.group("ТБ-26/12", programme=make.programme("ТБ-256"))
    order = actions.draft_order("merge", cast.group, by=cast.curator)
    curator = login(cast.account("curator"))
    page = curator.get(reverse("studies:order", args=[order.pk])).content.decode()
    assert "ТБ-26/12, другая программа: ТБ-256" in page
    sent = {"into": other.pk, "grounds": "мало слушателей", "send": "1"}
    answer = curator.post(reverse("studies:order_save", args=[order.pk]), sent)
    words = answer.content.decode()
    assert (answer.status_code, "GRP-09" in words, 'value="мало слушателей"' in words) == (422, True, True)


def test_a_search_keeps_the_draft(cast: make.Cast, login: Login) -> None:
    order = actions.draft_order("enrol", cast.group, by=cast.curator, learners=[make.person("Ли Анна").pk])
    curator = login(cast.account("curator"))
    answer = curator.post(
        reverse("studies:order_save", args=[order.pk]), {"grounds": "заявление", "find": "1", "q": "Чужой"}
    )
    order.refresh_from_db()
    assert (order.grounds, order.lines.count()) == ("заявление", 1)
    words = curator.get(answer["Location"]).content.decode()
    assert "Чужой Олег Олегович" in words
    assert "Ли Анна" in words


def test_the_list_costs_the_same_for_one_and_thirty(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("deputy"))

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("studies:orders"))
        return len(asked)

    actions.draft_order("enrol", cast.group, by=cast.curator)
    client.get(reverse("studies:orders"))
    one = cost()
    for _n in range(29):
        actions.draft_order("enrol", cast.group, by=cast.curator, learners=[cast.learner.pk])
    assert cost() == one


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_template_can_be_filled(code: str) -> None:
    assert troubles_of(shipped(code), sample_context(code)) == []
    words = "\n".join(
        one.text for one in Document(io.BytesIO(fill(shipped(code), sample_context(code)))).paragraphs
    )
    assert "{" not in words


def made(*paragraphs: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("paragraphs", "words", "place"),
    [
        (("Приказ {{ nomer }}",), "«nomer» неизвестна", "Приказ {{ nomer }}"),
        (("{{ signer.surname }}",), "Сведения «surname»", "{{ signer.surname }}"),
        (("{%p for one in learners %}", "{{ one.name }}"), "не хватает endif или endfor", "{%p for one"),
        (("Номер {{ number + }}",), "записан с ошибкой", "Номер"),
        (("{{ number.__class__.__mro__ }}",), "не на месте", ""),
        (("{% for n in range(10**9) %}{{ n }}{% endfor %}",), "не заполняется", ""),
    ],
)
def test_doc_01_a_broken_template_is_explained_with_its_place(
    paragraphs: tuple[str, ...], words: str, place: str
) -> None:
    [trouble, *_rest] = troubles_of(made(*paragraphs), sample_context("enrol"))
    assert words in trouble.words
    assert trouble.place.startswith(place)


def test_a_template_is_taken_replaced_and_reset(cast: make.Cast, login: Login) -> None:
    client, here = login(cast.account("specialist")), reverse("studies:template", args=["enrol"])

    def upload(content: bytes) -> int:
        return client.post(here, {"template": SimpleUploadedFile("свой.docx", content)}).status_code

    assert upload(b"not a document") == 422
    assert upload(made("Приказ {{ nomer }}")) == 422
    assert PaperTemplate.objects.count() == 0
    assert [upload(made(f"ПРИКАЗ {n} {{{{ number }}}}")) for n in (1, 2)] == [302, 302]
    own = template_in_use("enrol")
    assert own is not None
    assert own.version == 2
    client.post(reverse("studies:template_reset", args=["enrol"]))
    assert template_in_use("enrol") is None
    first = client.get(reverse("studies:template_file", args=["enrol", 1]))
    assert first.status_code == 200
    assert "версия 2" in client.get(here).content.decode()


def test_an_order_entered_from_paper_is_marked_and_audited(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    card = reverse("studies:learner", args=[cast.group.pk, cast.learner.pk])
    typed = {"move": "leave", "order_number": "77-а", "order_date": "2026-11-20", "reason": "болезнь"}
    assert (
        client.post(reverse("studies:move", args=[cast.group.pk, cast.learner.pk]), typed).status_code == 302
    )
    order = Order.objects.get(number="77-а")
    assert "внесён с\xa0бумаги" in client.get(card).content.decode()
    listed = client.get(reverse("studies:orders") + "?show=paper")
    assert order in listed.context["page"].object_list
    entry = JournalEntry.objects.get(table="regulations_order", row_id=order.pk)
    assert (entry.why, entry.account_id) == ("приказ внесён с бумаги", cast.account("specialist").pk)
    drafted = actions.draft_order("expel", cast.group, by=cast.curator, learners=[cast.learner.pk])
    actions.change_order(drafted, grounds="заявление")
    actions.send_order(drafted)
    actions.agree_order(drafted, by=cast.deputy)
    made = actions.sign_order(drafted, number="78-а", on=order.date, by=cast.director)
    assert made.order not in client.get(reverse("studies:orders") + "?show=paper").context["page"].object_list
