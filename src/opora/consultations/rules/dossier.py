"""The dossier of exam-prep: evidence, acknowledgement, questions of those who missed it (S0-5.6, S1-3.8)."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_deadline

from ..models import Booking, Kind, PrepQuestion, QuestionWindow, Session

S = Session.State
HELD = (S.HELD, S.CONFIRMED)
OFF = (S.CANCELLED, S.RESCHEDULED, S.FAILED, S.NO_SHOW)
LONGEST_WINDOW = timedelta(days=30)
LONGEST_ANSWER = timedelta(hours=4)


@rule("PREP-01")
def evidence_says_something(text: str, link: str, has_file: bool) -> Refusal | None:
    """A file, a link or words: one of them is enough."""
    if text.strip() or link.strip() or has_file:
        return None
    return Refusal(
        "PREP-01",
        _("Приложите файл, дайте ссылку или опишите словами."),
        next_step=_("Например: памятка о процедуре, разобранные задачи, лист критериев."),
        field="text",
    )


@rule("PREP-02")
def session_has_dossier(session: Session) -> Refusal | None:
    """Only exam-prep that is to be or was held."""
    if session.kind == Kind.EXAM_PREP and session.state not in OFF:
        return None
    return Refusal(
        "PREP-02",
        _("Материалы собирают к консультации по подготовке к аттестации, эта — {state}.").format(
            state=session.get_state_display()
        ),
        next_step=_("Откройте ту, что состоялась или назначена."),
    )


@rule("PREP-03")
def session_was_held(session: Session) -> Refusal | None:
    """Nobody is acquainted with what has not been said yet."""
    if session.kind == Kind.EXAM_PREP and session.state in HELD:
        return None
    return Refusal(
        "PREP-03",
        _("Консультация ещё не записана как проведённая."),
        next_step=_("Сначала запишите, как она прошла, и отметьте три вопроса."),
    )


@rule("PREP-04")
def window_is_sensible(until: date, on: date, attestation: date | None) -> Refusal | None:
    """From today, at most a month, and not after the attestation it prepares for."""
    words = ""
    if until < on:
        words = _("День, до которого принимаются вопросы, уже прошёл.")
    elif until > on + LONGEST_WINDOW:
        words = _("Вопросы принимаются не дольше 30 дней.")
    elif attestation and until > attestation:
        words = _("Аттестация {day}: вопросы после неё не помогут.").format(
            day=date_format(attestation, "d.m.Y")
        )
    if not words:
        return None
    return Refusal("PREP-04", words, next_step=_("Выберите другой день."), field="until")


@rule("PREP-05")
def window_is_open(window: QuestionWindow | None, on: date, zone: str, reader: str = "") -> Refusal | None:
    """Till midnight of its day by the clock of the branch, wherever the learner is (case 3)."""
    if window and on <= window.until:
        return None
    if window is None:
        words = _("Преподаватель ещё не открыл вопросы по этой консультации.")
    else:
        words = _("Вопросы принимались до {moment}.").format(
            moment=format_deadline(window.until, zone, reader or None, year=True)
        )
    return Refusal("PREP-05", words, next_step=_("Попросите о встрече: помощь вам положена."))


@rule("PREP-06")
def learner_missed_it(present: bool) -> Refusal | None:
    """Questions by correspondence stand for a meeting one has missed."""
    if not present:
        return None
    return Refusal(
        "PREP-06",
        _("Вопросы здесь задают те, кто пропустил консультацию, а вы на ней были."),
        next_step=_("Запишитесь на текущую консультацию или попросите о встрече."),
    )


@rule("PREP-07")
def question_waits(question: PrepQuestion) -> Refusal | None:
    if not question.answer:
        return None
    return Refusal("PREP-07", _("На этот вопрос уже ответили."), next_step=_("Обновите страницу."))


@rule("PREP-08")
def answer_took_time(work_from: datetime, work_to: datetime, at: datetime) -> Refusal | None:
    """In order, in the past, at most four hours: only actual time is counted (S0-5.10a)."""
    words = ""
    if work_to <= work_from:
        words = _("Окончание должно быть позже начала.")
    elif work_to > at:
        words = _("Окончание ещё не наступило.")
    elif work_to - work_from > LONGEST_ANSWER:
        words = _("Ответ на один вопрос не может занять больше 4 часов.")
    if not words:
        return None
    return Refusal("PREP-08", words, next_step=_("В учёт попадёт фактическое время ответа."), field="work_to")


@rule("PREP-09")
def place_stands_without_ground(booking: Booking, covered: bool) -> Refusal | None:
    """The deputy's mark is for an individual exam-prep place whose document has ended (case 25)."""
    session = booking.session
    alone = session.kind == Kind.EXAM_PREP and session.format == "individual"
    if booking.state == Booking.State.CONFIRMED and alone and not covered:
        return None
    return Refusal(
        "PREP-09",
        _("Отметка не нужна: запись не индивидуальная, отменена или документ действует."),
        next_step=_("Обновите страницу."),
    )
