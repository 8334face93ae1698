"""Written sections of the page on e-learning: what each says now, and what it said before."""

import tomllib
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from opora.kernel.prepared import prepared

from ..models import Place, SectionVersion

SAMPLES = Path(__file__).parents[1] / "data" / "sections.toml"


def latest(place: Place) -> SectionVersion | None:
    return versions(place).first()


def versions(place: Place) -> QuerySet[SectionVersion]:
    """The last first."""
    return SectionVersion.objects.filter(place=place).select_related("written_by").order_by("-number")


def current() -> dict[Place, SectionVersion]:
    """What every section says now, in the order of the page. One statement."""
    found = {Place(row.place): row for row in _latest_of_each()}
    return {place: found[place] for place in Place if place in found}


@prepared
def _latest_of_each() -> QuerySet[SectionVersion]:
    rows = SectionVersion.objects.select_related("written_by")
    return rows.order_by("place", "-number").distinct("place")


@cache
def sample(place: Place) -> str:
    """What an empty section may begin from; it stands on the site only after a person saved it."""
    text: str = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))[place.value]
    return text.strip()
