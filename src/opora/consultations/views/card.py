"""One session: what, who, when, where, seats; a place in it or why not; for the worker, those booked."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.times import at_night
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.schedule.models import Mode

from .. import access
from ..forms import BookForm, FeedbackForm, NoShowForm, ReasonForm, SubstituteForm, TopicForm
from ..models import Kind, Session
from ..queries.dossier import out_of_time, own_side_of, unfounded, with_runs
from ..queries.feedback import asked_of, own_booking
from ..queries.measuring import door, hall, kept, measured, stopwatch
from ..queries.sessions import (
    booked_by_another,
    booked_on,
    curated,
    groups_to_book,
    own_slot,
    own_waiting,
    walk_in_candidates,
)
from ..queries.slots import Slot
from ..queries.threads import threads_of_session
from ..queries.way_out import with_way_out
from ..rules.dossier import OFF
from ..rules.feedback import RECEIVED
from ..rules.holding import EARLY
from ..rules.waiting import late
from .common import Side, session_for, side_of
from .lists import seats_left

S = Session.State


@allow(access.READERS)
def session(request: ActorRequest, pk: int) -> HttpResponse:
    return card(request, session_for(request.actor, pk))


def card(
    request: ActorRequest, one: Session, *, refused: Refused | None = None, **forms: Any
) -> HttpResponse:
    """The page of a session; with ``refused`` and the typed forms it is the answer 422 to a form of it."""
    side = side_of(request)
    slot = own_slot(side.learner, one, asked_by=request.actor.person) if side.learner else None
    one = slot.session if slot else one
    timer = stopwatch(request.actor, one)
    context = {
        "session": one,
        "side": side,
        "slot": slot,
        "seats": seats_left(slot.left) if slot else "",
        "night": at_night(one.starts_at, one.ends_at, request.actor.zone),
        "book_form": forms.get("book_form") or _book_form(side),
        "threads": threads_of_session(request.actor, one),
        "door": door(request.actor, one),
        "hall": hall(request.actor, one),
        "stopwatch": timer,
        "kept": kept(request.actor, one),
        "measured": measured(one) if timer is None and access.may_run(request.actor, one) else None,
        **_place(side, slot, one),
        **_feedback(slot, one),
        **_work(request, one),
        **_prep(request, one),
        **forms,
    }
    if refused is None and slot and slot.refusals and one.ends_at > now():
        context.update(_why(Refused(*with_way_out(slot.refusals, slot.ask))))
    elif refused:
        context.update(_why(refused))
    mistyped = any(
        isinstance(form, Form) and form.is_bound and not form.is_valid() for form in forms.values()
    )
    return render(request, "consultations/session.html", context, status=422 if refused or mistyped else 200)


def _book_form(side: Side) -> BookForm:
    if side.learner is None:
        return BookForm.by_staff()
    return BookForm(ward=side.learner if side.is_ward else None)


def _why(refused: Refused) -> dict[str, Any]:
    """The refusal, and beside it the exception of EXP-02: an offer rather than a second no."""
    exception = next((one for one in refused.refusals if one.rule == "EXP-02"), None)
    rest = [one for one in refused.refusals if one is not exception]
    return {"refused": founded(Refused(*rest)), "exception": exception}


def _place(side: Side, slot: Slot | None, one: Session) -> dict[str, Any]:
    """What a learner may do besides booking: wait for a place, say that nobody came."""
    if side.learner is None or slot is None:
        return {}
    waits = own_waiting(side.learner, one) if slot.state == "full" else None
    started = one.state == S.PLANNED and one.starts_at + late(one) <= now()
    return {
        "booked_by": booked_by_another(slot.booking_id) if slot.booking_id else None,
        "waiting": waits,
        "may_wait": slot.state == "full" and waits is None and one.mode != Mode.OFFLINE,
        "may_say_absent": slot.state == "mine" and started and one.mode != Mode.OFFLINE,
    }


def _feedback(slot: Slot | None, one: Session) -> dict[str, Any]:
    """«Помогла ли консультация?» of who was there."""
    if slot is None or slot.booking_id is None or one.state not in RECEIVED:
        return {}
    asked = asked_of(own_booking(slot.booking_id))
    return asked and {**asked, "feedback_form": FeedbackForm.of(asked["feedback"], auto_id="feedback_%s")}


def _prep(request: ActorRequest, one: Session) -> dict[str, Any]:
    """What exam-prep adds: its dossier or materials, a flag of EXP-03, places whose document has ended."""
    if one.kind != Kind.EXAM_PREP:
        return {}
    if request.actor.role in access.LEARNING:
        meant = own_side_of(request.actor, one)
        return {"prep_link": reverse("consultations:materials", args=[one.pk]) if meant else ""}
    seen = access.may_see_all_names(request.actor, one) and one.state not in OFF
    runs = access.may_run(request.actor, one)
    return {
        "prep_link": reverse("consultations:dossier", args=[one.pk]) if seen else "",
        "flag": out_of_time(with_runs(Session.objects.filter(pk=one.pk)).get()),
        "unfounded": unfounded(one) if runs else [],
        "may_keep": access.may_substitute(request.actor),
    }


def _work(request: ActorRequest, one: Session) -> dict[str, Any]:
    """What workers see: names, questions, and buttons for what the state allows."""
    actor = request.actor
    if actor.role in (Role.LEARNER, Role.REPRESENTATIVE):
        return {}
    runs = access.may_run(actor, one)
    before = one.state in (S.PLANNED, S.IN_PROGRESS)
    topic = {"topic": one.topic, "topic_basis": one.topic_basis, "scope": one.scope, "kind": one.kind}
    return {
        "bookings": booked_on(actor, one),
        "sees_names": access.may_see_all_names(actor, one) or actor.role is Role.CURATOR,
        "own": access.is_own(actor, one),
        "may_open": runs and one.state == S.PLANNED and one.starts_at - EARLY <= now(),
        "may_fill": runs
        and (one.state in (S.IN_PROGRESS, S.CORRECTION) or (before and one.starts_at <= now())),
        "may_cancel": runs and before,
        "may_substitute": access.may_substitute(actor) and one.state == S.PLANNED,
        **_booking_staff(request, one, before=before),
        "topic_form": TopicForm(initial=topic) if runs and before else None,
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "no_show_form": NoShowForm(),
        "may_poster": one.state == S.PLANNED and not one.personal and actor.role in access.RUNNERS,
        "may_move": runs and one.state == S.PLANNED,
        "restore_form": ReasonForm(auto_id="restore_%s")
        if access.may_substitute(actor) and one.state == S.FAILED
        else None,
        "substitute_form": SubstituteForm(session=one) if access.may_substitute(actor) else None,
    }


def _booking_staff(request: ActorRequest, one: Session, *, before: bool) -> dict[str, Any]:
    """Whom this worker may put into the meeting: one learner, or a whole group."""
    actor = request.actor
    if not before or one.ends_at <= now() or (one.state != S.PLANNED and one.mode != Mode.OFFLINE):
        return {}
    if actor.role is Role.CURATOR and not access.is_own(actor, one):
        learners = _curated(actor.person, one)
    elif access.may_book_for(actor, one):
        learners = walk_in_candidates(one)
    else:
        return {}
    return {"curated": learners, "groups": groups_to_book(actor, one) if learners else []}


def _curated(person: Person, one: Session) -> list[Person]:
    on = max(one.date, home_day())
    return list(curated(person, on).exclude(bookings__in=one.bookings.exclude(state="cancelled")))
