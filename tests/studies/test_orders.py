"""Orders on learners: drafted, agreed, signed; the signature alone moves enrolments (ENR-02)."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from docx import Document

from opora.kernel.errors import Refused
from opora.people.models import Contract, Person, Role
from opora.regulations.models import Order
from opora.studies import actions
from opora.studies.models import Enrolment, EnrolmentMove, Group, LearnerOrder
from opora.studies.papers import order_paper
from tests import make

pytestmark = pytest.mark.usefixtures("today", "db")
ON = date(2026, 11, 20)
Kind, State = LearnerOrder.Kind, LearnerOrder.State


def rules_of(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [refusal.rule for refusal in refused.value.refusals]


@pytest.fixture
def group() -> Group:
    make.organisation()
    return make.group("ОТ-26/11-1", programme=make.programme("ОТ-40"))


@pytest.fixture
def head() -> Person:
    return make.staff("Орлова Нина Васильевна", Role.DIRECTOR, position="директор")


def drafted(kind: str, group: Group, *learners: Person, **values: Any) -> LearnerOrder:
    by = make.staff(role=Role.CURATOR)
    return actions.draft_order(kind, group, by=by, learners=[who.pk for who in learners], **values)


def agreed(kind: str, group: Group, *learners: Person, **values: Any) -> LearnerOrder:
    order = drafted(kind, group, *learners, **values)
    actions.send_order(order)
    return actions.agree_order(order, by=make.staff(role=Role.DEPUTY))


def signed(kind: str, group: Group, head: Person, *learners: Person, **values: Any) -> LearnerOrder:
    on = values.pop("on", ON)
    order = agreed(kind, group, *learners, **values)
    return actions.sign_order(order, number=f"{order.pk}-у", on=on, by=head)


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_nothing_moves_before_the_signature_and_then_everybody_at_once(group: Group, head: Person) -> None:
    learners = [make.person("Иванова Мария Петровна"), make.person("Ли Анна")]
    order = agreed(Kind.ENROL, group, *learners, form="part_time")
    assert Enrolment.objects.count() == 0
    order = actions.sign_order(order, number="12-у", on=ON, by=head)
    rows = Enrolment.objects.order_by("pk")
    assert [(row.state, row.form, row.order_in) for row in rows] == [
        ("enrolled", "part_time", order.order)
    ] * 2
    assert order.order is not None
    assert (order.order.number, order.order.signer, order.order.kind) == ("12-у", head, Order.Kind.ENROLMENT)


def test_a_refusal_of_one_learner_leaves_all_where_they_were(group: Group, head: Person) -> None:
    fine, there = make.person(), make.person("Ли Анна")
    order = agreed(Kind.ENROL, group, fine, there)
    make.enrolment(there, group)
    assert rules_of(lambda: actions.sign_order(order, number="1", on=ON, by=head)) == ["ENR-06"]
    order.refresh_from_db()
    assert (order.state, Order.objects.filter(number="1").count()) == ("agreed", 0)
    assert not Enrolment.objects.filter(learner=fine).exists()


STEPS: dict[str, Callable[[LearnerOrder, Person], object]] = {
    "change": lambda order, _by: actions.change_order(order, grounds="заявление"),
    "learners": lambda order, _by: actions.set_order_learners(order, []),
    "send": lambda order, _by: actions.send_order(order),
    "agree": lambda order, by: actions.agree_order(order, by=by),
    "return": lambda order, _by: actions.return_order(order, remark="нет оснований"),
    "sign": lambda order, by: actions.sign_order(order, number="77", on=ON, by=by),
    "cancel": lambda order, _by: actions.cancel_order(order),
}
POSSIBLE = {
    "draft": {"change", "learners", "send", "cancel"},
    "sent": {"agree", "return", "cancel"},
    "agreed": {"return", "sign", "cancel"},
    "signed": set[str](),
    "cancelled": set[str](),
}


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("state", State.values)
def test_enr_11_each_step_has_its_state(group: Group, head: Person, state: str, step: str) -> None:
    order = drafted(Kind.ENROL, group, make.person())
    number = make.order(on=ON) if state == "signed" else None
    LearnerOrder.objects.filter(pk=order.pk).update(state=state, order=number)
    if step in POSSIBLE[state]:
        STEPS[step](order, head)
    else:
        assert rules_of(lambda: STEPS[step](order, head)) == ["ENR-11"]
        order.refresh_from_db()
        assert order.state == state


def test_what_is_missing_is_said_before_the_order_is_sent(group: Group) -> None:
    who = make.enrolment(make.person(), group).learner
    other = make.group(programme=make.programme())
    over = make.group(programme=group.programme, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    bad: list[tuple[str, LearnerOrder]] = [
        ("ENR-12", drafted(Kind.ENROL, group)),
        ("ENR-09", drafted(Kind.EXPEL, group, who)),
        ("ENR-07", drafted(Kind.TRANSFER, group, who, into=other)),
        ("GRP-06", drafted(Kind.TRANSFER, group, who, into=over)),
        ("ENR-15", drafted(Kind.LEAVE, group, who, until=ON)),
        ("ENR-15", drafted(Kind.EXTEND, group, who, until=group.ends_on)),
    ]
    for rule, order in bad:
        assert rules_of(lambda order=order: actions.send_order(order)) == [rule]  # type: ignore[misc]


def test_grp_09_groups_of_different_programmes_are_not_merged_and_the_way_out_is_named(group: Group) -> None:
    """Contract and order name the programme; what both have in common may be held together (case 12)."""
    other = make.group("ТБ-26/12", programme=make.programme("ТБ-256"))
    for title in ("Инструктажи", "Пожары"):
        make.part(group.programme, title)
    make.part(other.programme, "инструктажи")
    make.enrolment(make.person(), group)
    with pytest.raises(Refused) as refused:
        actions.send_order(drafted(Kind.MERGE, group, into=other))
    (said,) = refused.value.refusals
    assert said.rule == "GRP-09"
    assert f"({group.programme.code} и ТБ-256)" in said.words
    assert "«Инструктажи»" in said.next_step
    assert "Пожары" not in said.next_step
    assert rules_of(lambda: actions.send_order(drafted(Kind.MERGE, group))) == ["GRP-09"]
    bare = make.group(programme=make.programme())
    with pytest.raises(Refused) as refused:
        actions.send_order(drafted(Kind.MERGE, group, into=bare))
    assert "дисциплины" not in refused.value.refusals[0].next_step


def test_enr_13_an_order_comes_back_with_a_remark(group: Group) -> None:
    order = agreed(Kind.ENROL, group, make.person())
    assert rules_of(lambda: actions.return_order(order, remark=" ")) == ["ENR-13"]
    order = actions.return_order(order, remark="не тот список")
    assert (order.state, order.remark, order.agreed_by) == ("draft", "не тот список", None)
    assert actions.send_order(order).remark == ""


def test_a_signed_order_keeps_its_paper(group: Group, head: Person) -> None:
    learner = make.person("Иванова Мария Петровна")
    order = signed(Kind.ENROL, group, head, learner)
    words = words_of(bytes(order.content))
    with override("en"):
        draft = agreed(Kind.ENROL, group, make.person("Ли Анна"))
        assert "О зачислении" in words_of(order_paper(draft))
    for said in (
        "ПРИКАЗЫВАЮ:",
        "1. Иванова Мария Петровна",
        f"№ {order.pk}-у",
        "Н. В. Орлова",
        "«20» ноября 2026",
    ):
        assert said in words
    Person.objects.filter(pk=learner.pk).update(last_name="Петрова")
    order.refresh_from_db()
    assert "Иванова" in words_of(bytes(order.content))


def test_a_programme_too_short_enrols_nobody_by_an_order(group: Group, head: Person) -> None:
    order = agreed(Kind.ENROL, group, make.person())
    type(group.programme).objects.update(kind="pp", hours=249)
    assert rules_of(lambda: actions.sign_order(order, number="1", on=ON, by=head)) == ["ENR-01"]


def test_an_order_of_enrolment_stands_on_the_contract_that_waits(group: Group, head: Person) -> None:
    learner = make.person()
    paid = make.contract(learner)
    signed(Kind.ENROL, group, head, learner)
    assert Enrolment.objects.get().contract == paid


def test_case_21_expelled_with_refund_the_cabinet_closes_on_the_orders_date(
    group: Group, head: Person
) -> None:
    alone, first, second = make.person(), make.person(), make.person()
    own, common = make.contract(alone), make.contract(first)
    actions.put_into_annex(common, second)
    for who, contract in ((alone, own), (first, common), (second, common)):
        make.enrolment(who, group, contract=contract)
    order = signed(
        Kind.EXPEL,
        group,
        head,
        alone,
        first,
        grounds="заявление",
        ends_contract=True,
        refund_on=date(2026, 11, 30),
    )
    own.refresh_from_db()
    common.refresh_from_db()
    assert (own.state, own.terminated_on) == (Contract.State.TERMINATED, ON)
    assert common.state == Contract.State.ACTIVE
    assert common.parties.get(learner=first).valid_to == ON
    assert common.parties.get(learner=second).valid_to is None
    assert "до 30.11.2026" in words_of(bytes(order.content))


def test_case_22_terms_move_by_the_length_of_the_leave(group: Group, head: Person) -> None:
    learner = make.person()
    it = make.enrolment(learner, group)
    assert it.contract is not None
    was = it.contract.valid_to
    part = make.part(group.programme)
    plan = actions.set_individual_plan(it, number="1-ИУП", on=ON)
    dates = (date(2026, 12, 1), date(2026, 12, 10))
    actions.set_plan_parts(plan, [actions.PlanRow(part, starts_on=dates[0], ends_on=dates[1])])
    signed(Kind.LEAVE, group, head, learner, until=date(2026, 12, 20))
    it.refresh_from_db()
    assert (it.state, it.leave_until) == ("academic_leave", date(2026, 12, 20))
    signed(Kind.RETURN, group, head, learner, on=ON + timedelta(days=20))
    it.refresh_from_db()
    moved = plan.parts.get()
    assert (it.state, it.leave_until, it.ends_on) == ("enrolled", None, group.ends_on + timedelta(days=20))
    assert it.contract.parties.get(learner=learner).valid_to == was + timedelta(days=20)
    assert (moved.starts_on, moved.ends_on) == tuple(day + timedelta(days=20) for day in dates)


def test_an_order_completes_transfers_and_extends(group: Group, head: Person) -> None:
    into = make.group(programme=group.programme)
    done, goes, longer = (make.enrolment(make.person(), group).learner for _n in range(3))
    signed(Kind.COMPLETE, group, head, done)
    signed(Kind.TRANSFER, group, head, goes, into=into)
    signed(Kind.EXTEND, group, head, longer, until=date(2027, 2, 1))
    assert group.enrolments.get(learner=done).state == "completed"
    assert group.enrolments.get(learner=goes).state == "transferred"
    assert into.enrolments.get(learner=goes).state == "enrolled"
    assert group.enrolments.get(learner=longer).ends_on == date(2027, 2, 1)


def test_enr_14_only_the_expelled_are_restored(group: Group, head: Person) -> None:
    studies, gone = (make.enrolment(make.person(), group) for _n in range(2))
    signed(Kind.EXPEL, group, head, gone.learner, grounds="заявление", ends_contract=True)
    order = agreed(Kind.RESTORE, group, studies.learner)
    assert rules_of(lambda: actions.sign_order(order, number="5", on=ON, by=head)) == ["ENR-14"]
    signed(Kind.RESTORE, group, head, gone.learner, on=ON + timedelta(days=3))
    gone.refresh_from_db()
    assert (gone.state, gone.left_on, gone.enrolled_on) == ("enrolled", None, ON + timedelta(days=3))
    assert gone.contract is not None
    assert gone.contract.kind == Contract.Kind.ORDER
    assert EnrolmentMove.objects.filter(enrolment=gone).count() == 2
