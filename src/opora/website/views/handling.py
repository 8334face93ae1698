"""The register of appeals: what came by any way, whose it is, repeats joined, the journal on paper."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.files.access import as_download as file_download
from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.access import STAFF, ActorRequest, allow
from opora.people.models import Person
from opora.people.queries import home_day, organisation, staff_on
from opora.progress.access import OPEN_APPEALS
from opora.regulations.middleware import founded
from opora.reports.access import as_download

from ..access import ANSWERERS, ENTERERS, KEEPERS, SEE_APPEALS
from ..actions import appeals as actions
from ..forms.appeals import AnswerForm, EnterForm, MarkForm, PassForm, RegisterForm, RepeatForm
from ..models import Appeal, Way
from ..queries import appeals as queries
from ..queries.journal import appeals_paper
from ..queries.marking import mark_of, runs_to_mark
from .appeals import steps_of

ON_PAGE = 30
READERS = SEE_APPEALS | STAFF


@require_safe
@allow(READERS)
def register(request: ActorRequest) -> HttpResponse:
    """All appeals for those whose work they are; for another worker those passed to him or written down."""
    form, given = _asked(request)
    rows = queries.register(_rows(request, given), given["state"] or "open", given["q"])
    context = {
        "form": form,
        "page": Paginator(rows, ON_PAGE).get_page(request.GET.get("page")),
        "today": home_day(),
        "narrowed": any(given[name] for name in ("q", "since", "until"))
        or given["state"] not in ("", "open"),
        "may_enter": request.actor.role in ENTERERS,
        "sees_all": request.actor.role in SEE_APPEALS,
    }
    return render(request, "website/appeals.html", context)


def _asked(request: ActorRequest) -> tuple[RegisterForm, dict[str, Any]]:
    form = RegisterForm(request.GET or {"state": "open"})
    nothing = {"state": "open", "q": "", "since": None, "until": None}
    return form, form.cleaned_data if form.is_valid() else nothing


def _rows(request: ActorRequest, given: dict[str, Any]) -> Any:
    return queries.within(queries.appeals_for(request.actor), given["since"], given["until"])


@require_safe
@allow(SEE_APPEALS)
def journal(request: ActorRequest, format: str) -> HttpResponse:  # noqa: A002 -- the word of the address
    """«Журнал регистрации обращений», of the rows the page shows."""
    _form, given = _asked(request)
    rows = queries.register(_rows(request, given), given["state"] or "open", given["q"])
    ordered = rows.prefetch_related("arrivals").order_by("year", "number")
    return as_download(appeals_paper(ordered, given["since"], given["until"]), "Журнал обращений", format)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(ENTERERS)
def enter(request: ActorRequest) -> HttpResponse:
    """A call, a visit, a letter: written down by whoever took it, with when it really came (case 35)."""
    zone = organisation().timezone
    if request.method != "POST":
        return _enter(request, EnterForm(initial={"received_at": now()}, zone=zone))
    form = EnterForm(request.POST, request.FILES, zone=zone)
    if not form.is_valid():
        return _enter(request, form, status=422)
    given, me = form.cleaned_data, request.actor.person
    arrived = actions.Arrived(Way(given["way"]), given["received_at"], entered_by=me, files=given["attached"])
    try:
        found = _entered(given, arrived, me)
    except Refused as refused:
        return _enter(request, form, refused=founded(refused), status=422)
    if found is None:
        form.add_error("repeat", _("Обращения с таким номером нет."))
        return _enter(request, form, status=422)
    messages.success(request, _("{code} записано.").format(code=found.code))
    return redirect("website:appeal", pk=found.pk)


def _entered(given: dict[str, Any], arrived: actions.Arrived, me: Person) -> Appeal | None:
    """The appeal it repeats, or a new one; None when the number it repeats is nobody's."""
    if given["repeat"]:
        known = queries.by_code(given["repeat"])
        words = f"{given['name']}: {given['text']}"[:1000]
        return known and actions.add_arrival(known.head, arrived=arrived, words=words)
    made = actions.register_appeal(
        kind=Appeal.Kind(given["kind"]),
        name=given["name"],
        text=given["text"],
        email=given["email"],
        phone=given["phone"],
        arrived=arrived,
    )
    return actions.answer_appeal(made, text=given["answer"], by=me) if given["answer"] else made


def _enter(request: ActorRequest, form: EnterForm, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "website/appeal_enter.html", {"form": form, **more}, status=status)


@require_safe
@allow(READERS)
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    return page_of_appeal(request, _found(request, pk))


