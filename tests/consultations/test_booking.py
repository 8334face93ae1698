"""Taking a place and giving it back: every rule, allowed and forbidden."""

from datetime import date, timedelta
from typing import Any

import pytest

from opora.consultations.actions import book_slot, cancel_booking
from opora.consultations.models import Booking, Session
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Letter, Notification
from opora.people.actions.contracts import set_special_terms
from opora.people.models import Contract, Person
from opora.regulations.models import ActEdition, Provision
from opora.regulations.queries import forget_editions
from opora.studies.models import Enrolment
from tests import make

from .world import TOMORROW, accommodated, edition_s0, edition_s1, exam_prep, flat

pytestmark = pytest.mark.django_db


def rules_of(refused: Any) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def book(session: Session, who: Person, by: Person | None = None, **values: Any) -> Booking:
    return book_slot(session, learner=who, asked_by=by or who, **values)


def test_a_learner_takes_a_place(cast: make.Cast) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    booking = book(session, cast.learner, question=" Чем отличается целевой инструктаж? ")
    assert (booking.state, booking.question) == ("confirmed", "Чем отличается целевой инструктаж?")
    assert Notification.objects.get(person=cast.learner).title == "Вы записаны на вт 24.11, 18:00–19:30 МСК"
    assert (
        flat(Notification.objects.get(person=cast.teacher).title)
        == "Записан(а) Иванова М. П.: вт 24.11, 18:00–19:30 МСК"
    )


def test_the_letter_invites_by_a_calendar_file(cast: make.Cast) -> None:
    Person.objects.filter(pk=cast.learner.pk).update(
        email="ivanova@mail.example", timezone="Asia/Vladivostok"
    )
    cast.learner.refresh_from_db()
    book(make.session(cast.teacher), cast.learner)
    letter = Letter.objects.get(to="ivanova@mail.example")
    assert letter.calendar_method == "REQUEST"
    assert "DTSTART;TZID=Europe/Moscow:20261124T180000" in letter.calendar
    assert letter.subject == "Вы записаны на вт 24.11, 18:00–19:30 МСК (у вас ср 25.11, 01:00–02:30 ВЛД)"


def test_a_session_without_groups_serves_everybody(cast: make.Cast) -> None:
    assert book(make.session(cast.teacher), cast.stranger).pk


def test_a_learner_of_another_group_is_refused_by_acc_01(cast: make.Cast) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    with pytest.raises(Refused) as refused:
        book(session, cast.stranger)
    assert rules_of(refused) == ["ACC-01"]
    assert (
        refused.value.refusals[0].words
        == "Вы не зачислены на эту программу, поэтому консультация недоступна."
    )
    assert refused.value.refusals[0].next_step == "Если это ошибка, напишите куратору группы."


def test_a_learner_of_another_programme_is_refused_by_acc_01(cast: make.Cast) -> None:
    other = make.part(make.programme())
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher, parts=[other]), cast.learner)
    assert rules_of(refused) == ["ACC-01"]


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"state": "academic_leave"}, False),
        ({"state": "applied", "order_in": None}, False),
        ({"state": "expelled", "left_on": date(2026, 11, 20)}, False),
        ({"state": "expelled", "left_on": None}, False),
        ({"state": "transferred", "left_on": date(2026, 11, 30)}, True),
        ({"enrolled_on": date(2026, 11, 25)}, False),
        ({"enrolled_on": date(2026, 11, 24)}, True),
    ],
)
def test_only_an_enrolment_on_the_date_counts(cast: make.Cast, values: dict[str, Any], allowed: bool) -> None:
    Enrolment.objects.filter(learner=cast.learner).update(**values)
    session = make.session(cast.teacher, groups=[cast.group])
    if allowed:
        assert book(session, cast.learner).pk
    else:
        with pytest.raises(Refused) as refused:
            book(session, cast.learner)
        assert rules_of(refused) == ["ACC-01"]


