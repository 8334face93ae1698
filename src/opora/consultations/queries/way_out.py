"""The way out of a refusal: the nearest session that this learner can really book."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.times import format_when

from ..models import Session
from ..rules.asking import Ask
from .slots import Slot, open_slots

SOON, AHEAD = timedelta(weeks=1), timedelta(weeks=4)
LOOKING_FOR_ANOTHER = frozenset({"BOOK-01", "BOOK-03", "CON-02", "CON-03", "CON-06"})


def with_way_out(refusals: tuple[Refusal, ...], ask: Ask) -> tuple[Refusal, ...]:
    """Refusals with ``next_step`` and ``next_url`` filled where another session is the answer."""
    return tuple(_led_out(refusal, ask) for refusal in refusals)


def _led_out(refusal: Refusal, ask: Ask) -> Refusal:
    if refusal.rule == "EXP-01":
        return _to_group(refusal, ask)
    if refusal.rule == "BOOK-02":
        return replace(refusal, next_url=reverse("consultations:session", args=[ask.session.pk]))
    if refusal.rule not in LOOKING_FOR_ANOTHER:
        return refusal
    slot = nearest(ask)
    if slot is None:
        return replace(
            refusal,
            next_step=_(
                "Свободных мест в ближайшие четыре недели нет. Выберите другую консультацию в списке."
            ),
            next_url=reverse("consultations:week"),
        )
    step = _("Ближайшая, где есть места: {when} ({who}).").format(
        when=_when(slot), who=slot.session.person.short_name
    )
    return replace(refusal, next_step=step, next_url=_address(slot))


def _to_group(refusal: Refusal, ask: Ask) -> Refusal:
    slot = nearest(ask, group=True)
    if slot is None:
        step = _(
            "Групповой консультации к аттестации пока нет в графике: попросите преподавателя назначить её."
        )
        address = reverse("consultations:week")
    else:
        step = _("Запишитесь на групповую: {when} ({who}).").format(
            when=_when(slot), who=slot.session.person.short_name
        )
        address = _address(slot)
    if ask.accommodated:
        needs = _("Нужны особые условия на встрече? Напишите о них в вопросе при записи или куратору группы.")
        step = f"{step} {needs}"
    return replace(refusal, next_step=step, next_url=address)


def nearest(ask: Ask, *, group: bool = False) -> Slot | None:
    """The earliest other session the learner can book: preferably of the same kind and parts."""
    first: Slot | None = None
    for ahead, few in ((SOON, True), (AHEAD, False)):  # most find one soon, four weeks of a centre are long
        slots = open_slots(
            ask.learner, ask.at, ask.at + ahead, asked_by=ask.asked_by, studies=ask.studies, few=few
        )
        for slot in slots:
            if slot.session.pk == ask.session.pk or (group and slot.session.format == "individual"):
                continue
            if slot.session.kind == ask.session.kind and _same_parts(slot, ask):
                return slot
            first = first or slot
    return None if group else first


def _same_parts(slot: Slot, ask: Ask) -> bool:
    return not ask.served.parts or not slot.ask.served.parts or bool(ask.served.parts & slot.ask.served.parts)


def _when(slot: Slot) -> str:
    session: Session = slot.session
    return format_when(session.starts_at, session.ends_at, session.branch.timezone)


def _address(slot: Slot) -> str:
    return reverse("consultations:session", args=[slot.session.pk])
