"""``{% load regulations %}``: clauses beside the figures and refusals they found."""

from datetime import date

from django import template

from opora.kernel.clock import today
from opora.people.queries import organisation

from ..queries import Basis, basis_of

register = template.Library()


@register.inclusion_tag("parts/basis.html")
def basis(rule: str, on: date | None = None) -> dict[str, Basis | None]:
    """«п. 5.10 Порядка» for a rule, or nothing when the act is silent."""
    return {"basis": basis_of(rule, on or today(organisation().timezone))}
