"""Whether a place can be given now (domain.md §4, ACC, CON, EXP). Pure: an :class:`Ask` holds all facts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format, Mode

from ..models import Booking, Kind, Session
from .asking import Ask

Check: TypeAlias = Callable[[Ask], Refusal | None]


def _day(value: date) -> str:
    return date_format(value, "d.m.Y")


@rule("BOOK-01")
def session_takes_bookings(ask: Ask) -> Refusal | None:
    """A place is given in a planned session before it begins; in an offline one, until its window ends."""
    session = ask.session
    if session.state == Session.State.CANCELLED:
        return Refusal(
            "BOOK-01", _("Эта консультация отменена: {reason}.").format(reason=session.cancel_reason)
        )
    if session.state not in (Session.State.PLANNED, Session.State.IN_PROGRESS) or session.ends_at <= ask.at:
        return Refusal("BOOK-01", _("Эта консультация уже прошла."))
    closes = session.ends_at if session.mode == Mode.OFFLINE else session.starts_at
    if ask.at < closes and (session.state == Session.State.PLANNED or session.mode == Mode.OFFLINE):
        return None
    return Refusal("BOOK-01", _("Консультация уже началась, запись на неё закрыта."))


@rule("BOOK-02")
def learner_is_not_booked_yet(ask: Ask) -> Refusal | None:
    """One place per learner and session."""
    if not ask.already:
        return None
    if ask.own:
        words = _("Вы уже записаны на эту консультацию.")
    else:
        words = _("{learner}: запись на эту консультацию уже есть.").format(learner=ask.learner.short_name)
    return Refusal("BOOK-02", words, next_step=_("Ничего делать не нужно: напомним за сутки и за час."))


def asker_may_act(ask: Ask) -> Refusal | None:
    """ACC-05: a representative acts for verified wards under 18, a curator for own groups (S1-3.1a)."""
    if ask.own or ask.asker_may:
        return None
    return Refusal(
        rule="ACC-05",
        words=_("Полномочия представителя не подтверждены."),
        next_step=_("Передайте куратору группы документ, подтверждающий родство или опеку."),
    )


@rule("ACC-01")
def learner_studies_it(ask: Ask) -> Refusal | None:
    """Help is given for the programme the learner is enrolled in (S0-5.2)."""
    if ask.suitable:
        return None
    if ask.own:
        words = _("Вы не зачислены на эту программу, поэтому консультация недоступна.")
    else:
        words = _("{learner} не учится по этой программе, поэтому консультация недоступна.").format(
            learner=ask.learner.short_name
        )
    return Refusal("ACC-01", words, next_step=_("Если это ошибка, напишите куратору группы."))


@rule("ENR-04")
def part_is_open_to_the_learner(ask: Ask) -> Refusal | None:
    """Network learners are served in parts of their agreement, others in those of their order (S4-1.4)."""
    if ask.open:
        return None
    if any(study.agreement for study in ask.suitable):
        words = _("Дисциплина не входит в договор о сетевом взаимодействии.")
    else:
        words = _("Дисциплина не входит в приказ о зачислении.")
    return Refusal(
        "ENR-04", words, next_step=_("Выберите консультацию по своей части программы или напишите куратору.")
    )


def contract_covers_the_date(ask: Ask) -> Refusal | None:
    """ACC-02: each course is open by its own contract only (S3-3.1b)."""
    if ask.paid:
        return None
    study = ask.open[0]
    day = ask.session.date
    if study.paid_until and study.paid_until < day:
        words = _("Договор № {number} действует до {until}, консультация позже: {day}.").format(
            number=study.contract, until=_day(study.paid_until), day=_day(day)
        )
        return Refusal("ACC-02", words, next_step=_("Выберите дату раньше или продлите договор у куратора."))
    words = _("Договор № {number} ещё не действует на {day}.").format(number=study.contract, day=_day(day))
    return Refusal("ACC-02", words, next_step=_("Выберите дату в пределах договора."))


@rule("BOOK-08")
def representative_may_come(ask: Ask) -> Refusal | None:
    """A representative has a right to help of his own, about the ward (S1-1.2); nobody else comes for one.

    Exam-prep prepares the learner himself: there the representative may only come along.
    """
    return who_may_come(ask.session, ask.comes, ask.learner.pk, ask.asked_by.pk)


def who_may_come(session: Session, comes: str, learner: int, asked_by: int) -> Refusal | None:
    if comes == Booking.Comes.LEARNER:
        return None
    if learner == asked_by:
        return Refusal(
            "BOOK-08",
            _("Вы записываетесь за себя, представитель здесь не нужен."),
            next_step=_("Выберите «слушатель»."),
            field="comes",
        )
    if session.kind == Kind.EXAM_PREP and comes == Booking.Comes.REPRESENTATIVE:
        return Refusal(
            "BOOK-08",
            _("К аттестации готовится сам слушатель, прийти вместо него нельзя."),
            next_step=_("Придите вместе или запишитесь сами на текущую консультацию."),
            field="comes",
        )
    return None


@rule("CON-02")
def form_is_provided(ask: Ask) -> Refusal | None:
    """Only forms the organisation's act provides (S0-3.1, S1-3.2, S2-12)."""
    return form_is_in_act(ask.session)


