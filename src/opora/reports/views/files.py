"""Downloads: a paper in the asked format under a Russian name."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from opora.consultations.models import Kind, Session
from opora.kernel.times import next_month
from opora.people.access import Actor, ActorRequest, allow, public
from opora.schedule.models import Schedule

from .. import queries
from ..access import (
    ALL_SESSIONS,
    FORMATS,
    LOAD_READERS,
    OWN_SESSIONS,
    PAGES,
    TABLES,
    may_read_grafik,
    may_read_session,
    sees_names,
    sent,
)
from ..papers import SheetLook
from ..papers.model import Paper
from ..queries import JournalFilter
from .asked import branch_and_month, journal_form

HELD = (Session.State.HELD, Session.State.CONFIRMED)


@lru_cache(maxsize=16)
def _made_grafik(pk: int, changed: tuple[datetime | None, ...], extension: str, look: SheetLook) -> bytes:
    """The file everybody asks for, made once for each state (``changed``) of what it shows."""
    return _render_grafik(queries.grafik(pk)[0], extension, look)


def _render_grafik(schedule: Schedule, extension: str, look: SheetLook) -> bytes:
    return FORMATS[extension][1](queries.grafik_paper(schedule, look))


def _look(request: HttpRequest) -> SheetLook:
    """``?size=a3&lie=wide&for=board``; anything else is the A4 of the annex."""
    asked = request.GET
    return SheetLook(
        a3=asked.get("size") == "a3", landscape=asked.get("lie") == "wide", board=asked.get("for") == "board"
    )


def download(paper: Paper, name: str, extension: str) -> HttpResponse:
    return sent(FORMATS[extension][1](paper), name, extension)


def known(extension: str, among: tuple[str, ...]) -> None:
    if extension not in among:
        raise Http404


def period_name(since: date, until: date) -> str:
    """«2026-11» for a whole month, else both days."""
    if since.day == 1 and until == next_month(since) - timedelta(days=1):
        return f"{since:%Y-%m}"
    return f"{since.isoformat()} {until.isoformat()}"


def _journal_name(wanted: JournalFilter) -> str:
    teacher = wanted.teacher.short_name if wanted.teacher else ""
    group = wanted.group.code if wanted.group else ""
    words = ("Журнал консультаций", period_name(wanted.since, wanted.until), teacher, group)
    return " ".join(word for word in words if word).replace("/", "-")


@require_GET
@allow(ALL_SESSIONS | OWN_SESSIONS)
def journal_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, tuple(FORMATS))
    form = journal_form(request)
    if not form.is_valid():
        raise Http404
    wanted = form.wanted()
    return download(queries.journal_paper(request.actor, wanted), _journal_name(wanted), format)


@require_GET
@allow(LOAD_READERS)
def load_sheet_file(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    known(format, tuple(FORMATS))
    branch, month = branch_and_month(request)
    paper = queries.load_sheet_paper(branch, month)
    return download(paper, f"Ведомость нагрузки {month:%Y-%m} {branch.name}", format)


@require_GET
@public
def grafik(request: HttpRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """The form of the annex; public once an order approved it (S1-3.4b)."""
    known(format, TABLES)
    schedule = next(iter(queries.grafik(pk)), None)
    actor: Actor | None = getattr(request, "actor", None)
    if schedule is None or not may_read_grafik(actor, schedule):
        raise Http404
    name = (
        f"График консультаций {period_name(schedule.period_from, schedule.period_to)} ред. {schedule.edition}"
    )
    changed = queries.grafik_changed(schedule)
    look = _look(request)
    made = _made_grafik(pk, changed, format, look) if changed else _render_grafik(schedule, format, look)
    return sent(made, name, format)


@require_GET
@allow(ALL_SESSIONS | OWN_SESSIONS)
def prep_record(request: ActorRequest, pk: int, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """Отметка о консультации к промежуточной аттестации of a held session."""
    known(format, PAGES)
    session = get_object_or_404(
        Session.objects.select_related("person", "branch"), pk=pk, kind=Kind.EXAM_PREP, state__in=HELD
    )
    if not may_read_session(request.actor, session):
        raise Http404
    return download(
        queries.prep_record_paper(session, names=sees_names(request.actor)),
        f"Отметка о консультации {session.date.isoformat()}",
        format,
    )
