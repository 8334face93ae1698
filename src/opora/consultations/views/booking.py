"""Taking a place and giving it back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.kernel.clock import today
from opora.kernel.errors import Refused
from opora.kernel.times import at_night, format_when
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import organisation

from .. import access
from ..actions import book_slot, cancel_booking, note_refused_ask
from ..forms import BookForm
from ..models import Booking
from ..queries.sessions import booking_of_side, curated, learners_of, overlapping
from .card import card
from .common import back, session_for


def asked_for(request: ActorRequest) -> Person:
    """Whom ``learner=`` names: himself, a ward, one of the curator's groups; anybody else is a 404."""
    actor = request.actor
    wanted = request.POST.get("learner") or request.GET.get("learner") or ""
    if actor.role is Role.CURATOR:
        if not wanted.isdigit():
            raise Http404
        return get_object_or_404(curated(actor.person, today(organisation().timezone)), pk=wanted)
    learners = learners_of(actor)
    for learner in learners:
        if str(learner.pk) == wanted or (not wanted and len(learners) == 1):
            return learner
    raise Http404


@require_POST
@allow(access.BOOKERS)
def book(request: ActorRequest, pk: int) -> HttpResponse:
    """Book a place; a refusal comes back on the card with the question as it was typed."""
    session = session_for(request.actor, pk)
    learner = asked_for(request)
    form = BookForm(request.POST)
    if not form.is_valid():
        return card(request, session, book_form=form)
    try:
        booking = book_slot(
            session, learner=learner, asked_by=request.actor.person, question=form.cleaned_data["question"]
        )
    except Refused as refused:
        note_refused_ask(session, learner=learner, asked_by=request.actor.person, refused=refused)
        return card(request, session, refused=refused, book_form=form)
    _congratulate(request, booking)
    ward = learner if learner.pk != request.actor.person.pk else None
    return back(request, session, ward if request.actor.role is Role.REPRESENTATIVE else None)


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
        own |= rows.filter(learner__in=curated(actor.person, today(organisation().timezone)))
    return own.distinct()


@require_POST
@allow(access.BOOKERS | access.RUNNERS)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a place back. The worker of the session and the deputy say why (CON-01)."""
    booking = _booking(request, pk)
    session = session_for(request.actor, booking.session_id)
    by_staff = access.may_run(request.actor, session)
    reason = request.POST.get("reason", "")[:300]
    try:
        cancel_booking(booking, by_staff=by_staff, reason=reason)
    except Refused as refused:
        return card(request, session, refused=refused)
    again = reverse("consultations:book", args=[session.pk])
    undo = "" if by_staff else f"{again}?learner={booking.learner_id}"
    messages.success(request, _("Запись отменена."), extra_tags=undo)
    is_ward = request.actor.role is Role.REPRESENTATIVE
    return back(request, session, booking.learner if is_ward else None)