def form_is_in_act(session: Session) -> Refusal | None:
    """CON-02 for a session alone."""
    if f"{session.format}:{session.mode}" in in_force(Provision.CONSULT_FORMS, session.date):
        return None
    form = f"{Format(session.format).label}, {Mode(session.mode).label}"
    return Refusal(
        "CON-02",
        _("Форма «{form}» не предусмотрена порядком организации.").format(form=form),
        next_step=_("Выберите консультацию другой формы."),
    )


@rule("CON-03")
def part_is_being_studied(ask: Ask) -> Refusal | None:
    """Current consultations run within the part's period (S0-5.3a, S1-3.5)."""
    session = ask.session
    if session.kind != Kind.CURRENT or not ask.served.parts:
        return None
    if not in_force(Provision.CURRENT_WITHIN_PERIOD, session.date):
        return None
    periods = [study.period(part) for study in ask.paid for part in ask.served.parts]
    if any(since <= session.date <= until for since, until in periods):
        return None
    since, until = min(period[0] for period in periods), max(period[1] for period in periods)
    return Refusal(
        "CON-03",
        _("Период освоения дисциплины: {since}–{until}. На {day} выберите другой вид консультации.").format(
            since=_day(since), until=_day(until), day=_day(session.date)
        ),
    )


def _exception_is_in_act(ask: Ask) -> bool:
    return bool(in_force(Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, ask.session.date))


def _has_ground(ask: Ask) -> bool:
    """ОВЗ or disability in force and an individual plan with the individual consultation (S0-5.5c)."""
    return ask.accommodated and any(study.individual_exam_prep for study in ask.paid)


@rule("EXP-01")
def exam_prep_is_group_only(ask: Ask) -> Refusal | None:
    """Exam-prep is held in a group; the exception exists only where the act has it (S0-5.5, S1-3.7)."""
    if not ask.is_individual_exam_prep:
        return None
    if not in_force(Provision.EXAM_PREP_GROUP_ONLY, ask.session.date):
        return None
    if _exception_is_in_act(ask) and _has_ground(ask):
        return None
    return Refusal(
        "EXP-01",
        _("Консультации по подготовке к промежуточной аттестации проводятся только в групповой форме."),
    )


@rule("EXP-02")
def exception_has_documents(ask: Ask) -> Refusal | None:
    """Where the act has the exception, the learner is told what it needs (S0-5.5c)."""
    if exam_prep_is_group_only(ask) is None or not _exception_is_in_act(ask):
        return None
    return Refusal(
        "EXP-02",
        _(
            "Индивидуальная консультация возможна слушателю с ОВЗ или инвалидностью по индивидуальному "
            "учебному плану или условиям договора. Документ не найден."
        ),
        next_step=_("Обратитесь к заместителю руководителя: он проверит документ и ответит."),
    )


@rule("CON-06")
def individual_is_for_one(ask: Ask) -> Refusal | None:
    """An individual consultation has exactly one learner (S0-3.1b)."""
    if ask.session.format != Format.INDIVIDUAL or ask.taken == 0:
        return None
    return Refusal("CON-06", _("На индивидуальную консультацию уже записан слушатель."))


