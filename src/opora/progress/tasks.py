"""Work by the clock: a file nobody applied does not keep names for ever; what keeps a learner from the final
attestation is told in time (ATT-01).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.clock import now
from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day, is_time_here, organisation_or_none, substitutes
from opora.studies.models import Group
from opora.studies.rules import WARN_DAYS

from .models import ResultImport
from .queries.final import ToFinal, to_final_of

KEPT = timedelta(days=7)
MORNING = 9
NAMED = 10
State = ResultImport.State


@app.periodic(cron="40 1 * * *")
@app.task(name="progress.forget_previews", queueing_lock="progress.forget_previews")
def forget_previews(timestamp: int) -> None:
    """Every night: files checked a week ago and never applied."""
    with own_connection():
        forget_old_previews()


def forget_old_previews() -> int:
    """Answers how many were thrown away."""
    old = ResultImport.objects.filter(state=State.PREVIEW, created_at__lt=now() - KEPT)
    return old.update(state=State.DISCARDED, rows=[], choices={})


@app.periodic(cron="30 * * * *")
@app.task(name="progress.tell_of_final", queueing_lock="progress.tell_of_final")
def tell_of_final(timestamp: int) -> None:
    """Every morning of the organisation: who is not ready for the final attestation (domain.md §4.1)."""
    with own_connection():
        if is_time_here(MORNING):
            tell_of_unready()


def tell_of_unready() -> int:
    """30, 14, 3 days before: the learner, the curator, the specialist; the day gone: the deputy. How many."""
    if organisation_or_none() is None:
        return 0
    on = home_day()
    stuck = [row for row in to_final_of(Group.objects.select_related("curator"), on) if row.obstacles]
    near = [row for row in stuck if (row.who.day - on).days in WARN_DAYS]
    gone = [row for row in stuck if row.who.day == on - timedelta(days=1)]
    with override("ru"):
        return len(notify_all([*_to_learners(near, on), *_to_staff(near, on), *_to_deputies(gone, on)]))


def _to_learners(near: list[ToFinal], on: date) -> Iterator[Message]:
    for row in near:
        yield Message(
            row.who.enrolment.learner,
            key=f"attestation-final-{row.who.enrolment.pk}-{row.who.day:%Y%m%d}-{(row.who.day - on).days}",
            title=_("До итоговой аттестации {n} дн.").format(n=(row.who.day - on).days),
            body=_("Не выполнено: {what}.").format(what="; ".join(row.obstacles)),
            url=reverse("portal:home"),
        )


def _to_staff(near: list[ToFinal], on: date) -> Iterator[Message]:
    told: dict[Person, list[ToFinal]] = defaultdict(list)
    for row in near:
        if curator := row.who.enrolment.group.curator:
            told[curator].append(row)
    replacing = substitutes((curator.pk for curator in told), on)
    told = defaultdict(list, {replacing.get(curator.pk, curator): rows for curator, rows in told.items()})
    if near:
        told.update(dict.fromkeys(holders_of(Role.SPECIALIST, on), near))
    for person, rows in told.items():
        yield _listed(person, rows, f"attestation-unready-{on:%Y%m%d}", _("Не готовы к итоговой аттестации"))


def _to_deputies(gone: list[ToFinal], on: date) -> Iterator[Message]:
    if gone:
        for person in holders_of(Role.DEPUTY, on):
            yield _listed(
                person, gone, f"attestation-overdue-{on:%Y%m%d}", _("День итоговой аттестации прошёл")
            )


def _listed(person: Person, rows: list[ToFinal], key: str, title: str) -> Message:
    words = [
        f"{row.who.enrolment.learner.short_name}, {row.who.day:%d.%m.%Y}: {'; '.join(row.obstacles)}."
        for row in rows[:NAMED]
    ]
    if len(rows) > NAMED:
        words.append(_("И ещё слушателей: {n}.").format(n=len(rows) - NAMED))
    return Message(
        person, key=key, title=title, body="\n".join(words), url=reverse("progress:final") + "?stuck=1"
    )
