"""What waits for a worker, by role: the first page begins with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.acquaintance.queries import waiting
from opora.consultations.queries.sessions import to_fill, without_worker
from opora.consultations.queries.threads import overdue
from opora.kernel.times import month_title
from opora.moderation.queries.cases import to_decide
from opora.notifications.queries import outbox
from opora.people.access import Actor
from opora.people.models import Account, Branch, Role
from opora.people.queries import (
    about_people_of,
    changes_to_check,
    holders_of,
    home_day,
    logins_found,
    without_account,
)
from opora.progress.queries import help_by_run, runs_for
from opora.regulations.provisions import ORDER
from opora.schedule.models import Schedule, ScheduleProposal
from opora.schedule.queries import approval_way, approver, published_on
from opora.schedule.queries.proposing import collecting
from opora.studies.models import LearnerImport
from opora.studies.queries.orders import waiting_for as orders_for
from opora.workload.models import MonthSheet, WorkLogEntry
from opora.workload.queries.forecast import running_out
from opora.workload.queries.own import waiting_for

from .acts import acts_to_read, duties_without_owner, orders_to_fulfil, plans, unacquainted
from .navigation import url_of
from .waiting import (
    Pile,
    Task,
    counted,
    lines_to_propose,
    meetings_without_topic,
    new_messages,
    orders_to_finish,
    own_questions,
    own_requests,
    preps_to_prepare,
    told,
)

Builder: TypeAlias = Callable[[Actor], Pile | list[Task]]
TEACHING: tuple[Builder, ...] = (
    own_questions, own_requests, preps_to_prepare, meetings_without_topic, lines_to_propose,
)  # fmt: skip


def tasks_of(actor: Actor, chats: int) -> list[Task]:
    """What waits for this role, the most urgent first; empty when all is done. ``chats``: those unread."""
    builders: dict[Role, tuple[Builder, ...]] = {
        Role.SPECIALIST: (
            _cases,
            _data_to_check,
            _orders,
            _open_imports,
            _schedules_to_finish,
            _people_without_account,
            _letters,
        ),
        Role.TEACHER: TEACHING,
        Role.OTHER_STAFF: TEACHING,
        Role.CURATOR: (orders_to_finish, *TEACHING),
        Role.DEPUTY: (
            _cases,
            _late_questions,
            _without_worker,
            _orders,
            own_requests,
            _hours_to_confirm,
            _proposals,
            _unfilled_by_others,
            _returned_schedules,
            _months_to_close,
            _plans_running_out,
            _schedules_to_approve,
        ),
        Role.DIRECTOR: (_cases, _schedules_to_approve, _orders, _deputies_hours, _months_to_sign),
        Role.SUPPORT: (_closed_logins,),
        Role.TRAINING_HEAD: (_help_never_given, _unfilled_for_reader),
    }
    if actor.role is Role.AUDITOR:
        return []
    acts = waiting(actor)
    return told(
        [
            *(build(actor) for build in builders.get(actor.role, ())),
            orders_to_fulfil(actor),
            unacquainted(actor, acts.editions),
            duties_without_owner(actor),
            plans(actor),
            acts_to_read(actor, acts.own),
            new_messages(actor, chats),
        ]
    )


def _orders(actor: Actor) -> Pile:
    """Orders about learners whose next step is this person's."""
    words = {
        Role.DEPUTY: _("согласуйте или верните с замечанием"),
        Role.DIRECTOR: _("согласованы, нужна ваша подпись"),
    }.get(actor.role, _("проект не отправлен или возвращён с замечанием"))
    return Pile(
        orders_for(actor),
        (_("{n} приказ о слушателях"), _("{n} приказа о слушателях"), _("{n} приказов о слушателях")),
        words,
        "gavel",
        f"{url_of('studies:orders', actor.role)}?show=mine",
        "warning",
    )


def _cases(actor: Actor) -> Pile:
    """Complaints and words sent in spite of the remark, which this person may judge."""
    return Pile(
        to_decide(actor),
        (_("{n} дело модератора"), _("{n} дела модератора"), _("{n} дел модератора")),
        _("прочитайте жалобу и решите, причину увидит автор"),
        "shield-check",
        url_of("moderation:queue", actor.role),
        "warning",
    )


def _proposals(actor: Actor) -> list[Task]:
    """Lines that workers proposed for a draft and nobody has decided."""
    drafts = collecting().annotate(
        undecided=Count("proposals", filter=Q(proposals__state=ScheduleProposal.State.WAITING))
    )
    titles = (
        _("{n} предложение строк ждёт решения"),
        _("{n} предложения строк ждут решения"),
        _("{n} предложений строк ждут решения"),
    )
    return [
        task
        for draft in drafts.filter(undecided__gt=0)[:5]
        for task in counted(
            draft.undecided,
            titles,
            draft.title,
            "calendar-plus",
            reverse("schedule:proposals", args=[draft.pk]),
        )
    ]


