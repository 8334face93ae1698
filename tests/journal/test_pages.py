"""The audit trail in words."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.api.actions import connect, give_token
from opora.api.models import Happening
from opora.journal.models import JournalEntry
from opora.journal.queries import HIDDEN, Change, _field_name, _fields, entries, in_words, table_title, tables
from opora.journal.triggers import watched_tables
from opora.kernel.actor import acting
from opora.people import actions
from opora.people.models import Account, Person, Role
from opora.portal.queries.export import read_page
from opora.regulations.models import Provision
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]
ZONE = "Europe/Moscow"
NEVER_WRITTEN = {"created_at", "updated_at", "content", "secret", "used_at"}  # the triggers leave them out


def test_before_and_after_are_told_by_the_names_of_fields() -> None:
    person = make.person("Иванова Мария Петровна", birth_date=date(1987, 3, 14), sex="f")
    actions.change_person(person, last_name="Петрова", sex="")
    (row,) = in_words(entries(table="people_person", row_id=person.pk, zone=ZONE)[:1])
    assert (row.who, row.table, row.action_words) == ("система", "Человек", "изменено")
    assert Change("фамилия", "Иванова", "Петрова") in row.changes
    assert Change("пол", "женский", "") in row.changes


def test_an_insert_tells_dates_choices_yes_and_no_and_links() -> None:
    person = make.person()
    contract = make.staff_contract(person, load_basis="hourly", valid_from=date(2025, 1, 1))
    (row,) = in_words(entries(table="people_staffcontract", zone=ZONE)[:1])
    told = {change.name: change.after for change in row.changes}
    assert told["с"] == "01.01.2025"
    assert told["основание учёта"] == "почасовая"
    assert told["педагогический работник"] == "да"
    assert told["человек"] == person.short_name
    assert told["филиал"] == f"№ {contract.branch_id}"
    assert row.row_id == contract.pk


def test_the_author_is_named_once_for_the_whole_page(cast: make.Cast) -> None:
    account = cast.account("specialist")
    with acting(account.pk, why="проверка", ip="10.0.0.1"):
        for _number in range(3):
            make.person()
    with CaptureQueriesContext(connection) as queries:
        rows = in_words(entries(account_id=account.pk, zone=ZONE)[:3])
    assert [(row.who, row.why, row.ip) for row in rows] == [
        ("Цой\u00a0М.\u00a0В.", "проверка", "10.0.0.1")
    ] * 3
    assert len(queries) == 3


def test_secrets_of_other_systems_are_not_in_the_trail(cast: make.Cast) -> None:
    hook = connect(title="1С", url="https://1c.example/", events=[Happening.HELD])
    account = cast.account("learner")
    token, key = give_token(account, name="бот", role=Role.LEARNER, scopes=[], expires_on=date(2026, 12, 1))
    trail = repr(list(JournalEntry.objects.values_list("after", flat=True)))
    assert "1c.example" in trail
    assert [secret for secret in (hook.secret, token.digest, key) if secret in trail] == []


def test_every_watched_table_has_a_russian_name() -> None:
    assert [table for table in watched_tables() if table_title(table) == table] == []
    assert len(tables()) > 20


def test_every_field_of_a_watched_table_has_a_russian_name() -> None:
    unnamed = {
        (table, column)
        for table in watched_tables()
        for column, field in _fields(table).items()
        if column not in HIDDEN | NEVER_WRITTEN and _field_name(field, column).isascii()
    }
    assert unnamed == set()


def test_long_and_structured_values_stay_short() -> None:
    edition = make.edition(
        provisions={Provision.CONSULT_FORMS: ["group:online"], Provision.CANCEL_HOURS: {"a": 1}}
    )
    rows = in_words(entries(table="regulations_provisionvalue", zone=ZONE))
    told = {change.after for row in rows for change in row.changes if change.name == "значение"}
    assert told == {"group:online", "данные, полей: 1"}
    assert edition.pk


def test_the_trail_cannot_be_changed() -> None:
    make.person()
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.update(why="")


class TestPage:
    def page(self, cast: make.Cast, login: Login, **query: str) -> list[int]:
        answer = login(cast.account("director")).get("/audit/", query)
        assert answer.status_code == 200
        return [row.row_id for row in answer.context["rows"]]

    def test_filters(self, cast: make.Cast, login: Login) -> None:
        with acting(cast.account("specialist").pk):
            person = make.person("Новый Иван Иванович")
        mine = self.page(cast, login, author="Цой")
        assert mine == [person.pk]
        assert self.page(cast, login, author="Цой", table="people_branch") == []
        assert self.page(cast, login, author="Нет такого") == []
        assert self.page(cast, login, table="people_person", row=str(person.pk)) == [person.pk]
        assert self.page(cast, login, since="2999-01-01") == []
        assert self.page(cast, login, until="2000-01-01") == []
        assert self.page(cast, login, since="вчера", table="нет такой", row="x", before="y") != []

    def test_paging_continues_after_the_last_id_with_the_same_statements(
        self, cast: make.Cast, login: Login
    ) -> None:
        client = login(cast.account("director"))
        client.get("/audit/")
        with CaptureQueriesContext(connection) as one:
            client.get("/audit/", {"table": "people_organisation"})
        with CaptureQueriesContext(connection) as full:
            first = client.get("/audit/")
        assert len(full) <= len(one) + 1
        rest = client.get("/audit/", {"before": first.context["next"]})
        ids = [row.id for row in first.context["rows"]] + [row.id for row in rest.context["rows"]]
        assert len(first.context["rows"]) == 30
        assert ids == sorted(ids, reverse=True)

    def test_a_change_of_a_person_stands_on_the_page(self, cast: make.Cast, login: Login) -> None:
        actions.change_person(Person.objects.get(pk=cast.learner.pk), phone="+79210000000")
        text = login(cast.account("auditor")).get("/audit/", {"table": "people_person"}).content.decode()
        assert "+79210000000" in text
        assert "телефон" in text


def test_the_trail_leaves_whole_and_in_few_statements(cast: make.Cast, login: Login) -> None:
    """Its file holds what its pages show, one after another, but asks a page's statements once."""
    for number in range(40):
        make.person(f"Иванов{number:02} Иван")
    client = login(cast.account("specialist"))
    query, shown = "?table=people_person", []
    while query:
        page = read_page(client.get(f"/audit/{query}").content)
        assert page is not None
        shown += page.rows
        query = page.following and f"?{page.following}"
    with CaptureQueriesContext(connection) as queries:
        file = client.get("/audit/?table=people_person&export=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert len(shown) > 40
    assert rows[1:] == shown
    with CaptureQueriesContext(connection) as of_a_page:
        client.get("/audit/?table=people_person")
    assert len(queries) == len(of_a_page)