@rule("BOOK-03")
def a_seat_is_left(ask: Ask) -> Refusal | None:
    """The last seat is never sold twice: asked under the lock of the session's row."""
    if ask.taken < ask.session.capacity:
        return None
    return Refusal("BOOK-03", _("Мест на этой консультации больше нет."))


CHECKS: tuple[Check, ...] = (
    session_takes_bookings,
    asker_may_act,
    representative_may_come,
    learner_is_not_booked_yet,
    learner_studies_it,
    part_is_open_to_the_learner,
    contract_covers_the_date,
    form_is_provided,
    part_is_being_studied,
)
SEATS: tuple[Check, ...] = (individual_is_for_one, a_seat_is_left)


def why_not(ask: Ask) -> tuple[Refusal, ...]:
    """The refusals of this ask, the most telling ones only; empty when the place can be given.

    Later checks rely on earlier ones (a contract is judged only for a suitable enrolment), so the first
    refusal ends the talk; EXP-01 brings EXP-02 along, because it shows the way to the exception.
    """
    for check in CHECKS:
        if refusal := check(ask):
            return (refusal,)
    if refusal := exam_prep_is_group_only(ask):
        return tuple(filter(None, (refusal, exception_has_documents(ask))))
    for check in SEATS:
        if refusal := check(ask):
            return (refusal,)
    return ()


@rule("BOOK-04")
def cancelled_in_time(booking: Booking, by_staff: bool, at: datetime) -> Refusal | None:
    """A learner gives a place back at least CANCEL_HOURS before the beginning (domain.md §3, Booking)."""
    session = booking.session
    if by_staff or (
        session.moved_from_id and booking.created_at < session.created_at and at < session.starts_at
    ):
        return None  # a time nobody chose may be declined until the beginning
    hours = in_force(Provision.CANCEL_HOURS, session.date)
    if at <= session.starts_at - timedelta(hours=hours):
        return None
    return Refusal(
        "BOOK-04",
        _("Отменить запись можно не позже чем за {hours} ч до начала, {when}.").format(
            hours=hours, when=format_when(session.starts_at, None, session.branch.timezone)
        ),
        next_step=_("Если не сможете прийти, предупредите преподавателя: место отдадут другому."),
    )


def is_late_cancellation(session: Session) -> bool:
    """Cancelled so late that the learners could not give their places back any more (case 8)."""
    if session.cancelled_at is None or session.state != Session.State.CANCELLED:
        return False
    hours = in_force(Provision.CANCEL_HOURS, session.date)
    return session.starts_at - timedelta(hours=hours) < session.cancelled_at < session.starts_at


def group_is_missing() -> Refusal:
    """BOOK-07: a whole group is booked when it is named."""
    return Refusal("BOOK-07", _("Выберите группу, которую записать."), field="group")


@rule("BOOK-06")
def question_may_change(booking: Booking, at: datetime) -> Refusal | None:
    """The question is edited until the meeting begins: then it has been heard."""
    if booking.state == Booking.State.CONFIRMED and at < booking.session.starts_at:
        return None
    return Refusal(
        "BOOK-06",
        _("Встреча уже началась, вопрос не изменить."),
        next_step=_("Задайте его на встрече или отдельно, в «Вопросах»."),
        field="question",
    )


@rule("BOOK-05")
def booking_is_in_force(booking: Booking) -> Refusal | None:
    """Only a confirmed booking of a session that has not been held is cancelled."""
    if booking.state == Booking.State.CONFIRMED:
        return None
    if booking.state == Booking.State.CANCELLED:
        return Refusal("BOOK-05", _("Эта запись уже отменена."))
    return Refusal("BOOK-05", _("Консультация уже прошла, запись отменить нельзя."))


@rule("CON-01")
def refusal_of_help_has_reason(reason: str) -> Refusal | None:
    """Staff who take help back say why and offer another time (S0-1.5, S0-5.2)."""
    if reason.strip():
        return None
    return Refusal(
        "CON-01",
        _("Укажите причину отказа и предложите другое время: слушатель имеет право на помощь."),
        next_step=_("Причину увидят все записанные."),
        field="reason",
    )
