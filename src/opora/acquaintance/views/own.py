"""One's own acts: what waits, the text, the signature."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded
from opora.regulations.queries import CLAUSES_ON_PAGE, clauses_of, text_digest

from .. import actions
from ..access import OWN
from ..queries import Reading, agreement_of, agreement_text, reading, readings


@require_GET
@allow(OWN)
def mine(request: ActorRequest) -> HttpResponse:
    """What to get acquainted with, then what is done."""
    found = readings(request.actor)
    context = {
        "waiting": [one for one in found if one.mark is None],
        "done": [one for one in found if one.mark],
        "agreement": agreement_of(request.actor.person),
    }
    return render(request, "acquaintance/mine.html", context)


def _own(request: ActorRequest, pk: int) -> list[Reading]:
    found = reading(request.actor, pk)
    if not found:
        raise Http404(_("Эта редакция вас не касается или утратила силу."))
    return found


@require_GET
@allow(OWN)
def read(request: ActorRequest, pk: int) -> HttpResponse:
    """The text with the button under it."""
    return _shown(request, _own(request, pk))


def _shown(request: ActorRequest, found: list[Reading], **more: Any) -> HttpResponse:
    edition = found[0].edition
    agreement = agreement_of(request.actor.person)
    context = {
        "edition": edition,
        "own": found,
        "person": request.actor.person,
        "several": len(found) > 1 or found[0].person != request.actor.person,
        "page": Paginator(clauses_of(edition), CLAUSES_ON_PAGE).get_page(request.GET.get("page")),
        "digest": text_digest(edition),
        "agreement": agreement,
        "agreement_text": "" if agreement else agreement_text(),
    }
    return render(request, "acquaintance/read.html", context | more, status=422 if more else 200)


@require_POST
@allow(OWN)
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """«Ознакомлен(а)» for himself or for a ward."""
    found = _own(request, pk)
    chosen = next((one for one in found if str(one.person.pk) == request.POST.get("person", "")), None)
    if chosen is None:
        raise Http404
    try:
        actions.acquaint(
            chosen.edition,
            person=chosen.person,
            account=request.actor.account,
            agrees="agrees" in request.POST,
            ip=request.META.get("REMOTE_ADDR", ""),
        )
    except Refused as refused:
        return _shown(request, found, refused=founded(refused))
    messages.success(request, _("Ознакомление отмечено: {name}.").format(name=chosen.person.short_name))
    left = any(one.mark is None and one.may_sign and one != chosen for one in found)
    return redirect("acquaintance:read", pk) if left else redirect("acquaintance:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(OWN)
def signature(request: ActorRequest) -> HttpResponse:
    """The agreement on the simple electronic signature: given here or with the first signature."""
    if request.method == "POST":
        actions.agree_to_signature(request.actor.account, ip=request.META.get("REMOTE_ADDR", ""))
        messages.success(request, _("Соглашение действует: теперь достаточно нажать кнопку."))
        return redirect("acquaintance:signature")
    agreement = agreement_of(request.actor.person)
    context = {"agreement": agreement, "text": agreement.text if agreement else agreement_text()}
    return render(request, "acquaintance/signature.html", context)


@require_POST
@allow(OWN)
def withdraw(request: ActorRequest) -> HttpResponse:
    actions.withdraw_agreement(request.actor.person)
    messages.success(request, _("Соглашение отозвано. Подписанное остаётся, дальше — на бумажном листе."))
    return redirect("acquaintance:signature")
