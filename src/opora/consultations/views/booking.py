"""Taking a place, for oneself, a learner or a whole group, and giving it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.files.access import as_download
from opora.kernel.errors import Refused
from opora.kernel.times import at_night, format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded

from .. import access, actions
from ..actions import book_slot, cancel_booking, note_refused_ask
from ..forms import BookForm
from ..models import Booking, Session
from ..queries.sessions import (
    booking_of_side,
    curated,
    groups_to_book,
    learners_of,
    overlapping,
    walk_in_candidates,
)
from ..rules.booking import group_is_missing
from .card import card
from .common import back, card_url, session_for, session_to_book


def _nobody() -> Person:
    raise Http404


def asked_for(request: ActorRequest, session: Session | None = None) -> Person:
    """Whom ``learner=`` names: himself, a ward, one of the curator's groups; with ``session`` also one whom
    its worker or the deputy may put into it. Anybody else is a 404.
    """
    actor = request.actor
    if session is not None and access.may_book_for(actor, session):
        wanted = request.POST.get("learner", "")
        return next((who for who in walk_in_candidates(session) if str(who.pk) == wanted), None) or _nobody()
    wanted = request.POST.get("learner") or request.GET.get("learner") or ""
    if actor.role is Role.CURATOR:
        if not wanted.isdigit():
            raise Http404
        return get_object_or_404(curated(actor.person, home_day()), pk=wanted)
    learners = learners_of(actor)
    for learner in learners:
        if str(learner.pk) == wanted or (not wanted and len(learners) == 1):
            return learner
    raise Http404


@require_POST
@allow(access.BOOKERS)
def book(request: ActorRequest, pk: int) -> HttpResponse:
    """Book a place; a refusal comes back on the card with the question as it was typed."""
    session = session_to_book(request.actor, pk)
    _only_own(request, session)
    learner = asked_for(request, session)
    form = BookForm(request.POST, request.FILES, ward=_ward(request, learner))
    if not form.is_valid():
        return card(request, session, book_form=form)
    try:
        booking = book_slot(
            session, learner=learner, asked_by=request.actor.person,
            by_staff=access.may_book_for(request.actor, session), **form.cleaned_data,
        )  # fmt: skip
    except Refused as refused:
        note_refused_ask(session, learner=learner, asked_by=request.actor.person, refused=refused)
        return card(request, session, refused=refused, book_form=form)
    _congratulate(request, booking)
    ward = learner if learner.pk != request.actor.person.pk else None
    return back(request, session, ward if request.actor.role is Role.REPRESENTATIVE else None)


def _ward(request: ActorRequest, learner: Person) -> Person | None:
    """The learner a representative acts for: then it is asked who will come."""
    return learner if request.actor.role is Role.REPRESENTATIVE else None


def _only_own(request: ActorRequest, session: Session) -> None:
    """A teacher books into own sessions only; the curator by groups, which :func:`asked_for` sees to."""
    role = request.actor.role
    if role in (Role.TEACHER, Role.OTHER_STAFF) and not access.may_book_for(request.actor, session):
        raise PermissionDenied(_("Эту консультацию ведёт {who}.").format(who=session.person.short_name))


@require_POST
@allow(access.BOOKING_STAFF)
def book_group(request: ActorRequest, pk: int) -> HttpResponse:
    """A whole group by one press; who could not be booked is listed with the reason."""
    session = session_for(request.actor, pk)
    _only_own(request, session)
    wanted = request.POST.get("group", "")
    if not wanted:
        return card(request, session, refused=Refused(group_is_missing()))
    group = next((one for one in groups_to_book(request.actor, session) if str(one.pk) == wanted), None)
    if group is None:
        raise Http404
    answer = actions.book_group(session, group=group, by=request.actor.person)
    words = _("{group}: записано {n}, отказано {m}.").format(
        group=group.code, n=len(answer.booked), m=len(answer.refused)
    )
    (messages.success if answer.booked else messages.warning)(request, words)
    if not answer.refused:
        return back(request, session)
    return card(request, session, not_booked=answer.refused)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(access.LEARNING)
def question_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """The question of a booking until the meeting begins."""
    booking = _booking(request, pk)
    form = BookForm(
        request.POST or None,
        request.FILES or None,
        ward=_ward(request, booking.learner),
        initial={"question": booking.question, "comes": booking.comes},
    )
    context: dict[str, Any] = {"form": form, "booking": booking, "files": booking.files.all()}
    page = "consultations/booking_question.html"
    if request.method != "POST" or not form.is_valid():
        return render(request, page, context, status=422 if form.errors else 200)
    try:
        actions.change_question(booking, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        return render(request, page, context | {"refused": founded(refused)}, status=422)
    messages.success(request, _("Вопрос сохранён, преподаватель его увидит."))
    is_ward = request.actor.role is Role.REPRESENTATIVE
    return redirect(card_url(booking.session, booking.learner if is_ward else None))


@require_GET
@allow(access.BOOKERS | access.RUNNERS)
def booking_file(request: ActorRequest, pk: int, file: int) -> HttpResponseBase:
    """What came with a booking: to its side, to the worker and to the deputy."""
    return as_download(get_object_or_404(_booking(request, pk).files, pk=file))


def _congratulate(request: ActorRequest, booking: Booking) -> None:
    session, reader = booking.session, request.actor
    when = format_when(session.starts_at, session.ends_at, session.branch.timezone)
    if booking.learner_id == reader.person.pk:
        words = _("Вы записаны на {when}. Напомним за сутки и за час.").format(when=when)
    else:
        words = _("{who}: запись на {when}. Напомним за сутки и за час.").format(
            who=booking.learner.short_name, when=when
        )
    messages.success(request, words, extra_tags=reverse("consultations:cancel", args=[booking.pk]))
    if at_night(session.starts_at, session.ends_at, reader.zone):
        own = format_when(session.starts_at, session.ends_at, reader.zone)
        messages.warning(request, _("У вас это ночью: {when}.").format(when=own))
    if other := overlapping(booking):
        busy = format_when(other.session.starts_at, other.session.ends_at, other.session.branch.timezone)
        messages.warning(
            request,
            _("В это же время уже есть запись: {when} ({who}). Выберите, куда идти.").format(
                when=busy, who=other.session.person.short_name
            ),
        )


def _booking(request: ActorRequest, pk: int) -> Booking:
    """One this actor may give back: own or a ward's; else as :func:`_of_staff` says."""
    if request.actor.role not in (Role.LEARNER, Role.REPRESENTATIVE):
        return get_object_or_404(_of_staff(request), pk=pk)
    found = booking_of_side(pk, [learner.pk for learner in learners_of(request.actor)])
    if not found:
        raise Http404
    return found[0]


