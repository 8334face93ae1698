"""The map of responsibility: the specialist's duties on their clause, backups that nobody answers for."""

from datetime import timedelta

from opora.duties.actions import ByOrder, assign, keep_duty
from opora.duties.models import Duty
from opora.duties.queries import duty, shipped_duties
from opora.people.models import Role
from opora.regulations.models import LocalAct
from opora.regulations.queries import HELP_ACT, next_order_number

from .world import World

YEAR = timedelta(days=364)


def lay_duties(world: World) -> None:
    """Technical works are Larionov's by an order; the order about backups is not issued yet."""
    act = LocalAct.objects.get(code="polozhenie-specialist-dot")
    Duty.objects.bulk_create(
        Duty(code=one.code, words=one.words, act=act, clause="2.1", role=one.role, evidence=one.evidence)
        for one in shipped_duties().values()
        if one.role
    )
    guides = duty("s4-2-1-h")
    if guides:
        keep_duty(
            guides, words=guides.words, role=guides.role, act=act, clause="2.1", evidence=guides.evidence,
            proof="План методической работы на учебный год, папка учебного отдела",
        )  # fmt: skip
    keep_duty(
        None,
        words="Организация учебно-методической помощи слушателям",
        role=Role.DEPUTY,
        act=LocalAct.objects.get(code=HELP_ACT),
        clause="6.4",
        evidence="activity",
    )
    today = world.days.today
    assign(
        ["s4-2-3-a", "s4-2-3-c"],
        person=world.people["larionov"],
        order=ByOrder(f"{next_order_number(today.year)}-о", today),
        valid_from=today,
        valid_to=today + YEAR,
        deputy=world.people["tsoy"],
    )
