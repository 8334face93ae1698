"""What waits for those who teach and for those who learn: their first page begins with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opora.consultations.models import Kind, PrepEvidence, Session
from opora.consultations.queries.feedback import Waits, waiting_for_learner
from opora.consultations.queries.requests import requests_to
from opora.consultations.queries.threads import unanswered_by
from opora.kernel.clock import now
from opora.kernel.counting import count_each
from opora.kernel.text import plural
from opora.kernel.times import format_when
from opora.people.access import Actor
from opora.people.models import Person
from opora.people.queries import home_day
from opora.schedule.models import ScheduleProposal
from opora.schedule.queries.proposing import collecting
from opora.studies.queries.orders import waiting_for

from .navigation import url_of

WEEK = timedelta(days=7)
SHOWN, RATED = 5, 2


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person; ``url`` leads where it is done."""

    title: str | Promise
    words: str | Promise
    icon: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows that wait together: one task for all, by the form of the title that goes with their number."""

    rows: QuerySet[Any, Any]
    titles: tuple[str, str, str]
    words: str
    icon: str
    url: str
    tone: str = ""


def counted(
    count: int, titles: tuple[str, str, str], words: str, icon: str, url: str, tone: str = ""
) -> list[Task]:
    """A task for so many; none for nothing."""
    return [Task(plural(count, *titles).format(n=count), words, icon, url, tone)] if count else []


def told(found: Sequence[Pile | list[Task]]) -> list[Task]:
    """In the same order; all piles are counted by one statement."""
    counts = iter(count_each(*(one.rows for one in found if isinstance(one, Pile))))
    tasks: list[Task] = []
    for one in found:
        if isinstance(one, Pile):
            tasks += counted(next(counts), one.titles, one.words, one.icon, one.url, one.tone)
        else:
            tasks += one
    return tasks


def own_questions(actor: Actor) -> Pile:
    return Pile(
        unanswered_by(actor.person),
        (_("{n} вопрос ждёт ответа"), _("{n} вопроса ждут ответа"), _("{n} вопросов ждут ответа")),
        _("время ответа попадёт в учёт часов"),
        "messages",
        url_of("consultations:threads", actor.role),
        "warning",
    )


def new_messages(actor: Actor, chats: int) -> list[Task]:
    """``chats``: in how many something new was said; the frame of the page shows the same number."""
    return counted(
        chats,
        (_("{n} чат с новым"), _("{n} чата с новым"), _("{n} чатов с новым")),
        _("прочитайте и ответьте, если вас спросили"),
        "message-circle",
        url_of("conversations:list", actor.role),
    )


def own_requests(actor: Actor) -> Pile:
    return Pile(
        requests_to(actor),
        (_("{n} просьба о встрече"), _("{n} просьбы о встрече"), _("{n} просьб о встрече")),
        _("назначьте встречу или откажите с причиной"),
        "message-2",
        url_of("consultations:requests", actor.role),
        "warning",
    )


def preps_to_prepare(actor: Actor) -> list[Task]:
    """Exam-prep of the week ahead with nothing to show yet (S0-5.6)."""
    found = (
        _week_ahead(actor.person)
        .filter(~Exists(PrepEvidence.objects.filter(session=OuterRef("pk"))), kind=Kind.EXAM_PREP)
        .select_related("branch")
    )
    return [
        Task(
            _("Подготовьте материалы к аттестации"),
            _("консультация {when}, материалов пока нет").format(
                when=format_when(session.starts_at, None, session.branch.timezone)
            ),
            "clipboard-check",
            reverse("consultations:dossier", args=[session.pk]),
        )
        for session in found[:SHOWN]
    ]


def meetings_without_topic(actor: Actor) -> Pile | list[Task]:
    """Leads to what the group fails and asks about (S0-5.3b)."""
    url = url_of("progress:topics", actor.role)
    if not url:
        return []
    return Pile(
        _week_ahead(actor.person).filter(kind=Kind.CURRENT, topic=""),
        (_("{n} встреча без темы"), _("{n} встречи без темы"), _("{n} встреч без темы")),
        _("посмотрите, где группа ошибается и о чём спрашивает"),
        "chart-bar",
        url,
    )


def lines_to_propose(actor: Actor) -> list[Task]:
    """Drafts that gather lines and have had no word from this worker."""
    said = ScheduleProposal.objects.filter(schedule=OuterRef("pk"), person=actor.person).exclude(
        state=ScheduleProposal.State.WITHDRAWN
    )
    url = url_of("schedule:mine", actor.role)
    open_ones = collecting().filter(~Exists(said), collect_until__gte=home_day())
    return [
        Task(
            _("Предложите свои дни: {title}").format(title=schedule.title),
            _("ждём до {day}; если всё остаётся как есть, так и ответьте").format(
                day=f"{schedule.collect_until:%d.%m.%Y}"
            ),
            "calendar-plus",
            url,
        )
        for schedule in open_ones[:SHOWN]
    ]


def orders_to_finish(actor: Actor) -> list[Task]:
    """Orders about learners whose next step is this curator's; one sent back comes with the remark."""
    found = waiting_for(actor).order_by("-remark", "-pk").defer("content")
    return [
        Task(
            (_("Приказ вернули: {kind}") if order.remark else _("Приказ не отправлен: {kind}")).format(
                kind=order.get_kind_display()
            ),
            order.remark or _("группа {code}").format(code=order.group.code),
            "gavel",
            reverse("studies:order", args=[order.pk]),
            "warning" if order.remark else "",
        )
        for order in found[:SHOWN]
    ]


def _week_ahead(person: Person) -> QuerySet[Session]:
    at = now()
    return Session.objects.filter(
        person=person, state=Session.State.PLANNED, starts_at__gt=at, starts_at__lt=at + WEEK
    ).order_by("starts_at")


def learning_tasks(learner: Person, suffix: str) -> list[Task]:
    """Answers to read, help to say a word of, exam-prep to acknowledge; ``suffix`` names the ward.

    One statement.
    """
    waits = waiting_for_learner(learner.pk)
    answered = [
        Task(
            _("Вам ответили: {subject}").format(subject=one.title),
            _("понятно — закройте вопрос, нет — допишите"),
            "messages",
            f"{reverse('consultations:thread', args=[one.pk])}{suffix}",
        )
        for one in waits
        if one.kind == "answered"
    ]
    preps = [
        Task(
            _("Подтвердите ознакомление"),
            _("материалы к аттестации, консультация {day}").format(
                day=f"{date.fromisoformat(one.title):%d.%m.%Y}"
            ),
            "signature",
            f"{reverse('consultations:materials', args=[one.pk])}{suffix}",
            "warning",
        )
        for one in waits
        if one.kind == "prep"
    ]
    return [*answered, *preps, *_to_rate(waits, suffix)]


def _to_rate(waits: list[Waits], suffix: str) -> list[Task]:
    """The latest help of which nothing was said; the rest stands in «Мои записи»."""
    pages = {"meeting": "consultations:session", "question": "consultations:thread"}
    return [
        Task(
            _("Помогла ли консультация?"),
            _("{title}, {day}: ответ в одно нажатие").format(
                title=one.title or _("консультация"), day=f"{one.at:%d.%m}"
            ),
            "thumb-up",
            f"{reverse(pages[one.kind], args=[one.pk])}{suffix}#feedback",
        )
        for one in waits
        if one.kind in pages
    ][:RATED]
