"""Work by the clock: contracts that end before the programme (ENR-03, domain.md §4.1)."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person
from opora.people.queries import organisation_or_none

from .models import Group
from .queries.groups import LearnerRow, contracts_ending
from .rules import WARN_DAYS

LEARNERS_NAMED = 10


@app.periodic(cron="10 6 * * *")
@app.task(name="studies.warn_of_contracts", queueing_lock="studies.warn_of_contracts")
def warn_of_contracts(timestamp: int) -> None:
    """Every morning curators are told of contracts that end in 30, 14 and 3 days."""
    with own_connection():
        tell_curators()


def tell_curators() -> int:
    """Answers how many curators were told now; the same day they are told once."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    on = today(organisation.timezone)
    ending: dict[Person, list[LearnerRow]] = defaultdict(list)
    for row in contracts_ending(Group.objects.exclude(curator=None), on):
        curator = row.enrolment.group.curator
        if curator and row.paid_until and (row.paid_until - on).days in WARN_DAYS:
            ending[curator].append(row)
    with override("ru"):
        told = notify_all(
            [_message(curator, rows, f"contracts-{on:%Y%m%d}") for curator, rows in ending.items()]
        )
    return len(told)


def _message(curator: Person, rows: list[LearnerRow], key: str) -> Message:
    words = [row.warning.words for row in rows[:LEARNERS_NAMED] if row.warning]
    if len(rows) > LEARNERS_NAMED:
        words.append(_("И ещё слушателей: {n}.").format(n=len(rows) - LEARNERS_NAMED))
    groups = {row.enrolment.group_id for row in rows}
    url = reverse("studies:group", args=list(groups)) if len(groups) == 1 else reverse("studies:groups")
    return Message(
        curator, key=key, title=_("Договоры закончатся раньше программы"), body="\n".join(words), url=url
    )
