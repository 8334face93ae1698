"""The own page of an account: data, password, sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import auth, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import actions
from ..access import ASK_CHANGE, EVERYONE, WRITE, Actor, ActorRequest, allow
from ..forms.pages import ChangePasswordForm
from ..models import LoginSession, Person, Role
from ..queries import changes_asked, home_day, login_sessions, wards_of
from ..queries.devices import device_words
from .devices import public_key


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its owner sees it. ``key`` is a digest: the real key would let anyone in."""

    key: str
    device: str
    ip: str
    started_at: datetime
    seen_at: datetime
    is_current: bool


def _rows(request: ActorRequest) -> list[SessionRow]:
    return [
        SessionRow(
            key=public_key(row.session_key),
            device=device_words(row.user_agent),
            ip=row.ip or "",
            started_at=row.started_at,
            seen_at=row.seen_at,
            is_current=row.session_key == request.session.session_key,
        )
        for row in login_sessions(request.actor.account)
    ]


@require_GET
@allow(EVERYONE, anytime=True)
def own(request: ActorRequest) -> HttpResponse:
    """Own data, language, where the account is logged in."""
    return _page(request, ChangePasswordForm(account=request.actor.account))


def _may_ask_for(actor: Actor) -> list[Person]:
    """Whose data the actor may ask to change: own, and those of wards (ACC-06)."""
    if actor.role not in ASK_CHANGE:
        return []
    is_ward = actor.role is Role.REPRESENTATIVE
    return [actor.person, *(wards_of(actor.person, home_day()) if is_ward else [])]


def _page(request: ActorRequest, form: ChangePasswordForm, *, status: int = 200) -> HttpResponse:
    mine = _may_ask_for(request.actor)
    context = {
        "form": form,
        "sessions": _rows(request),
        "actor": request.actor,
        "may_write": request.actor.role in WRITE,
        "may_ask_for": mine if request.actor.window.is_open else [],
        "asked": changes_asked(one.pk for one in mine) if mine else [],
    }
    return render(request, "people/account.html", context, status=status)


@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["POST"])
@allow(EVERYONE, anytime=True)
def password(request: ActorRequest) -> HttpResponse:
    """A new password ends every other session (S3-4.5d)."""
    form = ChangePasswordForm(request.POST, account=request.actor.account)
    if not form.is_valid():
        return _page(request, form, status=422)
    account = actions.change_password(
        request.actor.account,
        password=form.cleaned_data["password"],
        keep=request.session.session_key or "",
    )
    auth.update_session_auth_hash(request, account)
    messages.success(request, _("Пароль изменён. На других устройствах войдите заново."))
    return redirect("people:account")


@require_POST
@allow(EVERYONE, anytime=True)
def end_session(request: ActorRequest, key: str) -> HttpResponse:
    """Log one device out."""
    session = _session(request, key)
    actions.end_session(session)
    messages.success(request, _("Сеанс завершён."))
    return redirect("people:account")


def _session(request: ActorRequest, key: str) -> LoginSession:
    for row in login_sessions(request.actor.account):
        if public_key(row.session_key) == key:
            return row
    raise Http404


@require_POST
@allow(EVERYONE, anytime=True)
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    actions.end_sessions(request.actor.account, keep=request.session.session_key or "")
    messages.success(request, _("Остались только вы на этом устройстве."))
    return redirect("people:account")


@require_POST
@allow(EVERYONE, anytime=True)
def report_intrusion(request: ActorRequest) -> HttpResponse:
    """«Это был не я» (ACC-07)."""
    actions.report_intrusion(request.actor.account)
    auth.logout(request)
    return render(request, "people/reported.html")