def _of_staff(request: ActorRequest) -> QuerySet[Booking]:
    """Bookings of own groups and of own sessions; the deputy's are all."""
    actor = request.actor
    rows = Booking.objects.select_related("session__person", "session__branch", "learner")
    if actor.role is Role.DEPUTY:
        return rows
    own = rows.filter(session__person=actor.person)
    if actor.role is Role.CURATOR:
        own |= rows.filter(learner__in=curated(actor.person, home_day()))
    return own.distinct()


@require_POST
@allow(access.BOOKERS | access.RUNNERS)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a place back. The worker of the session and the deputy say why (CON-01)."""
    booking = _booking(request, pk)
    own = request.actor.role in access.LEARNING  # whose booking it is sees its session
    session = booking.session if own else session_for(request.actor, booking.session_id)
    by_staff = access.may_run(request.actor, session)
    reason = request.POST.get("reason", "")[:300]
    try:
        cancel_booking(booking, by_staff=by_staff, reason=reason)
    except Refused as refused:
        shown = session_for(request.actor, session.pk) if own else session
        return card(request, shown, refused=refused)
    again = reverse("consultations:book", args=[session.pk])
    undo = "" if by_staff else f"{again}?learner={booking.learner_id}"
    messages.success(request, _("Запись отменена."), extra_tags=undo)
    is_ward = request.actor.role is Role.REPRESENTATIVE
    return back(request, session, booking.learner if is_ward else None)
