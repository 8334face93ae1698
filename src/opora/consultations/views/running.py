"""A session takes place: opened, written down, or nobody came."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.times import format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Person
from opora.regulations.middleware import founded
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from .. import access
from ..actions import Record, hold_session, mark_no_show, open_session
from ..forms import HoldForm, NoShowForm
from ..models import Booking, Session
from ..queries.measuring import Measured, measured
from ..queries.sessions import booked_on, next_of, walk_in_candidates
from .card import card
from .common import card_url, say_regime, session_for

UNWRITTEN = (Session.State.PLANNED, Session.State.IN_PROGRESS)


def run_by(request: ActorRequest, pk: int) -> Session:
    """The session, if this actor may run it; 403 for a colleague's (access.may_run)."""
    session = session_for(request.actor, pk)
    if not access.may_run(request.actor, session):
        raise PermissionDenied(_("Эту консультацию ведёт {who}.").format(who=session.person.short_name))
    return session


@require_POST
@allow(access.RUNNERS)
def open_(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin now."""
    session = run_by(request, pk)
    try:
        open_session(session)
    except Refused as refused:
        return card(request, session, refused=refused)
    messages.success(request, _("Консультация открыта. Фактическое время пошло."))
    return redirect("consultations:session", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.RUNNERS)
def hold(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down what happened; a refusal keeps everything typed."""
    session = run_by(request, pk)
    bookings = booked_on(request.actor, session)
    known: dict[str, Any] = {
        "session": session,
        "bookings": bookings,
        "walk_ins": walk_in_candidates(session),
        "by_another": not access.is_own(request.actor, session),
    }
    if request.method != "POST":
        found = measured(session)
        initial = _prefilled(session, bookings, known["walk_ins"], found)
        return _hold_page(request, session, HoldForm(initial=initial, **known), found)
    form = HoldForm(request.POST, **known)
    if not form.is_valid():
        return _hold_page(request, session, form, measured(session), status=422)
    record = form.record()
    try:
        hold_session(session, record=record)
    except Refused as refused:
        return _hold_page(request, session, form, measured(session), refused=refused, status=422)
    _say_actual(request, session, record)
    return redirect(card_url(session))


def _hold_page(
    request: ActorRequest,
    session: Session,
    form: HoldForm,
    found: Measured | None,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "no_show_form": NoShowForm(initial={"waited": in_force(Provision.NO_SHOW_MINUTES, session.date)}),
        "refused": founded(refused) if refused else None,
        "measured": found,
    }
    return render(request, "consultations/hold.html", context, status=status)


def _prefilled(
    session: Session, bookings: list[Booking], walk_ins: list[Person], found: Measured | None
) -> dict[str, Any]:
    """What the room measured; else from the moment of opening, or the plan, till now or the planned end."""
    found = found if session.state in UNWRITTEN else None
    came = [one for one in bookings if one.state != Booking.State.NO_SHOW]
    if found:
        came = [one for one in bookings if one.learner_id in found.came]
    initial: dict[str, Any] = {
        "actual_start": found.start if found else session.actual_start or session.starts_at,
        "actual_end": found.end if found else session.actual_end or _end(session),
        "attended": [str(one.pk) for one in came],
        "walk_ins": [who.pk for who in walk_ins if found and who.pk in found.came],
        "topic": session.topic,
        "topic_basis": session.topic_basis,
        "scope": session.scope,
        "skipped_items_reason": session.skipped_items_reason,
        "note": session.note,
    }
    for n, interval in enumerate(session.intervals.all()):
        initial[f"from_{n}"], initial[f"to_{n}"] = interval.starts_at, interval.ends_at
    for item in session.prep_items.all():
        initial[f"done_{item.item}"], initial[f"minutes_{item.item}"] = item.done, item.minutes
    return initial


def _end(session: Session) -> datetime:
    """A session opened by its worker ends when he closes it; else the plan is only a suggestion."""
    if session.state == Session.State.IN_PROGRESS:
        return now().replace(second=0, microsecond=0)
    return min(session.ends_at, now()).replace(second=0, microsecond=0)


def _say_actual(request: ActorRequest, session: Session, record: Record) -> None:
    """LOAD-01: the fact goes to the sheet whatever the plan was; an overrun into the next is said aloud."""
    planned = _minutes(session.starts_at, session.ends_at)
    if record.actual_start is None or record.actual_end is None:
        actual = sum(_minutes(start, end) for start, end in record.intervals)
        messages.success(request, _("Записано: {actual} мин.").format(actual=actual))
        return
    actual = _minutes(record.actual_start, record.actual_end)
    words = _("Фактическое время — {actual} мин., по графику — {planned} мин. В табель попадёт фактическое.")
    messages.success(request, words.format(actual=actual, planned=planned))
    say_regime(request, session, record.actual_start, record.actual_end)
    if following := next_of(session, record.actual_end):
        when = format_when(following.starts_at, following.ends_at, following.branch.timezone)
        messages.warning(
            request,
            _("Время зашло на вашу следующую консультацию, {when}: общие минуты считаются один раз.").format(
                when=when
            ),
        )


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60


@require_POST
@allow(access.RUNNERS)
def no_show(request: ActorRequest, pk: int) -> HttpResponse:
    """Nobody came; the waiting may be recorded."""
    session = run_by(request, pk)
    form = NoShowForm(request.POST)
    if not form.is_valid():
        return card(request, session, no_show_form=form)
    try:
        mark_no_show(session, waited=form.cleaned_data["waited"] or 0)
    except Refused as refused:
        return card(request, session, refused=refused, no_show_form=form)
    messages.success(request, _("Неявка отмечена."))
    return redirect("consultations:session", pk=pk)
