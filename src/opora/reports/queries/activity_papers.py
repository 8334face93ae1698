"""Activity and use of the portal as papers: the same rows as the pages."""

from decimal import Decimal

from django.utils.translation import override

from opora.people.access import Actor
from opora.people.queries import home_day

from ..papers import ActivityPaper, ActivityRow, UsePaper, UseRow
from .activity import Activity, Period, activity, use_of_portal
from .papers import head_signature, letterhead

HUNDREDTH = Decimal("0.01")


def _hours(value: float) -> Decimal:
    return Decimal(value).quantize(HUNDREDTH)


def _scope(period: Period) -> tuple[tuple[str, str], ...]:
    return (("Площадка", period.branch.name),) if period.branch else ()


def activity_paper(actor: Actor, period: Period) -> ActivityPaper:
    """Отчёт об активности преподавателей, as the page shows it."""
    on = home_day()
    with override("ru"):
        rows = tuple(_row(one) for one in activity(actor, period))
    return ActivityPaper(
        letterhead=letterhead(),
        since=period.since,
        until=period.until,
        rows=rows,
        scope=_scope(period),
        signatures=(head_signature(on),),
        printed_on=on,
    )


def _row(one: Activity) -> ActivityRow:
    return ActivityRow(
        name=one.person.full_name,
        position=one.position,
        last_day=one.last_day,
        days=one.days,
        planned=one.planned,
        held=one.held,
        cancelled=one.cancelled,
        hours=_hours(one.minutes / 60),
        asked=one.asked,
        answered=one.answered,
        answer_hours=None if one.answer_hours is None else _hours(one.answer_hours),
        remarks="; ".join(one.remarks),
    )


def use_paper(actor: Actor, period: Period) -> UsePaper:
    """Отчёт об использовании портала."""
    on = home_day()
    with override("ru"):
        use = use_of_portal(actor, period)
        roles, categories = (
            tuple(UseRow(one.role, one.people, one.came, one.never, one.accounts) for one in rows)
            for rows in (use.roles, use.categories)
        )
    groups = tuple(UseRow(one.group.code, one.learners, one.came, one.never) for one in use.groups)
    return UsePaper(
        letterhead=letterhead(),
        since=period.since,
        until=period.until,
        roles=roles,
        categories=categories,
        groups=groups,
        scope=_scope(period),
        signatures=(head_signature(on),),
        printed_on=on,
    )
