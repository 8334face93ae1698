"""An edition from a draft to its end: agreed by protocols, approved, in force at midnight, revoked."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from opora.kernel.clock import today, travel
from opora.kernel.errors import Refused
from opora.people.queries import organisation
from opora.regulations import actions, queries
from opora.regulations.actions import Protocol
from opora.regulations.models import ActEdition, Body, Provision
from opora.regulations.presets import Provided
from opora.regulations.writing.act import basis_on
from opora.reports.papers import render_docx
from opora.reports.queries import edition_paper
from tests import make
from tests.reports.reading import words

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY, NEW_YEAR = date(2026, 11, 23), date(2027, 1, 1)
PATH = ["pedsovet", "parents", "learners", "order"]


@pytest.fixture(autouse=True)
def monday() -> Any:
    with travel(NOW):
        yield


def edition(path: list[str] | None = None, **more: Any) -> ActEdition:
    provisions = {Provision.CANCEL_HOURS: 2} | ({Provision.ACT_APPROVAL_PATH: path} if path else {})
    return make.edition(provisions=provisions, clauses={"5.12": "Отмена за 2 часа."}, **more)


def draft(path: list[str] | None = None) -> ActEdition:
    new = actions.start_draft(edition(path).act, effective_from=NEW_YEAR)
    return actions.describe(new, effective_from=NEW_YEAR, summary="Отмена за 4 часа.", basis_acts="")


def agree(of: ActEdition, body: Body) -> ActEdition:
    return actions.decide(of, Protocol(body, agreed=True, number="4", on=DAY))


def approve(of: ActEdition, since: date = NEW_YEAR, number: str = "50-о") -> ActEdition:
    return actions.approve(
        of, signer=make.staff("Орлова Вера Ильинична"), on=DAY, effective_from=since, number=number
    )


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def test_act_01_without_a_decision_of_a_step_an_edition_is_not_approved(cast: make.Cast) -> None:
    """S2 header: педсовет, родительский комитет, совет обучающихся, then the head."""
    sent = actions.send(draft(PATH))
    assert sent.state == "on_agreement"
    agree(sent, Body.PEDSOVET)
    with pytest.raises(Refused) as refused:
        approve(sent)
    assert str(refused.value) == "Нет решения: родительский комитет. Утверждение невозможно."
    agree(sent, Body.PARENTS)
    assert agree(sent, Body.LEARNERS).state == "on_approval"
    assert approve(sent).state == "approved"


def test_steps_go_one_after_another(cast: make.Cast) -> None:
    sent = actions.send(draft(PATH))
    with pytest.raises(Refused) as refused:
        agree(sent, Body.LEARNERS)
    assert rules_of(refused) == ["EDN-09"]


def test_a_decision_needs_the_protocol_and_a_no_needs_words(cast: make.Cast) -> None:
    sent = actions.send(draft(PATH))
    with pytest.raises(Refused) as refused:
        actions.decide(sent, Protocol(Body.PEDSOVET, agreed=False, number="", on=None))
    assert rules_of(refused) == ["EDN-10", "EDN-10"]
    no = Protocol(Body.PEDSOVET, agreed=False, number="4", on=DAY, note="Четыре часа много")
    returned = actions.decide(sent, no)
    assert (returned.state, returned.remark) == ("draft", "Четыре часа много")
    again = actions.send(returned)
    assert list(again.decisions.values_list("decision", flat=True)) == ["", "", ""]


def test_where_the_act_ends_with_the_stamp_no_order_is_asked(cast: make.Cast) -> None:
    """S2 header, S3 header: «УТВЕРЖДАЮ» instead of an order."""
    sent = actions.send(draft(["pedsovet", "stamp"]))
    agree(sent, Body.PEDSOVET)
    approved = approve(sent, number="")
    assert (approved.order, approved.stamped_on) == (None, DAY)
    assert approved.stamped_by is not None


def test_without_a_word_in_the_act_the_heads_order_is_enough(cast: make.Cast) -> None:
    sent = actions.send(draft())
    assert sent.state == "on_approval"
    assert str(approve(sent).order) == "№ 50-о"


def test_where_the_act_says_so_an_edition_holds_from_the_day_of_approval(cast: make.Cast) -> None:
    """S3-V: the edition in force is valid until a new one is adopted."""
    old = edition()
    old.provisions.create(provision=Provision.EDITION_EFFECT, value="on_approval")
    new = actions.start_draft(old.act, effective_from=NEW_YEAR)
    sent = actions.send(actions.describe(new, effective_from=NEW_YEAR, summary="Новое", basis_acts=""))
    assert approve(sent, since=NEW_YEAR).effective_from == DAY


def test_nobody_rewrites_the_past(cast: make.Cast) -> None:
    sent = actions.send(draft())
    with pytest.raises(Refused) as refused:
        approve(sent, since=date(2026, 11, 22))
    assert rules_of(refused) == ["EDN-11"]


def test_case_42_an_edition_for_the_new_year_switches_the_rule_at_midnight_of_the_organisation(
    cast: make.Cast,
) -> None:
    new = draft()
    clause = new.clauses.get()
    actions.change_clause(clause, number="5.12", text="Отмена за 4 часа.")
    actions.set_provision(new, Provision.CANCEL_HOURS, Provided(4, "5.12"))
    actions.bind_rule(new, "BOOK-04", "5.12")
    approve(actions.send(new))
    shown = queries.editions_with_standing(new.act, DAY)
    assert [standing.value for _edition, standing in shown] == ["upcoming", "in_force"]
    zone = organisation().timezone
    for moment, hours, number in (
        (datetime(2026, 12, 31, 20, 59, tzinfo=UTC), 2, 1),
        (datetime(2026, 12, 31, 21, 0, tzinfo=UTC), 4, 2),
    ):
        with travel(moment):
            assert queries.in_force(Provision.CANCEL_HOURS, today(zone)) == hours
            current = queries.edition_in_force(today(zone))
            assert current is not None
            assert current.number == number
    basis = queries.basis_of("BOOK-04", NEW_YEAR)
    assert basis is not None
    assert (basis.clause, basis.text) == ("5.12", "Отмена за 4 часа.")
    assert [s.value for _e, s in queries.editions_with_standing(new.act, NEW_YEAR)] == [
        "in_force",
        "superseded",
    ]


def test_case_43_two_editions_with_one_effective_date_are_refused(cast: make.Cast) -> None:
    approve(actions.send(draft()))
    act = ActEdition.objects.get(number=2).act
    rival = actions.start_draft(act, effective_from=NEW_YEAR)
    actions.describe(rival, effective_from=NEW_YEAR, summary="Ещё раз", basis_acts="")
    with pytest.raises(Refused) as refused:
        approve(actions.send(rival), number="51-о")
    assert rules_of(refused) == ["ACT-02"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ActEdition.objects.filter(pk=rival.pk).update(state="approved", effective_from=NEW_YEAR)


def test_case_43_an_order_number_repeats_in_another_year_only(cast: make.Cast) -> None:
    make.order("50-о", date(2025, 3, 1))
    assert approve(actions.send(draft())).order is not None
    act = ActEdition.objects.get(number=2).act
    rival = actions.start_draft(act, effective_from=date(2027, 2, 1))
    actions.describe(rival, effective_from=date(2027, 2, 1), summary="Ещё", basis_acts="")
    with pytest.raises(Refused) as refused:
        approve(actions.send(rival), since=date(2027, 2, 1))
    assert rules_of(refused) == ["ORD-01"]


def revoke(of: ActEdition, since: date, number: str = "60-о") -> ActEdition:
    return actions.revoke(of, signer=make.staff("Орлова Вера"), number=number, on=DAY, since=since)


def test_case_44_a_revoked_act_leaves_defaults_without_clauses_and_nothing_is_deleted(
    cast: make.Cast,
) -> None:
    held = make.edition(provisions={Provision.CANCEL_HOURS: 6}, bases={"BOOK-04": "5.12"})
    december = date(2026, 12, 1)
    revoke(held, december)
    assert queries.in_force(Provision.CANCEL_HOURS, date(2026, 11, 30)) == 6
    assert not queries.no_order_in_force(date(2026, 11, 30))
    assert queries.no_order_in_force(december)
    assert queries.in_force(Provision.CANCEL_HOURS, december) == 2
    assert queries.basis_of("BOOK-04", december) is None
    assert queries.edition_in_force(december) is None
    assert queries.standing_of(held, december) is queries.Standing.REVOKED
    assert held.clauses.count() == 1


def test_an_edition_is_revoked_once_and_not_in_the_past(cast: make.Cast) -> None:
    held = edition()
    for since in (date(2026, 11, 1), date(2025, 4, 15)):
        with pytest.raises(Refused) as refused:
            revoke(held, since)
        assert rules_of(refused) == ["EDN-13"]
    revoke(held, date(2026, 12, 1))
    with pytest.raises(Refused):
        revoke(held, date(2026, 12, 2), "61-о")


def test_an_upcoming_edition_revoked_from_its_first_day_leaves_the_old_one_in_force(cast: make.Cast) -> None:
    upcoming = approve(actions.send(draft()))
    revoke(upcoming, NEW_YEAR)
    current = queries.edition_in_force(NEW_YEAR)
    assert current is not None
    assert current.number == 1
    assert queries.in_force(Provision.CANCEL_HOURS, NEW_YEAR) == 2


def test_a_draft_is_nobodys_rule_and_is_not_on_the_site(cast: make.Cast, client: Any) -> None:
    new = draft()
    actions.set_provision(new, Provision.CANCEL_HOURS, Provided(9, "5.12"))
    assert queries.in_force(Provision.CANCEL_HOURS, date(2027, 6, 1)) == 2
    page = client.get("/acts/pomoshch/?edition=2")
    assert page.status_code == 404
    assert "Редакция 2" not in client.get("/acts/pomoshch/").content.decode()


def test_an_act_without_an_approved_edition_is_not_on_the_site(cast: make.Cast, client: Any) -> None:
    act = actions.register_act(
        "novyj", kind="pravila", title="Правила общения", short_title="Правила", genitive="Правил"
    )
    actions.start_draft(act, effective_from=NEW_YEAR)
    assert client.get("/acts/novyj/").status_code == 404
    assert "Правила общения" not in client.get("/").content.decode()


def test_the_signed_original_is_attached_once_with_its_hash(
    cast: make.Cast, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    held, paper = edition(), b"%PDF-1.4 signed"
    actions.attach_original(held, SimpleUploadedFile("poryadok.pdf", paper), by=cast.deputy)
    held.refresh_from_db()
    assert held.original is not None
    assert held.original.sha256 == sha256(paper).hexdigest()
    with pytest.raises(Refused) as refused:
        actions.attach_original(held, SimpleUploadedFile("other.pdf", b"%PDF-1.4"), by=cast.deputy)
    assert rules_of(refused) == ["EDN-12"]


def test_s4_hdr_the_stamp_is_kept_with_position_name_and_date_and_printed(cast: make.Cast) -> None:
    """«УТВЕРЖДАЮ. Генеральный директор … 01.09.2025»: the position of that day, whatever it is later."""
    sent = actions.send(draft(["stamp"]))
    approved = actions.approve(sent, signer=cast.director, on=DAY, effective_from=NEW_YEAR)
    assert approved.stamp_words == f"директор {cast.director.short_name}, 23.11.2026"
    cast.director.staff_contracts.update(position="президент")
    again = queries.edition_for(approved.pk).get()
    assert again.stamp_words == approved.stamp_words
    text = words(render_docx(edition_paper(again)))
    assert "УТВЕРЖДАЮ\nДиректор\n" in text
    assert "Орлова Н. В.\n«23» ноября 2026 г." in text
    page = Client().get(reverse("website:act", args=[again.act.code]) + "?edition=2").content.decode()
    assert "утверждаю: директор Орлова Н. В., 23.11.2026" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_s3_hdr_the_council_reviews_by_its_protocol_then_the_head_stamps(cast: make.Cast) -> None:
    sent = actions.send(draft(["pedsovet", "stamp"]))
    agree(sent, Body.PEDSOVET)
    approved = actions.approve(sent, signer=cast.director, on=DAY, effective_from=NEW_YEAR)
    row = approved.decisions.get()
    assert (row.body, row.decision, row.protocol, row.date) == ("pedsovet", "for", "4", DAY)
    text = words(render_docx(edition_paper(queries.edition_for(approved.pk).get())))
    assert "ПРИНЯТ\nпедагогическим советом\nпротокол от 23.11.2026 № 4" in text
    assert "УТВЕРЖДАЮ" in text


def test_s3_1_2_the_legal_grounds_are_kept_cited_and_shown(cast: make.Cast) -> None:
    """S3-1.2: 273-ФЗ and ПП № 1678; the register of norms says whether they hold (ACT-06)."""
    grounds = "\n".join(basis_on(DAY))
    assert "№ 273-ФЗ" in grounds
    assert "№ 1678" in grounds
    new = actions.start_draft(edition(["order"]).act, effective_from=NEW_YEAR)
    new = actions.describe(new, effective_from=NEW_YEAR, summary="Новое", basis_acts=grounds)
    approved = approve(actions.send(new))
    page = Client().get(reverse("website:act", args=[approved.act.code]) + "?edition=2").content.decode()
    assert "Правовые основания" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "1678" in page
