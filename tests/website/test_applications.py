"""Applications for training: from an open group of the site to the draft of an order (S4-2.1c, S3-3.5a)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.journal.models import JournalEntry
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Letter, Notification
from opora.people.models import Guardianship, Person
from opora.studies.models import LearnerOrder
from opora.website.actions import applications as actions
from opora.website.forms.appeals import opened_now
from opora.website.models import Admission, Application
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
DAY = date(2026, 11, 23)
BORN, CHILD = date(1990, 5, 1), date(2012, 6, 12)
State = Application.State


@pytest.fixture(autouse=True)
def admission(cast: make.Cast) -> Admission:
    return actions.open_admission(cast.group, until=date(2026, 12, 1), seats=None, note="по вечерам")


def asked(of: make.Cast, **values: Any) -> Application:
    given = {
        "last_name": "Лебедева", "first_name": "Анна", "middle_name": "Ильинична", "birth_date": BORN,
        "email": "anna@example.org", "phone": "", "representative": "", "kinship": "",
        "wish": "Можно вечером?",
    }  # fmt: skip
    return actions.register_application(of.group, **{**given, **values})  # type: ignore[typeddict-item]


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def typed(**values: Any) -> dict[str, Any]:
    given = {
        "last_name": "ЛЕБЕДЕВА", "first_name": "анна", "birth_date": "1990-05-01",
        "email": "anna@example.org", "consent": "on", "opened": opened_now(),
    }  # fmt: skip
    return {**given, **values}


def test_s4_2_1_c_an_open_group_is_found_and_asked_for_without_a_log_in(cast: make.Cast) -> None:
    client = Client()
    assert "Идёт набор" in flat(client.get("/").content.decode())
    page = flat(client.get("/apply/").content.decode())
    assert cast.group.code in page
    assert "по вечерам" in page
    assert (
        f"/apply/{cast.group.pk}/"
        in client.get(f"/sveden/programmes/{cast.group.programme_id}/").content.decode()
    )
    form = typed()
    with travel(datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)):
        answer = client.post(f"/apply/{cast.group.pk}/", form | {"opened": late()})
    row = Application.objects.get()
    assert answer["Location"] == f"/applications/{row.secret}/"
    assert (row.full_name, row.code) == ("Лебедева Анна", "ЗВ-2026-000001")
    shown = client.get(answer["Location"])
    assert row.code in shown.content.decode()
    assert "anna@example.org" not in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"
    letter = Letter.objects.get()
    assert letter.subject == "Заявка ЗВ-2026-000001 зарегистрирована"
    assert answer["Location"] in letter.text
    assert Notification.objects.get(key=f"application-{row.pk}-new").person == cast.specialist


def late() -> str:
    """A form opened ten seconds before it is sent."""
    with travel(datetime(2026, 11, 23, 9, 0, 20, tzinfo=UTC)):
        return opened_now()


def test_apl_08_a_program_applies_for_nothing_and_nothing_typed_is_lost(cast: make.Cast) -> None:
    url = f"/apply/{cast.group.pk}/"
    for values in ({}, {"site": "http://spam.example", "opened": late()}):
        answer = Client().post(url, typed(**values))
        assert answer.status_code == 422
        assert 'data-rule="APL-08"' in answer.content.decode()
        assert 'value="Лебедева"' in answer.content.decode()
    assert Client().post(url, typed(consent="")).status_code == 422
    assert Client().post(url, typed(birth_date="2035-01-01")).status_code == 422
    assert not Application.objects.exists()


def test_app_01_a_full_or_closed_group_takes_nobody(cast: make.Cast, admission: Admission) -> None:
    actions.open_admission(cast.group, until=date(2026, 12, 1), seats=1, note="")
    asked(cast)
    with pytest.raises(Refused, match="больше нет мест") as refused:
        asked(cast, last_name="Другая")
    assert rules_of(refused) == ["APP-01"]
    assert "мест нет" in flat(Client().get("/apply/").content.decode())
    with travel(datetime(2026, 12, 2, 9, tzinfo=UTC)), pytest.raises(Refused, match="закончен"):
        asked(cast)
    actions.close_admission(cast.group)
    assert Client().get(f"/apply/{cast.group.pk}/").status_code == 404
    assert "Сейчас набора нет" in flat(Client().get("/apply/").content.decode())


def test_a_place_of_who_withdrew_or_was_declined_is_free(cast: make.Cast) -> None:
    actions.open_admission(cast.group, until=date(2026, 12, 1), seats=1, note="")
    actions.withdraw_application(asked(cast))
    actions.decline_application(asked(cast), reason="нет документа", by=cast.specialist)
    assert asked(cast).state == State.REGISTERED


def test_app_02_for_a_minor_a_representative_asks(cast: make.Cast) -> None:
    for values in ({}, {"representative": "Зотова Екатерина"}, {"kinship": "mother"}):
        with pytest.raises(Refused) as refused:
            asked(cast, birth_date=CHILD, **values)
        assert rules_of(refused) == ["APP-02"]
    kept = asked(cast, representative="Зотова Екатерина", kinship="mother")
    assert (kept.representative, kept.kinship, kept.is_of_a_minor) == ("", "", False)


def test_apl_05_somewhere_to_answer_to(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        asked(cast, email="")
    assert rules_of(refused) == ["APL-05"]


def test_app_06_one_address_sends_a_list_not_a_flood(cast: make.Cast) -> None:
    given = {
        "last_name": "Лебедева", "first_name": "Анна", "middle_name": "", "birth_date": BORN, "email": "",
        "phone": "112", "representative": "", "kinship": "", "wish": "", "digest": "d",
    }  # fmt: skip
    for _n in range(10):
        actions.register_application(cast.group, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        actions.register_application(cast.group, **given)  # type: ignore[arg-type]
    assert rules_of(refused) == ["APP-06"]


def test_accepted_a_new_learner_stands_in_the_draft_of_the_order(cast: make.Cast) -> None:
    """ADR 14: the signature of the order enrols, not the button here."""
    row = actions.accept_application(asked(cast), person=None, document="паспорт", by=cast.specialist)
    assert row.learner is not None
    assert (row.state, row.checked_by, row.learner.full_name) == (
        "accepted",
        "паспорт",
        "Лебедева Анна Ильинична",
    )
    assert row.learner.no_snils_reason == "по заявке ЗВ-2026-000001, внести по документу"
    order = LearnerOrder.objects.get()
    assert (order.kind, order.state, order.group, row.order) == ("enrol", "draft", cast.group, order)
    second = actions.accept_application(
        asked(cast, last_name="Орлов", first_name="Пётр"), person=None, document="паспорт", by=cast.specialist
    )
    assert second.order == order
    assert order.lines.count() == 2
    assert Letter.objects.filter(subject__endswith="принята").count() == 2


def test_a_known_person_is_chosen_and_not_doubled(cast: make.Cast, login: Login) -> None:
    known = make.person("Лебедева Анна Ильинична", birth_date=BORN)
    row = asked(cast)
    client = login(cast.account("specialist"))
    assert f"№ {known.pk}" in flat(client.get(f"/site/applications/{row.pk}/").content.decode())
    answer = client.post(f"/site/applications/{row.pk}/accept/", {"person": known.pk, "document": "паспорт"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.learner == known
    assert Person.objects.filter(last_name="Лебедева").count() == 1


def test_of_a_minor_the_representative_is_entered_and_waits_for_his_document(cast: make.Cast) -> None:
    row = asked(
        cast, birth_date=CHILD, last_name="Зотов", first_name="Илья", representative="Зотова Анна Львовна",
        kinship="mother",
    )  # fmt: skip
    accepted = actions.accept_application(row, person=None, document="свидетельство", by=cast.specialist)
    link = Guardianship.objects.get(ward=accepted.learner)
    assert (link.status, link.kind, link.document) == ("pending", "mother", f"заявка {row.code}")
    assert (link.representative.full_name, link.representative.email) == ("Зотова Анна Львовна", row.email)
    assert accepted.learner is not None
    assert accepted.learner.email == ""


def test_app_05_what_was_typed_is_compared_with_a_document_first(cast: make.Cast) -> None:
    """S3-3.5a: before a card is opened."""
    with pytest.raises(Refused) as refused:
        actions.accept_application(asked(cast), person=None, document=" ", by=cast.specialist)
    assert rules_of(refused) == ["APP-05"]
    assert not Person.objects.filter(last_name="Лебедева").exists()


def test_app_07_who_studies_there_is_not_enrolled_again(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.accept_application(asked(cast), person=cast.learner, document="паспорт", by=cast.specialist)
    assert rules_of(refused) == ["APP-07"]
    assert not LearnerOrder.objects.exists()


def test_app_04_a_declined_one_reads_why(cast: make.Cast) -> None:
    row = asked(cast)
    with pytest.raises(Refused) as refused:
        actions.decline_application(row, reason="", by=cast.specialist)
    assert rules_of(refused) == ["APP-04"]
    actions.decline_application(row, reason="Нужно среднее образование.", by=cast.specialist)
    assert "Нужно среднее образование." in Letter.objects.latest("pk").text
    assert "Нужно среднее образование." in flat(Client().get(f"/applications/{row.secret}/").content.decode())


@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
def test_app_03_what_is_decided_is_not_decided_again(cast: make.Cast, state: str) -> None:
    row = asked(cast)
    done: dict[str, Callable[[], object]] = {
        "accepted": lambda: actions.accept_application(
            row, person=None, document="паспорт", by=cast.specialist
        ),
        "declined": lambda: actions.decline_application(row, reason="нет", by=cast.specialist),
        "withdrawn": lambda: actions.withdraw_application(row),
    }
    done[state]()
    for again in done.values():
        with pytest.raises(Refused) as refused:
            again()
        assert rules_of(refused) == ["APP-03"]


def test_app_08_nobody_is_invited_to_what_is_over(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.open_admission(cast.group, until=cast.group.ends_on + timedelta(days=1), seats=None, note="")
    assert rules_of(refused) == ["APP-08"]


def test_withdrawn_by_the_link_its_data_are_nowhere(cast: make.Cast) -> None:
    row = asked(cast)
    assert Client().post(f"/applications/{row.secret}/withdraw/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.full_name, row.email, row.birth_date, row.wish) == ("withdrawn", "—", "", None, "")
    assert "данные удалены" in flat(Client().get(f"/applications/{row.secret}/").content.decode())
    trail = JournalEntry.objects.filter(table="website_application", row_id=row.pk)
    assert trail.count() == 2
    told = "".join(f"{one.before}{one.after}" for one in trail)
    for secret in ("Лебедева", "Анна", "anna@example.org", "1990", "вечером", row.secret):
        assert secret not in told


def test_a_year_after_the_decision_who_applied_is_forgotten(cast: make.Cast) -> None:
    row = actions.decline_application(asked(cast), reason="нет мест", by=cast.specialist)
    waiting = asked(cast)
    with travel(datetime(2027, 12, 1, 9, tzinfo=UTC)):
        assert (actions.forget_old_applications(), actions.forget_old_applications()) == (1, 0)
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.full_name, row.email, row.code) == ("—", "", "ЗВ-2026-000001")
    assert waiting.last_name == "Лебедева"


def test_the_queue_finds_and_its_price_does_not_grow(cast: make.Cast, login: Login) -> None:
    client = login(cast.account("specialist"))
    asked(cast)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = ("/site/applications/", "/site/admissions/", "/apply/")
    [cost(url) for url in urls]
    before = [cost(url) for url in urls]
    for n in range(29):
        group = make.group(programme=cast.group.programme)
        actions.open_admission(group, until=date(2026, 12, 1), seats=5, note="")
        asked(cast, last_name=f"Новая{n}")
    assert [cost(url) for url in urls] == before
    page = flat(client.get("/site/applications/?q=Новая3").content.decode())
    assert "Новая3" in page
    assert "Новая4" not in page
    assert "Ничего не нашлось" in flat(client.get("/site/applications/?state=declined").content.decode())


def test_the_specialist_opens_a_group_and_decides_by_the_pages(cast: make.Cast, login: Login) -> None:
    client, deputy = login(cast.account("specialist")), login(cast.account("deputy"))
    url = f"/site/admissions/{cast.group.pk}/"
    assert client.post(url, {"until": "2027-12-01"}).status_code == 422
    assert client.post(url, {"until": "2026-12-10", "seats": "12"}).status_code == 302
    assert Admission.objects.get().seats == 12
    row = asked(cast)
    page = f"/site/applications/{row.pk}/"
    assert "Отклонить" in client.get(page).content.decode()
    assert "Отклонить" not in deputy.get(page).content.decode()
    assert client.post(f"{page}decline/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}accept/", {"document": ""}).status_code == 422
    assert client.post(f"{page}accept/", {"document": "паспорт"}).status_code == 302
    order = LearnerOrder.objects.get()
    assert f"/studies/orders/{order.pk}/" in client.get(page).content.decode()
    assert client.post(f"{page}forget/").status_code == 302
    row.refresh_from_db()
    assert (row.last_name, row.state) == ("—", "accepted")
    assert client.post(f"{url}close/").status_code == 302
    assert not Admission.objects.exists()