def test_the_contract_must_cover_the_date(cast: make.Cast) -> None:
    Contract.objects.filter(enrolments__learner=cast.learner).update(
        valid_to=date(2026, 11, 23), number="117/26"
    )
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher), cast.learner)
    assert rules_of(refused) == ["ACC-02"]
    assert (
        refused.value.refusals[0].words
        == "Договор № 117/26 действует до 23.11.2026, консультация позже: 24.11.2026."
    )


def test_a_contract_that_has_not_begun_opens_nothing(cast: make.Cast) -> None:
    Contract.objects.filter(enrolments__learner=cast.learner).update(valid_from=date(2026, 12, 1))
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher), cast.learner)
    assert rules_of(refused) == ["ACC-02"]


def test_each_course_is_open_by_its_own_contract(cast: make.Cast) -> None:
    """domain.md §8, case 19: the other programme's contract does not help."""
    other = make.group()
    make.enrolment(cast.learner, other)
    Contract.objects.filter(enrolments__group=cast.group).update(valid_to=date(2026, 11, 23))
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher, groups=[cast.group]), cast.learner)
    assert rules_of(refused) == ["ACC-02"]
    assert book(make.session(cast.other_staff, groups=[other]), cast.learner).pk


def test_a_learner_without_a_paid_contract_studies_by_orders(cast: make.Cast) -> None:
    Enrolment.objects.filter(learner=cast.learner).update(contract=None)
    assert book(make.session(cast.teacher, groups=[cast.group]), cast.learner).pk


def test_a_representative_books_for_the_ward(cast: make.Cast) -> None:
    booking = book(make.session(cast.teacher), cast.child, by=cast.parent)
    assert (booking.learner, booking.asked_by) == (cast.child, cast.parent)
    told = Notification.objects.filter(key=f"booking-{booking.pk}-confirmed")
    assert {row.person for row in told} == {cast.child, cast.parent}
    assert flat(told.get(person=cast.parent).title) == "Зотов И.: запись на вт 24.11, 18:00–19:30 МСК"


def test_the_curator_books_for_own_group_and_gets_no_letter(cast: make.Cast) -> None:
    booking = book(make.session(cast.teacher), cast.learner, by=cast.curator)
    assert not Notification.objects.filter(person=cast.curator).exists()
    with pytest.raises(Refused) as refused:
        book(booking.session, cast.stranger, by=cast.curator)
    assert rules_of(refused) == ["ACC-05"]


@pytest.mark.parametrize("status", ["pending", "restricted"])
def test_an_unverified_representative_is_refused(cast: make.Cast, status: str) -> None:
    cast.child.representatives.update(status=status)
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher), cast.child, by=cast.parent)
    assert rules_of(refused) == ["ACC-05"]


def test_a_parent_of_an_adult_is_refused(cast: make.Cast) -> None:
    Person.objects.filter(pk=cast.child.pk).update(birth_date=date(2008, 11, 23))
    cast.child.refresh_from_db()
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher), cast.child, by=cast.parent)
    assert rules_of(refused) == ["ACC-05"]


def test_an_act_without_representatives_gives_them_no_booking(cast: make.Cast) -> None:
    make.edition(provisions={Provision.LEGAL_REPS_ENABLED: False})
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher), cast.child, by=cast.parent)
    assert rules_of(refused) == ["ACC-05"]


def test_a_parent_reads_about_the_child_not_about_himself(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    book(session, cast.child)
    with pytest.raises(Refused) as refused:
        book(session, cast.child, by=cast.parent)
    assert flat(refused.value.refusals[0].words) == "Зотов И.: запись на эту консультацию уже есть."
    with pytest.raises(Refused) as refused:
        book(make.session(cast.other_staff, groups=[make.group()]), cast.child, by=cast.parent)
    assert flat(refused.value.refusals[0].words).startswith("Зотов И. не учится по этой программе")


def test_con_02_only_forms_of_the_act_are_booked(cast: make.Cast) -> None:
    make.edition(provisions={Provision.CONSULT_FORMS: ["group:online"]})
    assert book(make.session(cast.teacher), cast.learner).pk
    with pytest.raises(Refused) as refused:
        book(make.session(cast.other_staff, format="frontal", mode="in_person"), cast.learner)
    assert rules_of(refused) == ["CON-02"]
    assert (
        refused.value.refusals[0].words == "Форма «фронтальная, очно» не предусмотрена порядком организации."
    )


def test_con_03_current_consultations_stay_within_the_period_of_the_part(cast: make.Cast) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 23))
    with pytest.raises(Refused) as refused:
        book(make.session(cast.teacher, parts=[part]), cast.learner)
    assert rules_of(refused) == ["CON-03"]
    assert refused.value.refusals[0].words == (
        "Период освоения дисциплины: 09.11.2026–23.11.2026. На 24.11.2026 выберите другой вид консультации."
    )
    assert book(make.session(cast.other_staff, parts=[part], kind="organisational"), cast.learner).pk


