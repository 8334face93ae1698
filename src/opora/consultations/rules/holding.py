"""Whether a session can be opened, held or marked as «nobody came» (domain.md §4, CON-04…10, EXP-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format, Mode

from ..models import Kind, PrepItem, Scope, Session, TopicBasis
from .asking import Served, Study

EARLY = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PrepMark:
    """What was done of one of the three obligatory items."""

    done: bool = False
    minutes: int = 0
    note: str = ""


@rule("SES-05")
def time_to_open(session: Session, at: datetime) -> Refusal | None:
    """A session is opened from half an hour before its beginning till its planned end."""
    if session.starts_at - EARLY <= at < session.ends_at:
        return None
    zone = session.branch.timezone
    if at < session.starts_at:
        return Refusal(
            "SES-05",
            _("Открыть консультацию можно за 30 минут до начала: {when}.").format(
                when=format_when(session.starts_at - EARLY, None, zone)
            ),
            next_step=_("Вернитесь к этому времени или создайте консультацию вне графика."),
        )
    return Refusal(
        "SES-05",
        _("Время консультации прошло: {when}.").format(
            when=format_when(session.starts_at, session.ends_at, zone)
        ),
        next_step=_("Если она была, запишите фактическое время."),
    )


@rule("CON-10")
def actual_time_is_given(start: datetime | None, end: datetime | None) -> Refusal | None:
    """Record is by actual time, so it needs both ends (S0-5.10a)."""
    if start and end:
        return None
    return Refusal(
        "CON-10",
        _("Укажите фактическое начало, окончание и присутствующих."),
        next_step=_("В табель попадёт фактическое время."),
        field="actual_end" if start else "actual_start",
    )


@rule("HLD-01")
def actual_time_is_possible(session: Session, start: datetime, end: datetime, at: datetime) -> Refusal | None:
    """In order, not in the future, at most 12 hours long and within 12 hours of the plan."""
    words, field = "", "actual_end"
    if end <= start:
        words = _("Окончание должно быть позже начала.")
    elif end > at:
        words = _("Окончание ещё не наступило.")
    elif end - start > LONGEST:
        words = _("Консультация не может длиться больше 12 часов.")
    elif abs(start - session.starts_at) > LONGEST:
        words, field = _("Начало слишком далеко от времени по графику."), "actual_start"
    if not words:
        return None
    step = _("Проверьте дату и время. Встречу в другой день запишите как консультацию вне графика.")
    return Refusal("HLD-01", words, next_step=step, field=field)


@rule("HLD-02")
def intervals_are_possible(
    session: Session, intervals: Sequence[Interval], at: datetime, asked_at: datetime | None = None
) -> Refusal | None:
    """Work on an offline consultation: stretches in order, apart from each other, in the past (case 14).

    ``asked_at``: its first question, which may be older than the window of the график.
    """
    if not intervals:
        return Refusal(
            "HLD-02",
            _("Укажите, когда вы отвечали: начало и окончание хотя бы одного отрезка."),
            next_step=_("В табель попадёт сумма отрезков."),
            field="intervals",
        )
    ordered = sorted(intervals)
    words = ""
    if any(end <= start for start, end in ordered):
        words = _("В каждом отрезке окончание должно быть позже начала.")
    elif any(end - start > LONGEST for start, end in ordered):
        words = _("Отрезок не может быть длиннее 12 часов.")
    elif any(after[0] < before[1] for before, after in pairwise(ordered)):
        words = _("Отрезки пересекаются: одна минута считается один раз.")
    elif ordered[-1][1] > at:
        words = _("Окончание ещё не наступило.")
    elif ordered[0][0] < min(session.starts_at, asked_at or session.starts_at) - LONGEST:
        words = _("Отрезок раньше самой консультации.")
    if not words:
        return None
    return Refusal("HLD-02", words, next_step=_("Проверьте дату и время отрезков."), field="intervals")


def somebody_came(attended: int) -> Refusal | None:
    """CON-10: a held session has somebody present; without anybody it is a no-show."""
    if attended:
        return None
    return Refusal(
        "CON-10",
        _("Укажите фактическое начало, окончание и присутствующих."),
        next_step=_("Если никто не пришёл, отметьте неявку: время ожидания тоже можно учесть."),
        field="attended",
    )


def individual_had_one(session: Session, attended: int) -> Refusal | None:
    """CON-06 of a held session; a group one with a single learner stays a group one (EXP-05)."""
    if session.format != Format.INDIVIDUAL or attended <= 1:
        return None
    return Refusal(
        "CON-06",
        _("На индивидуальной консультации присутствует один слушатель."),
        next_step=_("Оставьте одну отметку. Остальных запишите отдельными консультациями."),
        field="attended",
    )


def walk_ins_study_it(
    session: Session, served: Served, studies: Mapping[str, Sequence[Study]]
) -> Refusal | None:
    """ACC-01 for those who came without booking. ``studies`` are by the learner's short name."""
    strangers = [
        name
        for name, rows in studies.items()
        if not any(study.covers(session.date) and served.suits(study) for study in rows)
    ]
    if not strangers:
        return None
    return Refusal(
        "ACC-01",
        _("Не зачислены на эту программу: {names}.").format(names=", ".join(strangers)),
        next_step=_("Уберите отметку. Если это ошибка, напишите куратору группы."),
        field="walk_ins",
    )


