"""By what meetings of each form are held in this centre: what can be chosen, and choosing it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from opora.kernel.rules import enforce

from . import rules
from .models import Choice
from .placing import provider_for, seats_of
from .providers import BBB, JANUS, LIVEKIT, P2P, PROVIDERS, Provider

Form = Choice.Form
CHOOSABLE = (P2P, JANUS, LIVEKIT, BBB)
COME = {Form.INDIVIDUAL: 2, Form.CALL: 2, Form.GROUP: 10, Form.EXAM_PREP: 10, Form.FRONTAL: 30}


@dataclass(frozen=True, slots=True)
class Able:
    """One line of the table of what each can do, in words."""

    provider: Provider
    seats: int
    is_here: bool
    records: str
    breakouts: str
    leads: str
    measures: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """``now``: what would carry a meeting of this form begun now, of so many people."""

    form: str
    title: str
    first: str
    then: str
    people: int
    now: Provider


def is_here(provider: Provider) -> bool:
    """Whether this installation has it."""
    if provider is JANUS:
        return bool(settings.JANUS)
    return provider is P2P or provider.code in settings.ENGINES


def able() -> list[Able]:
    """What is known of each: without it a choice is a guess."""
    sockets = _("Опора, по соединению с комнатой")
    by_us, there = _("в комнате Опоры"), _("в самом BigBlueButton")
    records = {True: _("каждого с его согласия"), False: _("нет")}
    breakouts = {True: _("есть"), False: _("нет")}
    rows = {
        P2P: (by_us, sockets),
        JANUS: (by_us, sockets),
        LIVEKIT: (by_us, sockets),
        BBB: (there, _("Опора, спрашивает сервер четыре раза в минуту")),
    }
    return [
        Able(one, seats_of(one), is_here(one), records[one.records], breakouts[one.breakouts], *rows[one])
        for one in CHOOSABLE
    ]


def chosen(typed: Mapping[str, tuple[str, str]] | None = None) -> list[Chosen]:
    """Of every form; ``typed`` stands instead of what is kept. Without a choice both codes are empty."""
    kept = {one.form: (one.first, one.then) for one in Choice.objects.all()}
    said = {**kept, **(typed or {})}
    return [
        Chosen(
            form, str(form.label), *said.get(form, ("", "")), COME[form],
            provider_for(COME[form], form, own_page=form == Form.CALL),
        )
        for form in Form
    ]  # fmt: skip


@transaction.atomic
def choose(wanted: Mapping[str, tuple[str, str]]) -> None:
    """Of each form what first and what instead; an empty first leaves it to Opora.

    Raises ``Refused`` by CAR-02, CAR-03.
    """
    for form, (first, then) in wanted.items():
        codes = [code for code in (first, then) if code]
        enforce(
            *[rules.is_connected(PROVIDERS[code], here=is_here(PROVIDERS[code])) for code in codes],
            rules.suits_its_form(Form(form), [PROVIDERS[code] for code in codes], COME[Form(form)]),
        )
        if first:
            held = Choice.objects.filter(form=form).first() or Choice(form=form)
            if (held.first, held.then) != (first, then):
                held.first, held.then = first, then
                held.save()
        else:
            for held in Choice.objects.filter(form=form):
                held.delete()


def trouble() -> list[tuple[str, str]]:
    """Forms whose choice this installation cannot keep any more, with what was chosen: for the doctor."""
    return [
        (str(one.get_form_display()), PROVIDERS[code].title)
        for one in Choice.objects.order_by("form")
        for code in (one.first, one.then)
        if code and not is_here(PROVIDERS[code])
    ]
