"""Cancelled, substituted, extra, given a topic; who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from opora.consultations.actions import (
    ExtraPlan,
    cancel_session,
    create_extra_session,
    set_topic,
    substitute,
)
from opora.consultations.models import Booking, Kind, Session
from opora.consultations.tasks import remind, send_reminders
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Letter, Notification
from opora.people.models import Person, StaffContract
from opora.regulations.models import Provision
from opora.schedule.models import Format, Mode
from tests import make

from .world import TOMORROW, edition_s0, edition_s1, flat

pytestmark = pytest.mark.django_db


def rules_of(refused: Any) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


# Cancelling a session


def test_job_10_those_booked_are_told_why_and_shown_other_dates(cast: make.Cast) -> None:
    Person.objects.filter(pk=cast.learner.pk).update(email="ivanova@mail.example")
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    make.booking(session, cast.child, asked_by=cast.parent)
    make.session(cast.teacher, TOMORROW + timedelta(days=1))
    make.session(cast.other_staff, TOMORROW + timedelta(days=1))
    cancelled = cancel_session(session, reason=" болезнь ")
    assert (cancelled.state, cancelled.cancel_reason, cancelled.sequence) == ("cancelled", "болезнь", 1)
    booking.refresh_from_db()
    assert (booking.state, booking.cancel_reason) == ("cancelled", "болезнь")
    told = Notification.objects.get(person=cast.learner)
    assert told.title == "Консультация отменена: вт 24.11, 18:00–19:30 МСК"
    assert told.body == "Причина: болезнь.\nДругие даты:\n— ср 25.11, 18:00–19:30 МСК"
    assert Notification.objects.filter(person__in=[cast.child, cast.parent]).count() == 2
    letter = Letter.objects.get()
    assert (letter.calendar_method, "STATUS:CANCELLED" in letter.calendar) == ("CANCEL", True)


def test_without_other_dates_the_section_is_named(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    make.booking(session, cast.learner)
    cancel_session(session, reason="болезнь")
    assert Notification.objects.get().body == "Причина: болезнь.\nВыберите другую в разделе «Консультации»."


def test_an_empty_session_is_cancelled_in_silence(cast: make.Cast) -> None:
    cancel_session(make.session(cast.teacher, state="in_progress"), reason="нет связи")
    assert not Notification.objects.exists()


def test_help_is_not_taken_back_without_a_reason(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        cancel_session(make.session(cast.teacher), reason="")
    assert rules_of(refused) == ["CON-01"]


@pytest.mark.parametrize("state", ["held", "confirmed", "correction", "cancelled", "no_show"])
def test_only_what_was_not_held_is_cancelled(cast: make.Cast, state: str) -> None:
    session = make.session(cast.teacher, state=state, actual_start=TOMORROW, actual_end=TOMORROW)
    with pytest.raises(Refused) as refused:
        cancel_session(session, reason="болезнь")
    assert rules_of(refused) == ["SES-01"]


# Substitution


def test_a_substitute_comes_and_everybody_knows(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    make.booking(session, cast.learner)
    changed = substitute(session, person=cast.other_staff, reason="болезнь")
    assert (changed.person, changed.substitute_for) == (cast.other_staff, cast.teacher)
    told = Notification.objects.get(person=cast.learner)
    assert told.title == "Консультацию проведёт другой работник: вт 24.11, 18:00–19:30 МСК"
    assert told.body == "Ведёт Цех Мария Ивановна. Причина замены: болезнь."
    assert {row.person for row in Notification.objects.filter(title__startswith="Замена")} == {
        cast.teacher,
        cast.other_staff,
    }


def test_a_second_substitute_stands_for_the_first_worker(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    substitute(session, person=cast.other_staff, reason="болезнь")
    assert substitute(session, person=cast.curator, reason="и он болеет").substitute_for == cast.teacher
    back = substitute(session, person=cast.teacher, reason="вышла с больничного")
    assert (back.person, back.substitute_for) == (cast.teacher, None)


def test_a_busy_worker_substitutes_nobody(cast: make.Cast) -> None:
    """SCH-07, by the database's own constraint."""
    make.session(cast.other_staff, TOMORROW + timedelta(minutes=60), topic="Стропы")
    with pytest.raises(Refused) as refused:
        substitute(make.session(cast.teacher), person=cast.other_staff, reason="болезнь")
    assert rules_of(refused) == ["SCH-07"]
    assert flat(refused.value.refusals[0].words) == (
        "Цех М. И. уже занят(а) вт 24.11, 19:00–20:30 МСК: Стропы."
    )


