"""The demonstration centre of domain.md §7: made once, in one transaction, alive on any day it is made."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import override

from opora.kernel.actor import acting
from opora.notifications.models import Letter, Notification
from opora.people.queries import organisation
from opora.regulations.queries import forget_editions

from .centre import (
    acquaintance,
    acts,
    ahead,
    blocks,
    chats,
    drafts,
    duties,
    extras,
    history,
    hours,
    lists,
    means,
    opinions,
    orders,
    papers,
    pay,
    people,
    questions,
    readings,
    schedules,
    site,
    studies,
    topics,
    visits,
)
from .centre.days import Days
from .centre.world import World

Step = tuple[str, Callable[[World], None]]
Progress = Callable[[str], None]
WHY = "демонстрационные данные"
RECENT = timedelta(days=3)


def _centre(world: World) -> None:
    people.make_organisation(world)
    people.make_people(world)
    readings.read_the_branch_act(world)


def _studies(world: World) -> None:
    studies.make_programmes(world)
    studies.make_groups(world)
    studies.make_special_cases(world)
    papers.make_papers(world)


def _past(world: World) -> None:
    history.hold_past_sessions(world)
    extras.make_extra_sessions(world)
    topics.make_topics(world)
    opinions.rate_meetings(world)


def _hours(world: World) -> None:
    pay.set_rates(world)
    pay.set_regimes(world)
    hours.plan_load(world)
    pay.tighten_plan(world)
    hours.check_hours(world)
    lists.leave_files_to_check(world)
    hours.close_months(world)
    questions.ask_questions(world)


def _tidy(world: World) -> None:
    """Letters of the past are not sent now; what was told days ago has been read."""
    Letter.objects.all().delete()
    Notification.objects.filter(created_at__lt=world.days.now - RECENT).update(read_at=world.days.now)


STEPS: tuple[Step, ...] = (
    ("организация и люди", _centre),
    ("локальные акты и приказы", acts.make_acts),
    ("программы, группы, договоры", _studies),
    ("средства коммуникации", means.make_means),
    ("графики", schedules.make_schedules),
    ("проведённые консультации", _past),
    ("записи на будущее", ahead.book_ahead),
    ("нагрузочные данные", blocks.make_blocks),
    ("учёт часов и закрытые месяцы", _hours),
    ("приказы и договоры", orders.make_papers),
    ("редакции актов в работе", drafts.make_drafts),
    ("сайт", site.make_site),
    ("переписка", chats.start_chats),
    ("ознакомление с актами", acquaintance.acquaint),
    ("карта ответственности", duties.lay_duties),
    ("дни входа", visits.make_visits),
    ("уведомления", _tidy),
)


def load_demo(*, scale: int = 1, progress: Progress | None = None) -> None:
    """Make the whole centre in one transaction, ``scale`` times as large.

    ``progress`` is told the words of every step before it begins. A process killed in the middle leaves an
    empty database.
    """
    organisation.cache_clear()
    forget_editions()
    try:
        with override("ru"), transaction.atomic(), acting(why=WHY):
            world = World(Days.present(), make_password(settings.DEMO_PASSWORD), scale)
            for words, step in STEPS:
                if progress:
                    progress(words)
                step(world)
    except BaseException:
        organisation.cache_clear()
        forget_editions()
        raise
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
