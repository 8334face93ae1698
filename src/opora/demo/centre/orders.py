"""Papers of studies on their way: an order at each step, a network agreement, a customer's annex."""

from datetime import timedelta

from opora.people.actions.persons import create_person
from opora.people.models import Contract
from opora.regulations.queries import next_order_number
from opora.studies import actions
from opora.studies.actions import PlanRow
from opora.studies.models import Enrolment, LearnerOrder, PlanPart

from .studies import COLLEGE, MAYAK
from .world import World

Kind = LearnerOrder.Kind
LATE = (("Маркелов", "Игнат", "Савельевич"), ("Лыткина", "Зоя", "Прохоровна"), ("Фомичёв", "Родион", "Ильич"))


def make_papers(world: World) -> None:
    _network_agreement(world)
    _plan_of_sidorenko(world)
    _annex_of_mayak(world)
    _orders(world)


def _network_agreement(world: World) -> None:
    """The college's learners study every part but the last two (S4-1.4b)."""
    contract = Contract.objects.get(kind=Contract.Kind.NETWORK, customer=COLLEGE)
    parts = world.parts["ЗАК-144"]
    agreement = actions.make_agreement(
        world.programmes["ЗАК-144"],
        parts=parts[:-2],
        number=contract.number,
        date=contract.date,
        partner=COLLEGE,
        contacts="Отдел практики, +7 (423) 200-00-11, zak@college.example",
        valid_from=contract.valid_from,
        valid_to=contract.valid_to,
        curator=world.people["schulz"],
    )
    Enrolment.objects.filter(contract=contract).update(agreement=agreement)


def _plan_of_sidorenko(world: World) -> None:
    plan = Enrolment.objects.get(learner=world.people["sidorenko"]).individual_plan
    first, second, *_rest = world.runs["ОТ"]
    rows = [
        PlanRow(first.part, way=PlanPart.Way.CREDITED),
        PlanRow(
            second.part,
            way=PlanPart.Way.STUDY,
            hours=second.part.hours,
            starts_on=second.starts_on,
            ends_on=second.ends_on + timedelta(days=2),
        ),
    ]
    actions.set_plan_parts(plan, rows)


def _annex_of_mayak(world: World) -> None:
    """«Оплатили двенадцать, доступ пришёл девяти»: three of the annex wait for an order."""
    contract = Contract.objects.get(kind=Contract.Kind.CORPORATE, customer=MAYAK)
    actions.describe_customer(
        contract,
        customer=contract.customer,
        inn="7800000010",
        contact="Смирнова Елена Павловна, отдел кадров",
        phone="+7 (812) 200-00-17",
        email="buh@mayak.example",
    )
    for last, first, middle in LATE:
        person = create_person(last_name=last, first_name=first, middle_name=middle)
        actions.put_into_annex(contract, person)


def _orders(world: World) -> None:
    """One order at each step of the way."""
    curator, deputy, head = (world.people[key] for key in ("schulz", "gromov", "orlova"))
    late = Contract.objects.get(kind=Contract.Kind.CORPORATE, customer=MAYAK).parties.filter(
        learner__enrolments=None
    )
    waiting = actions.draft_order(
        Kind.ENROL,
        world.groups["ОТ"],
        by=curator,
        learners=[party.learner_id for party in late],
        grounds="дополнительный список ООО «Маяк» к договору",
    )
    actions.send_order(waiting)
    learner = world.learners["СТР"][-1]
    longer = actions.draft_order(
        Kind.EXTEND,
        world.groups["СТР"],
        by=curator,
        learners=[learner.pk],
        until=world.groups["СТР"].ends_on + timedelta(days=21),
        grounds="личное заявление, перенос производственной практики",
    )
    actions.send_order(longer)
    actions.agree_order(longer, by=deputy)
    returned = actions.draft_order(
        Kind.LEAVE,
        world.groups["ТБ"],
        by=curator,
        learners=[world.learners["ТБ"][-1].pk],
        until=world.groups["ТБ"].ends_on,
    )
    actions.send_order(returned)
    actions.return_order(returned, remark="Укажите основание: заявление слушателя и его дату.")
    signed = actions.draft_order(
        Kind.COMPLETE,
        world.groups["ВОЖ"],
        by=curator,
        learners=[world.learners["ВОЖ"][-1].pk],
        grounds="досрочное освоение программы по индивидуальному учебному плану",
    )
    actions.send_order(signed)
    actions.agree_order(signed, by=deputy)
    number = f"{next_order_number(world.days.today.year)}-у"
    actions.sign_order(signed, number=number, on=world.days.today, by=head)
