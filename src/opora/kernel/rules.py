"""Rules of the regulations: declared once by id, checked inside actions, never bypassed by a view."""

from collections.abc import Callable
from typing import ParamSpec

from .errors import Refusal, Refused

P = ParamSpec("P")
Rule = Callable[P, Refusal | None]

RULES: dict[str, Callable[..., Refusal | None]] = {}


def rule(rule_id: str) -> Callable[[Rule[P]], Rule[P]]:
    """Register a rule by its id of ``domain.md`` §4. It answers a refusal or None and writes nothing."""

    def register(function: Rule[P]) -> Rule[P]:
        if rule_id in RULES:
            raise ValueError(f"rule {rule_id} is declared twice")
        RULES[rule_id] = function
        return function

    return register


def enforce(*answers: Refusal | None) -> None:
    """Raise :class:`Refused` with every refusal among ``answers``, in their order."""
    refusals = [answer for answer in answers if answer is not None]
    if refusals:
        raise Refused(*refusals)
