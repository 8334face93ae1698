"""The register as it ships: ways of S0-4.3 and S0-6.3 with their states for a private or a state centre."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from opora.people.models import Organisation

from .models import Standing, State

FILE = Path(__file__).parent / "data" / "ways.toml"
Sector = Organisation.Sector


@dataclass(frozen=True, slots=True)
class Way:
    """A means as a sample; unconfirmed states are shown with «проверьте у юриста»."""

    code: str
    title: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    foreign: bool = False
    personal_data: bool = True
    replaced_by: str = ""
    confirmed: bool = True
    private: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def standing(self, sector: str) -> Standing:
        """State organisations are told another thing of foreign services than private ones (domain.md §6)."""
        row = self.state if sector == Sector.STATE else self.private
        since: date | None = row.get("since")
        return Standing(row.get("state", State.ALLOWED.value), since, row.get("note", ""))


@cache
def shipped_ways() -> tuple[Way, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["way"]
    return tuple(Way(**row) for row in rows)
