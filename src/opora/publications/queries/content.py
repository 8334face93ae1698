"""What a page shows, as plain data: enough to draw the page again and to count its hash."""

from typing import Any

from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.times import zone_label
from opora.people.models import Branch
from opora.regulations.models import ActEdition
from opora.regulations.queries import clauses_of
from opora.reports.papers.forms import OTHERS, PEDAGOGICAL
from opora.reports.queries.papers import grafik_title
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import days_text, lines_of, means_text, time_text

from .meetings import meetings_at

TITLES = {ScheduleLine.Section.PEDAGOGICAL: PEDAGOGICAL, ScheduleLine.Section.OTHER: OTHERS}


def grafik_content(schedule: Schedule) -> dict[str, Any]:
    """The form of the annex (S1-A-cols) with its title and order."""
    lines = lines_of(schedule)
    with override("ru"):
        approved = {"approved": schedule.approval} if schedule.approved_on else {}
    return approved | {
        "what": "grafik",
        "heading": f"{schedule.title}, ред. {schedule.edition}",
        "title": grafik_title(schedule.period_from),
        "edition": schedule.edition,
        "period": [schedule.period_from.isoformat(), schedule.period_to.isoformat()],
        "odd_from": schedule.odd_from.isoformat() if schedule.odd_from else None,
        "order": _order(schedule.order),
        "sections": [
            {
                "title": TITLES[section],
                "rows": [_row(line) for line in lines if line.section == section],
            }
            for section in ScheduleLine.Section
        ],
    }


def _row(line: ScheduleLine) -> list[Any]:
    zone = zone_label(line.branch.timezone)
    return [
        line.position,
        line.person.full_name if line.person else "",
        line.job_title,
        days_text(line),
        f"{time_text(line)} ({zone})",
        means_text(line),
    ]


def _order(order: Any) -> dict[str, str] | None:
    return {"number": order.number, "date": order.date.isoformat()} if order else None


def act_content(edition: ActEdition, *, ended: bool = False) -> dict[str, Any]:
    """The text by clauses with who approved it and from when; its end is not known before it is ordered."""
    act = edition.act
    stamp = {"stamp": edition.stamp_words} if edition.stamped_on else {}
    return stamp | {
        "what": "act",
        "heading": f"{act.short_title}, ред. {edition.number}",
        "code": act.code,
        "title": act.title,
        "edition": edition.number,
        "effective_from": edition.effective_from.isoformat(),
        "order": _order(edition.order),
        "stamped_on": edition.stamped_on.isoformat() if edition.stamped_on else None,
        "revoked_from": edition.revoked_from.isoformat() if ended and edition.revoked_from else None,
        "clauses": [[clause.number, clause.text] for clause in clauses_of(edition)],
    }


def board_content(schedule: Schedule, branch: Branch) -> dict[str, Any]:
    """The meetings of the coming days as the board of a branch shows them."""
    rows = meetings_at(now(), branch=branch)
    return {
        "what": "board",
        "heading": f"{schedule.title}, ред. {schedule.edition}",
        "branch": branch.name,
        "rows": [
            [row.day, row.starts, row.ends, row.person, row.about, row.where, row.state_words, row.left]
            for row in rows
        ],
    }
