"""Open, hold, nobody came; confirmed and returned by the deputy."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.consultations.actions import (
    Record,
    hold_session,
    mark_confirmed,
    mark_no_show,
    open_session,
    return_session,
    unmark_confirmed,
)
from opora.consultations.events import SessionHeld, SessionNoShow, SessionReturned
from opora.consultations.models import Booking, PrepItem, Session
from opora.consultations.rules.holding import PrepMark
from opora.kernel import events
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions
from tests import make

from .world import TOMORROW, exam_prep

pytestmark = pytest.mark.django_db
END = TOMORROW + timedelta(minutes=90)
AFTER = TOMORROW + timedelta(hours=3)
ALL_THREE = {item.value: PrepMark(True, 20, "разобрали") for item in PrepItem.Item}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was published, in order; nobody reacts."""
    found: list[object] = []
    for kind in (SessionHeld, SessionNoShow, SessionReturned):
        monkeypatch.setitem(events._reactions, kind, [found.append])
    return found


def rules_of(refused: Any) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def record(*bookings: Booking, **values: Any) -> Record:
    defaults: dict[str, Any] = {
        "actual_start": TOMORROW,
        "actual_end": TOMORROW + timedelta(minutes=47),
        "attended": frozenset(one.pk for one in bookings),
        "topic": "Виды инструктажей",
        "topic_basis": "learner_appeals",
    }
    return Record(**{**defaults, **values})


def hold(session: Session, *bookings: Booking, at: datetime = AFTER, **values: Any) -> Session:
    with travel(at):
        return hold_session(session, record=record(*bookings, **values))


# Opening


@pytest.mark.parametrize("minutes", [-30, 0, 89])
def test_a_session_is_opened_from_half_an_hour_before(cast: make.Cast, minutes: int) -> None:
    session = make.session(cast.teacher)
    with travel(TOMORROW + timedelta(minutes=minutes, seconds=40)):
        opened = open_session(session)
    assert (opened.state, opened.actual_start) == ("in_progress", TOMORROW + timedelta(minutes=minutes))


def test_opening_twice_keeps_the_first_moment(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    with travel(TOMORROW):
        open_session(session)
    with travel(TOMORROW + timedelta(minutes=5)):
        assert open_session(session).actual_start == TOMORROW


@pytest.mark.parametrize("minutes", [-31, 90])
def test_too_early_or_too_late_to_open(cast: make.Cast, minutes: int) -> None:
    session = make.session(cast.teacher)
    with travel(TOMORROW + timedelta(minutes=minutes)), pytest.raises(Refused) as refused:
        open_session(session)
    assert rules_of(refused) == ["SES-05"]


def test_an_offline_session_has_no_moment_of_opening(cast: make.Cast) -> None:
    session = make.session(cast.teacher, mode="offline")
    with travel(TOMORROW):
        assert open_session(session).actual_start is None


def test_a_cancelled_session_is_not_opened(cast: make.Cast) -> None:
    session = make.session(cast.teacher, state="cancelled")
    with travel(TOMORROW), pytest.raises(Refused) as refused:
        open_session(session)
    assert rules_of(refused) == ["SES-01"]


# Holding


def test_a_held_session_keeps_actual_time_and_who_came(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher)
    came, absent = make.booking(session, cast.learner), make.booking(session, cast.child)
    held = hold(session, came, scope="topic", note=" без замечаний ", late_reason=" болела ")
    assert (held.state, held.actual_start, held.actual_end) == (
        "held",
        TOMORROW,
        TOMORROW + timedelta(minutes=47),
    )
    assert (held.topic, held.topic_basis, held.scope, held.note) == (
        "Виды инструктажей",
        "learner_appeals",
        "topic",
        "без замечаний",
    )
    came.refresh_from_db()
    absent.refresh_from_db()
    assert (came.state, absent.state) == ("attended", "no_show")
    assert heard == [SessionHeld(session.pk, "болела")]


def test_case_11_an_overrun_is_recorded_whole(cast: make.Cast, heard: list[object]) -> None:
    """S0-5.10a: no plan instead of fact."""
    session = make.session(cast.teacher)
    held = hold(session, make.booking(session, cast.learner), actual_end=TOMORROW + timedelta(minutes=112))
    assert held.actual_end == TOMORROW + timedelta(minutes=112)


def test_bookings_of_other_sessions_are_not_touched(cast: make.Cast, heard: list[object]) -> None:
    session, other = make.session(cast.teacher), make.session(cast.other_staff)
    own, foreign = make.booking(session, cast.learner), make.booking(other, cast.learner)
    gone = make.booking(session, cast.child, state="cancelled")
    hold(session, own, foreign, gone)
    foreign.refresh_from_db()
    gone.refresh_from_db()
    assert (foreign.state, gone.state) == ("confirmed", "cancelled")


@pytest.mark.parametrize("values", [{"actual_start": None}, {"actual_end": None}])
def test_con_10_both_ends_of_actual_time_are_needed(cast: make.Cast, values: dict[str, Any]) -> None:
    session = make.session(cast.teacher)
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner), **values)
    assert rules_of(refused) == ["CON-10"]
    assert refused.value.refusals[0].words == "Укажите фактическое начало, окончание и присутствующих."


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 0, "Окончание должно быть позже начала."),
        (10, 5, "Окончание должно быть позже начала."),
        (0, 181, "Окончание ещё не наступило."),
        (-600, 121, "Консультация не может длиться больше 12 часов."),
        (-721, -700, "Начало слишком далеко от времени по графику."),
    ],
)
def test_impossible_times_are_refused(cast: make.Cast, start: int, end: int, words: str) -> None:
    session = make.session(cast.teacher)
    with pytest.raises(Refused) as refused:
        hold(
            session,
            make.booking(session, cast.learner),
            actual_start=TOMORROW + timedelta(minutes=start),
            actual_end=TOMORROW + timedelta(minutes=end),
        )
    assert rules_of(refused) == ["HLD-01"]
    assert refused.value.refusals[0].words == words


