"""Sample texts of the help act: clauses, what they provide, and which rules they found. Data, never code."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opora.people.models import Role

from ..models import Provision

FOLDER = Path(__file__).parent
SOMEBODY = "образовательной организации"


@dataclass(frozen=True, slots=True)
class Provided:
    """The value of a provision and the number of the clause that sets it (empty: the act is silent)."""

    value: Any
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready edition: ``clauses`` number → text in order, ``bases`` rule id → clause number.

    ``concerns``: the roles that get acquainted with it.
    """

    code: str
    title: str
    clauses: dict[str, str]
    provisions: dict[Provision, Provided]
    bases: dict[str, str]
    concerns: tuple[Role, ...] = ()


def codes() -> list[str]:
    """Codes of the samples that come with the programme."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_preset(code: str, *, organisation_genitive: str = SOMEBODY) -> Preset:
    """``load_preset("S0")``; the name of the centre is put into the text. KeyError for an unknown code."""
    if code not in codes():
        raise KeyError(code)
    return read_preset(FOLDER / f"{code}.toml", organisation_genitive=organisation_genitive)


def read_preset(path: Path, *, organisation_genitive: str = SOMEBODY) -> Preset:
    """Read a TOML sample: ``title``, ``concerns``, ``[provisions]``, ``[bases]``, ``[[clauses]]``.

    ValueError when a provision or a basis names a clause that the text does not have.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    clauses = {
        row["number"]: row["text"].replace("{organisation_genitive}", organisation_genitive)
        for row in data["clauses"]
    }
    provisions = {Provision(key): Provided(**row) for key, row in data["provisions"].items()}
    named = {*data["bases"].values(), *(row.clause for row in provisions.values() if row.clause)}
    if unknown := named - clauses.keys():
        raise ValueError(f"{path.name}: no clauses {sorted(unknown)}")
    return Preset(
        path.stem,
        data["title"],
        clauses,
        provisions,
        dict(data["bases"]),
        tuple(map(Role, data.get("concerns", ()))),
    )
