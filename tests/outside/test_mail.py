"""Opora writes over SMTP, a person answers with a letter, it is read over IMAP and lands in the thread."""

from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest

from opora.config.mail import Inbox, inbox_from
from opora.conversations import actions as chats
from opora.conversations.models import Conversation
from opora.conversations.tasks import told_of_unread
from opora.kernel.clock import travel
from opora.notifications.models import BadAddress, Letter, Notification
from opora.notifications.tasks import send_due
from opora.outside.models import Incoming, WayState
from opora.outside.tasks import read_inbox, read_new
from opora.people.models import Person
from opora.website.actions.appeals import answer_appeal, register_appeal, take_appeal
from opora.website.models import Appeal
from tests import make
from tests.conversations.world import course_chat, say

from .letters import answer, report
from .servers import Box, Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
MINE = "ivanova@b.example"
S = Incoming.State


@pytest.fixture
def learner(cast: make.Cast) -> Person:
    cast.learner.email = MINE
    cast.learner.save()
    return cast.learner


@pytest.fixture
def chat(cast: make.Cast, learner: Person, mailbox: Mailbox, box: Box, today: datetime) -> Conversation:
    """Where something waits unread, and the letter about it has left."""
    chat = course_chat(cast)
    say(chat, cast.teacher, "Кто придёт в пятницу?")
    with travel(today + timedelta(minutes=25)):
        told_of_unread()
        assert send_due() == 1
    return chat


def reply(sent: Message, text: str, **more: Any) -> Any:
    """As a mail program answers: to Reply-To, with the history below."""
    history = f"\n\nпт, 20 нояб. 2026 г. в 10:00, Опора <opora@centre.example>:\n> {sent['Subject']}"
    return answer(text + history, to=sent["Reply-To"], refers=sent["Message-ID"], **more)


def words(chat: Conversation) -> list[str]:
    return list(chat.messages.values_list("text", flat=True))


def states() -> list[str]:
    return list(Incoming.objects.order_by("pk").values_list("state", flat=True))


class TestAnswer:
    def test_an_answer_lands_in_the_chat_with_its_files(
        self, chat: Conversation, learner: Person, mailbox: Mailbox, box: Box
    ) -> None:
        assert "можно ответить" in box.last().get_payload(decode=True).decode()  # type: ignore[union-attr]
        mailbox.deliver(reply(box.last(), "Я приду.\n\n-- \nМария", files=(("Задача.pdf", b"%PDF-1.4"),)))
        assert read_new() == 1
        said = chat.messages.get(author=learner)
        assert said.text == "Я приду."
        assert [file.name for file in said.files.all()] == ["Задача.pdf"]
        row = Incoming.objects.get()
        assert (row.state, row.person, row.url) == (S.POSTED, learner, f"/conversations/{chat.pk}/")
        assert row.text == ""
        assert row.record is not None

    def test_the_token_is_in_the_address_and_nobody_else_gets_it(self, chat: Conversation, box: Box) -> None:
        (letter,) = Letter.objects.all()
        assert len(letter.token) == 24
        assert box.last()["Reply-To"] == f"opora+{letter.token}@centre.example"
        assert box.last()["Message-ID"] == f"<opora.{letter.token}@centre.example>"

    def test_without_plus_addresses_the_message_id_is_enough(
        self, chat: Conversation, mailbox: Mailbox, box: Box, learner: Person
    ) -> None:
        letter = answer("Я приду.", refers=box.last()["Message-ID"])
        mailbox.deliver(letter)
        read_new()
        assert words(chat)[1:] == ["Я приду."]

    def test_a_letter_read_twice_is_one_message(self, chat: Conversation, mailbox: Mailbox, box: Box) -> None:
        letter = reply(box.last(), "Я приду.")
        mailbox.deliver(letter)
        assert (read_new(), read_new()) == (1, 0)
        mailbox.deliver(letter)
        assert read_new() == 0
        WayState.objects.update(cursor="1:0")  # the mailbox was made anew: its UIDs mean nothing
        assert read_new() == 0
        assert words(chat)[1:] == ["Я приду."]

    def test_the_mailbox_is_left_as_it_was(self, chat: Conversation, mailbox: Mailbox, box: Box) -> None:
        mailbox.deliver(reply(box.last(), "Я приду."))
        read_inbox(0)
        assert b"Seen" not in b"".join(mailbox.flags())

    def test_files_that_do_not_pass_are_told_by_letter(
        self, chat: Conversation, learner: Person, mailbox: Mailbox, box: Box
    ) -> None:
        files = (("вирус.exe", b"MZ"), ("пустой.txt", b""), ("Задача.pdf", b"%PDF-1.4"))
        mailbox.deliver(reply(box.last(), "Вот.", files=files))
        read_new()
        assert [file.name for file in chat.messages.get(author=learner).files.all()] == ["Задача.pdf"]
        send_due()
        told = box.last().get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert "«вирус.exe» — программа" in told
        assert "«пустой.txt» пустой" in told
        assert box.last()["In-Reply-To"] == Incoming.objects.get().message_id
        assert box.last()["Auto-Submitted"] == "auto-replied"


