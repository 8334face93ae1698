"""Whether a session can be planned or given to another worker (domain.md §4, CON, EXP, SCH-07)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.people.models import LoadBasis, Person, StaffContract
from opora.regulations.models import Provision
from opora.regulations.provisions import in_words
from opora.regulations.queries import in_force
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart

from ..models import Kind, MeansReplacement, Session

LONGEST, LONGEST_WINDOW = timedelta(hours=12), timedelta(days=31)


def _day(value: date) -> str:
    return date_format(value, "d.m.Y")


@rule("SES-01")
def session_is_in(session: Session, states: Collection[str]) -> Refusal | None:
    """Every change of a session begins in a state that allows it (domain.md §3, ConsultationSession)."""
    if session.state in states:
        return None
    return Refusal(
        "SES-01",
        _("Сейчас это нельзя: консультация {state}.").format(state=session.get_state_display()),
        next_step=_("Обновите страницу: возможно, её уже изменил кто-то другой."),
    )


@rule("SES-02")
def reason_is_given(reason: str) -> Refusal | None:
    """A session out of the график and a substituted one are explained (domain.md §8, cases 6, 13)."""
    if reason.strip():
        return None
    return Refusal(
        "SES-02",
        _("Укажите причину."),
        next_step=_("Её увидят заместитель руководителя и записанные слушатели."),
        field="reason",
    )


@rule("SES-03")
def ends_after_start(starts_at: datetime, ends_at: datetime, mode: str = Mode.ONLINE) -> Refusal | None:
    """A session lasts more than nothing and at most half a day; questions may be taken for a month."""
    longest = LONGEST_WINDOW if mode == Mode.OFFLINE else LONGEST
    if timedelta() < ends_at - starts_at <= longest:
        return None
    return Refusal(
        "SES-03",
        _("Окончание должно быть позже начала, но не больше чем на 12 часов."),
        next_step=_("Проверьте время."),
        field="ends",
    )


@rule("SES-04")
def substitute_is_another(session: Session, person: Person) -> Refusal | None:
    """A substitution changes who comes."""
    if session.person_id != person.pk:
        return None
    return Refusal(
        "SES-04",
        _("{name} и так ведёт эту консультацию.").format(name=person.short_name),
        next_step=_("Выберите другого работника."),
        field="person",
    )


def worker_gives_help(person: Person, contract: StaffContract | None, on: date) -> Refusal | None:
    """CON-08: workers of a kind the act names, within their contract (S0-5.7, S1-3.1b, S2-9, S3-3.1a)."""
    if contract and contract.helps_as & {*in_force(Provision.HELP_PROVIDERS, on)}:
        return None
    return Refusal(
        "CON-08",
        _("{name} не относится к работникам, оказывающим учебно-методическую помощь {day}.").format(
            name=person.full_name, day=_day(on)
        ),
        next_step=_("Выберите другого работника или проверьте срок его договора."),
        field="person",
    )


def outside_load_is_individual(contract: StaffContract | None, format_: str, on: date) -> Refusal | None:
    """CON-09: help outside the teaching load is individual, where the act says so (S0-5.9)."""
    if contract is None or contract.load_basis != LoadBasis.OUTSIDE_TEACHING_LOAD:
        return None
    if format_ == Format.INDIVIDUAL or not in_force(Provision.OUTSIDE_LOAD_INDIVIDUAL, on):
        return None
    return Refusal(
        "CON-09",
        _("Вне учебной нагрузки консультации проводятся индивидуально."),
        next_step=_("Выберите индивидуальную форму или другого преподавателя."),
        field="format",
    )


def group_online_is_live(
    format_: str, mode: str, means: Iterable[CommunicationMeans], on: date
) -> Refusal | None:
    """CON-07: a group online consultation goes by the means the act names for it (S0-3.1a, S1-3.2a)."""
    if format_ == Format.INDIVIDUAL or mode != Mode.ONLINE:
        return None
    named = in_force(Provision.GROUP_MEANS, on)
    if any(one.kind in named for one in means):
        return None
    return Refusal(
        "CON-07",
        _("Для групповой консультации выберите: {means}.").format(
            means=in_words(Provision.GROUP_MEANS, named)
        ),
        field="means",
    )


def group_online_stays_live(
    session: Session, before: Iterable[CommunicationMeans], after: Iterable[CommunicationMeans]
) -> Refusal | None:
    """CON-07 for a replacement: what the act names for groups is not lost by it."""
    if group_online_is_live(session.format, session.mode, before, session.date):
        return None
    return group_online_is_live(session.format, session.mode, after, session.date)


@rule("COM-12")
def something_is_replaced(editions: int, sessions: int) -> Refusal | None:
    if editions or sessions:
        return None
    return Refusal(
        "COM-12",
        _("Заменять нечего: ничего не отмечено или всё уже заменено."),
        next_step=_("Отметьте графики или консультации."),
    )


@rule("COM-13")
def replacement_is_not_undone(replacement: MeansReplacement) -> Refusal | None:
    if replacement.undone_at is None:
        return None
    return Refusal(
        "COM-13", _("Эту замену уже вернули."), next_step=_("Обновите страницу: она покажет, как сейчас.")
    )


@rule("EXP-03")
def exam_prep_is_in_time(kind: str, on: date, runs: Collection[GroupPart]) -> Refusal | None:
    """At the end of mastering a part, not after its attestation; without one it is not offered (case 27).

    ``runs`` are the group's terms of the parts the session serves.
    """
    if kind != Kind.EXAM_PREP:
        return None
    attested = [run for run in runs if run.attestation_on is not None]
    if not attested:
        return Refusal(
            "EXP-03",
            _("У выбранных групп и дисциплин нет промежуточной аттестации, готовить не к чему."),
            next_step=_("Выберите группу и дисциплину с аттестацией или другой вид консультации."),
            field="kind",
        )
    for run in attested:
        assert run.attestation_on is not None  # noqa: S101 -- narrows what the list above has chosen
        mastered = run.ends_on <= on or not in_force(Provision.EXAM_PREP_AT_END, on)
        if not (mastered and on <= run.attestation_on):
            return Refusal(
                "EXP-03",
                _(
                    "Дисциплина осваивается до {ends}. Консультацию по подготовке к аттестации назначьте "
                    "после этой даты и до {attestation}."
                ).format(ends=_day(run.ends_on), attestation=_day(run.attestation_on)),
                field="date",
            )
    return None


def exam_prep_may_be_individual(kind: str, format_: str, on: date) -> Refusal | None:
    """EXP-01 at planning: alone only where the act in force has the exception (S0-5.5c; absent in S1-3.7)."""
    if kind != Kind.EXAM_PREP or format_ != Format.INDIVIDUAL:
        return None
    group_only = in_force(Provision.EXAM_PREP_GROUP_ONLY, on)
    if not group_only or in_force(Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION, on):
        return None
    return Refusal(
        "EXP-01",
        _("Консультации по подготовке к промежуточной аттестации проводятся только в групповой форме."),
        next_step=_("Назначьте групповую консультацию; особые условия слушателя учтите на ней."),
        field="format",
    )


def worker_is_busy(person: Person, other: Session | None) -> Refusal:
    """SCH-07, said after the database has refused the overlap."""
    words = _("{name} уже занят(а) в это время.").format(name=person.short_name)
    if other:
        when = format_when(other.starts_at, other.ends_at, other.branch.timezone)
        words = _("{name} уже занят(а) {when}: {what}.").format(
            name=person.short_name, when=when, what=other.topic or other.get_kind_display()
        )
    return Refusal(
        "SCH-07", words, next_step=_("Выберите другое время или другого работника."), field="starts"
    )
