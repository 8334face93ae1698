"""What is remarked upon before sending, who judges, what a decision does, how it is objected to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from opora.consultations.actions import ask_again
from opora.conversations import actions as chats
from opora.journal.models import JournalEntry
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.kernel.speech import insisting
from opora.moderation import actions
from opora.moderation.models import Case, Report
from opora.moderation.queries.cases import content_of, former_texts, judges_of
from opora.moderation.queries.policy import restriction_of
from opora.moderation.tasks import watch_terms
from opora.notifications.models import Notification
from opora.people.models import Person
from opora.people.queries import home_day
from tests import make
from tests.conversations.world import course_chat, say

from .world import INSULT, RUDE, D, decided, hit, post_of, reported, say_rudely, thread_of, value_of

pytestmark = pytest.mark.django_db
S = Case.State


def refused(call: Callable[..., Any], *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    return [refusal.rule for refusal in caught.value.refusals]


def told(who: Person) -> list[str]:
    rows = Notification.objects.filter(person=who, key__startswith="case-").order_by("pk")
    return [f"{row.title} {row.body}" for row in rows]


class TestBeforeSending:
    def test_com_01_rude_words_are_marked_and_nothing_is_sent(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        with pytest.raises(Refused) as caught:
            say(chat, cast.learner, RUDE)
        [refusal] = caught.value.refusals
        assert (refusal.rule, refusal.marks) == ("COM-01", ("хуй",))
        assert not chat.messages.exists()
        assert refused(say, chat, cast.learner, INSULT) == ["COM-01"]
        assert not Case.objects.exists()

    def test_com_01_who_insists_sends_and_a_moderator_sees_it(self, cast: make.Cast) -> None:
        case = hit(cast)
        assert (case.state, case.origin, case.content, case.author) == ("open", "hit", RUDE, cast.learner)
        assert case.due_on == home_day() + timedelta(days=3)  # Monday, three working days

    def test_com_01_insisting_holds_for_the_words_that_were_marked(self, cast: make.Cast) -> None:
        chat = course_chat(cast)
        with insisting(value_of(RUDE)):
            assert refused(say, chat, cast.learner, "Заебал твой зачёт") == ["COM-01"]
            say(chat, cast.learner, f"Ещё раз: {RUDE}")

    def test_com_01_the_centre_may_refuse_мат_altogether(self, cast: make.Cast) -> None:
        actions.set_policy(refuse_brutal=True)
        chat = course_chat(cast)
        with insisting(value_of(RUDE)):
            assert refused(say, chat, cast.learner, RUDE) == ["COM-01"]
        assert say_rudely(chat, cast.learner, INSULT).pk

    def test_com_01_own_words_of_the_centre_count(self, cast: make.Cast) -> None:
        actions.set_policy(denied="шарага", allowed="идиот")
        chat = course_chat(cast)
        assert refused(say, chat, cast.learner, "Ну и шарага") == ["COM-01"]
        assert say(chat, cast.learner, INSULT).pk

    def test_an_edit_is_heard_as_a_new_message_is(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner, "Добрый день")
        assert refused(chats.edit, message, text=RUDE) == ["COM-01"]
        with insisting(value_of(RUDE)):
            chats.edit(message, text=RUDE)
        assert Case.objects.get(message=message).content == RUDE

    def test_questions_are_heard_and_their_hits_are_cases(self, cast: make.Cast) -> None:
        assert refused(thread_of, cast, RUDE) == ["COM-01"]
        with insisting(value_of(RUDE)):
            post = post_of(cast, RUDE)
        assert Case.objects.get(post=post).author == cast.learner

    def test_polite_words_make_no_case_even_with_a_stray_value(self, cast: make.Cast) -> None:
        with insisting("чужое"):
            say(course_chat(cast), cast.learner, "Спасибо!")
        assert not Case.objects.exists()


class TestReports:
    def test_reports_of_one_message_are_one_case_and_each_is_kept(self, cast: make.Cast) -> None:
        case = reported(cast, author=cast.teacher, by=cast.learner)
        message = case.message
        actions.report(message, by=cast.child, reason="other", words="Грубо")  # type: ignore[arg-type]
        actions.report(message, by=cast.child, reason="insult")  # type: ignore[arg-type]
        assert Case.objects.count() == 1
        assert list(case.reports.values_list("person", "reason")) == [
            (cast.learner.pk, "insult"),
            (cast.child.pk, "other"),
        ]

    def test_a_report_joins_the_hit_of_the_checker(self, cast: make.Cast) -> None:
        case = hit(cast)
        assert case.message is not None
        assert actions.report(case.message, by=cast.teacher, reason="brutal").case == case

    def test_mod_10_nobody_reports_himself(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner)
        assert refused(actions.report, message, by=cast.learner, reason="insult") == ["MOD-10"]

    def test_mod_11_other_wants_words(self, cast: make.Cast) -> None:
        message = say(course_chat(cast), cast.learner)
        assert refused(actions.report, message, by=cast.teacher, reason="other", words=" ") == ["MOD-11"]

    def test_mod_12_the_same_words_are_judged_once_changed_ones_anew(self, cast: make.Cast) -> None:
        case = decided(reported(cast, author=cast.learner, by=cast.child), cast.specialist, D.NONE)
        message = case.message
        assert message is not None
        assert refused(actions.report, message, by=cast.teacher, reason="insult") == ["MOD-12"]
        changed = chats.edit(message, text="Замолчи совсем")
        assert actions.report(changed, by=cast.teacher, reason="insult").case != case

    def test_case_47_a_deleted_insult_is_kept_for_moderation_and_hidden_for_others(
        self, cast: make.Cast
    ) -> None:
        message = say_rudely(course_chat(cast), cast.learner, INSULT)
        Case.objects.all().delete()
        gone = chats.delete(message)
        assert gone.text == ""
        case = actions.report(gone, by=cast.child, reason="insult").case
        assert (case.content, content_of(gone)) == (INSULT, INSULT)
        assert [one.text for one in former_texts(case)] == [INSULT]

    def test_who_reported_is_told_to_nobody_and_stands_in_no_trail(self, cast: make.Cast) -> None:
        case = reported(cast, author=cast.learner, by=cast.child)
        decided(case, cast.specialist)
        everything = " ".join(
            f"{row.title} {row.body}" for row in Notification.objects.exclude(person=cast.child)
        )
        assert cast.child.short_name.replace("\u00a0", " ") not in everything.replace("\u00a0", " ")
        assert not JournalEntry.objects.filter(table="moderation_report").exists()
        trail = JournalEntry.objects.filter(table="moderation_case", row_id=case.pk)
        assert trail.exists()
        assert not any("content" in (entry.after or {}) for entry in trail)


class TestWhoJudges:
    def test_new_cases_are_told_to_those_who_are_no_party(self, cast: make.Cast) -> None:
        on = home_day()
        usual = reported(cast, author=cast.learner, by=cast.child)
        assert set(judges_of(usual, on)) == {cast.specialist, cast.deputy}
        case = Case(author=cast.specialist)
        case.pk = usual.pk
        assert judges_of(case, on) == [cast.deputy]
        Report.objects.create(case=usual, person=cast.deputy, reason="insult", at=now())
        assert judges_of(case, on) == [cast.director]
        assert [one for one in (cast.specialist, cast.deputy) if told(one)] == [cast.specialist, cast.deputy]

    @pytest.mark.parametrize("party", ["author", "reporter"])
    def test_mod_02_no_party_judges(self, cast: make.Cast, party: str) -> None:
        author = cast.curator if party == "author" else cast.learner
        case = reported(cast, author=author, by=cast.teacher)
        by = author if party == "author" else cast.teacher
        assert refused(decided, case, by) == ["MOD-02"]
        assert decided(case, cast.deputy).decided_by == cast.deputy

    def test_the_database_does_not_take_a_judge_of_himself(self, cast: make.Cast) -> None:
        case = hit(cast)
        rows = Case.objects.filter(pk=case.pk)
        with pytest.raises(IntegrityError, match="case_not_by_its_author"), transaction.atomic():
            rows.update(state="decided", decision="warn", decided_at=now(), decided_by=cast.learner)


class TestDecisions:
    def test_no_violation_closes_the_case_and_the_author_is_not_disturbed(self, cast: make.Cast) -> None:
        case = decided(reported(cast, author=cast.learner, by=cast.child), cast.specialist, D.NONE)
        assert (case.state, case.closed_at is not None) == (S.CLOSED, True)
        assert told(cast.learner) == []
        assert len(told(cast.child)) == 1

    def test_hiding_takes_the_message_from_everybody_but_its_author(self, cast: make.Cast) -> None:
        case = decided(hit(cast), cast.specialist, D.HIDE)
        assert case.message is not None
        case.message.refresh_from_db()
        assert case.message.hidden_at is not None
        assert case.message.text == RUDE
        assert case.appeal_until == home_day() + timedelta(days=7)  # five working days
        [words] = told(cast.learner)
        assert "Грубость" in words
        assert "Возразить можно до" in words

    def test_a_warning_may_hide_too_and_a_post_of_a_thread_is_hidden_alike(self, cast: make.Cast) -> None:
        post = post_of(cast)
        case = actions.report(post, by=cast.teacher, reason="insult").case
        decided(case, cast.specialist, D.WARN, hides=True)
        post.refresh_from_db()
        assert post.hidden_at is not None

    def test_mod_01_a_restriction_closes_chats_till_its_last_day_and_never_questions(
        self, cast: make.Cast
    ) -> None:
        case = decided(hit(cast), cast.specialist, D.RESTRICT, until=home_day() + timedelta(days=2))
        assert case.message is not None
        chat = case.message.conversation
        assert refused(say, chat, cast.learner, "Извините") == ["MOD-01"]
        photo = [SimpleUploadedFile("1.txt", b"1")]
        assert refused(say, chat, cast.learner, "", attached=photo) == ["MOD-01"]
        assert refused(chats.edit, case.message, text="Извините") == ["MOD-01"]
        assert ask_again(thread_of(cast), by=cast.learner, text="И где он?").pk
        assert say(chat, cast.child, "Здравствуйте").pk
        with travel(now() + timedelta(days=3)):
            assert say(chat, cast.learner, "Извините").pk

    def test_a_minor_s_representative_is_told_of_a_restriction(self, cast: make.Cast) -> None:
        decided(hit(cast, cast.child), cast.specialist, D.WARN)
        assert told(cast.parent) == []
        message = say_rudely(course_chat(cast), cast.child, INSULT)
        decided(Case.objects.get(message=message), cast.specialist, D.RESTRICT)
        [words] = told(cast.parent)
        assert "Писать в чаты нельзя по" in words

    def test_mod_03_a_case_is_decided_once(self, cast: make.Cast) -> None:
        case = decided(hit(cast), cast.specialist)
        assert refused(decided, case, cast.deputy, D.HIDE) == ["MOD-03"]
        assert refused(actions.answer_appeal, case, by=cast.deputy, upheld=True, outcome="Да") == ["MOD-03"]

    def test_mod_04_a_decision_has_a_reason(self, cast: make.Cast) -> None:
        assert refused(decided, hit(cast), cast.specialist, reason="  ") == ["MOD-04"]

    @pytest.mark.parametrize("days", [None, 0, 31])
    def test_mod_05_a_restriction_ends_within_a_month(self, cast: make.Cast, days: int | None) -> None:
        until = None if days is None else home_day() + timedelta(days=days)
        assert refused(decided, hit(cast), cast.specialist, D.RESTRICT, until=until) == ["MOD-05"]

    def test_mod_06_a_worker_is_warned_not_cut_off(self, cast: make.Cast) -> None:
        case = hit(cast, cast.teacher)
        assert refused(decided, case, cast.deputy, D.RESTRICT) == ["MOD-06"]
        assert decided(case, cast.deputy, D.WARN).state == S.DECIDED

    def test_mod_07_a_question_to_a_meeting_is_hidden_from_nobody(self, cast: make.Cast) -> None:
        booking = make.booking(make.session(cast.teacher, groups=[cast.group]), cast.learner)
        booking.question = RUDE
        booking.save()
        case = actions.note_hit(booking)
        assert case is not None
        assert refused(decided, case, cast.specialist, D.HIDE) == ["MOD-07"]
        assert decided(case, cast.specialist, D.WARN).state == S.DECIDED


class TestObjections:
    def test_another_answers_and_may_lift_all_of_it(self, cast: make.Cast) -> None:
        case = decided(hit(cast), cast.specialist, D.RESTRICT, hides=True)
        assert restriction_of(cast.learner.pk) == case
        case = actions.appeal(case, by=cast.learner, text="Это цитата из пьесы")
        assert (case.state, restriction_of(cast.learner.pk)) == (S.APPEALED, case)
        assert len(told(cast.director)) == 1
        assert refused(actions.answer_appeal, case, by=cast.specialist, upheld=True, outcome="Нет") == [
            "MOD-09"
        ]
        case = actions.answer_appeal(case, by=cast.director, upheld=False, outcome="Согласны")
        assert (case.state, case.upheld, case.hides) == (S.CLOSED, False, False)
        assert restriction_of(cast.learner.pk) is None
        assert case.message is not None
        case.message.refresh_from_db()
        assert case.message.hidden_at is None
        assert "Согласны" in told(cast.learner)[-1]

    def test_what_is_upheld_stands_and_is_final(self, cast: make.Cast) -> None:
        case = actions.appeal(decided(hit(cast), cast.specialist, D.HIDE), by=cast.learner, text="Нет")
        case = actions.answer_appeal(case, by=cast.deputy, upheld=True, outcome="Решение верное")
        assert (case.state, case.hides) == (S.CLOSED, True)
        assert refused(actions.appeal, case, by=cast.learner, text="Ещё раз") == ["MOD-03"]

    def test_mod_09_the_database_takes_no_answer_of_who_decided(self, cast: make.Cast) -> None:
        case = actions.appeal(decided(hit(cast), cast.specialist), by=cast.learner, text="Нет")
        assert refused(actions.answer_appeal, case, by=cast.specialist, upheld=True, outcome="Да") == [
            "MOD-09"
        ]
        with pytest.raises(IntegrityError, match="case_appeal_by_another"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(closed_by=cast.specialist)

    def test_mod_08_objections_have_a_term(self, cast: make.Cast) -> None:
        case = decided(hit(cast), cast.specialist)
        with travel(now() + timedelta(days=8)):
            assert refused(actions.appeal, case, by=cast.learner, text="Нет") == ["MOD-08"]
            assert actions.close_unappealed() == 1
        case.refresh_from_db()
        assert case.state == S.CLOSED

    def test_mod_13_an_objection_has_words(self, cast: make.Cast) -> None:
        assert refused(actions.appeal, decided(hit(cast), cast.specialist), by=cast.learner, text=" ") == [
            "MOD-13"
        ]

    def test_an_open_case_is_not_objected_to(self, cast: make.Cast) -> None:
        assert refused(actions.appeal, hit(cast), by=cast.learner, text="Нет") == ["MOD-03"]


class TestTerms:
    def test_the_last_day_is_reminded_of_and_the_next_goes_above(self, cast: make.Cast) -> None:
        case = hit(cast)
        with travel(now() + timedelta(days=2)):
            assert watch_terms() == 0
        with travel(now() + timedelta(days=3)):
            assert (watch_terms(), watch_terms()) == (2, 0)
        with travel(now() + timedelta(days=4)):
            assert (watch_terms(), watch_terms()) == (2, 0)
        case.refresh_from_db()
        assert case.escalated_at is not None
        assert "Срок решения прошёл" in told(cast.director)[-1]
        assert "Срок решения прошёл" not in " ".join(told(cast.specialist))

    def test_closed_cases_are_kept_as_long_as_the_centre_says(self, cast: make.Cast) -> None:
        case = decided(hit(cast), cast.specialist, D.NONE)
        with travel(now() + timedelta(days=359)):
            assert actions.forget_outlived() == 0
        with travel(now() + timedelta(days=362)):
            assert actions.forget_outlived() == 1
        assert not Case.objects.filter(pk=case.pk).exists()
        assert JournalEntry.objects.filter(table="moderation_case", row_id=case.pk, action="D").exists()