def _late_questions(actor: Actor) -> Pile:
    return Pile(
        overdue(),
        (
            _("{n} вопрос без ответа в срок"),
            _("{n} вопроса без ответа в срок"),
            _("{n} вопросов без ответа в срок"),
        ),
        _("напомните работнику или назначьте замену"),
        "messages",
        url_of("consultations:threads", actor.role),
        "danger",
    )


def _without_worker(actor: Actor) -> Pile:
    return Pile(
        without_worker(home_day()),
        (
            _("{n} встреча без преподавателя"),
            _("{n} встречи без преподавателя"),
            _("{n} встреч без преподавателя"),
        ),
        _("договор кончается раньше, записи сохранены"),
        "user",
        url_of("consultations:teach", actor.role),
        "danger",
    )


def _hours_to_confirm(actor: Actor) -> Pile:
    return Pile(
        waiting_for(actor),
        (
            _("{n} запись ждёт подтверждения"),
            _("{n} записи ждут подтверждения"),
            _("{n} записей ждут подтверждения"),
        ),
        _("часы считаются по факту, а не по графику"),
        "clock-check",
        url_of("workload:month", actor.role),
        "warning",
    )


def _deputies_hours(actor: Actor) -> Pile:
    on = home_day()
    deputies = holders_of(Role.DEPUTY, on)
    return Pile(
        WorkLogEntry.objects.filter(state=WorkLogEntry.State.SUBMITTED, person__in=deputies.values("pk")),
        (
            _("{n} запись заместителя ждёт вас"),
            _("{n} записи заместителя ждут вас"),
            _("{n} записей заместителя ждут вас"),
        ),
        _("свои часы заместитель подтвердить не может"),
        "clock-check",
        url_of("workload:month", actor.role),
        "warning",
    )


def _unfilled_by_others(actor: Actor) -> Pile:
    return Pile(
        to_fill(besides=actor.person),
        (
            _("{n} консультация не записана"),
            _("{n} консультации не записаны"),
            _("{n} консультаций не записаны"),
        ),
        _("время прошло, а факта нет: напомните или запишите с причиной"),
        "hourglass",
        url_of("consultations:teach", actor.role),
    )


def _schedules(state: Schedule.State) -> QuerySet[Schedule]:
    return Schedule.objects.filter(state=state).order_by("period_from", "id")


def _returned_schedules(actor: Actor) -> list[Task]:
    return [
        Task(
            _("График «{title}» вернули с замечанием").format(title=schedule.title),
            schedule.return_remark,
            "repeat",
            reverse("schedule:show", args=[schedule.pk]),
            "warning",
        )
        for schedule in _schedules(Schedule.State.DRAFT).exclude(return_remark="")[:5]
    ]


def _months_to_close(actor: Actor) -> list[Task]:
    """The past month of each branch that had hours and is not closed."""
    on = home_day()
    past = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    closed = MonthSheet.objects.filter(month=past, state=MonthSheet.State.CLOSED).values("branch")
    worked = WorkLogEntry.objects.filter(date__gte=past, date__lt=on.replace(day=1)).values("branch")
    url = url_of("workload:month", actor.role)
    return [
        Task(
            _("Закройте {month}: {branch}").format(month=month_title(past), branch=branch.name),
            _("после закрытия печатается ведомость"),
            "lock",
            f"{url}?branch={branch.pk}&month={past:%Y-%m}",
        )
        for branch in Branch.objects.filter(pk__in=worked).exclude(pk__in=closed)
    ]


def _plans_running_out(actor: Actor) -> Pile:
    """LOAD-04: minutes of the month with the meetings still to come are above the plan."""
    on = home_day()
    return Pile(
        running_out(on),
        (
            _("{n} работнику не хватит плана часов"),
            _("{n} работникам не хватит плана часов"),
            _("{n} работникам не хватит плана часов"),
        ),
        _("до конца месяца, если встречи пройдут по графику"),
        "chart-bar",
        f"{url_of('workload:year', actor.role)}?year={on:%Y}",
        "warning",
    )


