"""«Почта на разбор»: letters nobody knows whose or where to, and the register of all that came."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.files.access import as_download
from opora.people.access import EVERYONE, ActorRequest, allow

from .. import actions
from ..access import KEEPERS, may_read_record
from ..doors import DOORS, GENERAL
from ..forms import WhyForm
from ..models import Incoming
from ..queries.incoming import held as held_letters
from ..queries.incoming import incoming, sorted_lately

PAGE = 30
TONES = {
    "posted": "success",
    "appeal": "success",
    "held": "warning",
    "refused": "danger",
    "returned": "danger",
}


@require_GET
@allow(KEEPERS)
def held(request: ActorRequest) -> HttpResponse:
    return _list(request, "held")


@require_GET
@allow(KEEPERS)
def register(request: ActorRequest) -> HttpResponse:
    return _list(request, "all")


def _list(request: ActorRequest, which: str) -> HttpResponse:
    rows = held_letters() if which == "held" else sorted_lately()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(row, TONES.get(row.state, "")) for row in page], "which": which}
    return render(request, "outside/letters.html", context)


@require_GET
@allow(KEEPERS)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """One letter. Words of one that stands in a conversation are not shown here."""
    row = get_object_or_404(incoming(), pk=pk)
    context = {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "waits": row.state == Incoming.State.HELD,
        "may_post": row.letter is not None and bool(row.letter.about) and row.person is not None,
        "may_appeal": GENERAL in DOORS,
        "may_read": row.record is not None and may_read_record(request.actor, row),
    }
    return render(request, "outside/letter.html", context)


@require_GET
@allow(EVERYONE, archive=True)
def record(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The whole letter as a file: to its writer, and to who sorts it."""
    row = get_object_or_404(incoming(), pk=pk)
    if not may_read_record(request.actor, row):
        raise PermissionDenied(_("Письмо целиком открывает тот, кто его написал."))
    if row.record is None:
        raise Http404
    return as_download(row.record)


def _held(pk: int) -> Incoming:
    return get_object_or_404(incoming(), pk=pk)


@require_POST
@allow(KEEPERS)
def posted(request: ActorRequest, pk: int) -> HttpResponse:
    """The specialist knows that the person wrote it."""
    row = actions.post_held(_held(pk), by=request.actor.person)
    messages.success(
        request, _("Опубликовано от имени: {name}.").format(name=row.person.short_name if row.person else "")
    )
    return redirect("outside:held")


@require_POST
@allow(KEEPERS)
def appealed(request: ActorRequest, pk: int) -> HttpResponse:
    row = actions.register_as_appeal(_held(pk), by=request.actor.person)
    messages.success(request, _("Обращение зарегистрировано, отправителю ушло письмо."))
    return redirect(row.url or "outside:held")


@require_POST
@allow(KEEPERS)
def dropped(request: ActorRequest, pk: int) -> HttpResponse:
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.drop(_held(pk), by=request.actor.person, why=why)
    messages.success(request, _("Письмо отклонено."))
    return redirect("outside:held")
