"""The register of facts as it is read."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from ..models import Fact, Snapshot

WHAT = {"schedule": Q(schedule__isnull=False), "act": Q(edition__isnull=False), "page": ~Q(page="")}
DATES = ("effective_from", "stamped_on", "revoked_from", "odd_from")


def facts(
    *, kind: str = "", what: str = "", schedule: int | None = None, edition: int | None = None
) -> QuerySet[Fact]:
    """The latest first; ``what`` is «schedule», «act» or «page»; the numbers name one edition."""
    rows = Fact.objects.select_related("snapshot", "by", "schedule", "edition__act")
    rows = rows.defer("snapshot__content")
    if kind in Fact.Kind.values:
        rows = rows.filter(kind=kind)
    if what in WHAT:
        rows = rows.filter(WHAT[what])
    if schedule is not None:
        rows = rows.filter(schedule=schedule)
    if edition is not None:
        rows = rows.filter(edition=edition)
    return rows.order_by("-shown_from", "-id")


def checked(rows: Iterable[Fact]) -> list[Fact]:
    """The same with the hashes of their contents counted anew by the database, in one statement."""
    found = list(rows)
    counted = Func(Func(F("content"), function="sha256"), Value("hex"), function="encode")
    snapshots = Snapshot.objects.filter(pk__in={fact.snapshot_id for fact in found})
    hashes = dict(snapshots.annotate(now=Cast(counted, CharField())).values_list("pk", "now"))
    for fact in found:
        fact.snapshot.counted = hashes[fact.snapshot_id]
    return found


def about(fact: Fact) -> list[Fact]:
    """Everything that happened to the same edition or page, in order."""
    if fact.page:
        mine = Q(page=fact.page)
    else:
        mine = Q(schedule=fact.schedule_id) if fact.schedule_id else Q(edition=fact.edition_id)
    return checked(facts().filter(mine).order_by("shown_from", "id"))


def known_content(fact: Fact) -> dict[str, Any] | None:
    """What the snapshot holds, its dates as dates; None when its bytes are no longer readable."""
    try:
        data = fact.snapshot.data
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None
    return _dated(data) if isinstance(data, dict) else None


def _dated(data: dict[str, Any]) -> dict[str, Any]:
    found = {name: _date(data.get(name)) for name in DATES if data.get(name)}
    if data.get("order"):
        found["order"] = {**data["order"], "date": _date(data["order"].get("date"))}
    if data.get("period"):
        found["period"] = [_date(day) for day in data["period"]]
    return {**data, **found}


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
