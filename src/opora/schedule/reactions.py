"""Who is told what happens with the график."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opora.channels.events import MeansStateChanged
from opora.channels.models import USABLE, CommunicationMeans, State
from opora.kernel.clock import now
from opora.kernel.events import on
from opora.kernel.times import format_deadline
from opora.notifications.actions import notify
from opora.people.models import Person, Role
from opora.people.queries import home_day, organisation

from .events import (
    LinesAsked,
    LinesReminded,
    ProposalAccepted,
    ProposalReturned,
    ScheduleApproved,
    SchedulePublished,
    ScheduleReturned,
    ScheduleSubmitted,
)
from .models import Schedule, ScheduleProposal
from .queries import approver, holders, lines_naming, lines_of, workers_of


def _tell(persons: Iterable[Person], schedule: Schedule, *, event: str, title: str, body: str = "") -> None:
    """One message per person and event; a second submission of one edition is another event."""
    round_of = f"{schedule.submitted_at:%Y%m%d%H%M%S%f}" if schedule.submitted_at else ""
    for person in persons:
        notify(
            person,
            key=f"schedule:{schedule.pk}:{event}:{round_of}",
            title=title,
            body=body,
            url=reverse("schedule:show", kwargs={"pk": schedule.pk}),
        )


def _schedule(pk: int) -> Schedule:
    return Schedule.objects.select_related("order", "approved_by", "drafted_by", "submitted_by").get(pk=pk)


@on(ScheduleSubmitted)
def ask_who_approves(event: ScheduleSubmitted) -> None:
    schedule = _schedule(event.schedule_id)
    who = schedule.submitted_by.short_name if schedule.submitted_by else _("Система")
    _tell(
        holders(approver(home_day())),
        schedule,
        event="submitted",
        title=_("График ждёт утверждения: {title}").format(title=schedule.title),
        body=_("Отправил(а): {who}. Утвердите или верните с замечанием.").format(who=who),
    )


@on(ScheduleReturned)
def tell_the_drafter(event: ScheduleReturned) -> None:
    schedule = _schedule(event.schedule_id)
    drafters = {one.pk: one for one in (schedule.drafted_by, schedule.submitted_by) if one}
    title = _("График вернули: {title}").format(title=schedule.title)
    _tell(drafters.values(), schedule, event="returned", title=title, body=event.remark)


@on(ScheduleApproved)
def tell_those_who_publish(event: ScheduleApproved) -> None:
    schedule = _schedule(event.schedule_id)
    title = _("График утверждён: {title}").format(title=schedule.title)
    body = _("{approval}. График можно опубликовать.").format(approval=capfirst(schedule.approval))
    _tell(holders(Role.SPECIALIST, Role.DEPUTY), schedule, event="approved", title=title, body=body)


@on(SchedulePublished)
def tell_those_who_consult(event: SchedulePublished) -> None:
    schedule = _schedule(event.schedule_id)
    persons = Person.objects.filter(schedule_lines__schedule=schedule).distinct()
    title = _("Опубликован график с вашими консультациями: {title}").format(title=schedule.title)
    body = _("Действует с {since} по {until}. Проверьте свои дни и время.").format(
        since=f"{schedule.period_from:%d.%m.%Y}", until=f"{schedule.period_to:%d.%m.%Y}"
    )
    _tell(persons, schedule, event="published", title=title, body=body)


@on(LinesAsked)
def ask_the_workers(event: LinesAsked) -> None:
    schedule = _schedule(event.schedule_id)
    workers = workers_of(schedule, lines_of(schedule))
    _tell_workers([worker.person for worker in workers], schedule, event=f"asked:{schedule.collect_until}")


@on(LinesReminded)
def remind_the_silent(event: LinesReminded) -> None:
    persons = Person.objects.filter(pk__in=event.person_ids)
    _tell_workers(persons, _schedule(event.schedule_id), event=f"reminded:{now():%Y%m%d}")


def _tell_workers(persons: Iterable[Person], schedule: Schedule, *, event: str) -> None:
    until, home = schedule.collect_until, organisation().timezone
    assert until is not None  # noqa: S101 -- lines are asked for with a term
    for person in persons:
        moment = format_deadline(until, home, person.timezone or None, year=True)
        notify(
            person,
            key=f"schedule:{schedule.pk}:{event}",
            title=_("Собираем график до {day}: {title}").format(
                day=f"{until:%d.%m.%Y}", title=schedule.title
            ),
            body=_(
                "Предложите свои дни и время или ответьте, что всё остаётся как есть. Срок: {moment}."
            ).format(moment=moment),
            url=reverse("schedule:mine"),
        )


@on(ProposalAccepted)
def tell_of_acceptance(event: ProposalAccepted) -> None:
    _tell_proposer(event.proposal_id, _("Ваша строка принята в график: {words}"))


@on(ProposalReturned)
def tell_of_return(event: ProposalReturned) -> None:
    _tell_proposer(event.proposal_id, _("Ваше предложение вернули: {words}"))


def _tell_proposer(pk: int, title: str) -> None:
    proposal = ScheduleProposal.objects.select_related("person", "schedule").get(pk=pk)
    notify(
        proposal.person,
        key=f"schedule:proposal:{pk}:{proposal.state}",
        title=title.format(words=proposal.words),
        body=proposal.remark,
        url=reverse("schedule:mine"),
    )


@on(MeansStateChanged)
def tell_of_means(event: MeansStateChanged) -> None:
    """Those whose lines name it, and those who will replace it there; good news is not sent (COM-04)."""
    means = CommunicationMeans.objects.get(pk=event.means_id)
    lines = list(lines_naming(means, event.since or home_day()))
    if event.state == State.ALLOWED or not lines:
        return
    since = f"{event.since or home_day():%d.%m.%Y}"
    note = means.next_note if means.next_since else means.note
    barred = event.state not in USABLE
    title = _("«{title}» нельзя использовать с {day}") if barred else _("«{title}»: осторожно с {day}")
    title = title.format(title=means.title, day=since)
    key = f"means:{event.means_id}:{event.status_id}"
    editors = set(holders(Role.SPECIALIST, Role.DEPUTY)) if barred else set()
    for person in editors:
        notify(
            person,
            key=key,
            title=title,
            body=_("{note} Строк графика, где оно названо: {n}. Замените их все сразу.")
            .format(note=note, n=len(lines))
            .strip(),
            url=reverse("consultations:means", kwargs={"pk": means.pk}),
        )
    for person in {line.person for line in lines if line.person} - editors:
        body = _("Оно названо в вашей строке графика. {note}").format(note=note)
        notify(person, key=key, title=title, body=body.strip(), url=reverse("schedule:list"))
