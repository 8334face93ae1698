"""What orders on learners do to help: limited parts, leave, merged groups (ENR-04, cases 18, 22)."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from opora.consultations import actions as help_actions
from opora.consultations.models import Booking, Session, Waiting
from opora.consultations.queries.entitlement import studies_of
from opora.consultations.queries.slots import bookable_sessions
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person, Role
from opora.studies import actions, queries
from opora.studies.models import Enrolment, Group, LearnerOrder, NetworkAgreement
from tests import make
from tests.studies import samples

ON = date(2026, 11, 23)


def refused(call: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as found:
        call()
    return [(one.rule, one.words) for one in found.value.refusals]


def signed(
    kind: str, group: Group, learners: list[Person], *, number: str = "12-у", **values: Any
) -> LearnerOrder:
    order = actions.draft_order(
        kind, group, by=make.staff(role=Role.CURATOR), learners=[one.pk for one in learners], **values
    )
    actions.send_order(order)
    actions.agree_order(order, by=make.staff(role=Role.DEPUTY))
    return actions.sign_order(order, number=number, on=ON, by=make.staff(role=Role.DIRECTOR))


@pytest.fixture
def group(db: None, today: object) -> Group:
    make.organisation()
    make.edition()
    return make.group("ЗАК-26/11-сеть")


def session_of(group: Group, part: Any, days: int = 1, **values: Any) -> Session:
    made = make.session(make.staff(), now() + timedelta(days=days), **values)
    made.groups.add(group)
    if part:
        made.parts.add(part)
    return made


def agreement_of(group: Group, *parts: Any) -> NetworkAgreement:
    return actions.make_agreement(
        group.programme,
        parts=parts,
        number="4-С/26",
        date=ON,
        partner="ГБПОУ «Приморский технический колледж»",
        valid_from=date(2026, 9, 1),
        valid_to=date(2027, 6, 30),
    )


def test_enr_04_a_network_learner_is_served_in_parts_of_the_agreement(group: Group) -> None:
    agreed, other = make.part(group.programme, "Закупки"), make.part(group.programme, "Право")
    topic = make.part(group.programme, "Тема", parent=agreed)
    learner = make.person()
    signed("enrol", group, [learner], agreement=agreement_of(group, agreed))
    inside, deeper = session_of(group, agreed), session_of(group, topic, 2)
    outside, whole = session_of(group, other, 3), session_of(group, None, 4)
    assert refused(lambda: help_actions.book_slot(outside, learner=learner, asked_by=learner)) == [
        ("ENR-04", "Дисциплина не входит в договор о сетевом взаимодействии.")
    ]
    shown = [slot.session.pk for slot in bookable_sessions(learner, now(), now() + timedelta(days=9))]
    assert shown == [inside.pk, deeper.pk, whole.pk]
    for session in (inside, deeper, whole):
        assert help_actions.book_slot(session, learner=learner, asked_by=learner).pk
    assert queries.served_parts(learner, ON).parts == {agreed.pk, topic.pk}


def test_enr_04_a_single_discipline_opens_only_itself(group: Group) -> None:
    own, other = make.part(group.programme, "Закупки"), make.part(group.programme, "Право")
    learner = make.person()
    signed("enrol", group, [learner], parts=[own])
    assert refused(
        lambda: help_actions.book_slot(session_of(group, other), learner=learner, asked_by=learner)
    ) == [("ENR-04", "Дисциплина не входит в приказ о зачислении.")]
    run = make.group_part(group, other)
    assert (
        refused(lambda: help_actions.request_help(run, learner=learner, asked_by=learner, question="?"))[0][0]
        == "ENR-04"
    )


def test_own_dates_of_the_plan_stand_before_those_of_the_group(group: Group) -> None:
    part, learner = make.part(group.programme), make.person()
    it = make.enrolment(learner, group)
    make.group_part(group, part, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 13))
    session = session_of(group, part, 7)
    assert (
        refused(lambda: help_actions.book_slot(session, learner=learner, asked_by=learner))[0][0] == "CON-03"
    )
    plan = actions.set_individual_plan(it, number="5-ИУП", on=ON)
    own = actions.PlanRow(part, way="faster", starts_on=date(2026, 11, 20), ends_on=date(2026, 12, 10))
    actions.set_plan_parts(plan, [own])
    assert help_actions.book_slot(session, learner=learner, asked_by=learner).pk


def test_case_22_on_leave_meetings_ahead_are_cancelled_and_told(group: Group) -> None:
    learner = make.person()
    make.enrolment(learner, group)
    ahead = make.booking(session_of(group, None), learner)
    signed("leave", group, [learner], until=date(2026, 12, 20))
    ahead.refresh_from_db()
    assert (ahead.state, ahead.cancel_reason) == (
        Booking.State.CANCELLED,
        "академический отпуск, приказ № 12-у от 23.11.2026",
    )
    assert Notification.objects.filter(person=learner, title__startswith="Запись отменена").exists()
    assert (
        refused(
            lambda: help_actions.book_slot(session_of(group, None, 2), learner=learner, asked_by=learner)
        )[0][0]
        == "ACC-01"
    )


def test_case_18_lines_of_the_old_group_serve_its_learners_in_the_new_one(group: Group) -> None:
    into = make.group("ЗАК-26/12", programme=group.programme)
    third = make.group("ЗАК-26/13", programme=group.programme)
    learner, away = make.person(), make.person()
    old = make.enrolment(learner, group)
    make.enrolment(away, group, state="academic_leave", leave_until=date(2026, 12, 20))
    held = session_of(group, None, -3)
    kept, new = session_of(group, None, 3), session_of(into, None, 4)
    booking = make.booking(kept, learner)
    signed("merge", group, [], into=into)
    group.refresh_from_db()
    assert group.merged_into == into
    old.refresh_from_db()
    assert (old.state, old.left_on) == ("transferred", ON)
    assert list(held.groups.all()) == [group]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    assert help_actions.book_slot(new, learner=learner, asked_by=learner).pk
    assert into.enrolments.get(learner=away).state == "academic_leave"
    assert into.enrolments.get(learner=away).leave_until == date(2026, 12, 20)
    signed("merge", into, [], into=third, number="13-у")
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    [current] = [one for one in studies_of(learner.pk)[learner.pk] if one.group_id == third.pk]
    assert current.merged == {group.pk, into.pk}


def test_case_18_a_meeting_that_serves_neither_group_is_told(group: Group) -> None:
    into = make.group("ЗАК-26/12", programme=group.programme)
    learner = make.person()
    make.enrolment(learner, group)
    lost = make.booking(session_of(group, None, 3), learner)
    signed("transfer", group, [learner], into=into)
    lost.refresh_from_db()
    assert (lost.state, lost.cancel_reason) == (Booking.State.CANCELLED, "вы переведены в другую группу")


@pytest.mark.parametrize(("same_part", "state"), [(True, "requested"), (False, "withdrawn")])
def test_case_18_turns_and_requests_go_along_where_the_new_group_serves_them(
    group: Group, same_part: bool, state: str
) -> None:
    into, part = make.group("ЗАК-26/12", programme=group.programme), make.part(group.programme)
    run, learner, teacher = make.group_part(group, part), make.person(), make.staff()
    other = part if same_part else make.part(group.programme, "Практика")
    make.group_part(into, other, teacher=teacher)
    make.enrolment(learner, group)
    here = Waiting.objects.create(session=session_of(group, None, 3), learner=learner, asked_by=learner)
    both = session_of(group, None, 4)
    both.groups.add(into)
    there = Waiting.objects.create(session=both, learner=learner, asked_by=learner)
    asked = help_actions.request_help(run, learner=learner, asked_by=learner, question="Как считать?")
    signed("transfer", group, [learner], into=into)
    states = {one.pk: one.state for one in Waiting.objects.all()}
    assert states == {here.pk: Waiting.State.LEFT, there.pk: Waiting.State.WAITING}
    asked.refresh_from_db()
    assert asked.state == state
    assert (asked.person == teacher, asked.run.group == into) == (same_part, same_part)
    assert asked.answer == ("" if same_part else "вы переведены в другую группу")


def test_case_19_two_programmes_are_judged_each_by_its_enrolment(group: Group) -> None:
    other = make.group()
    learner = make.person()
    make.enrolment(learner, group)
    second = make.enrolment(learner, other)
    here, there = session_of(group, None), session_of(other, None)
    for session in (here, there):
        assert help_actions.book_slot(session, learner=learner, asked_by=learner).pk
    actions.leave(second, order_number="9", order_date=ON)
    states = {one.session_id: one.state for one in Booking.objects.all()}
    assert states == {here.pk: Booking.State.CONFIRMED, there.pk: Booking.State.CANCELLED}


def test_case_20_an_addendum_reopens_the_window_and_the_gap_stays(group: Group) -> None:
    learner = make.person()
    contract = make.contract(learner, valid_to=date(2026, 11, 20))
    make.enrolment(learner, group, contract=contract)
    session = session_of(group, None)
    assert (
        refused(lambda: help_actions.book_slot(session, learner=learner, asked_by=learner))[0][0] == "ACC-02"
    )
    made = actions.extend_by_addendum(contract, number="1", on=ON, until=date(2026, 12, 25))
    assert (made.former_end, made.valid_to) == (date(2026, 11, 20), date(2026, 12, 25))
    assert help_actions.book_slot(session, learner=learner, asked_by=learner).pk


@pytest.mark.django_db(transaction=True)
def test_case_18_a_merge_waits_for_an_enrolment_and_takes_it_along(today: object) -> None:
    make.organisation()
    source, into = make.group("А-1"), None
    into = make.group("А-2", programme=source.programme)
    first, late = make.person(), make.person()
    make.enrolment(first, source)
    curator, deputy, director = (make.staff(role=role) for role in (Role.CURATOR, Role.DEPUTY, Role.DIRECTOR))
    order = actions.draft_order("merge", source, by=curator, into=into)
    actions.send_order(order)
    actions.agree_order(order, by=deputy)
    holding, done = Event(), Event()
    failed: list[BaseException] = []

    def enrol() -> None:
        try:
            with transaction.atomic():
                actions.enrol(late, source, order_number="5", order_date=ON)
                holding.set()
                done.wait(1)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=enrol)
    thread.start()
    holding.wait(5)
    actions.sign_order(order, number="6", on=ON, by=director)
    done.set()
    thread.join()
    assert failed == []
    assert {row.learner for row in into.enrolments.all()} == {first, late}
    assert (
        refused(lambda: actions.enrol(make.person(), source, order_number="7", order_date=ON))[0][0]
        == "GRP-05"
    )
    assert not Enrolment.objects.filter(group=source, state="enrolled").exists()


@pytest.mark.django_db(transaction=True)
def test_case_18_a_list_for_the_merged_group_fails_whole_with_words(today: object) -> None:
    """The list was checked before the merge and confirmed while it was being signed."""
    make.organisation()
    source = make.group("А-1", programme=make.programme("ОТ-40"))
    into = make.group("А-2", programme=source.programme)
    make.enrolment(make.person(), source)
    curator, deputy, director = (make.staff(role=role) for role in (Role.CURATOR, Role.DEPUTY, Role.DIRECTOR))
    order = actions.draft_order("merge", source, by=curator, into=into)
    actions.send_order(order)
    actions.agree_order(order, by=deputy)
    listed = actions.upload_learners(samples.learners(3, programme="ОТ-40"), filename="a.csv", by=curator)
    stale = Group.objects.select_related("programme").get(pk=source.pk)
    people, holding, done = Person.objects.count(), Event(), Event()
    failed: list[BaseException] = []

    def merge() -> None:
        try:
            with transaction.atomic():
                actions.sign_order(order, number="6", on=ON, by=director)
                holding.set()
                done.wait(1)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=merge)
    thread.start()
    holding.wait(10)
    terms = actions.Terms(groups={"ОТ-40": stale}, order_number="9-у", order_date=ON, take_all=True)
    assert refused(lambda: actions.apply_learner_import(listed, terms=terms))[0][0] == "IMP-06"
    done.set()
    thread.join()
    assert failed == []
    assert (Person.objects.count(), source.enrolments.exclude(state="transferred").count()) == (people, 0)
    source.refresh_from_db()
    again = actions.Terms(groups={"ОТ-40": source}, order_number="9-у", order_date=ON, take_all=True)
    assert refused(lambda: actions.apply_learner_import(listed, terms=again))[0][0] == "GRP-05"