@require_safe
@allow(READERS)
def file(request: ActorRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """What was attached to an appeal this worker sees."""
    kept = get_object_or_404(_found(request, pk).attached.select_related("file"), pk=file_pk)
    return file_download(kept.file)


@require_POST
@allow(ANSWERERS)
def take(request: ActorRequest, pk: int) -> HttpResponse:
    taken = actions.take_appeal(_found(request, pk), by=request.actor.person)
    messages.success(request, _("{code} у вас.").format(code=taken.code))
    return redirect("website:appeal", pk=pk)


@require_POST
@allow(STAFF)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    found = _to_answer(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page_of_appeal(request, found, status=422, form=form)
    close = "close" in request.POST
    try:
        actions.answer_appeal(found, text=form.cleaned_data["text"], by=request.actor.person, close=close)
    except Refused as refused:
        return page_of_appeal(request, found, status=422, form=form, refused=founded(refused))
    messages.success(request, _("Обращение закрыто.") if close else _("Ответ отправлен."))
    return redirect("website:appeals")


@require_POST
@allow(STAFF)
def pass_on(request: ActorRequest, pk: int) -> HttpResponse:
    """To another worker, with the reason; the term stays (S0-6.1)."""
    found = _to_answer(request, pk)
    form = PassForm(request.POST, workers=_workers())
    if not form.is_valid():
        return page_of_appeal(request, found, status=422, pass_form=form)
    try:
        passed = actions.pass_appeal(found, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        return page_of_appeal(request, found, status=422, pass_form=form, refused=founded(refused))
    name = form.cleaned_data["to"].short_name
    messages.success(request, _("{code} передано: {name}.").format(code=passed.code, name=name))
    return redirect("website:appeals")


@require_POST
@allow(STAFF)
def repeat(request: ActorRequest, pk: int) -> HttpResponse:
    """The same person asked the same by another way."""
    found = _to_answer(request, pk)
    form = RepeatForm(request.POST, zone=organisation().timezone)
    if not form.is_valid():
        return page_of_appeal(request, found, status=422, repeat_form=form)
    given = form.cleaned_data
    arrived = actions.Arrived(Way(given["way"]), given["received_at"], entered_by=request.actor.person)
    try:
        actions.add_arrival(found, arrived=arrived, words=given["words"])
    except Refused as refused:
        return page_of_appeal(request, found, status=422, repeat_form=form, refused=founded(refused))
    messages.success(request, _("Повтор записан."))
    return redirect("website:appeal", pk=pk)


@require_POST
@allow(ANSWERERS)
def join(request: ActorRequest, pk: int, into: int) -> HttpResponse:
    """One of two appeals about the same is a repeat of the other (case 36)."""
    whole = _found(request, into)
    actions.join_appeal(_found(request, pk), into=whole, by=request.actor.person)
    messages.success(request, _("Присоединено к {code}.").format(code=whole.code))
    return redirect("website:appeal", pk=into)


@require_POST
@allow(KEEPERS)
def forget(request: ActorRequest, pk: int) -> HttpResponse:
    """The visitor took the consent back."""
    actions.forget_visitor(_found(request, pk).head)
    messages.success(request, _("Данные посетителя удалены."))
    return redirect("website:appeal", pk=pk)


def _found(request: ActorRequest, pk: int) -> Appeal:
    return get_object_or_404(queries.appeals_for(request.actor), pk=pk)


def _to_answer(request: ActorRequest, pk: int) -> Appeal:
    """Seen, and of those this worker answers: another has nothing to do with it here."""
    return get_object_or_404(queries.answered_by(request.actor), pk=pk)


def _workers() -> Any:
    return Person.objects.filter(pk__in=staff_on(home_day()).values("person")).order_by("search_name", "pk")


def page_of_appeal(
    request: ActorRequest, found: Appeal, *, status: int = 200, **more: Form | Any
) -> HttpResponse:
    may_answer = found.is_open and queries.may_answer(request.actor, found)
    context = {
        "appeal": found,
        "steps": steps_of(found.head),
        "today": home_day(),
        "attached": found.attached.select_related("file"),
        "arrivals": found.arrivals.select_related("entered_by"),
        "moves": found.moves.select_related("was", "became", "by"),
        "joined": found.joined.all(),
        "alike": queries.alike(found) if may_answer and request.actor.role in ANSWERERS else (),
        "may_take": request.actor.role in ANSWERERS and found.state == Appeal.State.REGISTERED,
        "may_answer": may_answer,
        "may_forget": request.actor.role in KEEPERS and not found.is_open,
    }
    if may_answer:
        context |= {
            "form": AnswerForm(),
            "pass_form": PassForm(workers=_workers()),
            "repeat_form": RepeatForm(initial={"received_at": now()}, zone=organisation().timezone),
        }
    if queries.may_answer(request.actor, found) and found.joined_to_id is None:
        mark = mark_of(found)
        context["mark"] = mark
        context["sees_topics"] = request.actor.role in OPEN_APPEALS
        context["mark_form"] = MarkForm(
            runs=runs_to_mark(found), auto_id="mark_%s",
            initial={"run": mark.run_id, "topic": mark.topic} if mark else None,
        )  # fmt: skip
    return render(request, "website/appeal.html", context | more, status=status)
