"""How a message is shown: its words with who is called, signs under it, answers of a poll."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from opora.kernel.clock import now

from ..models import Message, Poll, Reaction
from ..queries.mentioning import CALL

register = template.Library()
ICONS = {"good": "thumb-up", "thanks": "heart", "done": "check", "look": "eye", "unclear": "help-circle"}


@register.filter
def said(message: Message) -> SafeString:
    """The text with links and lines, and who is called in it marked; the same for every reader."""
    html = str(linebreaks(urlize(message.text, nofollow=True, autoescape=True)))
    people = {one.person.last_name.casefold(): one.person for one in message.mentions.all()}
    if not people:
        return mark_safe(html)

    def marked(found: Any) -> str:
        person = people.get(found.group(1).casefold())
        if person is None:
            return str(found.group())
        return format_html(
            '<mark class="call" data-person="{}">{}</mark>', person.pk, mark_safe(found.group())
        )

    return mark_safe(CALL.sub(marked, html))


@dataclass(frozen=True, slots=True)
class Sign:
    code: str
    label: str
    icon: str
    count: int


@register.filter
def signs(message: Message) -> list[Sign]:
    """Reactions by kind in a fixed order, those that somebody put."""
    codes = [row.code for row in message.reactions.all()]
    return [
        Sign(code.value, str(code.label), ICONS[code], codes.count(code))
        for code in Reaction.Code
        if code in codes
    ]


@register.filter
def sign_icon(code: str) -> str:
    return ICONS[code]


@register.filter
def votes(poll: Poll) -> int:
    """How many choices were made; options come with their own counts."""
    return sum(getattr(option, "chosen", 0) for option in poll.options.all())


@register.filter
def is_closed(poll: Poll) -> bool:
    return poll.closes_at is not None and poll.closes_at <= now()


@register.filter
def item(found: dict[Any, Any], key: Any) -> Any:
    """A value by a key that is itself a variable."""
    return found.get(key)
