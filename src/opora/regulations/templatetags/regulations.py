"""``{% load regulations %}``: clauses beside the figures and refusals they found."""

from datetime import date
from typing import Any

from django import template

from opora.people.queries import home_day

from ..queries import Basis, basis_of, no_order_in_force

register = template.Library()


@register.inclusion_tag("parts/basis.html")
def basis(rule: str, on: date | None = None) -> dict[str, Basis | None]:
    """«п. 5.10 Порядка» for a rule, or nothing when the act is silent."""
    return {"basis": basis_of(rule, on or home_day())}


@register.filter
def at(values: dict[str, Any], key: str) -> Any:
    """``{{ bound|at:clause.number }}``: the value of a key that is not known to the template."""
    return values.get(key)


@register.inclusion_tag("regulations/no_order.html")
def order_notice() -> dict[str, bool]:
    """«Нет действующего порядка» on pages that work by it, nothing while an edition is in force (case 44)."""
    return {"missing": no_order_in_force(home_day())}