def test_offline_work_does_not_take_the_worker_whole(cast: make.Cast) -> None:
    make.session(cast.other_staff, mode="offline")
    assert substitute(make.session(cast.teacher), person=cast.other_staff, reason="болезнь").pk


def test_a_substitution_is_explained_and_changes_somebody(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        substitute(make.session(cast.teacher), person=cast.teacher, reason="")
    assert rules_of(refused) == ["SES-02", "SES-04"]


@pytest.mark.parametrize("state", ["in_progress", "held", "cancelled"])
def test_only_a_planned_session_is_given_away(cast: make.Cast, state: str) -> None:
    session = make.session(cast.teacher, state=state, actual_start=TOMORROW, actual_end=TOMORROW)
    with pytest.raises(Refused) as refused:
        substitute(session, person=cast.other_staff, reason="болезнь")
    assert rules_of(refused) == ["SES-01"]


def test_a_dismissed_worker_helps_nobody(cast: make.Cast) -> None:
    StaffContract.objects.filter(person=cast.other_staff).update(valid_to=date(2026, 11, 23))
    with pytest.raises(Refused) as refused:
        substitute(make.session(cast.teacher), person=cast.other_staff, reason="болезнь")
    assert rules_of(refused) == ["CON-08"]


def test_con_08_only_those_whom_the_act_names_help(cast: make.Cast) -> None:
    make.edition(provisions={Provision.HELP_PROVIDERS: ["pedagogical"]})
    with pytest.raises(Refused) as refused:
        substitute(make.session(cast.teacher), person=cast.other_staff, reason="болезнь")
    assert rules_of(refused) == ["CON-08"]


def test_con_09_outside_the_load_help_is_individual_where_the_act_says_so(cast: make.Cast) -> None:
    StaffContract.objects.filter(person=cast.other_staff).update(load_basis="outside_teaching_load")
    group, alone = make.session(cast.teacher), make.session(cast.curator, format="individual")
    edition_s0()
    with pytest.raises(Refused) as refused:
        substitute(group, person=cast.other_staff, reason="болезнь")
    assert rules_of(refused) == ["CON-09"]
    assert substitute(alone, person=cast.other_staff, reason="болезнь").pk


def test_outside_the_load_help_may_be_for_groups_where_the_act_is_silent(cast: make.Cast) -> None:
    StaffContract.objects.filter(person=cast.other_staff).update(load_basis="outside_teaching_load")
    assert substitute(make.session(cast.teacher), person=cast.other_staff, reason="болезнь").pk


# Beside the график


def plan(**values: Any) -> ExtraPlan:
    defaults: dict[str, Any] = {
        "branch": make.branch(),
        "starts_at": TOMORROW,
        "ends_at": TOMORROW + timedelta(hours=1),
        "format": Format.GROUP,
        "mode": Mode.ONLINE,
        "means": [make.means()],
    }
    return ExtraPlan(**{**defaults, **values})


def test_an_extra_session_says_why(cast: make.Cast) -> None:
    part = make.part(cast.group.programme)
    made = create_extra_session(
        cast.teacher, plan=plan(groups=[cast.group], parts=[part], capacity=7), reason=" просьба группы "
    )
    assert (made.extra_reason, made.line, made.date, made.capacity) == (
        "просьба группы",
        None,
        date(2026, 11, 24),
        7,
    )
    assert (list(made.groups.all()), list(made.parts.all()), list(made.means.all())) == (
        [cast.group],
        [part],
        [make.means()],
    )


def test_an_individual_extra_session_has_one_place(cast: make.Cast) -> None:
    assert (
        create_extra_session(cast.teacher, plan=plan(format=Format.INDIVIDUAL), reason="просьба").capacity
        == 1
    )


def test_its_day_is_that_of_the_branch(cast: make.Cast) -> None:
    far = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    assert create_extra_session(cast.teacher, plan=plan(branch=far), reason="просьба").date == date(
        2026, 11, 25
    )


def test_an_extra_session_is_refused_with_every_reason(cast: make.Cast) -> None:
    make.edition(provisions={Provision.CONSULT_FORMS: ["individual:online"]})
    with pytest.raises(Refused) as refused:
        create_extra_session(cast.learner, plan=plan(ends_at=TOMORROW, means=[]), reason="")
    assert rules_of(refused) == ["SES-02", "SES-03", "CON-08", "CON-02", "CON-07"]


def test_an_extra_session_does_not_overlap_own_ones(cast: make.Cast) -> None:
    make.session(cast.teacher)
    with pytest.raises(Refused) as refused:
        create_extra_session(cast.teacher, plan=plan(), reason="просьба")
    assert rules_of(refused) == ["SCH-07"]
    assert Session.objects.count() == 1


def test_another_integrity_error_is_not_hidden(cast: make.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.consultations.rules.planning.ends_after_start", lambda *_: None)
    with pytest.raises(IntegrityError):
        create_extra_session(cast.teacher, plan=plan(ends_at=TOMORROW - timedelta(hours=1)), reason="просьба")


def test_somebody_elses_overlap_names_no_session(cast: make.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other session may have been cancelled between the refusal of the database and the question."""
    session = make.session(cast.teacher)
    real = Session.objects.filter

    def filter_without_overlap(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        return found.none() if "state__in" in kwargs else found

    monkeypatch.setattr(Session.objects, "filter", filter_without_overlap)
    with pytest.raises(Refused) as refused:
        create_extra_session(session.person, plan=plan(), reason="просьба")
    assert flat(refused.value.refusals[0].words) == "Ковалёва И. С. уже занят(а) в это время."


@pytest.mark.parametrize(
    ("day", "attestation", "allowed"),
    [
        (date(2026, 11, 24), date(2026, 11, 25), True),
        (date(2026, 11, 20), date(2026, 11, 24), True),
        (date(2026, 11, 25), date(2026, 11, 27), False),
        (date(2026, 11, 20), date(2026, 11, 23), False),
        (date(2026, 11, 20), None, False),
    ],
)
def test_exp_03_exam_prep_stands_between_the_end_of_the_part_and_its_attestation(
    cast: make.Cast, day: date, attestation: date | None, allowed: bool
) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, ends_on=day, attestation_on=attestation)
    wanted = plan(kind=Kind.EXAM_PREP, groups=[cast.group], parts=[part])
    if allowed:
        assert create_extra_session(cast.teacher, plan=wanted, reason="перед зачётом").kind == "exam_prep"
    else:
        with pytest.raises(Refused) as refused:
            create_extra_session(cast.teacher, plan=wanted, reason="перед зачётом")
        assert rules_of(refused) == ["EXP-03"]


def test_individual_exam_prep_is_planned_only_where_the_act_has_the_exception(cast: make.Cast) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, ends_on=date(2026, 11, 20), attestation_on=date(2026, 11, 25))
    alone = plan(kind=Kind.EXAM_PREP, format=Format.INDIVIDUAL, groups=[cast.group])
    edition_s1()
    with pytest.raises(Refused) as refused:
        create_extra_session(cast.deputy, plan=alone, reason="ОВЗ")
    assert rules_of(refused) == ["EXP-01"]


@pytest.mark.parametrize(
    "provisions",
    [{Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION: True}, {Provision.EXAM_PREP_GROUP_ONLY: False}],
)
def test_individual_exam_prep_is_planned_where_the_act_allows(cast: make.Cast, provisions: Any) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, ends_on=date(2026, 11, 20), attestation_on=date(2026, 11, 25))
    make.edition(provisions=provisions)
    alone = plan(kind=Kind.EXAM_PREP, format=Format.INDIVIDUAL, groups=[cast.group])
    assert create_extra_session(cast.deputy, plan=alone, reason="ОВЗ").capacity == 1


@pytest.mark.parametrize(
    ("format_", "kind", "rules"), [("group", "email", ["CON-07"]), ("individual", "email", [])]
)
def test_con_07_a_group_online_needs_live_means(
    cast: make.Cast, format_: str, kind: str, rules: list[str]
) -> None:
    wanted = plan(format=Format(format_), means=[make.means("mail", "почта", kind=kind)])
    if rules:
        with pytest.raises(Refused) as refused:
            create_extra_session(cast.teacher, plan=wanted, reason="просьба")
        assert rules_of(refused) == rules
    else:
        assert create_extra_session(cast.teacher, plan=wanted, reason="просьба").pk


# Topic


def test_the_topic_is_set_with_its_basis(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    made = set_topic(session, topic=" Виды инструктажей ", basis="progress_analysis", scope="topic")
    assert (made.topic, made.topic_basis, made.scope, made.kind) == (
        "Виды инструктажей",
        "progress_analysis",
        "topic",
        "current",
    )


def test_a_topic_without_basis_or_scope_is_refused(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        set_topic(make.session(cast.teacher), topic="Тема", basis="", scope="")
    assert rules_of(refused) == ["CON-04", "CON-05"]


def test_a_meeting_of_the_schedule_may_become_exam_prep(cast: make.Cast) -> None:
    part = make.part(cast.group.programme)
    make.group_part(cast.group, part, ends_on=date(2026, 11, 20), attestation_on=date(2026, 11, 25))
    session = make.session(cast.teacher, groups=[cast.group])
    assert set_topic(session, topic="", basis="", scope="overview", kind="exam_prep").kind == "exam_prep"


def test_a_held_session_keeps_its_topic(cast: make.Cast) -> None:
    session = make.session(cast.teacher, state="held", actual_start=TOMORROW, actual_end=TOMORROW)
    with pytest.raises(Refused) as refused:
        set_topic(session, topic="Тема", basis="progress_analysis", scope="topic")
    assert rules_of(refused) == ["SES-01"]


# Reminders


def booked_long_ago(session: Session, who: Person, **values: Any) -> Booking:
    booking = make.booking(session, who, **values)
    Booking.objects.filter(pk=booking.pk).update(created_at=session.starts_at - timedelta(days=3))
    return booking


def test_job_04_reminders_a_day_and_an_hour_before_come_once(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    booked_long_ago(session, cast.child, asked_by=cast.parent)
    with travel(TOMORROW - timedelta(hours=24, minutes=1)):
        assert send_reminders() == 0
    with travel(TOMORROW - timedelta(hours=23)):
        assert (send_reminders(), send_reminders()) == (3, 0)
    with travel(TOMORROW - timedelta(minutes=50)):
        remind(0)
        assert send_reminders() == 0
    titles = sorted(row.title for row in Notification.objects.filter(person=cast.child))
    assert titles == [
        "Завтра консультация: вт 24.11, 18:00–19:30 МСК",
        "Через час: вт 24.11, 18:00–19:30 МСК",
    ]
    assert Notification.objects.filter(person__in=[cast.parent, cast.teacher]).count() == 4


def test_a_late_reminder_says_today_by_the_calendar_of_the_reader(cast: make.Cast) -> None:
    session = make.session(cast.teacher)  # 18:00 in Moscow is 01:00 of the next day in Vladivostok
    there = make.person(timezone="Asia/Vladivostok")
    for learner in (cast.learner, there):
        booked_long_ago(session, learner)
    with travel(TOMORROW - timedelta(hours=5)):
        send_reminders()
    titles = [Notification.objects.get(person=one).title for one in (cast.learner, there)]
    assert titles == [
        "Сегодня консультация: вт 24.11, 18:00–19:30 МСК",
        "Завтра консультация: вт 24.11, 18:00–19:30 МСК (у вас ср 25.11, 01:00–02:30 ВЛД)",
    ]


def test_who_booked_just_now_is_not_reminded_of_it(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    Booking.objects.filter(pk=booking.pk).update(created_at=TOMORROW - timedelta(minutes=40))
    with travel(TOMORROW - timedelta(minutes=30)):
        send_reminders()
    assert not Notification.objects.filter(person=cast.learner).exists()


def test_a_cancelled_place_or_session_reminds_nobody(cast: make.Cast) -> None:
    booked_long_ago(make.session(cast.teacher), cast.learner, state="cancelled")
    booked_long_ago(make.session(cast.other_staff, state="cancelled"), cast.learner)
    with travel(TOMORROW - timedelta(minutes=30)):
        assert send_reminders() == 0