def test_a_part_without_own_dates_lasts_as_long_as_the_group(cast: make.Cast) -> None:
    assert book(make.session(cast.teacher, parts=[make.part(cast.group.programme)]), cast.learner).pk


def test_con_06_an_individual_consultation_has_one_learner(cast: make.Cast) -> None:
    session = make.session(cast.teacher, format="individual", capacity=1)
    book(session, cast.learner)
    with pytest.raises(Refused) as refused:
        book(session, cast.child)
    assert rules_of(refused) == ["CON-06"]


def test_a_full_session_points_to_the_nearest_with_seats(cast: make.Cast) -> None:
    full = make.session(cast.teacher, capacity=1)
    book(full, cast.child)
    free = make.session(cast.teacher, TOMORROW + timedelta(days=1))
    make.session(cast.teacher, TOMORROW + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        book(full, cast.learner)
    assert rules_of(refused) == ["BOOK-03"]
    refusal = refused.value.refusals[0]
    assert flat(refusal.next_step) == "Ближайшая, где есть места: ср 25.11, 18:00–19:30 МСК (Ковалёва И. С.)."
    assert refusal.next_url == f"/consultations/{free.pk}/"


def test_a_full_session_without_another_says_so(cast: make.Cast) -> None:
    full = make.session(cast.teacher, capacity=1)
    book(full, cast.child)
    with pytest.raises(Refused) as refused:
        book(full, cast.learner)
    assert refused.value.refusals[0].next_url == "/consultations/"


def test_a_place_given_back_can_be_taken_again(cast: make.Cast) -> None:
    session = make.session(cast.teacher, capacity=1)
    first = book(session, cast.child)
    cancel_booking(first)
    assert book(session, cast.learner).pk
    assert not Booking.objects.filter(pk=first.pk, state="confirmed").exists()


def test_nobody_books_twice(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    book(session, cast.learner)
    with pytest.raises(Refused) as refused:
        book(session, cast.learner)
    assert rules_of(refused) == ["BOOK-02"]
    assert refused.value.refusals[0].next_url == f"/consultations/{session.pk}/"


@pytest.mark.parametrize("state", ["in_progress", "held", "confirmed", "correction", "cancelled", "no_show"])
def test_only_a_planned_session_takes_bookings(cast: make.Cast, state: str) -> None:
    session = make.session(
        cast.teacher, state=state, actual_start=TOMORROW, actual_end=TOMORROW, cancel_reason="болезнь"
    )
    with pytest.raises(Refused) as refused:
        book(session, cast.learner)
    assert rules_of(refused) == ["BOOK-01"]


def test_a_session_that_began_takes_no_bookings(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    with travel(session.starts_at), pytest.raises(Refused) as refused:
        book(session, cast.learner)
    assert rules_of(refused) == ["BOOK-01"]


def test_an_offline_session_takes_questions_until_its_end(cast: make.Cast) -> None:
    session = make.session(cast.teacher, mode="offline", state="in_progress")
    with travel(session.ends_at - timedelta(minutes=1)):
        assert book(session, cast.learner).pk
    with travel(session.ends_at), pytest.raises(Refused) as refused:
        book(session, cast.child)
    assert rules_of(refused) == ["BOOK-01"]


# Exam-prep: the same request under two acts


def test_exp_01_the_same_request_gets_two_answers_under_s0_and_s1(cast: make.Cast) -> None:
    """S0-5.5c allows it, S1-3.7 does not: the act decides, not the code (requirements, contradiction 1)."""
    alone = exam_prep(cast.teacher, cast.group)
    together = exam_prep(cast.teacher, cast.group, "group", starts_at=TOMORROW + timedelta(days=1))
    learner = accommodated(cast.group).learner
    edition_s1()
    with pytest.raises(Refused) as refused:
        book(alone, learner)
    assert rules_of(refused) == ["EXP-01"]
    refusal = refused.value.refusals[0]
    assert refusal.next_url == f"/consultations/{together.pk}/"
    assert flat(refusal.next_step) == (
        "Запишитесь на групповую: ср 25.11, 18:00–19:30 МСК (Ковалёва И. С.)."
        " Нужны особые условия на встрече? Напишите о них в вопросе при записи или куратору группы."
    )
    ActEdition.objects.update(effective_from=date(2020, 1, 1))
    edition_s0(number=2)
    forget_editions()
    assert book(alone, learner).state == "confirmed"


def test_under_s0_a_learner_without_documents_is_shown_both_ways(cast: make.Cast) -> None:
    edition_s0()
    alone = exam_prep(cast.teacher, cast.group)
    with pytest.raises(Refused) as refused:
        book(alone, cast.learner)
    assert rules_of(refused) == ["EXP-01", "EXP-02"]
    group, exception = refused.value.refusals
    assert group.next_step.startswith("Групповой консультации к аттестации пока нет")
    assert exception.next_step == "Обратитесь к заместителю руководителя: он проверит документ и ответит."


def test_exp_02_the_exception_needs_both_the_document_and_the_plan(cast: make.Cast) -> None:
    edition_s0()
    alone = exam_prep(cast.teacher, cast.group)
    who = accommodated(cast.group)
    who.plan.individual_exam_prep = False
    who.plan.save()
    with pytest.raises(Refused):
        book(alone, who.learner)
    who.plan.individual_exam_prep = True
    who.plan.save()
    who.need.valid_to = date(2026, 11, 23)
    who.need.save()
    with pytest.raises(Refused) as refused:
        book(alone, who.learner)
    assert rules_of(refused) == ["EXP-01", "EXP-02"]


def test_exp_02_conditions_of_the_contract_are_a_ground_as_good_as_the_plan(cast: make.Cast) -> None:
    """S0-5.5c: «по индивидуальному учебному плану и (или) условиям договора»."""
    edition_s0()
    alone = exam_prep(cast.teacher, cast.group)
    who = accommodated(cast.group)
    who.plan.delete()
    with pytest.raises(Refused) as refused:
        book(alone, who.learner)
    assert rules_of(refused) == ["EXP-01", "EXP-02"]
    contract = who.enrolment.contract
    assert contract is not None
    set_special_terms(contract, learner=who.learner, individual_exam_prep=True)
    assert book(alone, who.learner).state == "confirmed"


def test_case_24_an_individual_one_comes_in_addition_to_the_group_one(cast: make.Cast) -> None:
    """ОВЗ is confirmed after the group exam-prep: the earlier record stays as it was."""
    edition_s0()
    who = accommodated(cast.group)
    earlier = exam_prep(
        cast.teacher, cast.group, "group", starts_at=TOMORROW - timedelta(days=4), state="held",
        actual_start=TOMORROW - timedelta(days=4), actual_end=TOMORROW - timedelta(days=4, hours=-1),
    )  # fmt: skip
    was = make.booking(earlier, who.learner, state="attended")
    assert book(exam_prep(cast.teacher, cast.group), who.learner).state == "confirmed"
    was.refresh_from_db()
    earlier.refresh_from_db()
    assert (was.state, earlier.state) == ("attended", "held")


def test_case_26_under_s1_the_message_names_the_group_date_and_the_way_to_ask(cast: make.Cast) -> None:
    edition_s1()
    exam_prep(cast.teacher, cast.group, "group", starts_at=TOMORROW + timedelta(days=1))
    who = accommodated(cast.group)
    with pytest.raises(Refused) as refused:
        book(exam_prep(cast.teacher, cast.group), who.learner)
    [refusal] = refused.value.refusals
    assert "ср 25.11, 18:00" in flat(refusal.next_step)
    assert "Нужны особые условия на встрече?" in refusal.next_step


def test_case_25_an_expired_document_leaves_earlier_bookings(cast: make.Cast) -> None:
    edition_s0()
    who = accommodated(cast.group)
    booking = book(exam_prep(cast.teacher, cast.group), who.learner)
    who.need.valid_to = date(2026, 11, 23)
    who.need.save()
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_an_act_that_allows_individual_exam_prep_allows_it(cast: make.Cast) -> None:
    make.edition(provisions={Provision.EXAM_PREP_GROUP_ONLY: False})
    assert book(exam_prep(cast.teacher, cast.group), cast.learner).pk


def test_group_exam_prep_is_open_to_all_of_the_group(cast: make.Cast) -> None:
    edition_s1()
    assert book(exam_prep(cast.teacher, cast.group, "group"), cast.learner).pk


# Giving back


def test_the_learner_cancels_two_hours_before(cast: make.Cast) -> None:
    booking = book(make.session(cast.teacher), cast.learner)
    with travel(booking.session.starts_at - timedelta(hours=2)):
        cancelled = cancel_booking(booking)
    assert (cancelled.state, cancelled.cancelled_at) == (
        "cancelled",
        booking.session.starts_at - timedelta(hours=2),
    )
    titles = {flat(row.title) for row in Notification.objects.filter(person=cast.teacher)}
    assert "Иванова М. П. отменил(а) запись: вт 24.11, 18:00–19:30 МСК" in titles


def test_later_than_two_hours_before_is_refused(cast: make.Cast) -> None:
    booking = book(make.session(cast.teacher), cast.learner)
    with travel(booking.session.starts_at - timedelta(minutes=119)), pytest.raises(Refused) as refused:
        cancel_booking(booking)
    assert rules_of(refused) == ["BOOK-04"]


def test_the_act_may_set_other_hours(cast: make.Cast) -> None:
    make.edition(provisions={Provision.CANCEL_HOURS: 0})
    booking = book(make.session(cast.teacher), cast.learner)
    with travel(booking.session.starts_at):
        assert cancel_booking(booking).state == "cancelled"


def test_staff_cancel_at_any_time_but_say_why(cast: make.Cast) -> None:
    booking = book(make.session(cast.teacher), cast.learner)
    with travel(booking.session.starts_at - timedelta(minutes=1)):
        with pytest.raises(Refused) as refused:
            cancel_booking(booking, by_staff=True, reason=" ")
        assert rules_of(refused) == ["CON-01"]
        assert cancel_booking(booking, by_staff=True, reason="болезнь").cancel_reason == "болезнь"
    told = Notification.objects.get(person=cast.learner, key=f"booking-{booking.pk}-cancelled")
    assert told.body.startswith("Причина: болезнь.")


@pytest.mark.parametrize("state", ["cancelled", "attended", "no_show"])
def test_only_a_confirmed_booking_is_cancelled(cast: make.Cast, state: str) -> None:
    booking = make.booking(make.session(cast.teacher), cast.learner, state=state)
    with pytest.raises(Refused) as refused:
        cancel_booking(booking)
    assert rules_of(refused) == ["BOOK-05"]


def test_booking_takes_a_constant_number_of_statements(
    cast: make.Cast, django_assert_max_num_queries: Any
) -> None:
    part = make.part(cast.group.programme)
    session = make.session(cast.teacher, groups=[cast.group], parts=[part], capacity=40)
    for _ in range(30):
        make.booking(session, make.person())
    # the act, the place and its facts, the news; what its reader wishes, and the open pages of the week
    with django_assert_max_num_queries(14):
        book(session, cast.learner)
