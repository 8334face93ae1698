"""When a question may be asked, answered, closed and opened again (S0-3.1c, S2-12; domain.md §8, case 14)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opora.kernel.calendar import DayKind
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Mode
from opora.studies.models import GroupPart

from ..models import Session, Thread

LONGEST_ANSWER = 240
PROPOSED_MINUTES = 60
OPENS, CLOSES = time(9), time(18)
WORKING = frozenset({DayKind.WORK, DayKind.SHORT})


def follow_up(at: datetime) -> timedelta:
    """How long a question may be gone on with, by the act in force then."""
    return timedelta(days=int(in_force(Provision.FOLLOW_UP_DAYS, at.date())))


def due_after(asked_at: datetime, zone: str, kinds: Mapping[date, DayKind], days: int) -> datetime:
    """``days`` working days later at the same hour; what comes after hours counts from the next morning.

    ``kinds`` are the days of the branch's calendar from the day of asking on, enough of them.
    """
    place = ZoneInfo(zone)
    asked = asked_at.astimezone(place)
    day, clock = asked.date(), asked.time()
    if kinds[day] not in WORKING or clock > _closes(kinds[day]):
        day, clock = _next_working(day, kinds), OPENS
    for _day in range(days):
        day = _next_working(day, kinds)
    due = min(max(clock, OPENS), _closes(kinds[day])).replace(second=0, microsecond=0)
    return datetime.combine(day, due, place).astimezone(asked_at.tzinfo)


def _closes(kind: DayKind) -> time:
    return time(CLOSES.hour - 1) if kind is DayKind.SHORT else CLOSES


def _next_working(day: date, kinds: Mapping[date, DayKind]) -> date:
    return next(later for later in sorted(kinds) if later > day and kinds[later] in WORKING)


@rule("THR-01")
def discipline_has_teacher(run: GroupPart) -> Refusal | None:
    """A question goes to somebody; without a teacher it is the deputy who finds one (S0-1.5)."""
    if run.teacher_id:
        return None
    return Refusal(
        "THR-01",
        _("У дисциплины пока нет преподавателя, отвечать некому."),
        next_step=_("Попросите о встрече: просьбу получит заместитель руководителя."),
        field="run",
    )


@rule("THR-02")
def session_is_offline(session: Session) -> Refusal | None:
    """Questions and answers at intervals belong to an offline consultation (S0-3.1c)."""
    if session.mode == Mode.OFFLINE:
        return None
    return Refusal(
        "THR-02",
        _("Эта консультация идёт в назначенное время, переписки у неё нет."),
        next_step=_("Запишитесь на неё или задайте вопрос преподавателю отдельно."),
    )


@rule("THR-03")
def something_is_said(text: str, files: int) -> Refusal | None:
    if text.strip() or files:
        return None
    return Refusal(
        "THR-03", _("Напишите текст или приложите файл."), next_step=_("Пустое сообщение не отправлено."),
        field="text",
    )  # fmt: skip


@rule("THR-04")
def thread_is_open(thread: Thread) -> Refusal | None:
    if thread.state != Thread.State.CLOSED:
        return None
    return Refusal(
        "THR-04",
        _("Этот вопрос уже закрыт."),
        next_step=_("Откройте его снова или задайте новый."),
    )


@rule("THR-05")
def there_is_an_answer(thread: Thread, *, answered: bool) -> Refusal | None:
    """The worker closes what is answered; who asked may take the question back at any time."""
    if answered and thread.state != Thread.State.WAITING:
        return None
    return Refusal(
        "THR-05",
        _("Слушатель ждёт ответа, закрыть вопрос пока нельзя."),
        next_step=_("Ответьте хотя бы коротко: слушатель имеет право на помощь."),
    )


@rule("THR-06")
def may_be_opened_again(thread: Thread, at: datetime) -> Refusal | None:
    """Opened again soon after closing; later it would be another consultation."""
    if thread.state != Thread.State.CLOSED:
        return Refusal("THR-06", _("Вопрос и так открыт."), next_step=_("Просто напишите ещё раз."))
    live = thread.session.state in (Session.State.IN_PROGRESS, Session.State.HELD)
    allowed = follow_up(thread.closed_at or at)
    if live and thread.closed_at and at <= thread.closed_at + allowed:
        return None
    return Refusal(
        "THR-06",
        _("Открыть вопрос снова можно в течение {n} дней после закрытия и до подтверждения часов.").format(
            n=allowed.days
        ),
        next_step=_("Задайте новый вопрос: старый останется в «Моих вопросах»."),
    )


@rule("THR-07")
def answer_time_is_possible(minutes: int) -> Refusal | None:
    """Actual time, as the worker says it (S0-5.10a)."""
    if 1 <= minutes <= LONGEST_ANSWER:
        return None
    return Refusal(
        "THR-07",
        _("Время ответа — от 1 до {n} минут.").format(n=LONGEST_ANSWER),
        next_step=_("Если работали с перерывами, исправьте отрезки после отправки."),
        field="minutes",
    )


@rule("THR-08")
def reading_is_explained(why: str) -> Refusal | None:
    """Somebody else's exchange is opened for a reason, which stays in the audit trail (domain.md §2.3)."""
    if why.strip():
        return None
    return Refusal(
        "THR-08",
        _("Укажите, зачем открываете чужую переписку."),
        next_step=_("Причина останется в журнале изменений."),
        field="why",
    )


@rule("THR-09")
def no_question_waits(session: Session, waiting: int) -> Refusal | None:
    """An offline consultation is not cancelled or moved over the heads of those who wait for an answer."""
    if not waiting:
        return None
    return Refusal(
        "THR-09",
        _("Есть вопросы без ответа: {n}.").format(n=waiting),
        next_step=_("Ответьте на них или назначьте замену работника."),
    )


def minutes_spent(opened_at: datetime | None, at: datetime) -> int:
    """What is proposed as the time of an answer: from opening to sending, an hour at most."""
    if opened_at is None or opened_at >= at:
        return 1
    return min(max(int((at - opened_at).total_seconds()) // 60, 1), PROPOSED_MINUTES)
