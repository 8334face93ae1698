"""What is known against an address, beside the address itself."""

from typing import Any

from django import template

from opora.people.access import Actor, may_change_cards

from ..queries import returned_from

register = template.Library()


@register.inclusion_tag("notifications/returned.html", takes_context=True)
def returned_letters(context: Any, address: str) -> dict[str, Any]:
    """A warning that letters come back from an address, nothing if they do not."""
    request = context["request"]
    actor: Actor = request.actor
    return {
        "bad": returned_from(address),
        "may_change": may_change_cards(actor),
        "back": request.path,
        "csrf_token": context.get("csrf_token"),
    }
