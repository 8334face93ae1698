"""`{% remembered "name" key … %}…{% endremembered %}`: a part of a page that is made once for its keys."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.functional import LazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 2000
_parts: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = Lock()


@register.tag
def remembered(parser: Parser, token: Token) -> "Remembered":
    """The part may show only what its keys tell apart, and the language; a row is its key and ``updated_at``.

    What a key costs is paid on every page, so an edition names itself, not its clauses.
    """
    _tag, name, *keys = token.split_contents()
    nodes = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered(name, [parser.compile_filter(key) for key in keys], nodes)


class Remembered(template.Node):
    """Holds its nodes until the same keys come again."""

    def __init__(self, name: str, keys: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.keys, self.nodelist = name, keys, nodelist

    def render(self, context: Context) -> SafeString:
        key = (self.name, get_language(), *(_hashable(one.resolve(context)) for one in self.keys))
        with _lock:
            found = _parts.get(key)
            if found is not None:
                _parts.move_to_end(key)
                return found
        made = self.nodelist.render(context)
        with _lock:
            _parts[key] = made
            while len(_parts) > MOST:
                _parts.popitem(last=False)
        return made


def _hashable(value: Any) -> Hashable:
    """A lazy value as what it stands for, a list by its words; a row is named by its fields, never itself."""
    if isinstance(value, LazyObject):
        bool(value)  # makes it
        value = value._wrapped
    return value if isinstance(value, Hashable) else repr(value)
