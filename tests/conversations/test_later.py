"""Said at a set time and not at night; what is typed on all devices."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from opora.conversations import actions
from opora.conversations.models import Draft, Message, Scheduled
from opora.conversations.queries.drafts import morning_for
from opora.conversations.tasks import said_what_was_kept, say_what_was_kept
from opora.kernel.clock import travel
from opora.kernel.times import after_quiet
from opora.notifications.models import Letter, Notification
from opora.notifications.tasks import bring_nearer
from opora.people.models import Account, Person
from opora.people.queries import home_day
from tests import make

from .test_actions import refused
from .test_views import url_of
from .world import course_chat, say

pytestmark = pytest.mark.django_db
Login = Callable[[Account], Client]
HOUR = timedelta(hours=1)


def put_off(chat: object, by: Person, at: datetime, text: str = "Доброе утро", **more: object) -> Scheduled:
    return actions.send_at(chat, by=by, client_id=uuid4(), text=text, at=at, **more)  # type: ignore[arg-type]


class TestAtItsTime:
    def test_it_is_said_then_once_with_its_files(self, cast: make.Cast, today: datetime) -> None:
        chat = course_chat(cast)
        asked = say(chat, cast.learner, "Когда?")
        put_off(
            chat, cast.teacher, today + HOUR, reply_to=asked, attached=[SimpleUploadedFile("1.txt", b"1")]
        )
        assert said_what_was_kept() == 0
        with travel(today + HOUR):
            say_what_was_kept(0)
            assert said_what_was_kept() == 0
        message = Message.objects.get(seq=2)
        assert (message.text, message.reply_to, message.files.count()) == ("Доброе утро", asked, 1)
        assert not Scheduled.objects.exists()

    def test_cht_16_the_time_is_ahead_and_not_too_far(self, cast: make.Cast, today: datetime) -> None:
        chat = course_chat(cast)
        assert refused(put_off, chat, cast.teacher, today) == ["CHT-16"]
        assert refused(put_off, chat, cast.teacher, today + timedelta(days=63)) == ["CHT-16"]

    def test_cht_17_who_has_left_says_nothing_and_is_told(self, cast: make.Cast, today: datetime) -> None:
        chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner, cast.child])
        row = put_off(chat, cast.learner, today + HOUR)
        actions.change_people(chat, by=cast.curator, title="Практика", people=[cast.child])
        with travel(today + HOUR):
            assert said_what_was_kept() == 0
            assert said_what_was_kept() == 0
        row.refresh_from_db()
        assert row.refused == "Вас больше нет в этом чате."
        assert Notification.objects.get(person=cast.learner, key__contains="later").title.startswith(
            "Отложенное"
        )

    def test_it_is_taken_back_into_the_field(self, cast: make.Cast, today: datetime, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("teacher"))
        typed = {"client_id": str(uuid4()), "text": "Утром", "later": "set", "at": "2026-11-24T09:30"}
        for _press in range(2):
            assert client.post(url_of(chat), typed)["Location"] == url_of(chat)
        row = Scheduled.objects.get()
        assert row.at.isoformat() == "2026-11-24T06:30:00+00:00"
        assert "Утром" in client.get(reverse("conversations:later")).content.decode()
        cancel = reverse("conversations:cancel_later", args=[row.pk])
        assert login(cast.account("curator")).post(cancel).status_code == 404
        client.post(cancel)
        assert "Утром</textarea>" in client.get(url_of(chat)).content.decode()
        late = client.post(url_of(chat), {**typed, "at": "2026-11-23T09:30"})
        assert (late.status_code, "Утром</textarea>" in late.content.decode()) == (422, True)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("moment", "morning"),
        [
            ("2026-11-23T17:52", None),
            ("2026-11-23T18:00", "2026-11-24T09:00"),
            ("2026-11-24T06:00", "2026-11-24T09:00"),
            ("2026-11-20T19:00", "2026-11-23T09:00"),
            ("2026-11-22T12:00", "2026-11-23T09:00"),
            ("2026-12-31T12:00", "2027-01-11T09:00"),
        ],
    )
    def test_out_of_hours_a_worker_is_offered_the_next_working_morning(
        self, cast: make.Cast, moment: str, morning: str | None
    ) -> None:
        at = datetime.fromisoformat(f"{moment}+03:00")
        found = morning_for(course_chat(cast), cast.teacher, at)
        assert found == (datetime.fromisoformat(f"{morning}+03:00") if morning else None)

    def test_the_page_offers_it_to_workers_in_the_evening_only(
        self, cast: make.Cast, today: datetime, login: Login
    ) -> None:
        chat = course_chat(cast)
        teacher, learner = login(cast.account("teacher")), login(cast.account("learner"))
        assert "Отправить утром" not in teacher.get(url_of(chat)).content.decode()
        with travel(today + 4 * HOUR):
            assert "Отправить утром" in teacher.get(url_of(chat)).content.decode()
            assert "Отправить утром" not in learner.get(url_of(chat)).content.decode()
            teacher.post(url_of(chat), {"client_id": str(uuid4()), "text": "До завтра", "later": "morning"})
        assert Scheduled.objects.get().at == datetime.fromisoformat("2026-11-24T09:00+03:00")
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("moment", "leaves"),
        [
            ("20:59", "2026-11-23T20:59"),
            ("21:00", "2026-11-24T08:00"),
            ("03:00", "2026-11-23T08:00"),
            ("08:00", "2026-11-23T08:00"),
        ],
    )
    def test_quiet_hours_are_by_the_clock_of_the_zone(self, moment: str, leaves: str) -> None:
        at = datetime.fromisoformat(f"2026-11-23T{moment}+10:00")
        assert after_quiet(at, "Asia/Vladivostok") == datetime.fromisoformat(f"{leaves}+10:00")

    def test_a_letter_that_waits_for_morning_is_not_hurried(self, cast: make.Cast, today: datetime) -> None:
        cast.learner.email = "a@bv.example"
        cast.learner.save()
        with travel(today + 5 * HOUR):
            say(course_chat(cast), cast.teacher, "@Иванова М. П., утром")
            assert bring_nearer() == 0
        letter = Letter.objects.get()
        assert letter.next_try_at == datetime.fromisoformat("2026-11-24T08:00+03:00")
        Letter.objects.update(quiet=False)
        with travel(today + 5 * HOUR):
            assert bring_nearer() == 1


class TestDrafts:
    def test_what_is_typed_on_one_device_is_found_on_another(self, cast: make.Cast, login: Login) -> None:
        chat, client = course_chat(cast), login(cast.account("learner"))
        url = reverse("conversations:draft", args=[chat.pk])
        assert client.get(url).json() == {"version": 0, "text": ""}
        assert client.post(url, {"text": "Здравств", "version": "0"}).json() == {"version": 1, "former": ""}
        assert client.get(url).json() == {"version": 1, "text": "Здравств"}
        assert "Здравств</textarea>" in client.get(url_of(chat)).content.decode()
        assert login(cast.account("teacher")).get(url).json()["text"] == ""

    def test_two_devices_that_wrote_apart_lose_nothing(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        call = {"by": cast.learner}
        first = actions.keep_draft(chat, text="С телефона", based_on=0, **call)
        second = actions.keep_draft(chat, text="С компьютера", based_on=0, **call)
        assert (first.former, second.former) == ("", "С телефона")
        assert second.version > first.version
        kept = Draft.objects.get()
        assert (kept.text, kept.former) == ("С компьютера", "С телефона")
        say(chat, cast.learner, "С компьютера")
        kept.refresh_from_db()
        assert (kept.text, kept.former) == ("С телефона", "")

    def test_sending_takes_away_what_was_typed_and_nothing_else(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        actions.keep_draft(chat, by=cast.learner, text="Спас", based_on=0)
        say(chat, cast.learner, "Спасибо")
        assert not Draft.objects.exists()
        actions.keep_draft(chat, by=cast.learner, text="Другое", based_on=0)
        say(chat, cast.learner, "Спасибо")
        assert Draft.objects.get().text == "Другое"
        assert actions.keep_draft(chat, by=cast.learner, text="", based_on=0).former == "Другое"
        assert actions.keep_draft(chat, by=cast.learner, text=" ", based_on=1).version == 0
        assert not Draft.objects.exists()

    def test_a_draft_of_a_closed_chat_is_nobody_s(self, cast: make.Cast, login: Login) -> None:
        chat = course_chat(cast)
        cast.learner.contracts.update(valid_to=home_day() - timedelta(days=1))
        make.contract(cast.learner)
        url = reverse("conversations:draft", args=[chat.pk])
        assert login(cast.account("learner")).post(url, {"text": "а"}).status_code == 404
