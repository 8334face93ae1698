"""Is this paper the ведомость that was closed? The sum of its foot says so."""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.people.access import ActorRequest, allow

from .. import queries
from ..access import READERS

SEAL = re.compile(r"[0-9a-f]{64}")


@require_GET
@allow(READERS)
def verify(request: ActorRequest) -> HttpResponse:
    """Find a closed ведомость by the sum of its paper and reckon the sum over its rows again."""
    typed = request.GET.get("seal", "")
    seal = "".join(typed.split()).casefold()
    malformed = bool(seal) and SEAL.fullmatch(seal) is None
    context = {
        "typed": typed,
        "seal": seal,
        "malformed": malformed,
        "found": queries.sealed(seal) if seal and not malformed else None,
    }
    return render(request, "workload/verify.html", context, status=422 if malformed else 200)