class TestWhoWrites:
    def test_out_01_another_address_is_held_and_nothing_is_posted(
        self, chat: Conversation, mailbox: Mailbox, box: Box, cast: make.Cast
    ) -> None:
        mailbox.deliver(reply(box.last(), "Я приду.", sender="thief@b.example"))
        read_new()
        assert (states(), words(chat)[1:]) == ([S.HELD], [])
        assert (
            Notification.objects.filter(person=cast.specialist, key__startswith="outside-held").count() == 1
        )

    def test_out_01_an_address_that_is_no_more_the_person_s_is_held(
        self, chat: Conversation, mailbox: Mailbox, box: Box, learner: Person
    ) -> None:
        learner.email = "new@b.example"
        learner.save()
        mailbox.deliver(reply(box.last(), "Я приду."))
        mailbox.deliver(reply(box.last(), "Я приду.", sender="new@b.example"))
        read_new()
        assert (states(), words(chat)[1:]) == ([S.HELD, S.HELD], [])

    def test_out_02_who_is_no_more_in_the_chat_is_refused_by_letter(
        self, chat: Conversation, mailbox: Mailbox, box: Box, learner: Person, today: datetime
    ) -> None:
        learner.contracts.update(valid_to=today.date() - timedelta(days=1))
        mailbox.deliver(reply(box.last(), "Я приду."))
        read_new()
        assert (states(), words(chat)[1:]) == ([S.REFUSED], [])
        send_due()
        assert box.last()["To"] == MINE
        assert "больше не участвуете" in box.last().get_payload(decode=True).decode()  # type: ignore[union-attr]

    def test_out_03_a_loop_stops_by_itself(
        self, chat: Conversation, mailbox: Mailbox, box: Box, learner: Person, today: datetime
    ) -> None:
        for n in range(20):
            Incoming.objects.create(message_id=f"<{n}@x>", received_at=today, sender=MINE, state=S.POSTED)
        sent = box.last()
        for n in range(5):
            mailbox.deliver(reply(sent, f"Я приду {n}."))
        read_new()
        assert states()[20:] == [S.REFUSED] * 5
        assert Letter.objects.filter(to=MINE, subject__startswith="Ответ не опубликован").count() == 3

    def test_out_05_a_letter_of_history_alone_says_nothing(
        self, chat: Conversation, mailbox: Mailbox, box: Box
    ) -> None:
        mailbox.deliver(reply(box.last(), ""))
        read_new()
        assert (states(), words(chat)[1:]) == ([S.REFUSED], [])


class TestPrograms:
    def test_a_vacation_reply_is_nothing(self, chat: Conversation, mailbox: Mailbox, box: Box) -> None:
        mailbox.deliver(reply(box.last(), "Я в отпуске.", Auto_Submitted="auto-replied"))
        read_new()
        send_due()
        assert (states(), words(chat)[1:], len(box.letters)) == ([S.IGNORED], [], 1)

    def test_a_letter_of_ours_that_came_back_is_nothing(
        self, chat: Conversation, mailbox: Mailbox, box: Box
    ) -> None:
        mailbox.deliver(box.last().as_bytes())
        read_new()
        assert states() == [S.IGNORED]

    def test_a_letter_returned_twice_makes_the_address_bad(
        self,
        chat: Conversation,
        mailbox: Mailbox,
        box: Box,
        learner: Person,
        cast: make.Cast,
        today: datetime,
    ) -> None:
        mailbox.deliver(report(box.last()["Message-ID"]))
        read_new()
        letter = Letter.objects.get()
        assert (letter.state, letter.returned_at) == ("failed", today)
        assert "User unknown" in letter.last_error
        assert BadAddress.objects.get().bad_since is None
        with travel(today + timedelta(hours=1)):
            chats.read_up_to(chat, by=learner, seq=1)
            say(chat, cast.teacher, "Ещё раз: кто?")
        with travel(today + timedelta(hours=2)):
            told_of_unread()
            send_due()
            mailbox.deliver(report(box.last()["Message-ID"]))
            read_new()
        assert BadAddress.objects.get(address=MINE).bad_since is not None
        with travel(today + timedelta(hours=3)):
            chats.read_up_to(chat, by=learner, seq=2)
            say(chat, cast.teacher, "И ещё раз")
        before = Letter.objects.count()
        with travel(today + timedelta(hours=16)):
            assert told_of_unread() >= 1
        assert Letter.objects.filter(to=MINE).count() == before

    def test_a_late_letter_is_not_a_return(self, chat: Conversation, mailbox: Mailbox, box: Box) -> None:
        mailbox.deliver(report(box.last()["Message-ID"], status="4.4.1", action="delayed"))
        read_new()
        assert (states(), Letter.objects.get().state) == ([S.IGNORED], "sent")


