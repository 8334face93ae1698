"""«Связь с внешним миром»: how each way does, and a button that tries it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import ActorRequest, allow

from ..access import KEEPERS
from ..queries import reach
from ..queries.incoming import held_count
from ..trying import try_way


@require_GET
@allow(KEEPERS)
def overview(request: ActorRequest) -> HttpResponse:
    return render(request, "outside/ways.html", {"ways": reach.ways_outside(), "held": held_count()})


@require_POST
@allow(KEEPERS)
def tried(request: ActorRequest, way: str) -> HttpResponse:
    """Speaks with the server of the way now and says what it answered; nothing is told to anybody."""
    found = reach.way_outside(way)
    if found is None:
        raise Http404
    if not found.may_try:
        messages.warning(
            request, _("«{title}»: проверять нечего, пока способ выключен.").format(title=found.title)
        )
        return redirect("outside:ways")
    words = try_way(way)
    if words:
        said = reach.in_words(words)
        messages.error(request, _("«{title}» не работает: {words}").format(title=found.title, words=said))
    else:
        messages.success(request, _("«{title}» работает.").format(title=found.title))
    return redirect("outside:ways")