def test_a_held_session_has_somebody_present(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    make.booking(session, cast.learner)
    with pytest.raises(Refused) as refused:
        hold(session)
    assert rules_of(refused) == ["CON-10"]


def test_an_individual_consultation_had_one_learner(cast: make.Cast) -> None:
    session = make.session(cast.teacher, format="individual")
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner), make.booking(session, cast.child))
    assert rules_of(refused) == ["CON-06"]


def test_exp_05_a_group_consultation_with_one_learner_stays_a_group_one(
    cast: make.Cast, heard: list[object]
) -> None:
    session = make.session(cast.teacher)
    assert hold(session, make.booking(session, cast.learner)).format == "group"


@pytest.mark.parametrize("values", [{"topic": " "}, {"topic_basis": ""}, {"topic_basis": "because"}])
def test_con_04_a_current_consultation_has_a_topic_with_its_basis(
    cast: make.Cast, values: dict[str, Any]
) -> None:
    session = make.session(cast.teacher)
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner), **values)
    assert rules_of(refused) == ["CON-04"]


def test_an_organisational_one_needs_no_topic(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.deputy, kind="organisational")
    assert hold(session, make.booking(session, cast.learner), topic="", topic_basis="").state == "held"


def test_con_05_the_scope_is_chosen(cast: make.Cast) -> None:
    session = make.session(cast.teacher)
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner), scope="")
    assert rules_of(refused) == ["CON-05"]


def test_several_refusals_come_together(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        hold(make.session(cast.teacher), topic="", actual_end=TOMORROW)
    assert rules_of(refused) == ["HLD-01", "CON-10", "CON-04"]


def test_who_came_without_booking_is_written_down(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher, groups=[cast.group])
    booked = make.booking(session, cast.child)
    hold(session, walk_ins=[cast.learner, cast.child])
    assert Booking.objects.get(learner=cast.learner).state == "attended"
    booked.refresh_from_db()
    assert booked.state == "no_show"


def test_a_stranger_without_booking_is_not(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        hold(make.session(cast.teacher, groups=[cast.group]), walk_ins=[cast.stranger])
    assert rules_of(refused) == ["ACC-01"]


@pytest.mark.parametrize("state", ["held", "confirmed", "cancelled", "no_show"])
def test_only_an_open_entry_is_filled_in(cast: make.Cast, state: str) -> None:
    session = make.session(cast.teacher, state=state, actual_start=TOMORROW, actual_end=END)
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner))
    assert rules_of(refused) == ["SES-01"]


