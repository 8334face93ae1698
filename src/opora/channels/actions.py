"""Changes of the register; the law about services moves each half-year (domain.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Max

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from . import rules
from .events import MeansStateChanged
from .models import CommunicationMeans, MeansStatus, State
from .ways import Way, shipped_ways


@dataclass(frozen=True, slots=True)
class Card:
    """What a means is, beside its state."""

    title: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    foreign: bool = False
    personal_data: bool = True
    contact: str = ""
    replaced_by: CommunicationMeans | None = None


CARD = ("title", "kind", "aliases", "purposes", "foreign", "personal_data", "contact", "replaced_by")


@transaction.atomic
def add_means(
    *,
    code: str,
    title: str,
    kind: str,
    state: str = State.ALLOWED,
    state_since: date | None = None,
    note: str = "",
    aliases: list[str] | None = None,
    purposes: list[str] | None = None,
    foreign: bool = False,
    personal_data: bool = True,
    contact: str = "",
    replaced_by: CommunicationMeans | None = None,
    by: Person | None = None,
) -> CommunicationMeans:
    """Put a service into the register. Raises ``Refused`` by COM-06 for a taken code, COM-09, COM-11."""
    enforce(
        rules.means_code_is_new(code),
        rules.change_is_founded(state, note),
        rules.replacement_is_usable(None, replaced_by, home_day()),
    )
    last = CommunicationMeans.objects.aggregate(last=Max("position"))["last"] or 0
    means = CommunicationMeans.objects.create(
        code=code,
        title=title.strip(),
        kind=kind,
        state=state,
        state_since=state_since,
        note=note.strip(),
        aliases=aliases or [],
        purposes=purposes or [],
        foreign=foreign,
        personal_data=personal_data,
        contact=contact.strip(),
        replaced_by=replaced_by,
        checked_on=home_day(),
        position=last + 1,
    )
    _decided(means, state, state_since, means.note, by)
    return means


@transaction.atomic
def change_card(means: CommunicationMeans, card: Card) -> CommunicationMeans:
    """What it is called, what it is for, where it is, what replaces it. Raises ``Refused`` by COM-11."""
    held = _locked(means)
    enforce(rules.replacement_is_usable(held, card.replaced_by, home_day()))
    for name in CARD:
        setattr(held, name, getattr(card, name))
    held.save(update_fields=[*CARD, "updated_at"])
    return held


@transaction.atomic
def change_means_state(
    means: CommunicationMeans,
    *,
    state: str,
    since: date | None = None,
    note: str = "",
    by: Person | None = None,
) -> CommunicationMeans:
    """Open, warn about, forbid or close a service, today or from a day ahead; those who name it are told.

    Lines and consultations that already name it stay (case 49). Raises ``Refused`` by COM-09, COM-10.
    """
    held, day = _locked(means), home_day()
    enforce(rules.change_is_founded(state, note), rules.change_comes_after_the_last(held, since, day))
    _settle(held, day)
    if since and since > day:
        held.next_state, held.next_since, held.next_note = state, since, note.strip()
    else:
        _call_off_planned(held)
        held.state, held.state_since, held.note = state, since or day, note.strip()
        held.next_state, held.next_since, held.next_note = "", None, ""
    held.checked_on = day
    held.save()
    status = _decided(held, state, since or day, note.strip(), by)
    publish(MeansStateChanged(held.pk, status.pk, state, since))
    return held


@transaction.atomic
def call_off_change(means: CommunicationMeans) -> CommunicationMeans:
    """Take back a change whose day has not come; without one nothing happens."""
    held = _locked(means)
    _settle(held, home_day())
    if held.next_state:
        _call_off_planned(held)
        held.next_state, held.next_since, held.next_note = "", None, ""
    held.save()
    return held


@transaction.atomic
def mark_checked(means: CommunicationMeans) -> CommunicationMeans:
    """The specialist has looked: the state is still right."""
    held = _locked(means)
    held.checked_on = home_day()
    held.save(update_fields=["checked_on", "updated_at"])
    return held


def _locked(means: CommunicationMeans) -> CommunicationMeans:
    return CommunicationMeans.objects.select_for_update().get(pk=means.pk)


def _settle(means: CommunicationMeans, day: date) -> None:
    """A change whose day has come is the present state."""
    if means.next_since and means.next_since <= day:
        means.state, means.state_since, means.note = means.next_state, means.next_since, means.next_note
        means.next_state, means.next_since, means.next_note = "", None, ""


def _call_off_planned(means: CommunicationMeans) -> None:
    if means.next_since:
        means.statuses.filter(since=means.next_since, state=means.next_state).update(called_off=True)


def _decided(
    means: CommunicationMeans, state: str, since: date | None, note: str, by: Person | None
) -> MeansStatus:
    return MeansStatus.objects.create(means=means, state=state, since=since, note=note, by=by, at=now())


# The sample


@transaction.atomic
def take_sample(codes: Sequence[str], *, sector: str, by: Person | None = None) -> int:
    """Put the chosen ways of the sample into the register, or set their states as it does for ``sector``.

    The same choice again changes nothing. Answers how many were added or changed.
    """
    known = {row.code: row for row in CommunicationMeans.objects.all()}
    wanted = [way for way in shipped_ways() if way.code in codes]
    done = sum(_take(way, known, sector, by) for way in wanted)
    _replace_by_codes(wanted)
    return done


def _take(way: Way, known: dict[str, CommunicationMeans], sector: str, by: Person | None) -> bool:
    standing, means = way.standing(sector), known.get(way.code)
    if means is None:
        known[way.code] = add_means(
            code=way.code,
            title=way.title,
            kind=way.kind,
            state=standing.state,
            state_since=standing.since,
            note=standing.note,
            aliases=way.aliases,
            purposes=way.purposes,
            foreign=way.foreign,
            personal_data=way.personal_data,
            by=by,
        )
        return True
    held = means.standing_on(home_day())
    if held.state == standing.state:
        return False
    since = standing.since if standing.since and held.since and standing.since > held.since else home_day()
    change_means_state(means, state=standing.state, since=since, note=standing.note, by=by)
    return True


def _replace_by_codes(ways: Sequence[Way]) -> None:
    """Means of the sample point to one another once all are there; what the centre chose stays."""
    rows = {row.code: row for row in CommunicationMeans.objects.all()}
    for way in ways:
        other = rows.get(way.replaced_by)
        if other and rows[way.code].replaced_by_id is None:
            rows[way.code].replaced_by = other
            rows[way.code].save(update_fields=["replaced_by", "updated_at"])
