"""«Написать текст по положениям»: shown first, then written; the former text is put back by one button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import ActorRequest, allow

from .. import rules
from ..access import EDITORS
from ..middleware import founded
from ..models import ReplacedText
from ..views.editions import found, shown
from ..views.form_page import crumbs_of
from . import actions
from .queries import preview


@require_http_methods(["GET", "HEAD", "POST"])
@allow(EDITORS)
def write(request: ActorRequest, pk: int) -> HttpResponse:
    """The whole text as it would stand; a press of the button writes it into the draft."""
    edition = found(pk)
    everything = "everything" in (request.POST if request.method == "POST" else request.GET)
    try:
        enforce(rules.text_is_open(edition))
        if request.method == "POST":
            actions.write_text(edition, everything=everything)
            messages.success(request, _("Текст записан, каждое положение привязано к своему пункту."))
            return redirect("regulations:edition", pk=pk)
    except Refused as refused:
        return shown(request, edition, refused=founded(refused))
    context = {
        "edition": edition,
        "preview": preview(edition, everything=everything),
        "everything": everything,
        "crumbs": crumbs_of(edition, {"title": _("Текст по положениям")}),
    }
    return render(request, "regulations/write.html", context)


@require_POST
@allow(EDITORS)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(ReplacedText.objects.select_related("edition"), pk=pk)
    edition = actions.restore_text(kept)
    messages.success(request, _("Прежний текст возвращён."))
    return redirect("regulations:edition", pk=edition.pk)