def _months_to_sign(actor: Actor) -> list[Task]:
    rows = MonthSheet.objects.filter(state=MonthSheet.State.CLOSED, signed_by=None).select_related("branch")
    url = url_of("workload:month", actor.role)
    return [
        Task(
            _("Подпишите ведомость за {month}: {branch}").format(
                month=month_title(sheet.month), branch=sheet.branch.name
            ),
            _("месяц закрыт заместителем"),
            "signature",
            f"{url}?branch={sheet.branch_id}&month={sheet.month:%Y-%m}",
            "warning",
        )
        for sheet in rows.order_by("month", "branch_id")[:12]
    ]


def _schedules_to_approve(actor: Actor) -> list[Task]:
    if approver(home_day()) is not actor.role:
        return []
    by_order = approval_way(home_day()) == ORDER
    return [
        Task(
            _("Утвердите график «{title}»").format(title=schedule.title),
            _("нужны номер и дата приказа") if by_order else _("без приказа, нужна ваша подпись"),
            "signature",
            reverse("schedule:show", args=[schedule.pk]),
            "warning",
        )
        for schedule in _schedules(Schedule.State.ON_APPROVAL)[:5]
    ]


def _schedules_to_finish(actor: Actor) -> list[Task]:
    """Approved and not yet published; and the lack of any график in force."""
    url = url_of("schedule:list", actor.role)
    found = [
        Task(
            _("Опубликуйте график «{title}»").format(title=schedule.title),
            _("запись откроется после публикации"),
            "send",
            reverse("schedule:show", args=[schedule.pk]),
            "warning",
        )
        for schedule in _schedules(Schedule.State.APPROVED)[:5]
    ]
    if not published_on(home_day()).exists():
        words = _("без него консультации не создаются и записаться нельзя")
        found.append(Task(_("Действующего графика нет"), words, "calendar-plus", url, "warning"))
    return found


def _open_imports(actor: Actor) -> list[Task]:
    waiting = LearnerImport.objects.filter(state=LearnerImport.State.PREVIEW).defer("content").order_by("-id")
    return [
        Task(
            _("Список «{file}» проверен и ждёт").format(file=row.file_name),
            _("до подтверждения ничего не записано"),
            "upload",
            reverse("studies:import_preview", args=[row.pk]),
        )
        for row in waiting[:5]
    ]


def _people_without_account(actor: Actor) -> Pile:
    return Pile(
        without_account(home_day()),
        (_("{n} человек без входа"), _("{n} человека без входа"), _("{n} человек без входа")),
        _("договор действует, а логина нет"),
        "key",
        f"{url_of('people:list', actor.role)}?role=without_account",
    )


def _data_to_check(actor: Actor) -> Pile:
    return Pile(
        about_people_of(actor, changes_to_check()),
        (
            _("{n} изменение данных на проверке"),
            _("{n} изменения данных на проверке"),
            _("{n} изменений данных на проверке"),
        ),
        _("пока не приняли, в документах прежние данные"),
        "clipboard-check",
        url_of("people:changes", actor.role),
        "warning",
    )


def _closed_logins(actor: Actor) -> Pile:
    return Pile(
        logins_found(state=Account.State.SUSPENDED),
        (_("{n} вход приостановлен"), _("{n} входа приостановлены"), _("{n} входов приостановлено")),
        _("свяжитесь с человеком и выдайте код"),
        "lock",
        f"{url_of('people:logins', actor.role)}?state={Account.State.SUSPENDED}",
        "warning",
    )


def _help_never_given(actor: Actor) -> list[Task]:
    on = home_day()
    runs = list(runs_for(actor, on)[:500])
    return counted(
        sum(row.standing == "red" for row in help_by_run(runs, on)),
        (_("{n} дисциплина без помощи"), _("{n} дисциплины без помощи"), _("{n} дисциплин без помощи")),
        _("слушателям не предложено ни часа консультаций"),
        "chart-bar",
        url_of("progress:disciplines", actor.role),
        "warning",
    )


def _unfilled_for_reader(actor: Actor) -> Pile:
    """The training head sees that facts are missing; the deputy acts."""
    words, url = _("время прошло, а факта нет: спросите заместителя"), url_of("reports:journal", actor.role)
    return replace(_unfilled_by_others(actor), words=words, url=url)


def _letters(actor: Actor) -> list[Task]:
    state = outbox()
    url = url_of("notifications:letters", actor.role)
    return counted(
        state.need_a_human,
        (_("{n} письмо ждёт решения"), _("{n} письма ждут решения"), _("{n} писем ждут решения")),
        _("неизвестно, ушло ли, или сервер отказал"),
        "mail",
        url,
        "warning",
    ) + counted(
        state.waiting,
        (_("{n} письмо в очереди"), _("{n} письма в очереди"), _("{n} писем в очереди")),
        _("уйдут, когда ответит почтовый сервер"),
        "mail",
        url,
    )
