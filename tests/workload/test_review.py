"""The deputy confirms and returns; nobody confirms own hours (S0-5.10b, LOAD-03)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from opora.consultations.models import Session
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person
from opora.workload.actions import (
    answer_about,
    ask_about,
    close_month,
    confirm_entries,
    return_entry,
    withdraw_confirmation,
)
from opora.workload.models import EntryQuestion, WorkLogEntry
from tests import make

from .build import NOVEMBER, entries, held, manual, msk
from .test_log import rules_of

State = WorkLogEntry.State


def test_confirming_all_entries_confirms_the_session(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 23, 30), msk(21, 0, 30))
    first, second = entries()
    confirm_entries([first], by=cast.deputy)
    session.refresh_from_db()
    assert session.state == Session.State.HELD
    confirm_entries([second], by=cast.deputy)
    session.refresh_from_db()
    assert session.state == Session.State.CONFIRMED
    assert {(e.state, e.confirmed_by) for e in entries()} == {(State.CONFIRMED, cast.deputy)}


def test_load_03_nobody_confirms_own_hours(cast: make.Cast) -> None:
    for who, words in (
        (cast.teacher, "Свои часы подтвердить нельзя. Запись отправлена заместителю руководителя."),
        (cast.deputy, "Свои часы подтвердить нельзя. Запись отправлена руководителю."),
    ):
        entry = manual(who)
        with pytest.raises(Refused) as refused:
            confirm_entries([entry, manual(who, date(2026, 11, 19))], by=who)
        assert [refusal.words for refusal in refused.value.refusals] == [words]
    assert {entry.state for entry in entries()} == {State.SUBMITTED}


def test_head_confirms_the_hours_of_the_deputy(cast: make.Cast) -> None:
    confirm_entries([manual(cast.deputy)], by=cast.director)
    assert [entry.confirmed_by for entry in entries()] == [cast.director]


def test_nothing_to_confirm_is_nothing(cast: make.Cast) -> None:
    assert confirm_entries([], by=cast.deputy) == []


def test_load_10_only_what_waits_is_confirmed(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    confirm_entries([entry], by=cast.deputy)
    with pytest.raises(Refused) as refused:
        confirm_entries([entry], by=cast.deputy)
    assert rules_of(refused) == ["LOAD-10"]


def test_late_entry_without_a_reason_is_not_confirmed(cast: make.Cast) -> None:
    held(cast.teacher, msk(12, 12), msk(12, 13))
    with pytest.raises(Refused) as refused:
        confirm_entries(entries(), by=cast.deputy)
    assert rules_of(refused) == ["LOAD-07"]


def test_load_13_minutes_changed_meanwhile_are_not_confirmed(cast: make.Cast) -> None:
    entry = manual(cast.teacher, minutes=30)
    with pytest.raises(Refused) as refused:
        confirm_entries([entry], by=cast.deputy, seen_minutes=45)
    assert rules_of(refused) == ["LOAD-13"]
    assert confirm_entries([entry], by=cast.deputy, seen_minutes=30) == [entry]


def test_confirmation_is_taken_back(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 18), msk(20, 19))
    confirm_entries(entries(), by=cast.deputy)
    withdraw_confirmation(entries(), by=cast.deputy)
    session.refresh_from_db()
    assert (entries()[0].state, session.state) == (State.SUBMITTED, Session.State.HELD)
    with pytest.raises(Refused) as refused:
        withdraw_confirmation(entries(), by=cast.deputy)
    assert rules_of(refused) == ["LOAD-10"]


def test_confirmation_is_not_taken_back_by_the_worker_or_after_closing(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    confirm_entries([entry], by=cast.deputy)
    with pytest.raises(Refused) as refused:
        withdraw_confirmation([entry], by=cast.teacher)
    assert rules_of(refused) == ["LOAD-03"]
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        withdraw_confirmation([entry], by=cast.deputy)
    assert rules_of(refused) == ["LOAD-06", "LOAD-10"]


def test_returned_session_opens_for_correction_with_all_its_days(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 23, 30), msk(21, 0, 30))
    confirm_entries(entries()[:1], by=cast.deputy)
    return_entry(entries()[0], by=cast.deputy, remark="Проверьте окончание")
    session.refresh_from_db()
    assert session.state == Session.State.CORRECTION
    assert {(e.state, e.return_remark, e.confirmed_by) for e in entries()} == {
        (State.DRAFT, "Проверьте окончание", None)
    }
    told = Notification.objects.get(person=cast.teacher)
    assert told.title == "Часы за 20.11.2026 вернули на исправление"


def test_returned_waiting_time_opens_its_session(cast: make.Cast) -> None:
    session = held(cast.teacher, msk(20, 18), msk(20, 18, 15))
    Session.objects.filter(pk=session.pk).update(state="no_show")
    return_entry(entries()[0], by=cast.deputy, remark="Сколько ждали?")
    session.refresh_from_db()
    assert session.state == Session.State.CORRECTION


def test_manual_entry_is_returned_alone(cast: make.Cast) -> None:
    one, two = manual(cast.teacher), manual(cast.teacher)
    return_entry(one, by=cast.deputy, remark="Кому отвечали?")
    two.refresh_from_db()
    assert two.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("by", "remark", "rule"),
    [("teacher", "сам", "LOAD-03"), ("deputy", " ", "LOAD-12")],
)
def test_return_is_by_another_and_with_a_remark(cast: make.Cast, by: str, remark: str, rule: str) -> None:
    entry = manual(cast.teacher)
    with pytest.raises(Refused) as refused:
        return_entry(entry, by=getattr(cast, by), remark=remark)
    assert rules_of(refused) == [rule]


def test_entry_of_a_closed_month_is_not_returned(cast: make.Cast) -> None:
    held(cast.teacher, msk(20, 18), msk(20, 19))
    confirm_entries(entries(), by=cast.deputy)
    close_month(make.branch(), NOVEMBER, by=cast.deputy)
    with pytest.raises(Refused) as refused:
        return_entry(entries()[0], by=cast.deputy, remark="Поздно")
    assert rules_of(refused) == ["LOAD-06", "LOAD-10"]


def test_a_question_leaves_the_entry_waiting_and_is_answered_once(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    question = ask_about(entry, by=cast.deputy, text=" Кому отвечали? ")
    entry.refresh_from_db()
    assert (entry.state, question.text) == (State.SUBMITTED, "Кому отвечали?")
    assert told(cast.teacher, "entry-question-") == ["Кому отвечали?"]
    with pytest.raises(Refused, match="уже задан"):
        ask_about(entry, by=cast.deputy, text="И когда?")
    answer_about(question, text="Ивановой М. П.")
    assert told(cast.deputy, "entry-answer-") == ["Ивановой М. П."]
    with pytest.raises(Refused, match="уже ответили"):
        answer_about(question, text="Ей же")
    assert ask_about(entry, by=cast.deputy, text="И когда?").answered_at is None


def test_a_question_needs_words_another_person_and_an_open_entry(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    with pytest.raises(Refused):
        ask_about(entry, by=cast.deputy, text="  ")
    with pytest.raises(Refused):
        ask_about(entry, by=cast.teacher, text="Сам себя?")
    return_entry(entry, by=cast.deputy, remark="Не то время")
    with pytest.raises(Refused):
        ask_about(entry, by=cast.deputy, text="Какое время верно?")


def test_the_database_holds_one_open_question_of_an_entry(cast: make.Cast) -> None:
    entry = manual(cast.teacher)
    ask_about(entry, by=cast.deputy, text="Кому отвечали?")
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryQuestion.objects.create(entry=entry, asked_by=cast.deputy, text="Ещё")


def told(who: Person, key: str) -> list[str]:
    return [row.body for row in Notification.objects.filter(person=who, key__startswith=key)]
