"""What waits for those who teach and for those who learn: their first page begins with it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opora.consultations.models import Kind, PrepEvidence, Session, Thread
from opora.consultations.queries.dossier import preps_to_acknowledge
from opora.consultations.queries.requests import requests_to
from opora.consultations.queries.threads import waiting_count
from opora.conversations.queries.chats import unread_chats
from opora.kernel.clock import now
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
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person; ``url`` leads where it is done."""

    title: str | Promise
    words: str | Promise
    icon: str
    url: str
    tone: str = ""


def counted(
    count: int, titles: tuple[str, str, str], words: str, icon: str, url: str, tone: str = ""
) -> list[Task]:
    """One task for all that wait together, by the form of the title that goes with their number."""
    return [Task(plural(count, *titles).format(n=count), words, icon, url, tone)] if count else []


def own_questions(actor: Actor) -> list[Task]:
    return counted(
        waiting_count(actor.person),
        (_("{n} вопрос ждёт ответа"), _("{n} вопроса ждут ответа"), _("{n} вопросов ждут ответа")),
        _("время ответа попадёт в учёт часов"),
        "messages",
        url_of("consultations:threads", actor.role),
        "warning",
    )


def new_messages(actor: Actor) -> list[Task]:
    return counted(
        unread_chats(actor.person.pk),
        (_("{n} чат с новым"), _("{n} чата с новым"), _("{n} чатов с новым")),
        _("прочитайте и ответьте, если вас спросили"),
        "message-circle",
        url_of("conversations:list", actor.role),
    )


def own_requests(actor: Actor) -> list[Task]:
    return counted(
        requests_to(actor).count(),
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


def meetings_without_topic(actor: Actor) -> list[Task]:
    """Leads to what the group fails and asks about (S0-5.3b)."""
    url = url_of("progress:topics", actor.role)
    return counted(
        _week_ahead(actor.person).filter(kind=Kind.CURRENT, topic="").count() if url else 0,
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
    """Answers to read, exam-prep to acknowledge. ``suffix`` names the ward. Two statements."""
    answered = Thread.objects.filter(learner=learner, state=Thread.State.ANSWERED).order_by("closes_at")
    tasks = [
        Task(
            _("Вам ответили: {subject}").format(subject=thread.subject),
            _("понятно — закройте вопрос, нет — допишите"),
            "messages",
            f"{reverse('consultations:thread', args=[thread.pk])}{suffix}",
        )
        for thread in answered[:SHOWN]
    ]
    return tasks + [
        Task(
            _("Подтвердите ознакомление"),
            _("материалы к аттестации, консультация {day}").format(day=f"{session.date:%d.%m.%Y}"),
            "signature",
            f"{reverse('consultations:materials', args=[session.pk])}{suffix}",
            "warning",
        )
        for session in preps_to_acknowledge(learner)
    ]
