"""Search over what the role may see: pages, people, groups, consultations."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opora.consultations.queries.sessions import visible_to
from opora.kernel.text import normal_name
from opora.kernel.times import format_when
from opora.people.access import Actor, may_read_cards
from opora.people.queries import home_day, organisation, people_found
from opora.studies.models import Enrolment
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
    """Groups of answers; without a text, or when the contract is over, the pages of the role only."""
    text = " ".join(text.split())[:100]
    groups = [Found(_("Разделы"), _pages(actor, text))]
    if len(text) > 1 and actor.window.is_open:
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
    """Cards for those who read them; for a curator and a teacher the learners of their groups."""
    on = home_day()
    if may_read_cards(actor):
        found = people_found(text, on=on)[:LIMIT]
        return [Hit(reverse("people:card", args=[person.pk]), person.full_name, "user") for person in found]
    rows = Enrolment.objects.filter(group__in=groups_for(actor), learner__in=people_found(text, on=on))
    shown = rows.select_related("learner", "group").order_by("learner__search_name", "-id")[:LIMIT]
    return [
        Hit(
            reverse("studies:learner", args=[row.group_id, row.learner_id]),
            row.learner.full_name,
            "user",
            row.group.code,
        )
        for row in shown
    ]


def _groups(actor: Actor, text: str) -> list[Hit]:
    found = groups_for(actor).filter(Q(code__icontains=text) | Q(programme__title__icontains=text))
    return [
        Hit(reverse("studies:group", args=[group.pk]), group.code, "users-group", group.programme.title)
        for group in found.order_by("-starts_on", "code")[:LIMIT]
    ]


def _sessions(actor: Actor, text: str) -> list[Hit]:
    found = visible_to(actor).filter(
        Q(topic__icontains=text) | Q(person__search_name__contains=normal_name(text))
    )
    zone = organisation().timezone
    return [
        Hit(
            reverse("consultations:session", args=[session.pk]),
            session.topic or session.get_kind_display(),
            "calendar-event",
            f"{session.person.short_name}, {format_when(session.starts_at, session.ends_at, zone)}",
        )
        for session in found.order_by("-starts_at", "-id")[:LIMIT]
    ]