# Exam-prep


def test_exp_04_exam_prep_needs_its_three_items(cast: make.Cast) -> None:
    session = exam_prep(cast.teacher, cast.group, "group")
    booking = make.booking(session, cast.learner)
    prep = {**ALL_THREE, "criteria": PrepMark(False)}
    with pytest.raises(Refused) as refused:
        hold(session, booking, prep=prep)
    assert rules_of(refused) == ["EXP-04"]
    assert refused.value.refusals[0].words == "Не отмечено: критерии оценивания."


def test_exam_prep_with_all_three_is_held(cast: make.Cast, heard: list[object]) -> None:
    session = exam_prep(cast.teacher, cast.group, "group")
    hold(session, make.booking(session, cast.learner), prep=ALL_THREE, topic="", topic_basis="")
    assert [(row.item, row.done, row.minutes) for row in session.prep_items.order_by("id")] == [
        ("procedure_briefing", True, 20),
        ("hard_tasks", True, 20),
        ("criteria", True, 20),
    ]


def test_a_reason_stands_for_a_missing_item_and_may_be_put_right(
    cast: make.Cast, heard: list[object]
) -> None:
    session = exam_prep(cast.teacher, cast.group, "group")
    booking = make.booking(session, cast.learner)
    hold(session, booking, skipped_items_reason="критерии разберём 26.11")
    assert session.prep_items.filter(done=True).count() == 0
    return_session(session, by=cast.deputy, remark="Отметьте проведённое")
    hold(session, booking, prep=ALL_THREE)
    assert session.prep_items.filter(done=True).count() == 3


# Offline


def test_an_offline_consultation_is_a_sum_of_intervals(cast: make.Cast, heard: list[object]) -> None:
    """domain.md §8, case 14: 7 + 12 + 5 minutes on different days."""
    session = make.session(cast.teacher, mode="offline")
    booking = make.booking(session, cast.learner)
    days = [(2, 5), (0, 7), (1, 12)]
    intervals = [
        (TOMORROW + timedelta(days=day), TOMORROW + timedelta(days=day, minutes=minutes))
        for day, minutes in days
    ]
    held = hold(session, booking, intervals=intervals, at=TOMORROW + timedelta(days=5))
    assert (held.actual_start, held.actual_end) == (None, None)
    assert [(row.ends_at - row.starts_at).seconds // 60 for row in session.intervals.all()] == [7, 12, 5]
    return_session(held, by=cast.deputy, remark="Уточните время")
    hold(session, booking, intervals=intervals[:1], at=TOMORROW + timedelta(days=5))
    assert session.intervals.count() == 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ([], "Укажите, когда вы отвечали: начало и окончание хотя бы одного отрезка."),
        ([(5, 5)], "В каждом отрезке окончание должно быть позже начала."),
        ([(-600, 121)], "Отрезок не может быть длиннее 12 часов."),
        ([(0, 10), (9, 20)], "Отрезки пересекаются: одна минута считается один раз."),
        ([(100, 181)], "Окончание ещё не наступило."),
        ([(-721, -700)], "Отрезок раньше самой консультации."),
    ],
)
def test_impossible_intervals_are_refused(
    cast: make.Cast, minutes: list[tuple[int, int]], words: str
) -> None:
    session = make.session(cast.teacher, mode="offline")
    intervals = [(TOMORROW + timedelta(minutes=a), TOMORROW + timedelta(minutes=b)) for a, b in minutes]
    with pytest.raises(Refused) as refused:
        hold(session, make.booking(session, cast.learner), intervals=intervals)
    assert rules_of(refused) == ["HLD-02"]
    assert refused.value.refusals[0].words == words


# Nobody came


