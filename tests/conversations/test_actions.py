"""Who may begin, what is said once and in order, what is kept, who is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from opora.conversations import actions
from opora.conversations.models import Conversation, FormerText, Message
from opora.conversations.queries.chats import chats_of, people_of_chat, unread_chats
from opora.conversations.queries.pushed import changed_after
from opora.conversations.queries.reach import people_to_write
from opora.conversations.queries.registering import Proposal, proposal
from opora.journal.models import JournalEntry
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Organisation, Person
from opora.people.queries import home_day, organisation
from tests import make

from .world import course, course_chat, say

pytestmark = pytest.mark.django_db


def refused(call: Callable[..., Any], *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return [refusal.rule for refusal in caught.value.refusals]


def is_in(person: Person, chat: Conversation) -> bool:
    return chats_of(person, home_day()).filter(pk=chat.pk).exists()


class TestCourseChat:
    def test_its_people_follow_the_part_the_enrolment_and_the_contract(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        inside = {cast.teacher, cast.curator, cast.learner, cast.child}
        assert set(people_of_chat(chat, home_day()).everybody) == inside
        assert [who for who in (cast.stranger, cast.deputy, cast.parent) if is_in(who, chat)] == []
        late = make.learner("Новый Пётр", cast.group)
        assert is_in(late, chat)
        cast.learner.contracts.update(valid_to=home_day() - timedelta(days=1))
        assert not is_in(cast.learner, chat)
        assert cast.learner not in people_of_chat(chat, home_day()).learners

    def test_a_partner_s_learner_is_in_chats_of_agreed_parts_only(self, cast: make.Cast) -> None:
        chat, other = course_chat(cast), course_chat(cast)
        enrolled = cast.learner.enrolments.get()
        enrolled.parts.add(chat.run.part)  # type: ignore[union-attr]
        assert is_in(cast.learner, chat)
        assert not is_in(cast.learner, other)
        assert cast.learner not in people_of_chat(other, home_day()).learners

    def test_cht_09_it_is_made_by_the_teacher_or_the_curator_once(self, cast: make.Cast) -> None:
        run = course(cast)
        assert refused(actions.start_course, cast.deputy, run=run) == ["CHT-09"]
        assert actions.start_course(cast.curator, run=run) == actions.start_course(cast.teacher, run=run)

    def test_cht_03_it_is_archived_with_the_group(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.teacher)
        cast.group.merged_into = make.group()
        cast.group.save()
        assert refused(say, chat, cast.teacher) == ["CHT-03"]
        assert refused(actions.edit, message, text="Иначе") == ["CHT-03"]
        assert is_in(cast.learner, chat)


class TestWhoWritesToWhom:
    def test_cht_04_studies_join_both_sides(self, cast: make.Cast) -> None:
        course(cast)
        assert set(people_to_write(cast.learner, home_day())) == {cast.teacher, cast.curator}
        assert set(people_to_write(cast.parent, home_day())) == {cast.teacher, cast.curator}
        assert {cast.learner, cast.child, cast.parent, cast.deputy} <= set(
            people_to_write(cast.teacher, home_day())
        )
        assert cast.stranger not in people_to_write(cast.teacher, home_day())
        assert cast.stranger in people_to_write(cast.deputy, home_day())
        assert people_to_write(cast.teacher, home_day(), "зот") == [cast.child, cast.parent]
        assert refused(actions.start_personal, cast.learner, to=cast.deputy) == ["CHT-04"]

    def test_cht_04_management_of_a_branch_reaches_its_learners(self, cast: make.Cast) -> None:
        east = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
        theirs = make.learner("Дальний Пётр", make.group(branch=east))
        cast.deputy.role_grants.update(branch=east)
        assert theirs in people_to_write(cast.deputy, home_day())
        assert cast.stranger not in people_to_write(cast.deputy, home_day())

    def test_cht_04_who_was_written_to_may_answer(self, cast: make.Cast) -> None:
        chat = actions.start_personal(cast.deputy, to=cast.stranger)
        say(chat, cast.stranger)
        cast.stranger.enrolments.update(left_on=home_day() - timedelta(days=1))
        assert refused(say, chat, cast.stranger) == ["CHT-04"]
        assert refused(say, chat, cast.deputy) == ["CHT-04"]

    def test_cht_04_learners_write_to_each_other_where_the_centre_allows_it(self, cast: make.Cast) -> None:
        assert refused(actions.start_personal, cast.learner, to=cast.child) == ["CHT-04"]
        Organisation.objects.update(learners_write=True)
        organisation.cache_clear()
        chat = actions.start_personal(cast.learner, to=cast.child)
        assert refused(actions.start_personal, cast.learner, to=cast.stranger) == ["CHT-04"]
        Organisation.objects.update(learners_write=False)
        organisation.cache_clear()
        assert refused(say, chat, cast.learner) == ["CHT-04"]

    def test_cht_04_a_partner_s_learners_see_only_their_own(self, cast: make.Cast) -> None:
        Organisation.objects.update(learners_write=True)
        organisation.cache_clear()
        guests = [make.learner(name, cast.group) for name in ("Гостев Иван", "Гостева Анна")]
        agreement = make.agreement(cast.group.programme)
        for guest in guests:
            guest.enrolments.update(agreement=agreement)
        assert set(people_to_write(guests[0], home_day())) == {guests[1], cast.curator}
        assert guests[0] not in people_to_write(cast.learner, home_day())

    def test_com_02_study_chats_are_made_by_workers(self, cast: make.Cast) -> None:
        assert refused(actions.start_group, cast.learner, title="Наш", people=[cast.child]) == ["COM-02"]
        chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        assert is_in(cast.learner, chat)

    def test_cht_06_a_group_chat_has_a_name_and_people(self, cast: make.Cast) -> None:
        assert refused(actions.start_group, cast.curator, title=" ", people=[cast.child]) == ["CHT-06"]
        assert refused(actions.start_group, cast.curator, title="Чат", people=[]) == ["CHT-06"]

    def test_cht_07_a_staff_chat_has_workers_only(self, cast: make.Cast) -> None:
        people = [cast.teacher, cast.learner]
        assert refused(
            actions.start_group, cast.curator, title="Учебная часть", people=people, staff_only=True
        ) == ["CHT-07"]
        chat = actions.start_group(cast.curator, title="Учебная часть", people=people[:1], staff_only=True)
        assert chat.kind == Conversation.Kind.STAFF

    def test_people_come_and_go(self, cast: make.Cast) -> None:
        chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        actions.change_people(chat, by=cast.curator, title="Практика 2", people=[cast.child, cast.teacher])
        assert [is_in(who, chat) for who in (cast.learner, cast.child, cast.curator)] == [False, True, True]
        actions.change_people(chat, by=cast.curator, title="Практика 2", people=[cast.learner])
        assert is_in(cast.learner, chat)


class TestMinors:
    def test_com_05_the_representative_is_told_of_an_adult_s_chat_with_a_minor(self, cast: make.Cast) -> None:
        course(cast)
        chat = actions.start_personal(cast.teacher, to=cast.child)
        actions.start_personal(cast.child, to=cast.teacher)
        told = Notification.objects.filter(person=cast.parent)
        assert [row.title for row in told] == [
            "Переписка с Зотов\N{NO-BREAK SPACE}И.: Ковалёва\N{NO-BREAK SPACE}И.\N{NO-BREAK SPACE}С."
        ]
        assert not is_in(cast.parent, chat)
        actions.start_personal(cast.curator, to=cast.learner)
        assert told.count() == 1

    def test_cht_08_a_verified_representative_is_let_in(self, cast: make.Cast) -> None:
        course(cast)
        chat = actions.start_personal(cast.teacher, to=cast.child)
        letting = {"ward": cast.child, "by": cast.child}
        stranger = {"representative": cast.learner, **letting}
        assert refused(actions.let_representative_in, chat, **stranger) == ["CHT-08"]
        for _time in range(2):
            actions.let_representative_in(chat, representative=cast.parent, **letting)
        assert is_in(cast.parent, chat)
        say(chat, cast.parent)
        joined = Notification.objects.filter(key__contains="joined").values_list("person", flat=True)
        assert set(joined) == {cast.teacher.pk, cast.child.pk}


class TestSaying:
    def test_the_same_sent_again_is_one_message_and_the_order_has_no_gap(self, cast: make.Cast) -> None:
        chat, same = course_chat(cast), uuid4()
        first = say(chat, cast.learner, "Раз", same)
        assert say(chat, cast.learner, "Раз", same) == first
        say(chat, cast.child, "Два", same)
        say(chat, cast.teacher, "Три", reply_to=first)
        rows = Message.objects.filter(conversation=chat).values_list("seq", "text", "reply_to")
        assert list(rows) == [(1, "Раз", None), (2, "Два", None), (3, "Три", first.pk)]

    def test_a_reply_is_to_the_same_chat(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.teacher)
        assert say(course_chat(cast), cast.teacher, reply_to=message).reply_to is None

    def test_the_database_keeps_one_number_once(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.teacher)
        message.pk = None
        message.client_id = uuid4()
        with pytest.raises(IntegrityError):
            message.save()

    def test_cht_01_something_is_said(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        assert refused(say, chat, cast.learner, " \n") == ["CHT-01"]
        file = SimpleUploadedFile("задача.txt", b"2+2")
        assert say(chat, cast.learner, "", attached=[file]).files.get().name == "задача.txt"
        program = SimpleUploadedFile("игра.exe", b"MZ")
        assert refused(say, chat, cast.learner, "", attached=[program]) == ["FIL-02"]

    def test_cht_02_a_message_is_short(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        assert refused(say, chat, cast.learner, "я" * 10_001) == ["CHT-02"]
        files = [SimpleUploadedFile(f"{n}.txt", b"1") for n in range(11)]
        assert refused(say, chat, cast.learner, "", attached=files) == ["CHT-02"]

    def test_cht_03_a_closed_chat_is_read_only(self, cast: make.Cast) -> None:
        chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner])
        say(chat, cast.learner)
        actions.close(chat)
        actions.close(chat)
        assert refused(say, chat, cast.learner) == ["CHT-03"]
        actions.open_again(chat)
        assert say(chat, cast.learner).seq == 2

    def test_cht_05_what_is_edited_and_deleted_stays_for_moderation(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner, "Приду")
        say(chat, cast.teacher)
        actions.edit(message, text="Приду")
        actions.edit(message, text="Не приду")
        assert [row.seq for row in changed_after(chat, 2)] == [1]
        actions.delete(message)
        assert [(row.seq, row.text) for row in changed_after(chat, 3)] == [(1, "")]
        assert list(FormerText.objects.values_list("text", flat=True)) == ["Приду", "Не приду"]
        assert refused(actions.edit, message, text="Ещё") == ["CHT-05"]
        assert refused(actions.delete, message) == ["CHT-05"]

    def test_case_47_a_deleted_message_is_hidden_from_all_and_kept(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner, "Обидное слово")
        actions.delete(message)
        message.refresh_from_db()
        assert (message.text, FormerText.objects.get().text) == ("", "Обидное слово")

    def test_words_of_chats_are_not_in_the_journal_of_changes(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner, "Личное")
        actions.edit(message, text="Очень личное")
        tables = set(JournalEntry.objects.filter(table__startswith="conversations_").values_list("table"))
        assert tables <= {("conversations_conversation",), ("conversations_member",)}


class TestReading:
    def test_unread_are_counted_by_the_number_that_was_read(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        say(chat, cast.teacher)
        say(chat, cast.teacher)
        assert [unread_chats(who.pk) for who in (cast.learner, cast.teacher, cast.stranger)] == [1, 0, 0]
        assert actions.read_up_to(chat, by=cast.learner, seq=99)
        assert not actions.read_up_to(chat, by=cast.learner, seq=1)
        assert unread_chats(cast.learner.pk) == 0
        say(chat, cast.teacher)
        assert unread_chats(cast.learner.pk) == 1
        say(chat, cast.learner)
        assert unread_chats(cast.learner.pk) == 0

    def test_a_chat_of_an_ended_contract_is_not_counted(self, cast: make.Cast) -> None:
        say(course_chat(cast), cast.teacher)
        with travel(datetime(2027, 1, 3, 12, tzinfo=UTC)):
            assert unread_chats(cast.learner.pk) == 0


class TestBecomesAConsultation:
    def record(self, chat: Conversation, **values: Any) -> actions.Record:
        assert chat.run is not None
        given = {"subject": "Журнал", "question": "Нужен ли?", "answer": "Нужен.", "minutes": 7}
        return actions.Record(run=chat.run, **{**given, **values})

    def test_the_exchange_is_held_work_linked_both_ways(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner, "Нужен ли журнал?")
        made = actions.register(message, by=cast.teacher, record=self.record(chat))
        session = made.thread.session
        assert (session.person, session.mode, made.thread.learner) == (cast.teacher, "offline", cast.learner)
        work = session.intervals.get()
        assert work.ends_at - work.starts_at == timedelta(minutes=7)
        assert [(row.seq, row.registered) for row in changed_after(chat, 1)] == [(1, made)]
        assert made.thread.chat_source == made
        told = Notification.objects.filter(key__startswith=f"thread-{made.thread_id}")
        assert set(told.values_list("person", flat=True)) == {cast.learner.pk}

    def test_cht_10_it_is_of_a_part_the_worker_teaches_to_the_author(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner)
        assert refused(actions.register, message, by=cast.curator, record=self.record(chat)) == ["CHT-10"]
        said = say(chat, cast.curator)
        assert refused(actions.register, said, by=cast.teacher, record=self.record(chat)) == ["CHT-10"]

    def test_cht_11_it_is_registered_once(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner)
        actions.register(message, by=cast.teacher, record=self.record(chat))
        assert refused(actions.register, message, by=cast.teacher, record=self.record(chat)) == ["CHT-11"]

    def test_what_was_taken_back_is_not_registered(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner)
        actions.delete(message)
        assert refused(actions.register, message, by=cast.teacher, record=self.record(chat)) == ["CHT-05"]

    def test_answer_and_minutes_are_proposed_from_the_exchange(
        self, cast: make.Cast, today: datetime
    ) -> None:
        chat = course_chat(cast)
        message = say(chat, cast.learner, "Нужен ли журнал?\nИ какой")
        assert proposal(message, cast.teacher).answer == ""
        say(chat, cast.teacher, "Посмотрю.")
        say(chat, cast.child, "И мне интересно")
        assert proposal(message, cast.teacher).answer == "Посмотрю."
        with travel(today + timedelta(minutes=1)):
            say(chat, cast.teacher, "Нужен.", reply_to=message)
        with travel(today + timedelta(minutes=8)):
            say(chat, cast.teacher, "Вот форма.", reply_to=message)
        assert proposal(message, cast.teacher) == Proposal(
            "Нужен ли журнал?", "Нужен ли журнал?\nИ какой", "Нужен.\n\nВот форма.", 8
        )
