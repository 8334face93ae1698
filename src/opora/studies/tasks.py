"""Work by the clock: contracts that end before the programme (ENR-03, domain.md §4.1)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from opora.kernel.clock import today
from opora.kernel.jobs import own_connection
from opora.notifications.actions import Message, notify_all
from opora.people.models import Accommodation, Contract, ContractLearner, Guardianship, Person, Role
from opora.people.queries import (
    holders_of,
    is_time_here,
    last_days,
    organisation_or_none,
    substitutes,
    verified_representatives,
)
from opora.people.rules import adult_on

from . import actions
from .models import Enrolment, Group
from .queries.groups import LearnerRow, contracts_ending
from .rules import ACTIVE, WARN_DAYS

LEARNERS_NAMED = 10
NIGHT, MORNING = 0, 9


@app.task(name="studies.work_on_list", queue="lists", retry=RetryStrategy(max_attempts=5, wait=10))
def work_on_list(job_id: int) -> None:
    """A long list of learners, read or written behind its page."""
    with own_connection():
        actions.work_on_list(job_id)


@app.periodic(cron="10 * * * *")
@app.task(name="studies.warn_of_contracts", queueing_lock="studies.warn_of_contracts")
def warn_of_contracts(timestamp: int) -> None:
    """Every morning curators are told of contracts that end in 30, 14 and 3 days."""
    with own_connection():
        if is_time_here(MORNING):
            tell_curators()


def tell_curators() -> int:
    """Answers how many curators were told now; the same day they are told once."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    on = today(organisation.timezone)
    ending: dict[Person, list[LearnerRow]] = defaultdict(list)
    for row in contracts_ending(Group.objects.exclude(curator=None), on):
        curator = row.enrolment.group.curator
        if curator and row.paid_until and (row.paid_until - on).days in WARN_DAYS:
            ending[curator].append(row)
    replacing = substitutes((curator.pk for curator in ending), on)
    for curator, rows in list(ending.items()):
        if substitute := replacing.get(curator.pk):
            ending[substitute].extend(rows)
    with override("ru"):
        told = notify_all(
            [_message(curator, rows, f"contracts-{on:%Y%m%d}") for curator, rows in ending.items()]
        )
    return len(told)


def _message(curator: Person, rows: list[LearnerRow], key: str) -> Message:
    words = [row.warning.words for row in rows[:LEARNERS_NAMED] if row.warning]
    if len(rows) > LEARNERS_NAMED:
        words.append(_("И ещё слушателей: {n}.").format(n=len(rows) - LEARNERS_NAMED))
    groups = {row.enrolment.group_id for row in rows}
    url = reverse("studies:group", args=list(groups)) if len(groups) == 1 else reverse("studies:groups")
    return Message(
        curator, key=key, title=_("Договоры закончатся раньше программы"), body="\n".join(words), url=url
    )


@app.periodic(cron="5 * * * *")
@app.task(name="studies.warn_of_windows", queueing_lock="studies.warn_of_windows")
def warn_of_windows(timestamp: int) -> None:
    """Every night learners and representatives are told that a cabinet closes in 30, 14, 3 days or today."""
    with own_connection():
        if is_time_here(NIGHT):
            tell_of_windows()


def tell_of_windows() -> int:
    """Answers how many were told now; each day of a contract is told once, an extension silences the rest."""
    organisation = organisation_or_none()
    if organisation is None:
        return 0
    on = today(organisation.timezone)
    days = {on + timedelta(days=ahead): ahead for ahead in (*WARN_DAYS, 0)}
    with override("ru"):
        messages = [*_closing_cabinets(days), *_coming_of_age(days, on), *_ending_conditions(on)]
        return len(notify_all(messages))