def test_case_9_nobody_came_and_the_waiting_is_recorded(cast: make.Cast, heard: list[object]) -> None:
    """domain.md §8, case 9: the waiting, never the planned 90 minutes."""
    session = make.session(cast.teacher)
    booking = make.booking(session, cast.learner)
    with travel(TOMORROW + timedelta(minutes=15)):
        marked = mark_no_show(session, waited=15)
    assert (marked.state, marked.actual_start, marked.actual_end) == (
        "no_show",
        TOMORROW,
        TOMORROW + timedelta(minutes=15),
    )
    booking.refresh_from_db()
    assert booking.state == "no_show"
    assert heard == [SessionNoShow(session.pk)]


def test_the_waiting_need_not_be_recorded(cast: make.Cast, heard: list[object]) -> None:
    with travel(AFTER):
        marked = mark_no_show(make.session(cast.teacher))
    assert (marked.state, marked.actual_start, marked.actual_end) == ("no_show", None, None)


@pytest.mark.parametrize("waited", [16, -1])
def test_only_the_waiting_of_the_act_is_recorded(cast: make.Cast, waited: int) -> None:
    with travel(AFTER), pytest.raises(Refused) as refused:
        mark_no_show(make.session(cast.teacher), waited=waited)
    assert rules_of(refused) == ["SES-06"]


def test_learners_are_waited_for(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher)
    with travel(TOMORROW + timedelta(minutes=14)), pytest.raises(Refused) as refused:
        mark_no_show(session)
    assert rules_of(refused) == ["SES-06"]
    make.edition(provisions={Provision.NO_SHOW_MINUTES: 5})
    forget_editions()
    with travel(TOMORROW + timedelta(minutes=5)):
        assert mark_no_show(session).state == "no_show"


def test_nobody_asked_offline_only_when_its_window_is_over(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher, mode="offline")
    with travel(END - timedelta(minutes=1)), pytest.raises(Refused):
        mark_no_show(session)
    with travel(END):
        assert mark_no_show(session, waited=15).actual_end is None


def test_a_held_session_is_no_no_show(cast: make.Cast) -> None:
    session = make.session(cast.teacher, state="held", actual_start=TOMORROW, actual_end=END)
    with travel(AFTER), pytest.raises(Refused) as refused:
        mark_no_show(session)
    assert rules_of(refused) == ["SES-01"]


# The deputy


def test_the_deputy_confirms_takes_back_and_returns(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher, state="held", actual_start=TOMORROW, actual_end=END)
    for _again in range(2):
        mark_confirmed([session])
        session.refresh_from_db()
        assert session.state == "confirmed"
    assert unmark_confirmed(session).state == "held"
    returned = return_session(session, by=cast.deputy, remark=" Проверьте окончание ")
    assert (returned.state, returned.return_remark.replace("\N{NO-BREAK SPACE}", " ")) == (
        "correction",
        "Громов П. И.: Проверьте окончание",
    )
    assert heard == [SessionReturned(session.pk)]
    assert hold(session, make.booking(session, cast.learner)).return_remark == ""


def test_a_confirmed_no_show_stays_a_no_show(cast: make.Cast) -> None:
    session = make.session(cast.teacher, state="no_show")
    mark_confirmed([session])
    session.refresh_from_db()
    assert session.state == "no_show"


@pytest.mark.parametrize("state", ["planned", "in_progress", "cancelled", "correction"])
def test_what_was_not_held_is_not_confirmed_or_returned(cast: make.Cast, state: str) -> None:
    session = make.session(cast.teacher, state=state)
    with pytest.raises(Refused):
        mark_confirmed([session])
    with pytest.raises(Refused):
        unmark_confirmed(session)
    with pytest.raises(Refused):
        return_session(session, by=cast.deputy, remark="нет")


def test_a_day_of_work_in_the_past_is_recorded_as_extra(cast: make.Cast, heard: list[object]) -> None:
    session = make.session(cast.teacher, datetime(2026, 11, 12, 15, 0, tzinfo=UTC))
    assert session.date == date(2026, 11, 12)
    start = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
    held = hold(
        session,
        make.booking(session, cast.learner),
        actual_start=start,
        actual_end=start + timedelta(hours=1),
    )
    assert held.state == "held"
