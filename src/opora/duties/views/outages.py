"""The journal of outages and works (S4-2.3)."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.kernel.clock import now
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.queries import organisation
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import OUTAGE_KEEPERS, OUTAGE_READERS, READERS
from ..forms import OutageForm
from ..models import Outage
from ..queries import downtime
from .map import workers

ON_PAGE = 50
MONTH = timedelta(days=30)


@require_GET
@allow(OUTAGE_READERS)
def outages(request: ActorRequest) -> HttpResponse:
    """The journal of outages and works, the latest first (S4-2.3)."""
    moment = now()
    context = {
        "page": Paginator(queries.outages(), ON_PAGE).get_page(request.GET.get("page")),
        "stood": downtime(moment - MONTH, moment),
        "now": moment,
        "may_keep": request.actor.role in OUTAGE_KEEPERS,
        "sees_map": request.actor.role in READERS,
    }
    return render(request, "duties/outages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(OUTAGE_KEEPERS)
def outage(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Write one down, or go on with it: when it ended, why it was, who answered."""
    row = get_object_or_404(Outage, pk=pk) if pk else None
    names = ("kind", "what", "starts_at", "ends_at", "reason", "done", "responsible")
    form = OutageForm(
        request.POST if request.method == "POST" else None,
        workers=workers(),
        zone=organisation().timezone,
        initial={name: getattr(row, name) for name in names} if row else {"starts_at": now()},
    )
    title = row.what if row else _("Сбой или работы")
    context = {
        "form": form,
        "title": title,
        "back": reverse("duties:outages"),
        "crumbs": [{"title": _("Сбои и работы"), "url": reverse("duties:outages")}, {"title": title}],
    }
    if request.method != "POST":
        return render(request, "duties/duty.html", context)
    if not form.is_valid():
        return render(request, "duties/duty.html", context, status=422)
    try:
        actions.keep_outage(row, by=request.actor.person, **form.cleaned_data)
    except Refused as refused:
        return render(request, "duties/duty.html", {**context, "refused": founded(refused)}, status=422)
    messages.success(request, _("Записано в журнал."))
    return redirect("duties:outages")
