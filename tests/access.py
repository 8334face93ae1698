"""The access table: every URL × method × role, one row each (architecture §7)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests import make

PUBLIC = frozenset({"anonymous", *make.Cast.names()})
EVERYONE = frozenset(make.Cast.names())
STAFF = frozenset({"teacher", "other_staff", "curator", "deputy", "specialist", "director"})
World = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """Who may call one URL by one method.

    ``kwargs`` name objects of the domain's ``world``: ``{"pk": "draft"}`` becomes that object's primary key.
    ``allowed`` are names of the cast (``"expired"``: a learner whose contract ended) and ``"anonymous"``.
    ``named``: ``data`` and ``query`` name them too, as ``"{entry}:30:0"``.
    Allowed means any answer but 403, 404 and the log-in page; a refusal by a rule (422) is not about access.
    """

    method: str
    name: str
    kwargs: dict[str, str] = field(default_factory=dict)
    allowed: frozenset[str] | set[str] = EVERYONE
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    named: bool = False

    def sent(self, world: World) -> tuple[str, dict[str, Any]]:
        """The query and the data with the keys of the objects they name."""
        if not self.named:
            return self.query, self.data
        keys = {name: getattr(found, "pk", found) for name, found in world.items()}
        data = {name: str(value).format(**keys) for name, value in self.data.items()}
        return self.query.format(**keys), data


@dataclass(frozen=True)
class Table:
    """Rows of one domain with the function that makes their objects."""

    rows: list[Row]
    world: Callable[[make.Cast], World] = lambda cast: {}
