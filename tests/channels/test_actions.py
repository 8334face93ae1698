"""The register of means of communication: states with dates, the sample, who is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from opora.channels import actions, queries
from opora.channels.models import CommunicationMeans, MeansStatus, State
from opora.channels.rules import (
    foreign_service_is_noticed,
    means_last_the_period,
    means_may_be_chosen,
    means_serve_consultations,
)
from opora.channels.ways import shipped_ways
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.queries import organisation
from tests import make

DAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
BAN = date(2026, 12, 1)


@pytest.fixture
def centre() -> None:
    make.organisation()
    organisation.cache_clear()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("centre")]


def forbid(means: CommunicationMeans, since: date | None = None) -> CommunicationMeans:
    return actions.change_means_state(means, state="forbidden", since=since, note="149-ФЗ")


def test_only_what_may_be_used_is_offered() -> None:
    for state in State.values:
        make.means(state, state, state=state)
    assert [means.code for means in queries.choosable()] == ["allowed", "warn"]
    assert queries.register().count() == 4


def test_com_04_a_forbidden_service_says_why_and_what_instead() -> None:
    vks = make.means()
    means = make.means("telegram", "Telegram", replaced_by=vks)
    means = actions.change_means_state(
        means, state="forbidden", since=date(2026, 1, 1), note="перечень Роскомнадзора."
    )
    refusal = means_may_be_chosen([means])
    assert refusal is not None
    assert refusal.words == "«Telegram» использовать нельзя с 01.01.2026: перечень Роскомнадзора."
    assert refusal.next_step == "Выберите другое: видеоконференция платформы."


def test_com_03_a_foreign_service_is_warned_about_with_its_note_and_may_be_chosen() -> None:
    means = [make.means("zoom", "Zoom", state="warn"), make.means()]
    assert means_may_be_chosen(means) is None
    notice = foreign_service_is_noticed(means)
    assert notice is not None
    assert notice.words == "Zoom: иностранный сервис. Не отправляйте через него персональные данные."
    noted = make.means("viber", "Viber", state="warn", note="41-ФЗ: без персональных данных.")
    notice = foreign_service_is_noticed([noted])
    assert notice is not None
    assert notice.words == "Viber: 41-ФЗ: без персональных данных."
    assert foreign_service_is_noticed([make.means()]) is None


def test_com_06_a_code_is_given_once() -> None:
    actions.add_means(code="max", title="MAX", kind="messenger", aliases=["Макс"])
    with pytest.raises(Refused, match="Код «max» уже занят"):
        actions.add_means(code="max", title="Другой", kind="chat")


def test_a_ban_from_a_day_works_from_that_day_by_itself() -> None:
    with travel(DAY):
        means = forbid(make.means("whatsapp", "WhatsApp", kind="messenger"), BAN)
        assert means.standing_on(date(2026, 11, 30)).state == "allowed"
        assert means_may_be_chosen([means]) is None
        assert means in queries.choosable()
        assert means not in queries.choosable(BAN)
    with travel(datetime(2026, 11, 30, 21, tzinfo=UTC)):  # midnight in Moscow
        assert means_may_be_chosen([means]) is not None
        assert means not in queries.choosable()
        again = actions.change_means_state(means, state="allowed")
        assert again.standing_on(BAN) == ("allowed", BAN, "")
    rows = MeansStatus.objects.filter(means=means).values_list("state", "since", "called_off")
    assert set(rows) == {("forbidden", BAN, False), ("allowed", BAN, False)}


def test_com_07_a_means_that_ends_inside_the_period_is_noticed() -> None:
    with travel(DAY):
        means = forbid(make.means("whatsapp", "WhatsApp"), BAN)
        notice = means_last_the_period([means], date(2026, 12, 31))
        assert notice is not None
        assert "нельзя будет использовать с 01.12.2026" in notice.words
        assert means_last_the_period([means], date(2026, 11, 30)) is None


def test_com_08_what_is_for_tasks_only_is_not_for_consultations() -> None:
    cloud = make.means("cloud", "облако", purposes=["tasks"])
    both = make.means("chat", "чат", purposes=["tasks", "consultations"])
    refusal = means_serve_consultations([cloud, both])
    assert refusal is not None
    assert refusal.words == "Не для консультаций: «облако» (задания и материалы)."
    assert list(queries.choosable()) == [both]


def test_com_09_a_ban_has_a_reason() -> None:
    means = make.means("viber", "Viber")
    for state in ("forbidden", "warn"):
        with pytest.raises(Refused, match="Напишите основание"):
            actions.change_means_state(means, state=state)
    assert actions.change_means_state(means, state="closed").state == "closed"


def test_com_10_states_follow_each_other_and_one_change_is_ahead() -> None:
    with travel(DAY):
        means = forbid(make.means("viber", "Viber"), date(2026, 11, 1))
        with pytest.raises(Refused, match="раньше этого дня его не изменить"):
            actions.change_means_state(means, state="allowed", since=date(2026, 10, 1))
        means = actions.change_means_state(means, state="allowed", since=BAN)
        with pytest.raises(Refused, match="уже назначена"):
            forbid(means, date(2026, 12, 20))
        means = actions.call_off_change(means)
        assert means.next_since is None
        assert MeansStatus.objects.get(state="allowed").called_off
        assert forbid(means, date(2026, 12, 20)).next_since == date(2026, 12, 20)


def test_com_11_a_means_is_replaced_by_a_usable_one() -> None:
    means, dead = make.means("viber", "Viber"), make.means("skype", "Skype", state="closed")
    for other, words in ((dead, "«Skype» использовать нельзя"), (means, "нельзя заменить им самим")):
        with pytest.raises(Refused, match=words):
            actions.change_card(means, actions.Card("Viber", "messenger", replaced_by=other))


def test_the_ways_of_the_acts_are_all_in_the_sample() -> None:
    ways = shipped_ways()
    tasks = [way.code for way in ways if "S0-4.3" in way.clauses]
    messengers = {"whatsapp", "telegram"}
    assert len(set(tasks) - messengers) + 1 == 13
    assert {way.kind for way in ways if "S0-6.3" in way.clauses} == {
        "in_person", "phone", "call", "email", "messenger", "social", "form",
    }  # fmt: skip
    assert all(not way.foreign or (way.replaced_by and not way.personal_data) for way in ways)


@pytest.mark.parametrize(("sector", "state"), [("private", "warn"), ("state", "forbidden")])
def test_a_state_organisation_is_given_other_defaults(sector: str, state: str) -> None:
    codes = [way.code for way in shipped_ways()]
    with travel(DAY):
        assert actions.take_sample(codes, sector=sector) == len(codes)
        states = dict(CommunicationMeans.objects.values_list("code", "state"))
        assert {states[code] for code in ("telegram", "whatsapp", "viber", "zoom")} == {state}
        assert states["skype"] == "closed"
        assert {states[code] for code in ("max", "email", "phone", "vks")} == {"allowed"}
        telegram = CommunicationMeans.objects.get(code="telegram")
        assert telegram.replaced_by is not None
        assert telegram.replaced_by.code == "max"
        assert actions.take_sample(codes, sector=sector) == 0
        assert queries.offers(sector, DAY.date()) == []


def test_a_centre_that_becomes_a_state_one_is_offered_the_bans() -> None:
    with travel(DAY):
        actions.take_sample(["telegram", "skype"], sector="private")
        offered = {one.key for one in queries.offers("state", DAY.date()) if one.means}
        assert offered == {"telegram"}
        assert actions.take_sample(["telegram"], sector="state") == 1
        assert CommunicationMeans.objects.get(code="telegram").standing_on(DAY.date()).state == "forbidden"


def test_clauses_that_name_a_means_in_any_form_are_found(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    make.edition(
        clauses={
            "1": "Помощь оказывается по телефону, по скайпу и электронной почтой.",
            "2": "Мессенджеры WhatsApp и Telegram.",
            "3": "Части программы; по почте не звонят.",
        }
    )
    skype = make.means("skype", "Skype", aliases=["скайп"])
    mail = make.means("email", "электронная почта")
    chat = make.means("chat", "чат")
    whatsapp = make.means("whatsapp", "WhatsApp")
    on = DAY.date()
    with django_assert_num_queries(3):
        assert [one.clause.number for one in queries.clauses_naming(skype, on)] == ["1"]
    assert [one.clause.number for one in queries.clauses_naming(mail, on)] == ["1"]
    assert queries.clauses_naming(chat, on) == []
    assert [one.phrase for one in queries.clauses_naming(whatsapp, on)] == [
        "Мессенджеры WhatsApp и Telegram."
    ]


def test_those_whose_lines_name_a_barred_means_are_told(cast: make.Cast) -> None:
    whatsapp = make.means("whatsapp", "WhatsApp")
    make.line(make.schedule(), cast.teacher, means=[whatsapp])
    with travel(DAY):
        forbid(whatsapp, BAN)
    told = dict(Notification.objects.values_list("person", "title"))
    assert set(told) == {cast.teacher.pk, cast.deputy.pk, cast.specialist.pk}
    assert set(told.values()) == {"«WhatsApp» нельзя использовать с 01.12.2026"}
    with travel(DAY):
        actions.change_means_state(actions.call_off_change(whatsapp), state="allowed")
    assert Notification.objects.count() == 3


def test_the_site_names_allowed_ways_with_an_address(client: Client) -> None:
    make.means("phone", "телефон", purposes=["appeals"], contact="+7 812 200-00-00")
    make.means("skype", "Skype", purposes=["appeals"], contact="bv.skype", state="closed")
    make.means("vks", purposes=["consultations"], contact="каб. 1")
    make.means("email", "почта", purposes=["appeals"])
    assert [one.code for one in queries.public_ways()] == ["phone"]
    page = client.get(reverse("website:contacts")).content.decode().replace("\xa0", " ")
    assert "Как с нами связаться" in page
    assert "bv.skype" not in page


def test_the_page_of_the_site_drops_a_means_on_the_day_of_its_ban(client: Client) -> None:
    forbidden = make.means("whatsapp", "WhatsApp", kind="messenger")
    with travel(DAY):
        forbid(forbidden, BAN)
        assert "WhatsApp" in client.get(reverse("website:distance")).content.decode()
    with travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        assert "WhatsApp" not in client.get(reverse("website:distance")).content.decode()


def test_the_specialist_adds_and_closes_a_service(cast: make.Cast, login: Callable[..., Client]) -> None:
    client = login(cast.account("specialist"))
    typed = {
        "title": "Сферум",
        "code": "sferum",
        "kind": "vks",
        "aliases": "VK Сферум, sferum",
        "purposes": ["consultations"],
        "state": "allowed",
    }
    assert client.post(reverse("channels:add"), typed).status_code == 302
    means = CommunicationMeans.objects.get(code="sferum")
    assert means.aliases == ["VK Сферум", "sferum"]
    answer = client.post(reverse("channels:add"), typed)
    assert answer.status_code == 422
    assert 'value="Сферум"' in answer.content.decode()
    change = reverse("channels:change", kwargs={"pk": means.pk})
    assert client.post(change, {"state": "closed", "since": "2020-12-01"}).status_code == 302
    means.refresh_from_db()
    assert (means.state, means.state_since) == ("closed", date(2020, 12, 1))
    assert "сервис закрыт" in client.get(reverse("channels:list")).content.decode()
    page = client.get(reverse("channels:show", kwargs={"pk": means.pk})).content.decode()
    assert page.count("сервис закрыт") == 2
    card = reverse("channels:card", kwargs={"pk": means.pk})
    assert client.post(card, {"title": "Сферум VK", "kind": "messenger"}).status_code == 302
    assert CommunicationMeans.objects.get(code="sferum").title == "Сферум VK"
    assert client.post(reverse("channels:sample"), {"pick": ["phone"]}).status_code == 302
    assert CommunicationMeans.objects.filter(code="phone").exists()


@pytest.mark.parametrize("many", [1, 30])
def test_the_register_is_read_in_constant_statements(
    many: int,
    cast: make.Cast,
    login: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(many):
        make.means(f"m{number}", f"средство {number}")
    client = login(cast.account("deputy"))
    client.get(reverse("channels:list"))
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        client.get(reverse("channels:list"))
