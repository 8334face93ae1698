"""Which server carries a room, and how the servers are: what the studio asks of the database."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from opora.kernel.clock import now
from opora.kernel.events import publish

from ..engines.reading import Engine
from ..events import RoomChanged
from ..models import Guest, MediaNode, Room
from ..providers import JANUS, P2P
from .nodes import Node

LARGEST_NUMBER = 2**52  # a JavaScript number, as the server keeps them


@dataclass(frozen=True, slots=True)
class Spot:
    """``number`` of the room at the server ``node``; ``former`` is the one it had before, 0 for none."""

    node: str
    number: int
    former: int


def write_state(node: Node | Engine, trouble: str) -> None:
    """Answers when ``trouble`` is empty; only a change is written, so the trail shows every outage."""
    values = {"url": node.url, "seats": node.seats, "trouble": trouble[:200]}
    row, is_new = MediaNode.objects.get_or_create(name=node.name, defaults={**values, "since": now()})
    if is_new or all(getattr(row, name) == value for name, value in values.items()):
        return
    since = now() if bool(row.trouble) is not bool(trouble) else row.since
    MediaNode.objects.filter(pk=row.pk).update(**values, since=since, updated_at=now())


def known_nodes() -> QuerySet[MediaNode, Any]:
    """Servers of the settings; ``inside``: people in their rooms, ``halls``: rooms that are not over."""
    return nodes_named([*settings.JANUS, *settings.ENGINES])


def nodes_named(names: Iterable[str]) -> QuerySet[MediaNode, Any]:
    going = Q(rooms__ended_at=None)
    return (
        MediaNode.objects.filter(name__in=list(names))
        .annotate(
            inside=Count(
                "rooms__guests", filter=going & Q(rooms__guests__state=Guest.State.INSIDE), distinct=True
            ),
            halls=Count("rooms", filter=going, distinct=True),
        )
        .order_by("name")
    )


def free_nodes() -> list[MediaNode]:
    """Those of Janus that take a new room: configured, answering, not being emptied, the emptiest first."""
    return free_of(settings.JANUS)


def free_of(names: Iterable[str]) -> list[MediaNode]:
    rows = nodes_named(names).filter(trouble="", draining=False).order_by(F("inside"), "pk")
    return [row for row in rows if row.inside < row.seats]


@transaction.atomic
def set_draining(node: MediaNode, *, draining: bool) -> MediaNode:
    held = MediaNode.objects.select_for_update().get(pk=node.pk)
    held.draining = draining
    held.save()
    return held


@transaction.atomic
def place(room: int, answering: Set[str]) -> Spot | None:
    """Where the room is laid now, under a new number: its own server if that answers, else another.

    A server being emptied keeps the rooms it has. None when none of ``answering`` takes it.
    """
    held = Room.objects.select_for_update().get(pk=room)
    if held.provider != JANUS.code or held.ended_at is not None:
        return None
    own = held.node.name if held.node else ""
    if own not in answering:
        chosen = next((one for one in free_nodes() if one.name in answering), None)
        if chosen is None:
            return None
        held.node = chosen
    former = held.number or 0
    held.number = secrets.randbelow(LARGEST_NUMBER) + 1
    held.save()
    assert held.node is not None  # noqa: S101 -- set above, or its name answers
    return Spot(held.node.name, held.number, former)


@transaction.atomic
def without_server(room: int) -> bool:
    """Nobody takes the room: a few people go on between their browsers. Whether it is so now.

    A hall waits: between browsers nobody can be kept from speaking.
    """
    held = Room.objects.select_for_update().get(pk=room)
    inside = held.guests.filter(state=Guest.State.INSIDE).count()
    if held.provider != JANUS.code or held.is_hall or inside > P2P.seats:
        return False
    held.provider, held.node, held.number = P2P.code, None, None
    held.save()
    publish(RoomChanged(held.pk))
    return True


def secret_of(number: int) -> str:
    """Of a room at a server: known after a restart of ours too, and to nobody else."""
    return hmac.new(settings.SECRET_KEY.encode(), f"janus:{number}".encode(), hashlib.sha256).hexdigest()
