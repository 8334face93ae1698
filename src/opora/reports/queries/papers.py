"""Official papers filled from the database (domain.md §5, items 1–4)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import override

from opora.consultations.models import PrepItem, Session
from opora.consultations.queries.dossier import Member, Part, dossier_of
from opora.kernel.clock import today
from opora.kernel.prepared import prepared
from opora.kernel.times import as_zone, format_span, zone_label
from opora.people.access import Actor
from opora.people.models import Branch
from opora.people.queries import head_signer, names_on, organisation
from opora.regulations.models import ActEdition, Order, Provision
from opora.regulations.queries import edition_in_force, in_force
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import SHOWN, lines_of, means_text
from opora.workload.queries import LETTERHEAD, Sheet, SheetRow, load_sheet, month_sheet

from .. import papers
from ..papers import (
    Attendee,
    Audience,
    GrafikLine,
    GrafikPaper,
    JournalPaper,
    Letterhead,
    LoadRow,
    LoadSheetPaper,
    OrderRef,
    Parity,
    PrepRecordPaper,
    SheetLook,
    Signature,
)
from ..papers.forms import help_words
from ..papers.text import stamp_lines
from .journal import JournalFilter, journal, journal_lines

PARITY = {
    ScheduleLine.Parity.ANY: Parity.EVERY,
    ScheduleLine.Parity.EVEN: Parity.EVEN,
    ScheduleLine.Parity.ODD: Parity.ODD,
}


def letterhead(fixed: Mapping[str, str] | None = None) -> Letterhead:
    """The head of a paper as it is now, or as a closed ведомость ``fixed`` it."""
    values = fixed or {name: getattr(organisation(), name) for name in LETTERHEAD}
    return Letterhead(
        organisation=values["full_name"],
        **{name: values[name] for name in LETTERHEAD if name != "full_name"},
    )


def head_signature(on: date) -> Signature:
    """The head of the organisation on a date, or who replaces him: «директор / подпись / Орлова Н. В.»."""
    signer = head_signer(on)
    return Signature(signer.position, signer.person.short_name) if signer else Signature("Руководитель")


def _order(order: Order | None, title: str = "") -> OrderRef:
    return OrderRef(order.number, order.date, title) if order else OrderRef(title=title)


def journal_paper(actor: Actor, wanted: JournalFilter) -> JournalPaper:
    """Журнал учёта консультаций by the same rows as the page."""
    lines = journal_lines(journal(actor, wanted), actor)
    scope = [
        ("Площадка", wanted.branch.name if wanted.branch else ""),
        ("Преподаватель", wanted.teacher.full_name if wanted.teacher else ""),
        ("Группа", wanted.group.code if wanted.group else ""),
    ]
    centre = organisation()
    zone = wanted.branch.timezone if wanted.branch else centre.timezone
    with override("ru"):
        sheet = load_sheet(wanted.branch, wanted.since) if wanted.branch else None
    keeper = Signature(
        position=(sheet and sheet.keeper_position) or "Заместитель руководителя",
        name=sheet.keeper if sheet else "",
    )
    return JournalPaper(
        letterhead=letterhead(),
        start=wanted.since,
        end=wanted.until,
        rows=tuple(line.row for line in lines),
        scope=tuple((name, value) for name, value in scope if value),
        zone=zone_label(zone),
        signatures=(keeper,),
        printed_on=today(centre.timezone),
    )


def load_sheet_paper(branch: Branch, month: date) -> LoadSheetPaper:
    """Ведомость of a branch and month: of a closed month by the rows that were fixed (S0-5.10b)."""
    sheet = load_sheet(branch, month)
    printed = sheet.closed_on or today(branch.timezone)
    return LoadSheetPaper(
        letterhead=letterhead(sheet.centre),
        year=month.year,
        month=month.month,
        rows=tuple(_load_row(row) for row in sheet.rows),
        academic_minutes=sheet.academic_minutes,
        days_off=frozenset(sheet.days_off),
        keeper=Signature(position=sheet.keeper_position or "заместитель руководителя", name=sheet.keeper),
        signatures=(_sheet_signature(branch, sheet),),
        facts=tuple(_sheet_facts(branch, sheet)),
        notes=_sheet_notes(sheet),
        printed_on=printed,
    )


def _sheet_signature(branch: Branch, sheet: Sheet) -> Signature:
    """Who has signed, as of that day; until then who was to sign on the day of closing."""
    state = month_sheet(branch, sheet.month) if sheet.closed_on else None
    if state and state.signed_name:
        return Signature(state.signed_position or "Руководитель", state.signed_name)
    return Signature(sheet.head_position or "Руководитель", sheet.head)


def _load_row(row: SheetRow) -> LoadRow:
    return LoadRow(
        name=row.name,
        position=row.position,
        contract=row.contract,
        basis=row.basis_words,
        plan_minutes=row.plan,
        days=row.days,
        note=row.note,
    )


def _sheet_facts(branch: Branch, sheet: Sheet) -> list[tuple[str, str]]:
    facts = [("Площадка", sheet.branch or branch.name)]
    if sheet.closed_on:
        facts.append(("Месяц закрыт", f"{sheet.closed_on:%d.%m.%Y}"))
    return facts


def _sheet_notes(sheet: Sheet) -> tuple[str, ...]:
    if sheet.closed_on:
        return (f"Контрольная сумма SHA-256: {sheet.seal}.",) if sheet.seal else ()
    if sheet.unconfirmed:
        return (f"Предварительная: месяц не закрыт, не подтверждено записей: {sheet.unconfirmed}.",)
    return ("Предварительная: месяц не закрыт.",)


@prepared
def grafik(pk: int) -> QuerySet[Schedule]:
    """The edition of this number, with when anything its form shows was changed last."""
    return (
        Schedule.objects.filter(pk=pk)
        .select_related("order__signer", "approved_by")
        .annotate(
            lines_changed=Max("lines__updated_at"),
            people_changed=Max("lines__person__updated_at"),
            means_changed=Max("lines__means__updated_at"),
            branches_changed=Max("lines__branch__updated_at"),
            acts_changed=Subquery(ActEdition.objects.order_by("-updated_at").values("updated_at")[:1]),
        )
    )


def grafik_changed(schedule: Schedule) -> tuple[datetime | None, ...] | None:
    """The state of what the form shows, of a schedule from :func:`grafik`; None while it may still be edited.

    A published edition is frozen, but names of people, titles of means, acts and the letterhead are not.
    """
    order = schedule.order
    signer = order.signer if order else schedule.approved_by
    if schedule.state not in SHOWN or signer is None:
        return None
    ordered = order.updated_at if order else None
    own = (schedule.updated_at, ordered, signer.updated_at, organisation().updated_at)
    marks = ("lines", "people", "means", "branches", "acts")
    return own + tuple(getattr(schedule, f"{mark}_changed") for mark in marks)


def grafik_paper(schedule: Schedule, look: SheetLook | None = None) -> GrafikPaper:
    """График in the form of the annex (S1-A): titles and act by the edition in force when it was made."""
    on = schedule.approval_day or schedule.period_from
    lines = lines_of(schedule)
    sections = ScheduleLine.Section
    signature = _signer(schedule, on)
    head, stamped = letterhead(), schedule.approved_on is not None
    return GrafikPaper(
        letterhead=head,
        pedagogical=tuple(_grafik_line(line) for line in lines if line.section == sections.PEDAGOGICAL),
        others=tuple(_grafik_line(line) for line in lines if line.section == sections.OTHER),
        act=_act(edition_in_force(on)),
        order=_order(schedule.order) if schedule.order else None,
        stamp=stamp_lines(signature.position, head.name, signature.name, schedule.approved_on)
        if stamped
        else (),
        stamped_on=schedule.approved_on,
        audience=audience_on(on),
        period=f"с {schedule.period_from:%d.%m.%Y} по {schedule.period_to:%d.%m.%Y}",
        edition=f"редакция {schedule.edition}" if schedule.edition > 1 else "",
        parity_from=schedule.odd_from,
        signatures=() if stamped else (signature,),
        look=look or SheetLook(),
        link=f"{settings.PUBLIC_URL}{reverse('website:schedule')}" if schedule.state in SHOWN else "",
    )


def _act(edition: ActEdition | None) -> OrderRef:
    return _order(edition.order) if edition else OrderRef()


def audience_by(*, parents: object, term: object) -> Audience:
    """Whom the help is given to, by what an act says of parents and calls a learner (domain.md §0)."""
    if parents:
        return Audience.STUDENTS_AND_PARENTS
    return Audience.LEARNERS if term == "слушатель" else Audience.STUDENTS


def audience_on(on: date) -> Audience:
    """As the act in force on a date says."""
    return audience_by(
        parents=in_force(Provision.SCHEDULE_TITLE_PARENTS, on), term=in_force(Provision.LEARNER_TERM, on)
    )


def grafik_title(on: date) -> str:
    """The long title of the form, addressed as the act in force on a date does."""
    return f"График {help_words(audience_on(on))}"


def _signer(schedule: Schedule, on: date) -> Signature:
    order = schedule.order
    if order and order.signer:
        return Signature(position=order.signer_position or "Руководитель", name=order.signer.short_name)
    if schedule.approved_on and schedule.approved_by:
        return Signature(schedule.approved_position or "Руководитель", schedule.approved_by.short_name)
    return head_signature(on)


def _grafik_line(line: ScheduleLine) -> GrafikLine:
    return GrafikLine(
        name=line.person.full_name if line.person else "",
        position=line.job_title,
        weekday=papers.weekday_words([day - 1 for day in line.weekdays]),
        start=line.time_from,
        end=line.time_to,
        zone=zone_label(line.branch.timezone),
        means=means_text(line),
        parity=PARITY[ScheduleLine.Parity(line.parity)],
    )


def prep_record_paper(session: Session, *, names: bool = True) -> PrepRecordPaper:
    """Отметка о проведении консультации по подготовке к промежуточной аттестации (S0-5.6, S1-3.8).

    Without ``names`` learners stand under their numbers (case 48).
    """
    zone = session.branch.timezone
    starts, ends = session.actual_start or session.starts_at, session.actual_end or session.ends_at
    dossier = dossier_of(session)
    items = {part.item: part for part in dossier.parts}
    parts = list(session.parts.select_related("programme"))
    day = starts.astimezone(as_zone(zone)).date()
    known = names_on([one.learner for one in dossier.members], day) if names else {}
    span = format_span(starts, ends, zone).partition(", ")[2]
    return PrepRecordPaper(
        letterhead=letterhead(),
        group=", ".join(group.code for group in session.groups.all()),
        discipline="; ".join(part.title for part in parts),
        date=day,
        items=(
            _prep(items.get(PrepItem.Item.BRIEFING)),
            _prep(items.get(PrepItem.Item.HARD_TASKS)),
            _prep(items.get(PrepItem.Item.CRITERIA)),
        ),
        attendees=tuple(
            _attendee(one, known.get(one.learner.pk, f"слушатель {n}"), zone)
            for n, one in enumerate(dossier.members, 1)
        ),
        programme="; ".join(dict.fromkeys(str(part.programme) for part in parts)),
        teacher=session.person.full_name,
        time=f"{span} {zone_label(zone, starts)}",
        signatures=(Signature(position="Преподаватель", name=session.person.short_name),),
    )


def _attendee(one: Member, name: str, zone: str) -> Attendee:
    given = one.acknowledged
    words = f"{given.get_way_display()}, {given.at.astimezone(as_zone(zone)):%d.%m.%Y}" if given else ""
    return Attendee(name, present=one.present, acknowledged=words)


def _prep(part: Part | None) -> papers.PrepItem:
    """The note of the mark, then what stands behind it: names of files, addresses, words."""
    if part is None or part.mark is None:
        return papers.PrepItem()
    shown = (
        "; ".join(filter(None, (one.text, one.file.name if one.file else "", one.link)))
        for one in part.evidence
    )
    note = "; ".join(filter(None, (part.mark.note, *shown)))
    return papers.PrepItem(part.mark.minutes or None, part.mark.done, note)
