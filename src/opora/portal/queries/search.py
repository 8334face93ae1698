"""Search over what the role may see: pages, people, groups, consultations."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opora.consultations.queries.sessions import visible_to
from opora.kernel.clock import today
from opora.kernel.text import normal_name
from opora.kernel.times import format_when
from opora.people.access import Actor, may_read_cards
from opora.people.queries import organisation, people_found
from opora.studies.queries.groups import groups_for

from .navigation import pages_of

LIMIT = 6


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    title: str | Promise
    icon: str
    words: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Found:
    title: str
    hits: list[Hit]


def search(actor: Actor, text: str) -> list[Found]:
    """Groups of answers; without a text the pages of the role. At most five statements."""
    text = " ".join(text.split())[:100]
    groups = [Found(_("Разделы"), _pages(actor, text))]
    if len(text) > 1:
        groups += [
            Found(_("Люди"), _people(actor, text)),
            Found(_("Группы"), _groups(actor, text)),
            Found(_("Консультации"), _sessions(actor, text)),
        ]
    return [group for group in groups if group.hits]


def _pages(actor: Actor, text: str) -> list[Hit]:
    words = normal_name(text).split()
    return [
        Hit(item.url, item.title, item.icon, item.words)
        for item in pages_of(actor.role)
        if all(word in normal_name(f"{item.title} {item.words}") for word in words)
    ]


def _people(actor: Actor, text: str) -> list[Hit]:
    if not may_read_cards(actor):
        return []
    found = people_found(text, on=today(organisation().timezone))[:LIMIT]
    return [Hit(reverse("people:card", args=[person.pk]), person.full_name, "user") for person in found]


def _groups(actor: Actor, text: str) -> list[Hit]:
    found = groups_for(actor).filter(Q(code__icontains=text) | Q(programme__title__icontains=text))
    rows = [(group, _url("studies:group", group.pk)) for group in found.select_related("programme")[:LIMIT]]
    return [Hit(url, group.code, "users-group", group.programme.title) for group, url in rows if url]


def _sessions(actor: Actor, text: str) -> list[Hit]:
    found = visible_to(actor).filter(
        Q(topic__icontains=text) | Q(person__search_name__contains=normal_name(text))
    )
    zone = organisation().timezone
    rows = [
        (session, _url("consultations:session", session.pk))
        for session in found.order_by("-starts_at", "-id")[:LIMIT]
    ]
    return [
        Hit(
            url,
            session.topic or session.get_kind_display(),
            "calendar-event",
            f"{session.person.short_name}, {format_when(session.starts_at, session.ends_at, zone)}",
        )
        for session, url in rows
        if url
    ]


def _url(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
