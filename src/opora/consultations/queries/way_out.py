"""The way out of a refusal: the nearest session that this learner can really book."""

from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.times import format_when

from ..models import Session
from ..rules.asking import Ask
from .slots import Slot, bookable_sessions

AHEAD = timedelta(weeks=4)
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
    slots = bookable_sessions(ask.learner, ask.at, ask.at + AHEAD, asked_by=ask.asked_by)
    found = [slot for slot in slots if slot.state == "free" and slot.session.pk != ask.session.pk]
    if group:
        found = [slot for slot in found if slot.session.format != "individual"]
    kind = ask.session.kind
    same = [slot for slot in found if slot.session.kind == kind and _same_parts(slot, ask)]
    if group or same:
        return same[0] if same else None
    return found[0] if found else None


def _same_parts(slot: Slot, ask: Ask) -> bool:
    return not ask.served.parts or not slot.ask.served.parts or bool(ask.served.parts & slot.ask.served.parts)


def _when(slot: Slot) -> str:
    session: Session = slot.session
    return format_when(session.starts_at, session.ends_at, session.branch.timezone)


def _address(slot: Slot) -> str:
    return reverse("consultations:session", args=[slot.session.pk])
