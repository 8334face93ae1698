"""The first start: an installation without a centre, the founding, the card of the centre."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from opora.channels.models import CommunicationMeans
from opora.kernel.errors import Refused
from opora.people.actions import add_branch, found_organisation
from opora.people.forms.full_names import FullName
from opora.people.forms.requisites import inn_is_valid, ogrn_is_valid
from opora.people.models import Account, Branch, Organisation, Role
from opora.people.queries import organisation, organisation_or_none, role_windows
from opora.portal.actions import FOUNDING_LOCK, Approval, Employee, Founded, found_centre, start_code
from opora.portal.queries.navigation import pages_of
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from tests import make

DAY = date(2026, 11, 23)
PASSWORD = "тихая вода точит камень"
TYPED = {
    "full_name": "АНО ДПО «Учебный центр «Маяк»",
    "short_name": "Маяк",
    "sector": "private",
    "inn": "7707083893",
    "ogrn": "1027700132195",
    "city": "Самара",
    "timezone": "Europe/Samara",
    "branch": "Самара",
    "preset": "S1",
    "order_number": "41-о",
    "order_date": "2026-09-01",
    "effective_from": "2026-09-02",
    "specialist": "Цой Максим Викторович",
    "specialist_position": "специалист по ДОТ",
    "specialist_contract": "2",
    "login": "Tsoy.MV",
    "password": PASSWORD,
    "again": PASSWORD,
    "director": "Орлова Нина Васильевна",
    "director_position": "директор",
    "director_contract": "1",
    "basis": "приказ № 1 от 01.09.2026",
    "since": "2026-09-01",
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def code(tmp_path: Path, settings: Any) -> str:
    settings.DATA = tmp_path
    return start_code(tmp_path)


def found(**changed: Any) -> Founded:
    values: dict[str, Any] = {
        "centre": {"full_name": "АНО «Маяк»", "short_name": "Маяк", "timezone": "Europe/Samara"},
        "branch": "Самара",
        "approval": Approval("S0", "1", DAY, DAY),
        "specialist": Employee(FullName("Цой", "Максим"), "специалист", "2"),
        "director": Employee(FullName("Орлова", "Нина"), "директор", "1"),
        "login": "tsoy",
        "password": PASSWORD,
        "since": DAY,
        "basis": "приказ № 1",
    }
    return found_centre(**{**values, **changed})


@pytest.mark.django_db
class TestEmpty:
    @pytest.mark.parametrize("path", ["/", "/grafik/", "/login/", "/cabinet/", "/nowhere/"])
    def test_every_page_leads_to_the_first_start(self, path: str, client: Client) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/start/")

    def test_state_and_look_work_without_a_centre(self, client: Client) -> None:
        assert client.get("/health/").status_code == 200
        assert client.post("/look/", {"start": "1", "next": "/start/"})["Location"] == "/start/"

    def test_a_known_centre_costs_no_statement(
        self, client: Client, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        make.organisation()
        client.get("/login/")
        with django_assert_num_queries(0):
            client.get("/login/")

    def test_the_code_is_kept_for_its_owner_only(self, code: str, tmp_path: Path) -> None:
        assert start_code(tmp_path) == code
        assert (tmp_path / "start-code").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
class TestFounding:
    def test_one_page_founds_a_centre(self, client: Client, code: str, tmp_path: Path) -> None:
        assert client.get("/start/").status_code == 200
        answer = client.post("/start/", {**TYPED, "code": code.lower().replace("-", " ")})
        assert answer.status_code == 200
        assert organisation().short_name == "Маяк"
        assert not (tmp_path / "start-code").exists()
        roles = {row.login: list(role_windows(row.person, DAY)) for row in Account.objects.all()}
        assert roles == {"tsoy.mv": [Role.SPECIALIST], "orlova.nv": [Role.DIRECTOR]}
        assert in_force(Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, DAY) is False
        assert CommunicationMeans.objects.get(code="skype").state == "closed"
        home = client.get("/cabinet/")
        assert "С чего начать" in text_of(home)

    def test_the_specialist_logs_in_and_opens_every_section(self, client: Client, code: str) -> None:
        client.post("/start/", {**TYPED, "code": code})
        other = Client()
        entered = other.post("/login/", {"login": "tsoy.mv", "password": PASSWORD})
        assert (entered.status_code, entered["Location"]) == (302, "/cabinet/")
        urls = ["/", "/grafik/", *(item.url for item in pages_of(Role.SPECIALIST))]
        assert {url: other.get(url, follow=True).status_code for url in urls} == dict.fromkeys(urls, 200)

    def test_the_others_log_in_by_the_shown_codes(self, client: Client, code: str) -> None:
        deputy = {
            "deputy": "Громов Пётр Ильич",
            "deputy_position": "заместитель директора",
            "deputy_contract": "3",
        }
        answer = client.post("/start/", {**TYPED, **deputy, "code": code})
        codes = {account.login: shown for account, shown in answer.context["founded"].invited}
        assert sorted(codes) == ["gromov.pi", "orlova.nv"]
        data = {"code": codes["orlova.nv"], "password": "другая фраза", "again": "другая фраза"}
        entered = Client().post("/activate/", {"login": "orlova.nv", **data})
        assert (entered.status_code, entered["Location"]) == (302, "/cabinet/")

    @pytest.mark.parametrize(
        ("wrong", "field", "words"),
        [
            ({"code": "AAAA"}, "code", "Код не подошёл. Возьмите его из окна, где запущена Опора."),
            (
                {"inn": "7707083894"},
                "inn",
                "Контрольные цифры ИНН не сходятся. Проверьте номер по свидетельству.",
            ),
            (
                {"ogrn": "1027700132196"},
                "ogrn",
                "Контрольная цифра ОГРН не сходится. Проверьте номер по свидетельству.",
            ),
            (
                {"effective_from": "2026-08-01"},
                "effective_from",
                "Порядок не может действовать раньше приказа о нём.",
            ),
            ({"since": "2027-01-01"}, "since", "Этот день ещё не наступил, и вы не смогли бы войти."),
            (
                {"director": "Орлова Н.В."},
                "director",
                "Указаны инициалы. Впишите имя и отчество полностью, как в паспорте.",
            ),
            ({"again": "другое"}, "again", "Пароли разные. Наберите второй так же, как первый."),
            (
                {"deputy": "Громов Пётр Ильич", "deputy_contract": "3"},
                "deputy_position",
                "Заполните или уберите заместителя.",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
    )
    def test_what_is_wrong_is_told_and_the_rest_is_kept(
        self, wrong: dict[str, str], field: str, words: str, client: Client, code: str
    ) -> None:
        answer = client.post("/start/", {**TYPED, "code": code, **wrong})
        assert answer.status_code == 422
        assert answer.context["form"].errors == {field: [words]}
        assert 'value="Маяк"' in text_of(answer)
        assert Organisation.objects.exists() is False

    def test_there_is_no_page_after_the_founding(self, client: Client, code: str) -> None:
        found()
        assert client.get("/start/").status_code == 404
        late = client.post("/start/", {**TYPED, "code": code})
        assert late["Location"] == "/login/"
        assert "Центр уже заведён. Войдите под своим логином." in text_of(client.get("/login/"))

    def test_a_second_founding_is_refused(self) -> None:
        found()
        with pytest.raises(Refused) as refused:
            found(login="other")
        assert [refusal.rule for refusal in refused.value.refusals] == ["PER-12"]

    def test_a_failed_founding_leaves_nothing(self) -> None:
        with pytest.raises(KeyError):
            found(approval=Approval("S9", "1", DAY, DAY))
        assert organisation_or_none() is None
        assert Account.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("today")
def test_two_foundings_wait_for_each_other() -> None:
    held, release = threading.Event(), threading.Event()
    answers: list[object] = []

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [FOUNDING_LOCK])
            held.set()
            release.wait(10)
            found_organisation(full_name="Первый", short_name="Первый")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [FOUNDING_LOCK])
        connections.close_all()

    def second() -> None:
        try:
            found()
        except Refused as refused:
            answers.extend(refusal.rule for refusal in refused.refusals)
        connections.close_all()

    threads = [threading.Thread(target=hold), threading.Thread(target=second)]
    threads[0].start()
    assert held.wait(10)
    threads[1].start()
    threads[1].join(0.3)
    assert threads[1].is_alive()
    release.set()
    for thread in threads:
        thread.join(10)
    assert answers == ["PER-12"]
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
class TestCentre:
    def test_the_card_is_corrected(self, cast: make.Cast, login: Callable[..., Client]) -> None:
        client = login(cast.account("specialist"))
        url = reverse("portal:centre")
        values = {"full_name": "АНО ДПО «Новое имя»", "short_name": "Новое имя", "inn": "7707083893"}
        values["sector"] = "state"
        values |= {"archive_days": "60", "upload_megabytes": "700", "quota_gigabytes": "5"}
        assert client.get(url).status_code == 200
        assert client.post(url, values).status_code == 302
        centre = Organisation.objects.get()
        assert (centre.full_name, centre.archive_days) == ("АНО ДПО «Новое имя»", 60)
        assert (centre.upload_megabytes, centre.quota_gigabytes) == (700, 5)
        client.post(url, {**values, "learners_write": "on"})
        assert Organisation.objects.get().learners_write
        wrong = client.post(url, {**values, "inn": "1", "short_name": "Третье"})
        assert wrong.status_code == 422
        assert 'value="Третье"' in text_of(wrong)

    def test_a_branch_has_its_own_time(self, cast: make.Cast, login: Callable[..., Client]) -> None:
        client = login(cast.account("director"))
        url = reverse("portal:branch")
        typed = {"name": "Омск", "timezone": "Asia/Omsk"}
        assert client.post(url, typed).status_code == 302
        assert Branch.objects.get(name="Омск").timezone == "Asia/Omsk"
        again = client.post(url, typed)
        assert again.status_code == 422
        assert "Филиал «Омск» уже есть." in text_of(again)
        assert client.post(url, {"name": "Тула", "timezone": "Europe/Paris"}).status_code == 422

    def test_a_branch_of_the_same_name_is_refused(self, cast: make.Cast) -> None:
        add_branch(organisation(), name="Омск", timezone="Asia/Omsk")
        with pytest.raises(Refused) as refused:
            add_branch(organisation(), name=" Омск ", timezone="Asia/Omsk")
        assert [refusal.rule for refusal in refused.value.refusals] == ["PER-11"]


@pytest.mark.parametrize(
    ("digits", "is_valid"),
    [
        ("7707083893", True),
        ("500100732259", True),
        ("7707083894", False),
        ("500100732258", False),
        ("500100732269", False),
        ("0000000000", False),
        ("77070838930", False),
        ("٧٧٠٧٠٨٣٨٩٣", False),
    ],
)
def test_an_inn_by_its_check_digits(digits: str, is_valid: bool) -> None:
    assert inn_is_valid(digits) is is_valid


@pytest.mark.parametrize(
    ("digits", "is_valid"),
    [
        ("1027700132195", True),
        ("304500116000157", True),
        ("1027700132196", False),
        ("0000000000000", False),
        ("102770013219", False),
    ],
)
def test_an_ogrn_by_its_check_digit(digits: str, is_valid: bool) -> None:
    assert ogrn_is_valid(digits) is is_valid
