"""By the clock, every morning: terms of cases are reminded of and passed on, outlived ones are forgotten."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.people.queries import home_day, is_time_here

from .actions import close_unappealed, escalate, forget_outlived
from .models import Case
from .queries.cases import case_url, heads_of, judges_of, unanswered

MORNING = 9


@app.periodic(cron="40 * * * *")
@app.task(name="moderation.watch", queueing_lock="moderation.watch")
def watch(timestamp: int) -> None:
    with own_connection():
        if is_time_here(MORNING):
            close_unappealed()
            forget_outlived()
            watch_terms()


def watch_terms() -> int:
    """On the last day those who judge hear of it, after it those above. Answers how many were told."""
    on = home_day()
    with override("ru"):
        return len(notify_all([told for case in unanswered(on) for told in _of(case)]))


def _of(case: Case) -> Iterator[Message]:
    on = home_day()
    late = case.is_late(on)
    if late:
        escalate(case)
    title = _("Срок решения прошёл: дело № {n}") if late else _("Сегодня последний день: дело № {n}")
    for person in heads_of(case, on) if late else judges_of(case, on):
        yield Message(
            person,
            f"case-{case.pk}-{case.state}-{'late' if late else 'today'}",
            title.format(n=case.pk),
            _("Решить до {day}.").format(day=f"{case.due_on:%d.%m.%Y}"),
            case_url(case),
        )
