"""What was approved, put on the site, shown on boards and stands: facts, snapshots, any past moment."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from opora.consultations.actions import cancel_session, substitute
from opora.kernel.clock import travel
from opora.publications import actions, queries
from opora.publications.models import Fact, Snapshot, canonical
from opora.publications.queries.meetings import meetings_at
from opora.regulations.actions import adopt_edition, revoke
from opora.schedule.actions import approve, copy_as_new_edition, publish, record_stand, submit
from opora.schedule.models import Schedule
from opora.website.actions.news import publish_news, take_news_off, write_news
from opora.website.actions.proof import prove_sections
from opora.website.actions.sveden import write_row
from opora.website.actions.teachers import FIELDS, agree, write_page
from opora.website.actions.teachers import publish as publish_page
from opora.website.queries.sveden import layout
from tests import make

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def brought_out(cast: make.Cast, schedule: Schedule, at: datetime, number: str) -> Schedule:
    """Submitted and approved at ``at``, published a day later."""
    with travel(at):
        submit(schedule, by=cast.specialist)
        approve(schedule, number=number, on=at.date(), signer=cast.director)
    with travel(at + DAY):
        return publish(schedule, by=cast.specialist)


@pytest.fixture
def grafik(cast: make.Cast) -> Schedule:
    make.edition("S1")
    schedule = make.schedule("draft", period_from=date(2026, 11, 1))
    make.line(schedule, cast.teacher)
    return brought_out(cast, schedule, T0, "1-о")


def told(schedule: Schedule) -> list[tuple[str, datetime]]:
    rows = Fact.objects.filter(schedule=schedule).order_by("shown_from", "id")
    return list(rows.values_list("kind", "shown_from"))


def test_approved_on_the_site_on_the_board_and_on_a_stand_are_separate_facts(
    cast: make.Cast, grafik: Schedule
) -> None:
    with travel(T0 + 2 * DAY):
        record_stand(grafik, on=date(2026, 11, 4), note="холл", by=cast.deputy)
    midnight = datetime(2026, 11, 3, 21, tzinfo=UTC)
    assert told(grafik) == [
        ("approved", T0), ("site", T0 + DAY), ("board", T0 + DAY), ("stand", midnight),
    ]  # fmt: skip
    facts = {fact.kind: fact for fact in Fact.objects.filter(schedule=grafik)}
    assert facts["approved"].place == "приказ № 1-о от 02.11.2026"
    assert facts["approved"].by == cast.director
    assert facts["site"].by == cast.specialist
    assert facts["board"].by is None
    assert facts["board"].snapshot.data["rows"][0][3] == cast.teacher.short_name
    assert facts["stand"].place == "стенд, холл"
    assert facts["stand"].recorded_at == T0 + 2 * DAY
    assert facts["approved"].snapshot == facts["site"].snapshot == facts["stand"].snapshot
    assert all(fact.is_intact for fact in facts.values())


def test_a_snapshot_is_the_form_of_the_annex_and_its_hash_is_of_its_bytes(grafik: Schedule) -> None:
    snapshot = Fact.objects.get(schedule=grafik, kind="site").snapshot
    content = bytes(snapshot.content)
    assert sha256(content).hexdigest() == snapshot.sha256
    assert canonical(json.loads(content)) == content
    sections = snapshot.data["sections"]
    assert [section["title"] for section in sections] == ["Педагогические работники", "Иные работники"]
    assert sections[0]["rows"] == [
        [
            1, "Ковалёва Ирина Сергеевна", "преподаватель", "понедельник", "18:00–19:30 (МСК)",
            "видеоконференция платформы",
        ]
    ]  # fmt: skip
    assert snapshot.data["order"] == {"number": "1-о", "date": "2026-11-02"}


def test_any_past_moment_shows_the_edition_of_that_moment(cast: make.Cast, grafik: Schedule) -> None:
    with travel(T0 + 5 * DAY):
        second = copy_as_new_edition(grafik, by=cast.specialist, period_from=date(2026, 11, 10))
    brought_out(cast, second, T0 + 5 * DAY, "2-о")
    assert queries.shown_at(T0).grafik is None
    for days, edition, later in ((1, 1, 0), (6, 1, 1), (9, 2, 0)):
        shown = queries.shown_at(T0 + days * DAY)
        assert shown.grafik is not None
        assert shown.grafik.snapshot.data["edition"] == edition
        assert len(shown.later) == later
        assert shown.is_intact


def test_a_name_corrected_later_does_not_reach_the_snapshot(cast: make.Cast, grafik: Schedule) -> None:
    cast.teacher.last_name = "Новикова"
    cast.teacher.save()
    shown = queries.shown_at(T0 + 2 * DAY)
    assert shown.grafik is not None
    assert shown.grafik.snapshot.data["sections"][0]["rows"][0][1].startswith("Ковалёва")


def test_facts_and_snapshots_cannot_be_changed_or_removed(grafik: Schedule) -> None:
    for rows, values in (
        (Fact.objects.all(), {"place": "другое"}),
        (Snapshot.objects.all(), {"sha256": "0"}),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**values)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all()._raw_delete("default")  # type: ignore[attr-defined] # past Django's own protection


@pytest.mark.parametrize("what", ["content", "place"])
def test_what_was_tampered_with_is_marked(
    what: str, cast: make.Cast, login: Callable[..., Client], grafik: Schedule
) -> None:
    fact = Fact.objects.get(schedule=grafik, kind="site")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("publications_fact", "publications_snapshot"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER publication_is_final")
    if what == "content":
        Snapshot.objects.filter(pk=fact.snapshot_id).update(content=b'{"what":"grafik","heading":"x"}')
    else:
        Fact.objects.filter(pk=fact.pk).update(place="другое место")
    fact = Fact.objects.select_related("snapshot").get(pk=fact.pk)
    assert not fact.is_intact
    client = login(cast.account("auditor"))
    page = client.get(reverse("publications:fact", kwargs={"pk": fact.pk})).content.decode()
    assert "Контрольная сумма не сходится" in page.replace("\xa0", " ")


def test_an_act_is_on_the_site_from_its_approval_and_is_judged_by_its_day(cast: make.Cast) -> None:
    make.edition("S0", date(2026, 1, 1), clauses={"1": "прежний"})
    with travel(T0):
        actions.record_missing()
        order = make.order("5", date(2026, 11, 2), kind="act")
        new = adopt_edition(
            "pomoshch", number=2, order=order, effective_from=date(2026, 11, 10), clauses={"1": "новый"}
        )

    def of(days: float) -> tuple[str, int, int]:
        (act,) = queries.shown_at(T0 + days * DAY).acts
        return act.standing, act.fact.snapshot.data["edition"], len(act.others)

    assert queries.shown_at(T0 - timedelta(days=400)).acts == []
    assert of(-1) == ("действует", 1, 0)
    assert of(1) == ("действует", 1, 1)
    assert of(8.7) == ("действует", 2, 1)
    with travel(T0 + 20 * DAY):
        revoke(new, signer=cast.director, number="7", on=date(2026, 11, 22), since=date(2026, 11, 22))
    assert of(21)[:2] == ("отменена", 2)
    assert of(10)[:2] == ("действует", 2)
    assert Fact.objects.filter(edition=new).count() == 3


def test_what_was_shown_before_the_register_is_written_down_late_and_says_so(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    schedule = make.schedule(published_at=T0)
    make.line(schedule, cast.teacher)
    with travel(T0 + 9 * DAY):
        assert actions.record_missing() == 1
        assert actions.record_missing() == 0
    fact = Fact.objects.get(schedule=schedule, kind="site")
    assert (fact.shown_from, fact.recorded_at) == (T0, T0 + 9 * DAY)
    client = login(cast.account("director"))
    assert "записано" in client.get(reverse("publications:list")).content.decode()


def test_meetings_are_shown_as_they_were_known(cast: make.Cast) -> None:
    with travel(T0):
        off = make.session(cast.teacher, T0 + 3 * DAY, topic="Отчётность")
    with travel(T0 + DAY):
        cancel_session(off, reason="болезнь")

    def of(moment: datetime) -> list[tuple[str, str, str]]:
        return [(row.about, row.person, row.state_words) for row in meetings_at(moment)]

    assert of(T0 - timedelta(minutes=1)) == []
    assert of(T0 + timedelta(hours=1))[0] == ("Отчётность", cast.teacher.short_name, "")
    assert of(T0 + 2 * DAY)[0][2] == "отменена"


def test_who_leads_is_taken_back_to_the_moment(cast: make.Cast) -> None:
    """The audit trail is on the clock of the database, so all this happens at the real present."""
    given = make.session(cast.teacher, datetime.now(UTC) + DAY)
    moment = datetime.now(UTC)
    substitute(given, person=cast.other_staff, reason="болезнь")
    assert [row.person for row in meetings_at(moment)] == [cast.teacher.short_name]
    (shown,) = meetings_at(datetime.now(UTC))
    assert (shown.person, shown.state_words) == (cast.other_staff.short_name, "замена")


def test_means_and_place_are_those_of_the_moment(cast: make.Cast) -> None:
    chat, vks = make.means("chat", "чат"), make.means("vks", "видеосвязь")
    given = make.session(cast.teacher, datetime.now(UTC) + DAY)
    given.means.set([chat])
    moment = datetime.now(UTC)
    given.means.set([vks])
    later = datetime.now(UTC)
    given.place = "каб. 3"
    given.save()
    found = [meetings_at(at)[0].where for at in (moment, later, datetime.now(UTC))]
    assert found == ["чат", "видеосвязь", "каб. 3"]


def test_what_a_new_edition_removed_stands_where_it_stood(cast: make.Cast) -> None:
    present = datetime.now(UTC)
    gone = make.session(cast.teacher, present + DAY, topic="Снятая")
    moment = datetime.now(UTC)
    gone.delete()
    assert [(row.about, row.person) for row in meetings_at(moment)] == [("Снятая", cast.teacher.short_name)]
    assert meetings_at(moment - timedelta(hours=1)) == []
    assert meetings_at(datetime.now(UTC)) == []


def test_an_act_revoked_before_the_register_is_shown_as_revoked(cast: make.Cast) -> None:
    edition = make.edition("S0", date(2026, 1, 1), clauses={"1": "прежний"})
    edition.revoked_from, edition.revoked_by = date(2026, 6, 1), make.order("9", date(2026, 5, 20))
    edition.save()
    actions.record_missing()
    march, july = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    for moment, standing in ((march, "действует"), (july, "отменена")):
        (act,) = queries.shown_at(moment).acts
        assert (act.standing, act.fact.snapshot.data["revoked_from"]) == (standing, None)


def test_the_pages_and_the_papers_of_a_moment(
    cast: make.Cast, login: Callable[..., Client], grafik: Schedule
) -> None:
    client = login(cast.account("auditor"))
    fact = Fact.objects.get(schedule=grafik, kind="site")
    listed = client.get(reverse("publications:list"), {"schedule": grafik.pk}).content.decode()
    assert listed.count("<tr>") == 4
    assert "Записей пока нет" in client.get(reverse("publications:list"), {"edition": 99}).content.decode()
    typed = {"day": "2026-11-04", "at": "10:00"}
    with travel(T0 + 20 * DAY):
        page = client.get(reverse("publications:moment"), typed).content.decode().replace("\xa0", " ")
        assert "Контрольная сумма сходится" in page
        assert "Ковалёва Ирина Сергеевна" in page
        ahead = client.get(reverse("publications:moment"), {"day": "2027-01-01", "at": "10:00"})
        assert ahead.status_code == 422
        url = reverse("publications:content", kwargs={"pk": fact.pk})
        assert sha256(client.get(url).content).hexdigest() == fact.snapshot.sha256
        for name, kwargs in (("moment_paper", {}), ("fact_paper", {"pk": fact.pk})):
            paper = reverse(f"publications:{name}", kwargs={**kwargs, "format": "docx"})
            assert client.get(paper, typed).content[:2] == b"PK"
        assert client.get(reverse("publications:moment_paper", kwargs={"format": "txt"})).status_code == 404
    layout = queries.document_paper(queries.about(fact)).layout()
    rows: list[Any] = list(layout.tables[0].sections[0].rows)
    assert [row[2] for row in rows] == ["утверждено", "размещено на сайте", "показано на табло"]
    assert rows[1][6].replace(" ", "") == fact.snapshot.sha256
    assert "сходятся" in layout.notes[0]


@pytest.mark.parametrize("many", [1, 30])
def test_the_register_and_a_moment_are_read_in_constant_statements(
    many: int,
    cast: make.Cast,
    login: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for number in range(1, many + 1):
        edition = make.edition(
            effective_from=date(2026, 1, number), number=number, clauses={"1": str(number)}
        )
        actions.act_in_force(edition)
        with travel(T0):
            make.session(cast.teacher, T0 + timedelta(hours=3 * number))
    client = login(cast.account("auditor"))
    client.get(reverse("publications:list"))
    for name, most in (("publications:list", 9), ("publications:moment", 14)):
        with django_assert_max_num_queries(most):
            client.get(reverse(name))


def test_free_places_are_those_of_the_moment(cast: make.Cast) -> None:
    given = make.session(cast.teacher, datetime.now(UTC) + DAY, capacity=3)
    empty = datetime.now(UTC)
    booked = make.booking(given, cast.learner)
    make.booking(given, cast.child)
    given.bookings.update(created_at=datetime.now(UTC))  # the clock of the tests stands elsewhere
    booked.refresh_from_db()
    two = datetime.now(UTC)
    booked.state, booked.cancelled_at = "cancelled", datetime.now(UTC)
    booked.save()
    given.capacity = 5
    given.save()
    found = [meetings_at(at)[0].left for at in (empty, two, datetime.now(UTC))]
    assert found == [3, 1, 4]
    cancel_session(given, reason="болезнь")
    assert meetings_at(datetime.now(UTC))[0].left is None


def test_news_are_kept_as_they_were_shown(cast: make.Cast) -> None:
    with travel(T0):
        item = publish_news(write_news(None, title="Набор", lead="", text="Открыт.", by=cast.specialist))
    with travel(T0 + DAY):
        write_news(item, title="Набор", lead="", text="Открыт.", by=cast.specialist)  # nothing new
        write_news(item, title="Набор", lead="", text="Закрыт.", by=cast.deputy)
    with travel(T0 + 2 * DAY):
        take_news_off(item)
    with travel(T0 + 3 * DAY):
        publish_news(item)

    def of(days: float) -> list[str]:
        return [fact.snapshot.data["text"] for fact in queries.shown_at(T0 + days * DAY).pages]

    assert [of(-1), of(0.5), of(1.5), of(2.5), of(3.5)] == [[], ["Открыт."], ["Закрыт."], [], ["Закрыт."]]
    facts = Fact.objects.filter(page=f"news/{item.pk}").order_by("id")
    assert [(fact.kind, fact.by) for fact in facts] == [
        ("site", cast.specialist), ("site", cast.deputy), ("revoked", None), ("site", cast.specialist),
    ]  # fmt: skip
    assert all(fact.is_intact for fact in facts)


def test_sections_of_the_organisation_are_kept_with_what_the_domains_know(
    cast: make.Cast, login: Callable[..., Client]
) -> None:
    write_page(cast.teacher, **(dict.fromkeys(FIELDS, "") | {"experience_since": None, "degree": "к. т. н."}))
    publish_page(agree(cast.teacher))
    with travel(T0):
        prove_sections()
        prove_sections()
    with travel(T0 + DAY):
        make.programme("НОВ-1", title="Новая программа")
        prove_sections()
        write_row(
            "common", "founder", title="Учредитель", itemprop="nameUchred", value="Город", link="",
            by=cast.specialist,
        )  # fmt: skip

    def of(code: str, days: float) -> dict[str, Any]:
        pages = {fact.page: fact for fact in queries.shown_at(T0 + days * DAY).pages}
        return pages[f"sveden/{code}"].snapshot.data

    assert Fact.objects.filter(page="sveden/common").count() == 2
    assert ["Учредитель", "Город"] in of("common", 1.5)["rows"]
    assert ["Учредитель", "Город"] not in of("common", 0.5)["rows"]
    tables = [section.code for section in layout().values() if section.table == "programmes"]
    assert "Новая программа" in str(of(tables[0], 1.5)["table"])
    assert "к. т. н." not in "".join(str(one.data) for one in Snapshot.objects.all())  # told by consent only
    client = login(cast.account("auditor"))
    with travel(T0 + 3 * DAY):
        page = client.get(reverse("publications:moment")).content.decode()
        assert "/sveden/common/" in page
        fact = Fact.objects.filter(page="sveden/common").latest("id")
        assert "Учредитель" in client.get(reverse("publications:fact", args=[fact.pk])).content.decode()
        listed = client.get(reverse("publications:list"), {"what": "page"})
        assert {row["fact"].page.partition("/")[0] for row in listed.context["rows"]} == {"sveden"}
