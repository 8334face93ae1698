"""Log-in, log-out, switch of the role, first log-in by a one-time code."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.clock import today
from opora.kernel.errors import Refused

from .. import actions
from ..access import EVERYONE, ActorRequest, allow, public
from ..forms.pages import ActivationForm, LoginForm
from ..models import Account
from ..queries import (
    account_by_login,
    demo_accounts,
    home_day,
    organisation_or_none,
    role_windows,
)

BACKEND = "opora.people.backend.AccountBackend"


def _next(request: HttpRequest) -> str:
    """Where to go after the log-in: a page of this site only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@public
def login(request: HttpRequest) -> HttpResponse:
    """The log-in page; a wrong password keeps the log-in and says how many tries are left."""
    if request.method == "GET":
        if getattr(request, "actor", None):
            return redirect(_next(request))
        return _page(request, LoginForm())
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    typed = form.cleaned_data["login"].strip()
    known = account_by_login(typed)
    name = known.login if known else typed.lower()
    password = form.cleaned_data["password"]
    account = auth.authenticate(request, login=name, password=password)
    if not isinstance(account, Account):
        _explain(request, form, known, name, password)
        return _page(request, form, status=422)
    if not role_windows(account.person, today(_zone())):
        form.add_error(None, _("Пароль верный, но кабинет закрыт: действующих договоров и назначений нет."))
        return _page(request, form, status=422)
    _enter(request, account, remember=form.cleaned_data["remember"])
    return redirect(_next(request))


def _zone() -> str:
    centre = organisation_or_none()
    return centre.timezone if centre else settings.TIME_ZONE


def _page(request: HttpRequest, form: LoginForm, *, status: int = 200) -> HttpResponse:
    centre = organisation_or_none()
    roles = demo_accounts(today(centre.timezone)) if centre and centre.is_demo else []
    context = {"form": form, "next": _next(request), "centre": centre, "demo_roles": roles}
    return render(request, "people/login.html", context, status=status)


def _explain(request: HttpRequest, form: LoginForm, known: Account | None, name: str, password: str) -> None:
    """What went wrong. Only the owner of the right password learns that the account is closed."""
    if known and known.state == Account.State.SUSPENDED and known.check_password(password):
        words = _("Доступ приостановлен: {reason} Напишите специалисту СДО.")
        form.add_error(None, words.format(reason=known.suspended_reason or _("причина не указана.")))
        return
    failures = AxesProxyHandler.get_failures(request, {"login": name})
    left = settings.AXES_FAILURE_LIMIT - failures
    words = _("Пароль не подошёл. Проверьте раскладку и Caps Lock.")
    if 0 < left <= settings.AXES_FAILURE_LIMIT // 2:
        words += " " + _("Осталось попыток: {left}.").format(left=left)
    form.add_error("password", words)


def _enter(request: HttpRequest, account: Account, *, remember: bool) -> None:
    auth.login(request, account, backend=BACKEND)
    actions.note_visit(account, home_day())
    request.session["ip"] = request.META.get("REMOTE_ADDR", "")
    request.session["user_agent"] = request.META.get("HTTP_USER_AGENT", "")
    if not remember:
        request.session.set_expiry(0)


@require_POST
@public
def demo_login(request: HttpRequest, pk: int) -> HttpResponse:
    """Log in as one of the shown people of a demonstration centre; elsewhere this page does not exist."""
    centre = organisation_or_none()
    roles = demo_accounts(today(centre.timezone)) if centre and centre.is_demo else []
    of_person = [entry for entry in roles if entry.account.pk == pk]
    shown = next((e for e in of_person if e.role == request.POST.get("role")), next(iter(of_person), None))
    if shown is None:
        raise Http404
    _enter(request, shown.account, remember=True)
    request.session["role"] = shown.role.value
    return redirect(_next(request))


@require_POST
@public
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("people:login")


@require_POST
@allow(EVERYONE, anytime=True)
def switch_role(request: ActorRequest) -> HttpResponse:
    """A person with several roles goes on in another one."""
    wanted = request.POST.get("role", "")
    if wanted in request.actor.windows:
        request.session["role"] = wanted
    return redirect(settings.LOGIN_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "POST"])
@public
def activate(request: HttpRequest) -> HttpResponse:
    """The first log-in: login and one-time code from the paper, then an own password."""
    if request.method == "GET":
        return _activation(request, ActivationForm(initial={"login": request.GET.get("login", "")}))
    account = Account.objects.filter(login=request.POST.get("login", "").strip().lower()).first()
    form = ActivationForm(request.POST, account=account)
    name = account.login if account else ""
    if not AxesProxyHandler.is_allowed(request, {"login": name}):
        request.axes_locked_out = True  # type: ignore[attr-defined] # the middleware of axes answers
        return _activation(request, form, status=429)
    if not form.is_valid():
        return _activation(request, form, status=422)
    try:
        active = actions.activate_account(
            account, code=form.cleaned_data["code"], password=form.cleaned_data["password"]
        )
    except Refused as refused:
        AxesProxyHandler.user_login_failed(None, {"login": name}, request)
        for refusal in refused.refusals:
            form.add_error("code", f"{refusal.words} {refusal.next_step}")
        return _activation(request, form, status=422)
    _enter(request, active, remember=False)
    messages.success(request, _("Вход активирован. Дальше входите с новым паролем."))
    return redirect(settings.LOGIN_REDIRECT_URL)


def _activation(request: HttpRequest, form: ActivationForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "centre": organisation_or_none()}
    return render(request, "people/activate.html", context, status=status)
