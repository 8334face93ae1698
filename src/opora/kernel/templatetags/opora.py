"""Tags and filters of every page: `{% load opora %}`."""

import re
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import cast

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.templatetags.tz import do_timezone
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opora.kernel import text, times

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")


@register.filter(name="typo")
def typo(value: object) -> str:
    """Russian typography; markup that is already safe keeps its tags untouched."""
    if isinstance(value, SafeString):
        pieces = _TAG.split(value)
        return SafeString("".join(p if p.startswith("<") else text.typo(p) for p in pieces))
    return text.typo(str(value)) if value is not None else ""


@register.simple_tag
@lru_cache(maxsize=2048, typed=True)  # typed: a safe label and an equal unsafe one are different pictures
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is decoration, with one it is read aloud."""
    url = f"{static('opora/icons.svg')}#{name}"
    classes = "icon lg" if size == "lg" else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, url
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, url)


def _weekdays() -> tuple[str, ...]:
    return (_("пн"), _("вт"), _("ср"), _("чт"), _("пт"), _("сб"), _("вс"))


def _reader_zone(context: Context) -> times.Zone | None:
    zone: times.Zone | None = getattr(getattr(context.get("request"), "actor", None), "zone", None)
    return zone


@register.simple_tag(takes_context=True)
def when(
    context: Context, start: datetime, end: datetime | None = None, zone: times.Zone | None = None
) -> SafeString:
    """Time in the zone of the organisation, and on a second line in the reader's where that differs."""
    home = times.as_zone(zone or context.get("home_zone") or timezone.get_current_timezone_name())
    moment = times.local(start, home)
    first = format_html(
        '<time datetime="{}">{}</time> <abbr title="{}">{}</abbr>',
        moment.isoformat(timespec="minutes"),
        _unbroken(times.format_span(start, end, home, weekdays=_weekdays())),
        times.zone_words(home),
        times.zone_label(home, start),
    )
    reader = _reader_zone(context)
    if reader is None or times.same_clock(home, reader, start):
        return format_html('<span class="time">{}</span>', first)
    return format_html('<span class="time">{}{}</span>', first, _here(start, end, reader))


@register.simple_tag(takes_context=True)
def deadline(context: Context, day: date, zone: times.Zone | None = None) -> str:
    """The end of a day as a term, by the clock it is counted by and by the reader's (case 3)."""
    home = zone or context.get("home_zone") or timezone.get_current_timezone_name()
    return times.format_deadline(day, home, _reader_zone(context), weekdays=_weekdays())


def _unbroken(span: str) -> SafeString:
    """Browsers break a line after an en dash; hours stay in one piece."""
    day, _comma, clock = span.rpartition(", ")
    return format_html('{}, <span class="nowrap">{}</span>', day, clock)


def _here(start: datetime, end: datetime | None, zone: times.Zone) -> SafeString:
    span = times.format_span(start, end, zone, weekdays=_weekdays())
    words = _("у вас %(span)s") % {"span": span}
    label = format_html('<abbr title="{}">{}</abbr>', times.zone_words(zone), times.zone_label(zone, start))
    if not times.at_night(start, end, zone):
        return format_html('<span class="here">{} {}</span>', words, label)
    return format_html('<span class="here night">{} {} {}, {}</span>', icon("moon"), words, label, _("ночь"))


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """A block of the page once more: its title is also what other sites show of it."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return SafeString(block.render(context).strip()) if block else SafeString("")


@register.filter
def shown_address(url: str) -> str:
    """An address with a Cyrillic domain as people read it."""
    return text.shown_address(url)


@register.filter
def weekday_date(value: date | None, year: str = "") -> str:
    """«пн 23.11»; `|weekday_date:"year"` adds the year. An instant must be made local first."""
    if value is None:
        return ""
    return times.weekday_date(value, year=bool(year), weekdays=_weekdays())


@register.filter
def weekday_span(days: Collection[int]) -> str:
    """ISO weekdays: «пн–пт», «вт, чт»."""
    order, names = sorted(days), _weekdays()
    if len(order) > 2 and order[-1] - order[0] == len(order) - 1:
        return f"{names[order[0] - 1]}–{names[order[-1] - 1]}"
    return ", ".join(names[day - 1] for day in order)


@register.filter
def local(value: datetime, zone: times.Zone) -> datetime:
    """An instant on the wall clock of the zone: `{{ start|local:branch.zone|date:"H:i" }}`.

    Marked as Django's own tag marks it, else the `date` filter would turn it back to UTC.
    """
    return cast(datetime, do_timezone(value, times.as_zone(zone)))


@register.filter
def zone_label(zone: times.Zone) -> str:
    return times.zone_label(zone)


@register.filter
def month_title(value: date) -> str:
    return times.month_title(value)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """«1 050», «−62», «2,5»; nothing for None."""
    return "" if value is None else text.number(value)


@register.filter
def minus(value: int | float | Decimal | None) -> str:
    """A difference with its sign: «−62», «+22», «0»."""
    return "" if value is None else text.signed(value)


@register.filter
def minutes(value: int | None) -> str:
    """«1 050 мин»."""
    return "" if value is None else f"{text.number(value)}{text.NBSP}{_('мин')}"


@register.filter
def hours_minutes(value: int | None) -> str:
    """«15 ч 20 мин»."""
    return "" if value is None else text.hours_minutes(value)


@register.filter
def both_hours(value: int | None, academic: int = 45) -> str:
    """`{{ minutes|both_hours:academic }}`: «17,50 ч = 23,33 ак. ч»."""
    return "" if value is None else text.both_hours(value, academic)


@register.filter
def roubles(kopecks: int | None) -> str:
    """«1 250,50 ₽»."""
    return "" if kopecks is None else text.roubles(kopecks)


@register.filter
def plural(n: int, words: str) -> str:
    """`{{ n }} {{ n|plural:"место,места,мест" }}`."""
    one, few, many = words.split(",")
    return text.plural(n, one, few, many)


@register.filter
def initials(name: str) -> str:
    """Two letters for a round badge: «Ковалёва И. С.» → «КИ»."""
    return "".join(word[0] for word in name.replace(text.NBSP, " ").split()[:2]).upper()


@register.filter
def widget_kind(field: BoundField) -> str:
    """How the field is laid out: `box` (one checkbox), `group` (several choices under a legend) or `line`."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "group"
    return "box" if isinstance(widget, CheckboxInput) else "line"
