"""Look, search, help, navigation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from opora.notifications.actions import notify
from opora.people.access import EVERYONE
from opora.people.models import Role
from opora.portal.context import Look
from opora.portal.queries.help import first_steps
from opora.portal.queries.navigation import navigation, pages_of, tabs_of
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


def text_of(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


class TestLook:
    @pytest.fixture
    def client(self) -> Client:
        make.organisation()
        return Client()

    def look(self, client: Client, **pressed: str) -> Look:
        client.post("/look/", {"next": "/login/", **pressed})
        request = RequestFactory().get("/")
        request.COOKIES["opora_look"] = client.cookies["opora_look"].value
        return Look.read(request)

    def test_each_press_changes_one_thing_and_is_remembered(self, client: Client) -> None:
        self.look(client, theme="dark")
        assert self.look(client, size="large") == Look(theme="dark", size="large")
        assert 'data-theme="dark"' in text_of(client.get("/login/"))

    def test_the_low_vision_version_begins_and_ends(self, client: Client) -> None:
        assert self.look(client, start="1") == Look(theme="light", contrast="high", size="large")
        assert self.look(client, colours="white-on-black") == Look("dark", "high", "large")
        assert self.look(client, images="off").images == "off"
        assert 'data-contrast="high"' in text_of(client.get("/login/"))
        assert self.look(client, reset="1") == Look()

    def test_what_is_unknown_is_left_out(self, client: Client) -> None:
        assert self.look(client, theme="pink", size="<script>") == Look()
        client.cookies["opora_look"] = "theme=pink&contrast=high&x=1"
        assert 'data-theme="auto"' in text_of(client.get("/login/"))

    def test_one_comes_back_to_this_site_only(self, client: Client) -> None:
        assert client.post("/look/", {"next": "/help/"})["Location"] == "/help/"
        assert client.post("/look/", {"next": "https://evil.example/"})["Location"] == "/"


class TestNavigation:
    @pytest.mark.parametrize("role", list(Role))
    def test_every_section_of_a_role_opens(self, role: Role, cast: make.Cast, login: Login) -> None:
        client = login(make.in_role(cast, role), role)
        for item in pages_of(role):
            assert client.get(item.url, follow=True).status_code == 200, item.name

    def test_the_current_section_is_marked_also_inside_it(self) -> None:
        def current(path: str) -> list[str]:
            groups = navigation(Role.SPECIALIST, path)
            return [item.name for group in groups for item in group.items if item.current]

        assert current("/people/") == ["people:list"]
        assert current("/people/17/") == ["people:list"]
        assert current("/nowhere/") == []

    def test_the_bar_of_a_phone_always_has_messages_with_their_number(
        self, cast: make.Cast, login: Login
    ) -> None:
        tabs = {role: [item.name for item in tabs_of(navigation(role, "/"))] for role in Role}
        talking = [names for names in tabs.values() if "conversations:list" in names]
        assert len(talking) == len(Role) - 1
        assert all(names.index("conversations:list") < 3 for names in talking)
        bar = (
            login(cast.account("learner"))
            .get("/help/")
            .content.decode()
            .split('<nav class="tabbar"')[1]
            .split("</nav>")[0]
        )
        assert 'data-live="messages"' in bar

    def test_a_section_of_another_role_is_not_offered(self) -> None:
        def names(role: Role) -> set[str]:
            return {item.name for item in pages_of(role)}

        assert "people:list" in names(Role.DIRECTOR)
        assert "people:list" not in names(Role.LEARNER)
        assert "notifications:letters" not in names(Role.DEPUTY)
        assert all({"portal:home", "portal:help"} <= names(role) for role in EVERYONE)

    def test_the_bell_counts_what_is_unread(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        notify(cast.learner, key="1", title="Раз")
        notify(cast.learner, key="2", title="Два")
        assert "Уведомления: новых 2" in text_of(client.get("/help/"))


class TestSearch:
    def search(self, client: Client, text: str) -> dict[str, list[str]]:
        groups = client.get("/search/", {"q": text}).context["groups"]
        return {group.title: [str(hit.title) for hit in group.hits] for group in groups}

    def test_without_a_text_the_pages_of_the_role(self, cast: make.Cast, login: Login) -> None:
        found = self.search(login(cast.account("learner")), "")
        assert list(found) == ["Разделы"]
        assert "Помощь" in found["Разделы"]

    def test_people_and_groups_for_those_who_may_see_them(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("specialist"))
        assert self.search(client, "зотов")["Люди"] == ["Зотов Илья", "Зотова Екатерина Львовна"]
        assert self.search(client, "От-26")["Группы"] == ["ОТ-26/11-1"]
        assert self.search(login(cast.account("curator")), "зотов")["Люди"] == ["Зотов Илья"]
        assert "Люди" not in self.search(login(cast.account("curator")), "чужой")
        assert "Люди" not in self.search(login(cast.account("learner")), "зотов")
        assert "Группы" not in self.search(login(cast.account("learner")), "ОТ-26")

    def test_consultations_by_topic_and_by_who_gives_them(self, cast: make.Cast, login: Login) -> None:
        make.session(cast.teacher, topic="Виды инструктажей", groups=[cast.group])
        client = login(cast.account("deputy"))
        assert self.search(client, "инструктаж")["Консультации"] == ["Виды инструктажей"]
        assert self.search(client, "ковалева")["Консультации"] == ["Виды инструктажей"]

    def test_the_palette_gets_a_fragment(self, cast: make.Cast, login: Login) -> None:
        answer = login(cast.account("learner")).get("/search/?q=помощь", headers={"X-Fragment": "palette"})
        assert "<html" not in text_of(answer)
        assert 'href="/help/"' in text_of(answer)

    def test_nothing_found_is_said(self, cast: make.Cast, login: Login) -> None:
        client = login(cast.account("learner"))
        assert "ничего нет" in text_of(client.get("/search/?q=абракадабра"))


class TestHelp:
    @pytest.mark.parametrize(
        "role", [Role.LEARNER, Role.TEACHER, Role.DEPUTY, Role.SPECIALIST, Role.DIRECTOR]
    )
    def test_every_role_is_told_where_to_begin(self, role: Role) -> None:
        steps = first_steps(role)
        assert len(steps) >= 3
        assert all(step.url for step in steps)

    def test_whom_to_ask(self, cast: make.Cast, login: Login) -> None:
        page = text_of(login(cast.account("learner")).get("/help/"))
        assert "Цой Максим Викторович" in page
