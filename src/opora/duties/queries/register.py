"""The shipped register with the centre's own rows over it, as the register of norms has it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opora.regulations.models import LocalAct

from ..models import Duty

FILE = Path(__file__).parents[1] / "data" / "duties.toml"
SAMPLE = "образца Положения о специалисте ДОТ"


@dataclass(frozen=True, slots=True)
class Known:
    """A duty; ``place`` says where a shipped one comes from until the centre's own clause is named."""

    code: str
    words: str
    place: str = ""
    role: str = ""
    evidence: str = ""
    proof: str = ""
    act: LocalAct | None = None
    clause: str = ""
    closed: bool = False


@cache
def shipped_duties() -> Mapping[str, Known]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["duty"]
    return {
        row["code"]: Known(
            code=row["code"],
            words=row["words"],
            place=f"{row['place']} {SAMPLE}",
            role=row.get("role", ""),
            evidence=row.get("evidence", ""),
        )
        for row in rows
    }


def duties(*, closed: bool = False) -> dict[str, Known]:
    """Shipped ones in their order, then the centre's own; those taken off only when asked. One statement."""
    shipped = shipped_duties()
    own = {
        row.code: Known(
            code=row.code,
            words=row.words,
            place=shipped[row.code].place if row.code in shipped else "",
            role=row.role,
            evidence=row.evidence,
            proof=row.proof,
            act=row.act,
            clause=row.clause,
            closed=row.closed,
        )
        for row in Duty.objects.select_related("act")
    }
    return {code: one for code, one in {**shipped, **own}.items() if closed or not one.closed}


def duty(code: str) -> Known | None:
    return duties(closed=True).get(code)
