"""What workers do for learners: a place, a whole group, substitutions, dismissals, the sheet for the door."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.consultations.actions import (
    Record,
    book_group,
    book_slot,
    cancel_session,
    change_question,
    hold_session,
    substitute,
)
from opora.consultations.models import Booking, Session
from opora.consultations.queries.entitlement import with_served
from opora.consultations.queries.sessions import cancelled_late, walk_in_candidates, without_worker
from opora.consultations.tasks import nudge_unbooked, tell_of_orphans
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person, StaffContract
from opora.people.queries import organisation
from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions, in_force
from opora.workload.models import WorkLogEntry
from tests import make

from .world import TOMORROW, exam_prep, flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
S = Session.State


def titles(who: Person) -> list[str]:
    rows = Notification.objects.filter(person=who).order_by("pk").values_list("title", flat=True)
    return [flat(title) for title in rows]


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


class TestOne:
    def test_the_worker_books_a_learner_who_is_told_by_whom(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, groups=[cast.group])
        teacher = login(cast.account("teacher"))
        assert (
            teacher.post(f"/consultations/{session.pk}/book/", {"learner": cast.learner.pk}).status_code
            == 302
        )
        booking = Booking.objects.get()
        assert (booking.learner, booking.asked_by) == (cast.learner, cast.teacher)
        body = flat(Notification.objects.get(person=cast.learner).body)
        assert "Вас записал(а) Ковалёва И. С." in body
        learner = login(cast.account("learner"))
        assert "Записал(а): Ковалёва" in flat(learner.get(f"/consultations/{session.pk}/").content.decode())
        assert learner.post(f"/consultations/bookings/{booking.pk}/cancel/").status_code == 302
        assert Booking.objects.get().state == Booking.State.CANCELLED

    def test_a_colleagues_session_and_a_stranger_are_not_his(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, groups=[cast.group])
        address = f"/consultations/{session.pk}/book/"
        other = login(cast.account("other_staff"))
        assert other.post(address, {"learner": cast.learner.pk}).status_code == 403
        assert login(cast.account("teacher")).post(address, {"learner": cast.stranger.pk}).status_code == 404
        assert not Booking.objects.exists()

    def test_the_same_rules_hold_for_the_deputy(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, groups=[cast.group])
        cast.learner.contract_parties.update(valid_to=now().date())
        page = login(cast.account("deputy")).post(
            f"/consultations/{session.pk}/book/", {"learner": cast.learner.pk}
        )
        assert page.status_code == 422
        assert 'data-rule="ACC-02"' in page.content.decode()


class TestGroup:
    def test_a_group_is_booked_as_far_as_there_are_seats(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, groups=[cast.group], capacity=3)
        make.booking(session, cast.child)
        late = make.learner("Поздний Иван", cast.group)
        late.contract_parties.update(valid_to=now().date())
        make.learner("Яковлева Яна", cast.group)
        make.learner("Ящук Олег", cast.group)
        answer = book_group(session, group=cast.group, by=cast.curator)
        assert [one.learner.last_name for one in answer.booked] == ["Иванова", "Яковлева"]
        assert [(who.last_name, no.rule) for who, no in answer.refused] == [
            ("Поздний", "ACC-02"), ("Ящук", "BOOK-03"),
        ]  # fmt: skip
        assert session.bookings.count() == 3
        assert titles(cast.learner)[0].startswith("Вы записаны на")
        assert titles(cast.teacher) == ["Записана группа, 2: вт 24.11, 18:00–19:30 МСК"]
        again = book_group(session, group=cast.group, by=cast.curator)
        assert (len(again.booked), len(again.refused)) == (0, 2)

    def test_by_the_page_with_the_reasons(self, cast: make.Cast, login: Login) -> None:
        session = make.session(cast.teacher, groups=[cast.group], capacity=1)
        curator = login(cast.account("curator"))
        address = f"/consultations/{session.pk}/book-group/"
        page = flat(curator.post(address, {"group": cast.group.pk}).content.decode())
        assert "записано 1, отказано 1" in page
        assert "Мест на этой консультации больше нет." in page
        assert curator.post(address, {"group": make.group().pk}).status_code == 404
        assert login(cast.account("other_staff")).post(address, {"group": cast.group.pk}).status_code == 403

    def test_the_price_does_not_grow_with_the_group(self, cast: make.Cast) -> None:
        few = self._price(cast, make.session(cast.teacher, groups=[cast.group], capacity=100))
        for _n in range(28):
            make.learner(in_group=cast.group)
        later = make.session(cast.teacher, TOMORROW + timedelta(days=1), groups=[cast.group], capacity=100)
        assert self._price(cast, later) == few

    def _price(self, cast: make.Cast, session: Session) -> int:
        forget_editions()
        in_force(Provision.CONSULT_FORMS, session.date)
        organisation()
        with CaptureQueriesContext(connection) as seen:
            book_group(session, group=cast.group, by=cast.curator)
        return len(seen)


def test_the_question_and_its_files_change_until_the_beginning(
    cast: make.Cast, login: Login, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    session = make.session(cast.teacher, groups=[cast.group])
    booking = book_slot(session, learner=cast.learner, asked_by=cast.learner, question="Было")
    learner, address = login(cast.account("learner")), f"/consultations/bookings/{booking.pk}/question/"
    assert "Было" in learner.get(address).content.decode()
    typed = {"question": "Стало", "attached": SimpleUploadedFile("задача.txt", b"2")}
    assert learner.post(address, typed).status_code == 302
    booking.refresh_from_db()
    file = booking.files.get()
    assert booking.question == "Стало"
    page = login(cast.account("teacher")).get(f"/consultations/{session.pk}/").content.decode()
    assert "задача.txt" in page
    body = login(cast.account("teacher")).get(f"/consultations/bookings/{booking.pk}/files/{file.pk}/")
    assert b"".join(body.streaming_content) == b"2"  # type: ignore[arg-type]
    stranger = login(cast.account("stranger"))
    assert stranger.get(f"/consultations/bookings/{booking.pk}/files/{file.pk}/").status_code == 404
    with travel(session.starts_at), pytest.raises(Refused) as refused:
        change_question(booking, by=cast.learner, question="Поздно")
    assert rules_of(refused) == ["BOOK-06"]


def test_case_6_a_long_substitution_asks_for_a_new_edition(cast: make.Cast, login: Login) -> None:
    other = make.staff("Запасной Пётр Петрович")
    line = make.line(make.schedule(), cast.teacher, groups=[cast.group])
    sessions = [
        make.session(cast.teacher, TOMORROW + timedelta(weeks=n), groups=[cast.group], line=line)
        for n in range(4)
    ]
    deputy, sent = login(cast.account("deputy")), {"person": other.pk, "reason": "болезнь"}
    pages = [
        flat(deputy.post(f"/consultations/{one.pk}/substitute/", sent, follow=True).content.decode())
        for one in sessions
    ]
    assert ["Пора утвердить новую редакцию" in page for page in pages] == [False, False, False, True]
    line.refresh_from_db()
    assert line.person == cast.teacher  # the график stays
    first = sessions[0]
    make.booking(first, cast.learner)
    with travel(first.ends_at):
        first.refresh_from_db()
        hold(first)
    assert WorkLogEntry.objects.get().person == other


def hold(session: Session) -> None:
    hold_session(
        session,
        record=Record(
            session.starts_at, session.ends_at, (), frozenset(session.bookings.values_list("pk", flat=True)),
            topic="Инструктажи", topic_basis="learner_appeals",
        ),
    )  # fmt: skip


def test_case_7_meetings_of_a_dismissed_worker_wait_for_another(cast: make.Cast, login: Login) -> None:
    kept = make.session(cast.teacher, groups=[cast.group])
    lost = make.session(cast.teacher, TOMORROW + timedelta(days=9), groups=[cast.group])
    booking = make.booking(lost, cast.learner)
    StaffContract.objects.filter(person=cast.teacher).update(valid_to=date(2026, 11, 30))
    assert list(without_worker(date(2026, 11, 23))) == [lost]
    assert (tell_of_orphans(), tell_of_orphans()) == (1, 0)
    assert titles(cast.deputy) == ["Встречи без преподавателя: Ковалёва И. С., 1"]
    page = login(cast.account("deputy")).get("/consultations/teach/")
    assert [one.pk for one in page.context["orphans"]] == [lost.pk]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    substitute(lost, person=make.staff("Новый Иван Иванович"), reason="увольнение")
    assert not without_worker(date(2026, 11, 23))
    assert kept.state == S.PLANNED


def test_case_8_a_late_cancellation_is_told_and_counted(cast: make.Cast) -> None:
    early, late = (
        make.session(cast.teacher, TOMORROW + timedelta(days=n), groups=[cast.group]) for n in (0, 1)
    )
    for session in (early, late):
        make.booking(session, cast.learner)
    other = make.session(cast.teacher, TOMORROW + timedelta(days=7), groups=[cast.group])
    cancel_session(early, reason="командировка")
    with travel(late.starts_at - timedelta(hours=1)):
        cancel_session(late, reason="болезнь")
    assert cancelled_late(cast.teacher, date(2026, 1, 1), date(2026, 12, 31)) == 1
    assert titles(cast.deputy) == [
        "Ковалёва И. С. отменил(а) консультацию перед самым началом: ср 25.11, 18:00–19:30 МСК"
    ]
    told = flat(Notification.objects.filter(person=cast.learner).latest("pk").body)
    assert "Другие даты" in told
    assert other.starts_at.strftime("%d.%m") in told


def test_who_has_not_booked_exam_prep_is_nudged_once(cast: make.Cast) -> None:
    session = exam_prep(cast.teacher, cast.group, "group")
    make.booking(session, cast.child)
    assert (nudge_unbooked(), nudge_unbooked()) == (1, 0)
    assert titles(cast.learner)[0].startswith("Вы ещё не записаны на подготовку к аттестации: вт 24.11")
    assert titles(cast.child) == []


def test_the_sheet_for_the_door_leads_to_booking(cast: make.Cast, login: Login) -> None:
    session = make.session(cast.teacher, groups=[cast.group], place="ауд. 204")
    page = login(cast.account("teacher")).get(f"/consultations/{session.pk}/poster/").content.decode()
    assert "<svg" in page
    assert f"/consultations/{session.pk}/" in page
    assert "ауд." in page
    scanned = Client().get(f"/consultations/{session.pk}/")
    assert scanned["Location"].endswith(f"next=/consultations/{session.pk}/")


def test_case_19_overlapping_bookings_of_two_programmes_are_shown_and_warned_of(
    cast: make.Cast, login: Login
) -> None:
    other = make.group()
    make.enrolment(cast.learner, other)
    make.booking(make.session(make.staff(), groups=[other]), cast.learner)
    session = make.session(cast.teacher, TOMORROW + timedelta(minutes=30), groups=[cast.group])
    client = login(cast.account("learner"))
    page = client.post(f"/consultations/{session.pk}/book/", {"learner": cast.learner.pk}, follow=True)
    assert "В это же время уже есть запись" in flat(page.content.decode())
    mine = flat(client.get("/consultations/mine/").content.decode())
    assert mine.count("Пересекается с другой записью") == 2


def test_a_curator_puts_own_learners_into_own_meeting_for_all(cast: make.Cast) -> None:
    session = make.session(cast.curator, now() + timedelta(days=1))
    [seen] = with_served(Session.objects.filter(pk=session.pk))
    assert cast.learner in walk_in_candidates(seen)