@rule("CON-04")
def topic_has_basis(kind: str, topic: str, basis: str, on: date) -> Refusal | None:
    """The worker sets the topic by progress or by learners' questions (S0-5.3b, S1-3.5)."""
    if kind != Kind.CURRENT or (topic.strip() and basis in TopicBasis.values):
        return None
    if not in_force(Provision.TOPIC_BASIS_REQUIRED, on):
        return None
    return Refusal(
        "CON-04",
        _("Укажите тему и основание: анализ успеваемости или обращения слушателей."),
        next_step=_("Тема попадёт в журнал учёта консультаций."),
        field="topic_basis" if topic.strip() else "topic",
    )


@rule("CON-05")
def scope_is_chosen(scope: str, on: date) -> Refusal | None:
    """Overview or one topic (S0-5.4, S1-3.6)."""
    if scope in Scope.values or not in_force(Provision.SCOPE_REQUIRED, on):
        return None
    return Refusal(
        "CON-05",
        _("Выберите: обзорная или по отдельной теме."),
        field="scope",
    )


@rule("EXP-04")
def three_items_are_done(session: Session, prep: Mapping[str, PrepMark], reason: str) -> Refusal | None:
    """Briefing, hardest tasks and criteria, or a reason why not all (S0-5.6, S1-3.8)."""
    if session.kind != Kind.EXAM_PREP or reason.strip():
        return None
    asked = in_force(Provision.PREP_ITEMS, session.date)
    missing = [
        item.label
        for item in PrepItem.Item
        if item.value in asked and not prep.get(item.value, PrepMark()).done
    ]
    if not missing:
        return None
    return Refusal(
        "EXP-04",
        _("Не отмечено: {items}.").format(items="; ".join(str(label) for label in missing)),
        next_step=_("Проведите или укажите причину, чтобы завершить консультацию."),
        field="skipped_items_reason",
    )


@rule("SES-06")
def waited_long_enough(session: Session, at: datetime, waited: int) -> Refusal | None:
    """Nobody came: said after NO_SHOW_MINUTES of waiting, and only the waiting may be recorded (case 9)."""
    minutes = in_force(Provision.NO_SHOW_MINUTES, session.date)
    since = (
        session.ends_at if session.mode == Mode.OFFLINE else session.starts_at + timedelta(minutes=minutes)
    )
    if at < since:
        when = format_when(since, None, session.branch.timezone)
        return Refusal(
            "SES-06",
            _("Отметить неявку можно с {when}: слушателей ждут {minutes} мин.").format(
                when=when, minutes=minutes
            ),
            next_step=_("Подождите ещё немного: слушатель может подключиться."),
        )
    if 0 <= waited <= minutes:
        return None
    return Refusal(
        "SES-06",
        _("Время ожидания — от 0 до {minutes} мин.").format(minutes=minutes),
        next_step=_("Плановое время неявки не учитывается."),
        field="waited",
    )
