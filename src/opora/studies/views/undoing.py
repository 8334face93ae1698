"""Taking a whole list back: what goes, who stays and why, one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import IMPORTERS
from ..models import ImportRecord

SHOWN = 100


@never_cache
@require_http_methods(["GET", "POST"])
@allow(IMPORTERS)
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    imported = get_object_or_404(queries.learner_imports(request.actor), pk=pk)
    refused = None
    if request.method == "POST":
        try:
            plan = actions.undo_learner_import(
                imported, by=request.actor.person, rest=request.POST.get("rest") == "1"
            )
        except Refused as error:
            refused = founded(error)
            imported.refresh_from_db()
        else:
            _say(request, plan)
            return redirect("studies:import_preview", pk=pk)
    record = ImportRecord.objects.filter(imported=imported).first()
    applied = imported.state == imported.State.APPLIED and record is not None and imported.applied_at
    plan = queries.undoing_of(record, imported.applied_at) if applied else queries.Undoing()  # type: ignore[arg-type]
    context = {
        "imported": imported,
        "plan": plan,
        "stays": plan.stays[:SHOWN],
        "more": len(plan.stays) - SHOWN,
        "refused": refused,
        "crumbs": [
            {"title": _("Загрузка слушателей"), "url": reverse("studies:import")},
            {"title": imported.file_name, "url": reverse("studies:import_preview", args=[pk])},
            {"title": _("Вернуть как было")},
        ],
    }
    return render(request, "studies/import_undo.html", context, status=422 if refused else 200)


def _say(request: ActorRequest, plan: queries.Undoing) -> None:
    messages.success(
        request,
        _("Возвращено: людей {people}, зачислений {enrolments}, исправлений {changes}.").format(
            people=len(plan.people), enrolments=len(plan.enrolments), changes=len(plan.changes)
        ),
    )
    if plan.stays:
        messages.warning(request, _("Остались как есть: {n}.").format(n=len(plan.stays)))
