"""Video servers as the specialist sees them, and taking one out of work."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import ActorRequest, allow

from ..access import NODE_KEEPERS
from ..models import MediaNode
from ..views.carriers import page
from .placing import set_draining


@require_GET
@allow(NODE_KEEPERS)
def nodes(request: ActorRequest) -> HttpResponse:
    return page(request)


@require_POST
@allow(NODE_KEEPERS)
def drain(request: ActorRequest, node: int) -> HttpResponse:
    """``on`` is «1» or «0»: it takes no new room, or takes them again; its rooms go on."""
    set_draining(get_object_or_404(MediaNode, pk=node), draining=request.POST.get("on") == "1")
    return redirect("meetings:nodes")