class TestMailbox:
    def test_a_mailbox_that_does_not_answer_is_said_and_read_later(
        self, chat: Conversation, mailbox: Mailbox, box: Box, settings: Any
    ) -> None:
        mailbox.deliver(reply(box.last(), "Я приду."))
        working, settings.INBOX = settings.INBOX, Inbox(host="127.0.0.1", port=1, ssl=False)
        assert read_new() == 0
        assert "refused" in WayState.objects.get().error
        settings.INBOX = working
        assert read_new() == 1
        assert words(chat)[1:] == ["Я приду."]

    def test_a_wrong_password_is_said(self, mailbox: Mailbox, settings: Any, cast: make.Cast) -> None:
        settings.INBOX = Inbox(host="127.0.0.1", port=mailbox.port, user="x", password="y", ssl=False)
        read_new()
        assert "AUTHENTICATIONFAILED" in WayState.objects.get().error

    def test_a_letter_that_breaks_us_is_held_and_the_next_goes_on(
        self, chat: Conversation, mailbox: Mailbox, box: Box, cast: make.Cast
    ) -> None:
        Letter.objects.create(
            to=MINE, subject="x", text="x", message_id="<1@x>", next_try_at=datetime.now().astimezone(),
            about="nowhere:1", token="f" * 24, state="sent",
        )  # fmt: skip
        mailbox.deliver(answer("Что?", to=f"opora+{'f' * 24}@centre.example"))
        mailbox.deliver(reply(box.last(), "Я приду."))
        assert read_new() == 2
        assert (states(), words(chat)[1:]) == ([S.HELD, S.POSTED], ["Я приду."])

    def test_the_settings_are_one_address(self) -> None:
        box = inbox_from("imaps://opora%40c.ru:p%40ss@imap.c.ru/Inbox?plus=0&appeals=1", "opora@c.ru")
        assert (box.host, box.port, box.user, box.password) == ("imap.c.ru", 993, "opora@c.ru", "p@ss")
        assert (box.folder, box.reply_to("a"), box.appeals, box.ssl) == ("Inbox", "opora@c.ru", True, True)
        plain = inbox_from("imap://u:p@127.0.0.1:1143?starttls=0&address=answers@c.ru", "opora@c.ru")
        assert (plain.port, plain.starttls, plain.reply_to("a")) == (1143, False, "answers+a@c.ru")
        assert inbox_from("", "opora@c.ru").reply_to("a") == ""


class TestAppeals:
    def test_a_letter_to_the_common_mailbox_becomes_an_appeal(
        self, cast: make.Cast, mailbox: Mailbox, box: Box, settings: Any
    ) -> None:
        settings.INBOX = Inbox(**{**_fields(settings.INBOX), "appeals": True})
        mailbox.deliver(answer("Когда начало?", sender="guest@b.example", subject="Программа ОТ"))
        read_new()
        appeal = Appeal.objects.get()
        assert (appeal.name, appeal.email) == ("Мария Иванова", "guest@b.example")
        assert appeal.text == "Программа ОТ\n\nКогда начало?"
        send_due()
        assert "зарегистрировано" in box.last()["Subject"]
        mailbox.deliver(reply(box.last(), "И сколько стоит?", sender="guest@b.example"))
        read_new()
        appeal.refresh_from_db()
        assert appeal.text.endswith("Дополнено письмом 23.11.2026:\nИ сколько стоит?")
        assert (states(), Appeal.objects.count()) == ([S.APPEAL, S.APPEAL], 1)

    def test_without_that_setting_it_waits_for_a_human(self, cast: make.Cast, mailbox: Mailbox) -> None:
        mailbox.deliver(answer("Когда начало?", sender="guest@b.example"))
        read_new()
        assert (states(), Appeal.objects.count()) == ([S.HELD], 0)

    def test_an_answered_appeal_is_not_added_to(
        self, cast: make.Cast, mailbox: Mailbox, box: Box, settings: Any
    ) -> None:
        appeal = register_appeal(kind=Appeal.Kind.STUDY, name="Анна", text="Как?", email="guest@b.example")
        send_due()
        first = box.last()
        answer_appeal(take_appeal(appeal, by=cast.specialist), text="Так.", by=cast.specialist)
        mailbox.deliver(reply(first, "А ещё?", sender="guest@b.example"))
        read_new()
        assert states() == [S.REFUSED]
        assert "ответ уже дан" in Incoming.objects.get().why

    def test_apl_15_an_appeal_has_room(self, cast: make.Cast, mailbox: Mailbox, settings: Any) -> None:
        settings.INBOX = Inbox(**{**_fields(settings.INBOX), "appeals": True})
        mailbox.deliver(answer("очень " * 1000, sender="guest@b.example"))
        read_new()
        assert (states(), Appeal.objects.count()) == ([S.HELD], 0)
        assert "длиннее" in Incoming.objects.get().why


def _fields(inbox: Inbox) -> dict[str, Any]:
    return {name: getattr(inbox, name) for name in Inbox.__dataclass_fields__}
