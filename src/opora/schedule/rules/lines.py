"""What one line must have before the график goes to the director."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import weekday_date
from opora.people.models import LoadBasis, StaffContract
from opora.people.rules import within_working_time
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from ..forms.line_people import same_position
from ..models import Schedule, ScheduleLine
from ..queries import WEEKDAYS, day_is_open, days_off

SHOWN_DAYS = 6


@rule("SCH-01")
def line_is_complete(line: ScheduleLine) -> Refusal | None:
    """Every column of the form is filled (S1-A-cols)."""
    missing = [
        (field, title)
        for field, title, value in (
            ("person", _("ФИО работника"), line.person_id),
            ("job_title", _("Должность"), line.job_title.strip()),
            ("weekdays", _("День недели"), line.weekdays),
            ("time_from", _("Время"), line.time_from and line.time_to),
            ("means", _("Средство коммуникации"), line.means.all()),
        )
        if not value
    ]
    if not missing:
        return None
    titles = ", ".join(f"«{title}»" for field, title in missing)
    words = (
        _("Заполните графу {titles}: без неё график нельзя отправить на утверждение.")
        if len(missing) == 1
        else _("Заполните графы {titles}: без них график нельзя отправить на утверждение.")
    )
    return Refusal(rule="SCH-01", words=words.format(titles=titles), field=missing[0][0])


@rule("SCH-02")
def contract_covers_line(
    line: ScheduleLine, schedule: Schedule, contracts: Sequence[StaffContract]
) -> Refusal | None:
    """The worker has a contract for the stated position through the whole period (S3-3.1a)."""
    if line.person is None:
        return None
    name = line.person.short_name
    touching = [
        contract
        for contract in contracts
        if contract.valid_from <= schedule.period_to
        and (contract.valid_to or date.max) >= schedule.period_from
    ]
    if not touching:
        return _contract_refusal(
            _("У работника {name} нет договора на время графика.").format(name=name), "person"
        )
    own = [one for one in touching if not line.job_title or same_position(one.position, line.job_title)]
    if not own:
        words = _("В договоре {name} другая должность: {position}.")
        return _contract_refusal(words.format(name=name, position=touching[-1].position), "job_title")
    return _gap(name, own, schedule)


def _gap(name: str, contracts: Sequence[StaffContract], schedule: Schedule) -> Refusal | None:
    """The first uncovered day of the period, contracts being in the order of their beginning."""
    covered = schedule.period_from - timedelta(days=1)
    for contract in contracts:
        if contract.valid_from > covered + timedelta(days=1):
            break
        covered = max(covered, contract.valid_to or date.max)
        if covered >= schedule.period_to:
            return None
    if covered < schedule.period_from:
        words = _("Договор работника {name} действует с {day}, а график начинается {start}.").format(
            name=name, day=f"{contracts[0].valid_from:%d.%m.%Y}", start=f"{schedule.period_from:%d.%m.%Y}"
        )
    else:
        words = _("Договор работника {name} действует до {day}, раньше конца графика.").format(
            name=name, day=f"{covered:%d.%m.%Y}"
        )
    return _contract_refusal(words, "person")


def _contract_refusal(words: str, field: str) -> Refusal:
    return Refusal(
        rule="SCH-02",
        words=words,
        next_step=_("Сверьте должность и срок с договором или поставьте другого работника."),
        field=field,
    )


@rule("SCH-03")
def line_stands_in_its_section(line: ScheduleLine, contracts: Sequence[StaffContract]) -> Refusal | None:
    """Pedagogical and other workers stand in two sections (S1-A-sec); a warning: one person may hold both."""
    own = [one for one in contracts if same_position(one.position, line.job_title)]
    if not own or any(_section(one) == line.section for one in own):
        return None
    section = ScheduleLine.Section(_section(own[-1])).label
    return Refusal(
        rule="SCH-03",
        words=_("По договору эта должность относится к разделу «{section}».").format(section=section),
        next_step=_("Проверьте раздел строки."),
        field="section",
    )


def _section(contract: StaffContract) -> str:
    return ScheduleLine.Section.PEDAGOGICAL if contract.is_pedagogical else ScheduleLine.Section.OTHER


def line_is_within_working_time(
    line: ScheduleLine, schedule: Schedule, contracts: Sequence[StaffContract]
) -> Refusal | None:
    """LOAD-05, a warning: a line of other workers stands in their working time (S1-3.3b).

    Each weekday is looked at on its first date in the period with a regime in force.
    """
    own = [
        one
        for one in contracts
        if one.load_basis == LoadBasis.WITHIN_WORKING_TIME and same_position(one.position, line.job_title)
    ]
    hours = [row for one in own for row in one.working_hours.all()]
    if not hours or line.person is None or line.time_from is None or line.time_to is None:
        return None
    since = max(schedule.period_from, min(row.valid_from for row in hours))
    week = (since + timedelta(days=shift) for shift in range(7))
    found = (
        within_working_time(hours, line.person, day, line.time_from, line.time_to)
        for day in week
        if day.isoweekday() in line.weekdays and day <= schedule.period_to
    )
    return next((refusal for refusal in found if refusal), None)


@rule("CON-08")
def helper_is_provided_for(
    line: ScheduleLine, on: date, contracts: Sequence[StaffContract] = ()
) -> Refusal | None:
    """Only those workers consult whom the act names (S0-5.7, S1-3.1, S2-9): by section, or as a service."""
    named = in_force(Provision.HELP_PROVIDERS, on)
    if line.person is None or line.section in named:
        return None
    if "support" in named and any(contract.service for contract in contracts):
        return None
    return Refusal(
        rule="CON-08",
        words=_("{name} не относится к работникам, оказывающим учебно-методическую помощь.").format(
            name=line.person.short_name
        ),
        next_step=_("Поставьте работника, которого называет порядок организации."),
        field="person",
    )


@rule("SCH-22")
def weekday_gives_meetings(line: ScheduleLine, weekday: int) -> Refusal | None:
    """A line is not put where the days off of its branch leave no meeting at all in the period."""
    schedule = line.schedule
    if day_is_open(schedule, weekday, days_off(line.branch, schedule.period_from, schedule.period_to)):
        return None
    return Refusal(
        rule="SCH-22",
        words=_("{day} — нерабочий день площадки весь срок графика: встреч не будет ни одной.").format(
            day=WEEKDAYS[weekday - 1].capitalize()
        ),
        next_step=_("Выберите другой день недели."),
        next_url=reverse("schedule:show", args=[line.schedule_id]),
    )


@rule("SCH-08")
def holidays_are_noticed(lost: Mapping[date, str]) -> Refusal | None:
    """A warning: the график stays weekly, days off give no meeting (ТК РФ ст. 112)."""
    if not lost:
        return None
    days = sorted(lost)
    shown = ", ".join(weekday_date(day) for day in days[:SHOWN_DAYS])
    if len(days) > SHOWN_DAYS:
        shown = _("{days} и ещё {count}").format(days=shown, count=len(days) - SHOWN_DAYS)
    return Refusal(
        rule="SCH-08",
        words=_("Нерабочие дни: {days}.").format(days=shown),
        next_step=_("Встреч в эти дни не будет."),
    )
