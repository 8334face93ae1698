"""Enrolments move by orders only; programmes, parts and groups keep their rules (ENR, PRG, GRP)."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from opora.kernel.errors import Refused
from opora.kernel.events import on
from opora.people.models import Contract, Person, Role
from opora.people.queries import role_windows
from opora.regulations.models import Order
from opora.studies import actions, queries
from opora.studies.events import EnrolmentMoved, LearnerEnrolled
from opora.studies.models import Enrolment, EnrolmentMove, Group, GroupPart, Programme
from tests import make

pytestmark = pytest.mark.usefixtures("today", "db")
ON = date(2026, 11, 20)
ORDER: dict[str, Any] = {"order_number": "12-у", "order_date": ON}
State = Enrolment.State


def rules_of(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [refusal.rule for refusal in refused.value.refusals]


@pytest.fixture
def group() -> Group:
    make.organisation()
    return make.group("ОТ-26/11-1", programme=make.programme("ОТ-40"))


def test_an_order_enrols_and_opens_the_cabinet(group: Group) -> None:
    heard: list[LearnerEnrolled] = []
    on(LearnerEnrolled)(heard.append)
    learner = make.person()
    enrolment = actions.enrol(learner, group, **ORDER)
    assert (enrolment.state, enrolment.enrolled_on, enrolment.order_in) == (
        "enrolled",
        ON,
        Order.objects.get(),
    )
    assert enrolment.contract is not None
    assert (enrolment.contract.kind, enrolment.contract.valid_to) == ("order", group.ends_on)
    assert role_windows(learner, ON)[Role.LEARNER].is_open
    assert heard[-1] == LearnerEnrolled(enrolment.pk, learner.pk, group.pk, ON)


def test_studies_begin_with_the_group_when_the_order_is_earlier(group: Group) -> None:
    early = {"order_number": "1", "order_date": date(2026, 11, 2)}
    assert actions.enrol(make.person(), group, **early).enrolled_on == date(2026, 11, 9)


def test_one_order_enrols_many_and_another_kind_of_order_does_not(group: Group) -> None:
    actions.enrol(make.person(), group, **ORDER)
    actions.enrol(make.person(), group, **ORDER)
    assert (Order.objects.count(), Contract.objects.count()) == (1, 1)
    make.order("13-о", on=ON, kind=Order.Kind.SCHEDULE)
    assert rules_of(lambda: actions.enrol(make.person(), group, order_number="13-о", order_date=ON)) == [
        "ORD-01"
    ]


def test_the_head_signs(group: Group) -> None:
    head = make.staff("Орлова Нина Васильевна", Role.DIRECTOR, position="директор")
    actions.enrol(make.person(), group, **ORDER)
    order = Order.objects.get()
    assert (order.signer, order.signer_position, order.kind) == (head, "директор", "enrolment")


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [("", ON, "order_number"), (" ", ON, "order_number"), ("1", None, "order_date")],
)
def test_enr_02_nobody_is_enrolled_without_an_order(
    group: Group, number: str, day: date | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.enrol(make.person(), group, order_number=number, order_date=day)
    assert [(one.rule, one.field) for one in refused.value.refusals] == [("ENR-02", field)]


def test_enr_06_a_learner_is_in_a_group_once(group: Group) -> None:
    learner = make.person()
    actions.enrol(learner, group, **ORDER)
    assert rules_of(lambda: actions.enrol(learner, group, **ORDER)) == ["ENR-06"]


def test_enr_10_a_learner_studies_by_his_own_living_contract(group: Group) -> None:
    learner = make.person()
    mine, others = make.contract(learner), make.contract(make.person())
    ended = make.contract(learner, state="terminated", terminated_on=ON)
    for contract in (others, ended):
        assert rules_of(
            lambda contract=contract: actions.enrol(learner, group, contract=contract, **ORDER)  # type: ignore[misc]
        ) == ["ENR-10"]
    assert actions.enrol(learner, group, contract=mine, **ORDER).contract == mine


def test_a_programme_too_short_enrols_nobody(group: Group) -> None:
    Programme.objects.update(kind="pp", hours=249)
    assert rules_of(lambda: actions.enrol(make.person(), group, **ORDER)) == ["ENR-01"]


def test_admitting_makes_the_person_the_contract_and_the_enrolment_or_nothing(group: Group) -> None:
    values = {"last_name": "Ли", "first_name": "Анна", "snils": "99000010156"}
    bad = {"contract_number": "5", "contract_date": ON}
    assert rules_of(
        lambda: actions.admit(group, learner=None, values=values, **ORDER, **bad)  # type: ignore[arg-type]
    ) == ["IMP-04"]
    assert Person.objects.count() == 0
    good = bad | {"contract_from": ON, "contract_to": date(2027, 1, 1)}
    made = actions.admit(group, learner=None, values=values, **ORDER, **good)  # type: ignore[arg-type]
    assert made.contract is not None
    assert (made.learner.search_name, made.contract.kind) == ("ли анна", "paid")
    assert rules_of(
        lambda: actions.admit(group, learner=None, values=values, **ORDER)  # type: ignore[arg-type]
    ) == ["ACC-08"]


MOVES: dict[str, Callable[[Enrolment, Group], object]] = {
    "academic_leave": lambda it, _into: actions.leave(it, **ORDER),
    "enrolled": lambda it, _into: actions.return_from_leave(it, **ORDER),
    "completed": lambda it, _into: actions.complete(it, **ORDER),
    "expelled": lambda it, _into: actions.expel(it, reason="по собственному желанию", **ORDER),
    "transferred": lambda it, into: actions.transfer(it, into=into, **ORDER),
}
ALLOWED = {
    ("enrolled", "academic_leave"),
    ("enrolled", "completed"),
    ("enrolled", "expelled"),
    ("enrolled", "transferred"),
    ("academic_leave", "enrolled"),
    ("academic_leave", "expelled"),
}


@pytest.mark.parametrize("became", list(MOVES))
@pytest.mark.parametrize("was", State.values)
def test_enr_05_only_named_moves_are_made(group: Group, was: str, became: str) -> None:
    into = make.group(programme=group.programme)
    it = make.enrolment(make.person(), group, state=was)
    heard: list[EnrolmentMoved] = []
    on(EnrolmentMoved)(heard.append)
    if (was, became) not in ALLOWED:
        assert rules_of(lambda: MOVES[became](it, into))[0] == "ENR-05"
        it.refresh_from_db()
        assert (it.state, EnrolmentMove.objects.count(), heard) == (was, 0, [])
        return
    MOVES[became](it, into)
    it.refresh_from_db()
    gone = became in ("completed", "expelled", "transferred")
    assert (it.state, it.left_on) == (became, ON if gone else None)
    assert [(move.state, move.order.number) for move in it.moves.all()] == [(became, "12-у")]
    assert heard == [EnrolmentMoved(it.pk, it.learner_id, group.pk, was, became, ON)]


def test_enr_08_a_move_needs_an_order_not_before_the_first_one(group: Group) -> None:
    it = actions.enrol(make.person(), group, **ORDER)
    assert rules_of(lambda: actions.leave(it, order_number="", order_date=ON)) == ["ENR-02"]
    early = {"order_number": "9", "order_date": date(2026, 11, 1)}
    assert rules_of(lambda: actions.leave(it, **early)) == ["ENR-08"]


def test_enr_09_an_expulsion_names_its_ground(group: Group) -> None:
    it = actions.enrol(make.person(), group, **ORDER)
    assert rules_of(lambda: actions.expel(it, reason=" ", **ORDER)) == ["ENR-09"]


def test_s2_3_school_levels_are_told_apart() -> None:
    kinds = ("general_primary", "general_basic", "general_secondary")
    rows = [actions.create_programme(code=kind, title="Школа", kind=kind, hours=34) for kind in kinds]
    assert [row.get_kind_display().split("(")[1] for row in rows] == ["НОО)", "ООО)", "СОО)"]


def test_enr_07_a_transfer_keeps_the_programme_and_the_contract(group: Group) -> None:
    it = actions.enrol(make.person(), group, order_number="1", order_date=ON)
    for into in (None, group, make.group(programme=make.programme())):
        assert rules_of(lambda into=into: actions.transfer(it, into=into, **ORDER)) == ["ENR-07"]  # type: ignore[misc]
    other = make.group(programme=group.programme)
    moved = actions.transfer(it, into=other, **ORDER)
    assert (moved.group, moved.contract, moved.order_in) == (other, it.contract, it.moves.get().order)
    assert rules_of(lambda: actions.transfer(moved, into=group, **ORDER)) == ["ENR-06"]


def test_help_is_for_those_who_study(group: Group) -> None:
    learner = make.person()
    part = make.part(group.programme)
    it = actions.enrol(learner, group, **ORDER)
    later = date(2026, 12, 1)
    assert queries.served_parts(learner, later) == queries.Served(frozenset({group.pk}), frozenset({part.pk}))
    assert list(queries.enrolments_of(learner, date(2026, 11, 19))) == []
    actions.leave(it, order_number="13", order_date=ON)
    assert queries.served_parts(learner, later) == queries.Served(frozenset(), frozenset())
    actions.return_from_leave(it, order_number="14", order_date=ON)
    actions.expel(it, reason="заявление", order_number="15", order_date=date(2026, 11, 25))
    assert list(queries.enrolments_of(learner, date(2026, 11, 25))) == [it]
    assert list(queries.enrolments_of(learner, later)) == []


@pytest.mark.parametrize(
    ("kind", "hours", "rules"),
    [
        ("pk", 15, ["ENR-01"]),
        ("pk", 16, []),
        ("pp", 249, ["ENR-01"]),
        ("pp", 250, []),
        ("po_training", 1, []),
    ],
)
def test_enr_01_a_programme_has_the_least_volume(kind: str, hours: int, rules: list[str]) -> None:
    def create() -> Programme:
        return actions.create_programme(code="А-1", title="А", kind=kind, hours=hours, aliases=[" а ", ""])

    if rules:
        assert rules_of(create) == rules
    else:
        assert create().aliases == ["а"]
        assert rules_of(create) == ["PRG-01"]


def test_a_tree_is_numbered_in_the_order_of_adding() -> None:
    programme = make.programme()
    first = actions.add_part(programme, title="Один", kind="module")
    actions.add_part(programme, title="Два", kind="module")
    actions.add_part(programme, title="Внутри", kind="topic", parent=first)
    assert [(node.number, node.part.title, node.depth) for node in queries.tree(programme)] == [
        ("1", "Один", 0),
        ("1.1", "Внутри", 1),
        ("2", "Два", 0),
    ]
    foreign = make.part(make.programme())
    assert rules_of(lambda: actions.add_part(programme, title="Ы", kind="topic", parent=foreign)) == [
        "PRG-02"
    ]


def test_a_group_and_its_parts_keep_their_dates(group: Group) -> None:
    first, last = date(2026, 11, 9), date(2026, 12, 25)
    new = {"code": "Г-1", "branch": group.branch, "starts_on": first, "ends_on": last}
    actions.create_group(group.programme, **new)
    assert rules_of(lambda: actions.create_group(group.programme, **new)) == ["GRP-01"]
    wrong = new | {"code": "Г-2", "ends_on": date(2026, 1, 1)}
    assert rules_of(lambda: actions.create_group(group.programme, **wrong)) == ["GRP-03"]
    part = make.part(group.programme)
    dates = {"starts_on": first, "ends_on": last}
    foreign = make.part(make.programme())
    assert rules_of(lambda: actions.set_group_part(group, part=foreign, **dates)) == ["GRP-02"]
    early = dates | {"attestation_on": date(2026, 11, 1)}
    assert rules_of(lambda: actions.set_group_part(group, part=part, **early)) == ["GRP-03"]
    late = dates | {"ends_on": date(2026, 12, 26)}
    assert rules_of(lambda: actions.set_group_part(group, part=part, **late)) == ["GRP-04"]
    actions.set_group_part(group, part=part, **dates)
    actions.set_group_part(group, part=part, attestation_on=last, **dates)
    assert GroupPart.objects.get().attestation_on == last


def test_an_individual_plan_is_one_per_enrolment(group: Group) -> None:
    it = make.enrolment(make.person(), group)
    actions.set_individual_plan(it, number="5-ИУП", on=ON)
    plan = actions.set_individual_plan(it, number="5-ИУП", on=ON, individual_exam_prep=True)
    assert (plan.pk, plan.individual_exam_prep) == (it.individual_plan.pk, True)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 11, 1), "закончился 01.11.2026"),
        (date(2026, 12, 1), "закончится 01.12.2026"),
        (date(2026, 12, 24), ""),
        (date(2026, 12, 31), ""),
    ],
)
def test_enr_03_a_contract_that_ends_too_early_is_told_thirty_days_before(
    group: Group, until: date, words: str
) -> None:
    learner = make.person("Ли Анна Ивановна")
    make.enrolment(learner, group, contract=make.contract(learner, valid_to=until))
    found = queries.contracts_ending(Group.objects.all(), date(2026, 11, 23))
    told = [row.warning.words for row in found if row.warning]
    assert told == (
        [f"Договор слушателя Ли Анна Ивановна {words}, раньше итоговой аттестации."] if words else []
    )


@pytest.mark.django_db(transaction=True)
def test_moves_and_enrolments_wait_for_their_rows() -> None:
    make.organisation()
    group = make.group()
    it = make.enrolment(make.person(), group)
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Enrolment.objects.select_for_update().get(pk=it.pk)
            Group.objects.select_for_update().get(pk=group.pk)
            held.set()
            done.wait(10)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    held.wait(5)
    learner = make.person()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            actions.leave(it, **ORDER)
        with pytest.raises(OperationalError, match="lock timeout"):
            actions.enrol(learner, group, **ORDER)
    finally:
        done.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