def _closing_cabinets(days: dict[date, int]) -> Iterator[Message]:
    """The last contract of a learner ends on one of these days; those who act for a minor are told too."""
    ending = (
        ContractLearner.objects.filter(contract__state=Contract.State.ACTIVE)
        .annotate(until=Least("contract__terminated_on", "valid_to", "contract__valid_to"))
        .filter(until__in=list(days))
        .select_related("learner", "contract")
    )
    parties = list(ending)
    later = last_days([party.learner_id for party in parties])
    told = verified_representatives([party.learner_id for party in parties])
    told_of: set[int] = set()
    for party in parties:
        until: date = party.until
        if later[party.learner_id] > until or party.learner_id in told_of:
            continue
        told_of.add(party.learner_id)
        for person in (party.learner, *told.get(party.learner_id, [])):
            yield Message(
                person,
                key=f"window-{party.pk}-{until:%Y%m%d}-{days[until]}",
                title=_closes_in(days[until]),
                body=_(
                    "Договор № {number} действует до {day}. Потом останутся результаты и документы. "
                    "Продлить договор можно у куратора."
                ).format(number=party.contract.number, day=f"{until:%d.%m.%Y}"),
                url=reverse("portal:home"),
            )


def _closes_in(ahead: int) -> str:
    if ahead == 0:
        return _("Сегодня последний день кабинета")
    return _("Кабинет закроется через {n} дн.").format(n=ahead)


def _coming_of_age(days: dict[date, int], on: date) -> Iterator[Message]:
    """The representative's access closes on the 18th birthday; both are told (domain.md §2.2, case 29)."""
    wards = Person.objects.filter(
        representatives__status=Guardianship.Status.VERIFIED,
        birth_date__range=(on.replace(day=1) - timedelta(days=18 * 366), on - timedelta(days=17 * 365)),
    ).distinct()
    coming = [ward for ward in wards if ward.birth_date and adult_on(ward.birth_date) in days]
    told = verified_representatives([ward.pk for ward in coming])
    for ward in coming:
        assert ward.birth_date is not None  # noqa: S101 -- narrows what the list above has chosen
        day = adult_on(ward.birth_date)
        for person in (ward, *told.get(ward.pk, [])):
            yield Message(
                person,
                key=f"adult-{ward.pk}-{days[day]}",
                title=_("{who}: 18 лет {day}").format(who=ward.short_name, day=f"{day:%d.%m.%Y}"),
                body=_(
                    "С этого дня слушатель действует сам, доступ представителя закрывается. "
                    "Записи и документы остаются в кабинете слушателя."
                ),
                url=reverse("portal:home"),
            )


def _ending_conditions(on: date) -> Iterator[Message]:
    """A paper of special conditions ends in 30 days: the deputy and curators ask for a new one (S0-5.5c)."""
    day = on + timedelta(days=WARN_DAYS[0])
    ending = list(Accommodation.objects.filter(valid_to=day).select_related("person"))
    enrolled = Enrolment.objects.filter(
        learner__in=[row.person_id for row in ending], state__in=ACTIVE
    ).exclude(group__curator=None)
    told: dict[int, set[Person]] = defaultdict(set)
    for enrolment in enrolled.select_related("group__curator"):
        if curator := enrolment.group.curator:
            told[enrolment.learner_id].add(curator)
    replacing = substitutes((who.pk for people in told.values() for who in people), on)
    deputies = set(holders_of(Role.DEPUTY, on))
    for row in ending:
        curators = told[row.person_id]
        for person in {*deputies, *curators, *(replacing[who.pk] for who in curators if who.pk in replacing)}:
            yield Message(
                person,
                key=f"conditions-{row.pk}-{day:%Y%m%d}",
                title=_("Кончается срок документа: {who}").format(who=row.person.short_name),
                body=_(
                    "Особые условия действуют до {day}. Попросите новый документ, иначе "
                    "индивидуальная подготовка к аттестации станет недоступна."
                ).format(day=f"{day:%d.%m.%Y}"),
                url=reverse("portal:home"),
            )
