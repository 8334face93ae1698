"""Журнал обращений on paper, of the same rows the page shows."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.times import local
from opora.people.queries import home_day, organisation
from opora.reports.papers import AppealRow, AppealsPaper
from opora.reports.queries.papers import head_signature, letterhead

from ..models import Appeal, Way

State = Appeal.State


def appeals_paper(rows: Iterable[Appeal], since: date | None, until: date | None) -> AppealsPaper:
    """``rows`` with their handlers and arrivals; official papers are Russian."""
    with override("ru"):
        scope = [
            (_("С"), f"{since:%d.%m.%Y}" if since else ""),
            (_("По"), f"{until:%d.%m.%Y}" if until else ""),
        ]
        return AppealsPaper(
            letterhead=letterhead(),
            rows=tuple(_row(row) for row in rows),
            scope=tuple((name, value) for name, value in scope if value),
            signatures=(head_signature(home_day()),),
            dated=home_day(),
        )


def _row(appeal: Appeal) -> AppealRow:
    zone = organisation().timezone
    return AppealRow(
        number=appeal.code,
        received=f"{local(appeal.received_at, zone):%d.%m.%Y %H:%M}",
        ways=ways_of(appeal),
        who=", ".join(part for part in (appeal.name, appeal.phone, appeal.email) if part),
        about=str(appeal.get_kind_display()),
        words=appeal.text,
        handler=appeal.handler.short_name if appeal.handler else "",
        due=appeal.due_on,
        done=_done(appeal, zone),
    )


def ways_of(appeal: Appeal) -> str:
    """«форма на сайте, по телефону»: every way it came by, each once."""
    ways = [appeal.way, *(one.way for one in appeal.arrivals.all())]
    return ", ".join(str(Way(way).label) for way in dict.fromkeys(ways))


def _done(appeal: Appeal, zone: str) -> str:
    if appeal.joined_to:
        return _("повтор, ответ по {code}").format(code=appeal.joined_to.code)
    if appeal.answered_at is None:
        return str(appeal.get_state_display())
    return f"{appeal.get_state_display()} {local(appeal.answered_at, zone):%d.%m.%Y}"
