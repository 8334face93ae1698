"""A webinar for everybody with its link: the page, the form, and the page of who has registered."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.consultations.queries.telling import what_of
from opora.integrations.ical import Method
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.meetings.queries.rooms import room_of
from opora.meetings.recording.queries import published_of
from opora.meetings.rules import room_is_open
from opora.people.access import public
from opora.people.queries import home_day, organisation
from opora.regulations.middleware import founded
from opora.webinars import actions
from opora.webinars.models import Visitor, Webinar
from opora.webinars.queries import kept_to, public_by, visitor_by
from opora.webinars.queries.letters import calendar_of

from .. import rules
from ..forms.appeals import opened_now
from ..forms.webinars import JoinForm
from ..middleware import for_everybody
from ..queries.appeals import digest_of
from ..queries.webinars import places_left, webinar_state


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _by_code(code: str) -> Webinar:
    try:
        return public_by(code)
    except Webinar.DoesNotExist as error:
        raise Http404 from error


def _by_secret(secret: str) -> Visitor:
    """Who took the registration back has no page any more."""
    try:
        return visitor_by(secret)
    except Visitor.DoesNotExist as error:
        raise Http404 from error


@for_everybody(webinar_state)
@public
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Topic, who leads, when, what one needs; the same for everybody, so it is kept."""
    webinar = _by_code(code)
    context = {
        "webinar": webinar,
        "session": webinar.session,
        "topic": what_of(webinar.session),
        "left": places_left(webinar),
        "is_over": webinar.session.ends_at <= now(),
    }
    return _unlisted(render(request, "website/webinar.html", context))


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The form; the link comes by mail, so nobody registers another's address and walks in."""
    webinar = _by_code(code)
    if request.method != "POST":
        sent = request.GET.get("sent") == "1"
        return _form(request, webinar, JoinForm(initial={"opened": opened_now()}), sent=sent)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _form(request, webinar, form, status=422)
    given = form.cleaned_data
    try:
        enforce(rules.sent_by_a_person(given["site"], form.opened_at()))
        address = request.META.get("REMOTE_ADDR", "")
        actions.register(
            webinar, name=given["name"], email=given["email"], digest=digest_of(address, home_day())
        )
    except Refused as refused:
        again = JoinForm(initial={**given, "site": "", "opened": given["opened"] or opened_now()})
        return _form(request, webinar, again, refused=founded(refused), status=422)
    return redirect(f"{request.path}?sent=1")


def _form(
    request: HttpRequest, webinar: Webinar, form: JoinForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"webinar": webinar, "session": webinar.session, "form": form, **more}
    context |= {"topic": what_of(webinar.session), "left": places_left(webinar)}
    return _unlisted(render(request, "website/webinar_join.html", context, status=status))


@for_everybody(webinar_state)
@public
@require_safe
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """What exactly the visitor agrees to: purpose, data, term, the way to withdraw (152-ФЗ, art. 9)."""
    webinar = _by_code(code)
    context = {"centre": organisation(), "webinar": webinar, "kept_to": kept_to(webinar)}
    return render(request, "website/webinar_consent.html", context)


@public
@require_safe
@never_cache
def visit(request: HttpRequest, secret: str) -> HttpResponse:
    """Of one who has registered: when, the way in, the way out."""
    visitor = _by_secret(secret)
    session = visitor.webinar.session
    room = room_of(session)
    is_over = session.ends_at <= now() or (room is not None and room.ended_at is not None)
    context = {
        "visitor": visitor,
        "session": session,
        "topic": what_of(session),
        "shut": room_is_open(session, room, now()),
        "films": published_of(session),
        "is_ahead": not is_over and session.state in ("planned", "in_progress"),
    }
    return _unlisted(render(request, "website/visit.html", context))


@public
@require_safe
@never_cache
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The meeting as a file for a calendar."""
    visitor = _by_secret(secret)
    response = HttpResponse(calendar_of(visitor, Method.PUBLISH), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="webinar.ics"'
    return _unlisted(response)


@public
@require_POST
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Will not come: the place is free, name and mail are gone."""
    visitor = _by_secret(secret)
    actions.cancel(visitor)
    return _unlisted(render(request, "website/visit_cancelled.html", {"session": visitor.webinar.session}))
