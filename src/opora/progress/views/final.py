"""«Итоговая аттестация»: each learner's day and what keeps him from it (S4-2.1o)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow
from opora.people.queries import home_day

from ..access import FINAL_READERS
from ..queries.final import to_final

ON_PAGE = 100


@require_GET
@allow(FINAL_READERS)
def final(request: ActorRequest) -> HttpResponse:
    rows = to_final(request.actor, home_day())
    kept = [row for row in rows if row.obstacles]
    stuck = request.GET.get("stuck") == "1"
    page = Paginator(kept if stuck else rows, ON_PAGE).get_page(request.GET.get("page"))
    context = {"rows": page, "all": len(rows), "kept": len(kept), "stuck": stuck}
    return render(request, "progress/final.html", context)
