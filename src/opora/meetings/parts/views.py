"""Buttons of small groups; the change itself comes to everybody by the socket."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.regulations.middleware import founded

from .. import access
from ..models import Room
from ..views.common import led_session
from . import actions

MOST_GROUPS, LONGEST = 20, 120


def _room(request: ActorRequest, pk: int) -> Room:
    return get_object_or_404(Room, session=led_session(request, pk))


@require_POST
@allow(access.LEADERS)
def split(request: ActorRequest, pk: int) -> HttpResponse:
    """``guest-<number>``: the group of a guest, from 1, empty for none; ``minutes``: the term, 0 for none."""
    groups: list[list[int]] = [[] for _n in range(MOST_GROUPS)]
    for name in request.POST:
        value = request.POST.get(name, "")
        guest = name.removeprefix("guest-")
        if guest != name and value:
            groups[_number(value, 1, MOST_GROUPS) - 1].append(_number(guest, 1, 2**62))
    minutes = _number(request.POST.get("minutes") or "0", 0, LONGEST)
    return _answered(request, lambda: actions.split(_room(request, pk), groups, minutes=minutes))


@require_POST
@allow(access.LEADERS)
def join(request: ActorRequest, pk: int) -> HttpResponse:
    """``guest`` goes to the group ``part``: the numbers the state of the room names."""
    guest, part = (_number(request.POST.get(name, ""), 1, 2**62) for name in ("guest", "part"))
    return _answered(request, lambda: actions.join(_room(request, pk), guest=guest, part=part))


@require_POST
@allow(access.LEADERS)
def gather(request: ActorRequest, pk: int) -> HttpResponse:
    return _answered(request, lambda: actions.gather(_room(request, pk)))


@require_POST
@allow(access.LEADERS)
def tell(request: ActorRequest, pk: int) -> HttpResponse:
    """``words``; empty takes the former away."""
    words = request.POST.get("words", "")
    return _answered(request, lambda: actions.tell(_room(request, pk), words, by=request.actor.person))


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most):
        raise BadRequest
    return int(text)


def _answered(request: ActorRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return render(request, "parts/refusal.html", {"refused": founded(refused)}, status=422)
    return JsonResponse({})
