"""A list that is read or written behind its page: how far it is, how long it takes, a button to stop."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from opora.kernel.clock import now
from opora.kernel.errors import Refusal, Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import FoundedRefused, founded

from .. import actions, queries
from ..access import IMPORTERS
from ..models import LearnerImport, ListJob

SURE_AFTER = 2  # seconds: before that the speed is not known


def going(request: ActorRequest, imported: LearnerImport) -> HttpResponse:
    """Refreshes by itself, with JavaScript or without."""
    job = imported.job
    context = {
        "imported": imported,
        "job": job,
        "left": _left(job, now()),
        "alive": job.started_at is None or actions.is_alive(job),
        "crumbs": [
            {"title": _("Группы"), "url": reverse("studies:groups")},
            {"title": _("Загрузка слушателей"), "url": reverse("studies:import")},
            {"title": imported.file_name},
        ],
    }
    return render(request, "studies/import_going.html", context)


def _left(job: ListJob, at: datetime) -> str:
    """How long it may still take, by the speed so far; nothing while that is a guess."""
    passed = (at - job.started_at).total_seconds() if job.started_at else 0
    if passed < SURE_AFTER or not job.done:
        return ""
    seconds = max(1, round(passed / job.done * (job.rows - job.done)))
    if seconds < 60:
        return ngettext("осталась примерно {n} секунда", "осталось примерно {n} секунд", seconds).format(
            n=seconds
        )
    return _("осталось примерно {n} мин").format(n=round(seconds / 60))


def refusal_of(imported: LearnerImport) -> FoundedRefused | None:
    """Why the last work behind the page came to nothing."""
    job = ListJob.objects.filter(imported=imported, state=ListJob.State.REFUSED).first()
    return founded(Refused(*(Refusal(**told) for told in job.said))) if job else None


@require_POST
@allow(IMPORTERS)
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    imported = get_object_or_404(queries.learner_imports(request.actor), pk=pk)
    actions.stop_list_job(imported)
    words = (
        _("Останавливаем. Список останется прежним, набранное не пропадёт.")
        if imported.state == LearnerImport.State.READING and actions.cells_kept(imported)
        else _("Останавливаем. Из списка ничего не запишется.")
    )
    messages.success(request, words)
    return redirect("studies:import_preview", pk=pk)
