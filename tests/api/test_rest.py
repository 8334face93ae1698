"""REST by a personal key: what each role gets, refusals with their clause, pages that follow each other."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from opora.api.actions import give_token, revoke_token
from opora.api.models import Scope, Token
from opora.consultations.models import Booking, Session, Thread
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.models import Role
from tests import make

pytestmark = pytest.mark.django_db
NOVEMBER = "since=2026-11-01&until=2026-11-30"
UNTIL = date(2026, 12, 31)


def key_of(cast: make.Cast, name: str, role: Role, *scopes: Scope) -> str:
    account = cast.account(name)
    return give_token(account, name="бот", role=role, scopes=scopes, expires_on=UNTIL)[1]


def ask(key: str, path: str, data: dict[str, Any] | None = None) -> Any:
    client, headers = Client(), {"authorization": f"Bearer {key}"}
    if data is None:
        return client.get(f"/api/v1{path}", headers=headers)
    return client.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)


def test_a_key_says_whose_it_is(cast: make.Cast) -> None:
    key = key_of(cast, "learner", Role.LEARNER, Scope.BOOKINGS_READ)
    said = ask(key, "/me").json()
    assert (said["name"], said["role"], said["scopes"]) == (
        "Иванова Мария Петровна", "learner", ["bookings:read"],
    )  # fmt: skip
    assert Token.objects.get().used_at == now()


@pytest.mark.parametrize("key", ["", "opora_неизвестный", "x" * 5000])
def test_without_a_living_key_nothing_opens(cast: make.Cast, key: str) -> None:
    answer = Client().get("/api/v1/me", headers={"authorization": f"Bearer {key}".encode().decode("latin-1")})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_key_and_a_suspended_owner_are_out(cast: make.Cast) -> None:
    key = key_of(cast, "learner", Role.LEARNER)
    account = cast.account("learner")
    account.state = account.State.SUSPENDED
    account.save()
    assert ask(key, "/me").status_code == 401
    account.state = account.State.ACTIVE
    account.save()
    assert ask(key, "/me").status_code == 200
    revoke_token(Token.objects.get())
    assert ask(key, "/me").status_code == 401


def test_a_key_dies_with_the_contract(cast: make.Cast) -> None:
    """ACC-02 holds for programs as for people."""
    key = key_of(cast, "expired", Role.LEARNER)
    answer = ask(key, "/me")
    assert answer.status_code == 422
    assert [r["rule"] for r in answer.json()["refusals"]] == ["ACC-02"]


def test_a_key_without_the_right_is_told_which_one(cast: make.Cast) -> None:
    key = key_of(cast, "learner", Role.LEARNER, Scope.SESSIONS_READ)
    answer = ask(key, "/bookings")
    assert (answer.status_code, "читать записи" in answer.json()["words"]) == (403, True)


def test_a_token_is_never_more_than_its_role(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        key_of(cast, "learner", Role.LEARNER, Scope.JOURNAL_READ)
    assert [r.rule for r in refused.value.refusals] == ["API-01"]


def test_sessions_come_page_by_page(cast: make.Cast) -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = [make.session(cast.teacher, start + timedelta(hours=2 * n)).pk for n in range(5)]
    key = key_of(cast, "deputy", Role.DEPUTY, Scope.SESSIONS_READ)
    first = ask(key, f"/sessions?{NOVEMBER}&limit=3").json()
    rest = ask(key, f"/sessions?{NOVEMBER}&limit=3&after={first['next']}").json()
    assert [row["id"] for row in first["items"] + rest["items"]] == made
    assert rest["next"] is None
    assert ask(key, f"/sessions/{made[0]}").json() == first["items"][0]


def test_the_price_of_a_page_does_not_grow(cast: make.Cast, django_assert_num_queries: Any) -> None:
    start = datetime(2026, 11, 2, 5, tzinfo=UTC)
    key = key_of(cast, "deputy", Role.DEPUTY, Scope.SESSIONS_READ)
    make.session(cast.teacher, start)
    ask(key, f"/sessions?{NOVEMBER}&limit=100")
    with django_assert_num_queries(3):
        assert len(ask(key, f"/sessions?{NOVEMBER}&limit=100").json()["items"]) == 1
    for n in range(1, 30):
        make.session(cast.teacher, start + timedelta(hours=3 * n))
    with django_assert_num_queries(3):
        assert len(ask(key, f"/sessions?{NOVEMBER}&limit=100").json()["items"]) == 30


def test_a_learner_books_and_cancels(cast: make.Cast) -> None:
    session = make.session(cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC))
    key = key_of(cast, "learner", Role.LEARNER, Scope.BOOKINGS_WRITE, Scope.BOOKINGS_READ)
    booked = ask(key, f"/sessions/{session.pk}/bookings", {"question": "Наряд-допуск"})
    assert booked.status_code == 201
    assert booked.json()["state"] == "confirmed"
    assert [row["id"] for row in ask(key, "/bookings").json()["items"]] == [booked.json()["id"]]
    gone = ask(key, f"/bookings/{booked.json()['id']}/cancel", {})
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert Booking.objects.get().state == "cancelled"


def test_a_refusal_names_rule_and_clause(cast: make.Cast) -> None:
    session = make.session(
        cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC), format="individual", capacity=1
    )
    make.booking(session, cast.stranger)
    key = key_of(cast, "learner", Role.LEARNER, Scope.BOOKINGS_WRITE)
    answer = ask(key, f"/sessions/{session.pk}/bookings", {})
    assert answer.status_code == 422
    assert [r["rule"] for r in answer.json()["refusals"]] == ["CON-06"]
    assert Booking.objects.count() == 1


def test_nobody_books_or_cancels_for_a_stranger(cast: make.Cast) -> None:
    session = make.session(cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC))
    foreign = make.booking(session, cast.stranger)
    for name, role in (("learner", Role.LEARNER), ("parent", Role.REPRESENTATIVE), ("curator", Role.CURATOR)):
        key = key_of(cast, name, role, Scope.BOOKINGS_WRITE)
        assert ask(key, f"/sessions/{session.pk}/bookings", {"learner": cast.stranger.pk}).status_code == 404
        assert ask(key, f"/bookings/{foreign.pk}/cancel", {"reason": "так"}).status_code == 404
    assert Booking.objects.get().state == "confirmed"


def test_names_are_read_by_those_who_read_them_in_the_cabinet(cast: make.Cast) -> None:
    session = make.session(cast.teacher, datetime(2026, 11, 26, 9, tzinfo=UTC))
    make.booking(session, cast.learner)
    make.booking(session, cast.stranger)
    seen = {
        name: len(
            ask(key_of(cast, name, role, Scope.BOOKINGS_READ), f"/sessions/{session.pk}/bookings").json()
        )
        for name, role in (
            ("teacher", Role.TEACHER), ("deputy", Role.DEPUTY), ("curator", Role.CURATOR),
            ("learner", Role.LEARNER), ("auditor", Role.AUDITOR),
        )
    }  # fmt: skip
    assert seen == {"teacher": 2, "deputy": 2, "curator": 1, "learner": 0, "auditor": 0}


def test_the_journal_is_the_form(cast: make.Cast) -> None:
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    held = [
        make.session(
            cast.teacher, start + timedelta(hours=3 * n), state=Session.State.HELD,
            actual_start=start + timedelta(hours=3 * n), actual_end=start + timedelta(hours=3 * n + 1),
        ).pk
        for n in range(3)
    ]  # fmt: skip
    key = key_of(cast, "teacher", Role.TEACHER, Scope.JOURNAL_READ)
    first = ask(key, f"/journal?{NOVEMBER}&limit=2").json()
    rest = ask(key, f"/journal?{NOVEMBER}&limit=2&after={first['next']}").json()
    assert [row["session"] for row in first["items"] + rest["items"]] == held
    assert (first["items"][0]["date"], first["items"][0]["start"], first["items"][0]["teacher"]) == (
        "2026-11-20", "12:00:00", "Ковалёва\N{NO-BREAK SPACE}И.\N{NO-BREAK SPACE}С.",
    )  # fmt: skip
    stranger = key_of(cast, "other_staff", Role.OTHER_STAFF, Scope.JOURNAL_READ)
    assert ask(stranger, f"/journal?{NOVEMBER}").json()["items"] == []


def test_a_period_is_not_longer_than_a_year(cast: make.Cast) -> None:
    key = key_of(cast, "deputy", Role.DEPUTY, Scope.SESSIONS_READ)
    for period in ("since=2024-01-01&until=2026-01-01", "since=2026-02-01&until=2026-01-01"):
        assert [r["rule"] for r in ask(key, f"/sessions?{period}").json()["refusals"]] == ["API-06"]


def test_what_is_misshapen_is_named_field_by_field(cast: make.Cast) -> None:
    key = key_of(cast, "deputy", Role.DEPUTY, Scope.SESSIONS_READ)
    said = ask(key, "/sessions?since=вчера&until=2026-01-01").json()
    assert (said["status"], [r["field"] for r in said["refusals"]]) == (422, ["query.since"])


def test_timetables_are_open_to_all_as_on_the_site(cast: make.Cast) -> None:
    published = make.schedule()
    make.line(published, cast.teacher)
    draft = make.schedule("draft", period_from=date(2027, 1, 11), period_to=date(2027, 6, 30))
    client = Client()
    assert [row["id"] for row in client.get("/api/v1/timetables").json()] == [published.pk]
    card = client.get(f"/api/v1/timetables/{published.pk}").json()
    assert [line["name"] for line in card["lines"]] == ["Ковалёва Ирина Сергеевна"]
    assert client.get(f"/api/v1/timetables/{draft.pk}").status_code == 404


def test_questions_are_those_of_ones_own_side(cast: make.Cast) -> None:
    session = make.session(cast.teacher, mode="offline", state="in_progress")
    for who, unnamed in ((cast.learner, True), (cast.child, False)):
        Thread.objects.create(
            session=session, learner=who, asked_by=who, subject="Инструктаж", unnamed=unnamed, due_at=now()
        )
    asker = key_of(cast, "learner", Role.LEARNER, Scope.THREADS_READ)
    assert [one["learner"] for one in ask(asker, "/threads").json()["items"]] == [cast.learner.pk]
    worker = key_of(cast, "teacher", Role.TEACHER, Scope.THREADS_READ)
    page = ask(worker, "/threads?limit=1").json()
    assert [one["learner"] for one in page["items"]] == [cast.child.pk]
    rest = ask(worker, f"/threads?limit=1&after={page['next']}").json()
    assert [(one["learner"], one["state"]) for one in rest["items"]] == [(None, "waiting")]
    assert ask(key_of(cast, "curator", Role.CURATOR, Scope.THREADS_READ), "/threads").json()["items"] == []
    assert ask(key_of(cast, "learner", Role.LEARNER), "/threads").status_code == 403
