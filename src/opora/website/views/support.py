"""A request to support from the cabinet, and what has become of earlier ones (S3-3.2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opora.kernel.errors import Refused
from opora.kernel.rules import enforce
from opora.people.access import WRITE, ActorRequest, allow
from opora.regulations.middleware import founded

from .. import rules
from ..actions import appeals as actions
from ..forms.appeals import SupportForm
from ..models import Appeal, Way
from ..queries import appeals as queries


@require_http_methods(["GET", "HEAD", "POST"])
@allow(WRITE, anytime=True)
def support(request: ActorRequest) -> HttpResponse:
    """Open as long as the act says, which may be longer than the cabinet (domain.md §0, 12)."""
    if request.method != "POST":
        return _page(request, SupportForm())
    form = SupportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    me = request.actor.person
    try:
        enforce(_closed(request))
        made = actions.register_appeal(
            kind=Appeal.Kind.SUPPORT,
            name=me.full_name,
            text=form.cleaned_data["text"],
            email=me.email,
            phone=me.phone,
            arrived=actions.Arrived(Way.CABINET, author=me, files=form.cleaned_data["attached"]),
        )
    except Refused as refused:
        return _page(request, form, refused=founded(refused), status=422)
    messages.success(
        request,
        _("Заявка {code} принята, ответим до {day}.").format(code=made.code, day=f"{made.due_on:%d.%m.%Y}"),
    )
    return redirect("website:support")


def _closed(request: ActorRequest) -> Any:
    actor = request.actor
    return rules.support_is_open(actor, queries.support_way(), studies=queries.studies_now(actor))


def _page(request: ActorRequest, form: SupportForm, *, status: int = 200, **more: Any) -> HttpResponse:
    closed = _closed(request) if "refused" not in more else None
    context = {
        "form": form,
        "rows": queries.support_requests(request.actor)[:30],
        "refused": founded(Refused(closed)) if closed else None,
        "is_open": closed is None and "refused" not in more,
        **more,
    }
    return render(request, "website/support.html", context, status=status)
