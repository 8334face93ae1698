"""Every morning: the newly concerned, the nearing and passed terms, and who answers for them (§4.1)."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.notifications.models import Notification
from opora.people.models import Person, Role
from opora.people.queries import holders_of, is_time_here, organisation_or_none, substitutes
from opora.regulations.models import ActEdition
from opora.regulations.queries import editions_asked
from opora.studies.models import Enrolment
from opora.studies.rules import ACTIVE

from .actions import tell
from .queries.circle import Asked, asked, due_of
from .queries.lists import key_of

MORNING = 9
SOON, WEEK = 3, 7
Pair = tuple[ActEdition, Asked]


@app.periodic(cron="20 * * * *")
@app.task(name="acquaintance.tell_who_has_not_read", queueing_lock="acquaintance.tell_who_has_not_read")
def tell_who_has_not_read(timestamp: int) -> None:
    """Every morning by the organisation's clock."""
    with own_connection():
        if is_time_here(MORNING):
            tell_of_the_day()


def tell_of_the_day() -> int:
    """Answers how many were told now; the same day each is told once of each edition."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    on = today(organisation.timezone)
    editions = editions_asked(on)
    by_number = {edition.pk: edition for edition in editions}
    pairs = [(by_number[row.edition], row) for row in asked(editions, on) if row.mark is None]
    heard = _heard(editions)
    told = tell(pair for pair in pairs if (pair[1].person, key_of(pair[0])) not in heard)
    told += tell(
        (pair for pair in _on_their_day(pairs, on) if (pair[1].person, key_of(pair[0])) in heard), key="day"
    )
    _tell_those_who_answer([pair for pair in pairs if _days_late(pair, on) == 1], on)
    return told


def _heard(editions: Iterable[ActEdition]) -> set[tuple[int, str]]:
    """Who has been told of which edition at all: the first word and a reminder never come together."""
    told = Notification.objects.filter(key__in=[key_of(edition) for edition in editions])
    return set(told.values_list("person", "key"))


def _days_late(pair: Pair, on: date) -> int:
    edition, row = pair
    return (on - due_of(edition, row.since)).days


def _on_their_day(pairs: Iterable[Pair], on: date) -> list[Pair]:
    """Comes into force today; three days are left; the term has passed, then once a week."""
    return [
        pair
        for pair in pairs
        for late in [_days_late(pair, on)]
        if pair[0].effective_from == on or late == -SOON or (late > 0 and late % WEEK == 1)
    ]


def _tell_those_who_answer(late: list[Pair], on: date) -> None:
    """The deputy hears of all, a curator of the learners of own groups."""
    if not late:
        return
    count = {row.person for _edition, row in late}
    told: dict[Person, set[int]] = dict.fromkeys(holders_of(Role.DEPUTY, on), count)
    enrolled = Enrolment.objects.filter(learner__in=count, state__in=ACTIVE).exclude(group__curator=None)
    for enrolment in enrolled.select_related("group__curator"):
        if curator := enrolment.group.curator:
            told[curator] = told.get(curator, set()) | {enrolment.learner_id}
    replacing = substitutes((who.pk for who in told), on)
    with override("ru"):
        notify_all(
            [
                Message(
                    replacing.get(who.pk, who),
                    key=f"acquaint-late-{on:%Y%m%d}",
                    title=ngettext(
                        "{n} человек не ознакомился с актом в срок",
                        "Не ознакомились с актами в срок: {n}",
                        len(people),
                    ).format(n=len(people)),
                    body=_("Напомните им или внесите подписанный лист."),
                    url=reverse("acquaintance:overview"),
                )
                for who, people in told.items()
            ]
        )
