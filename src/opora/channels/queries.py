"""The register of means: what may be chosen today, what names a means, how the centre is reached."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from opora.people.queries import home_day, organisation
from opora.regulations.models import ActEdition, Clause, LocalAct
from opora.regulations.queries import Standing as EditionStanding
from opora.regulations.queries import acts_with_standing

from .models import USABLE, CommunicationMeans, MeansStatus, Purpose
from .ways import Way, shipped_ways


def register() -> QuerySet[CommunicationMeans]:
    """Every means, usable or not, in the order of the register."""
    return CommunicationMeans.objects.select_related("replaced_by")


def usable(on: date | None = None) -> QuerySet[CommunicationMeans]:
    """Neither closed nor forbidden on a day; a change decided for a date works from it by itself."""
    day = on or home_day()
    changed = Q(next_since__lte=day)
    return CommunicationMeans.objects.filter(
        (changed & Q(next_state__in=USABLE)) | (Q(next_since=None) | ~changed) & Q(state__in=USABLE)
    )


def choosable(on: date | None = None) -> QuerySet[CommunicationMeans]:
    """What a new line of the график or a consultation may name (COM-04, COM-08)."""
    return usable(on).filter(Q(purposes=[]) | Q(purposes__contains=[Purpose.CONSULTATIONS]))


def public_ways(on: date | None = None) -> list[CommunicationMeans]:
    """How the centre is reached, beside its own phone and mail: usable, for appeals, addressed (S0-6.3)."""
    centre = organisation()
    ways = usable(on).filter(purposes__contains=[Purpose.APPEALS])
    ways = ways.exclude(contact__in=["", centre.phone, centre.email])
    return list(ways)


def statuses_of(means: CommunicationMeans) -> QuerySet[MeansStatus]:
    return means.statuses.select_related("by")


# What of the sample is not in the register, or stands otherwise


@dataclass(frozen=True, slots=True)
class Offer:
    """A way of the sample beside the means of the register; ``means`` None: it is not there."""

    way: Way
    means: CommunicationMeans | None

    @property
    def key(self) -> str:
        return self.way.code


def offers(sector: str, on: date) -> list[Offer]:
    """Ways the register lacks, or whose state the sample sets otherwise for such an organisation."""
    known = {row.code: row for row in CommunicationMeans.objects.all()}
    return [
        Offer(way, means)
        for way in shipped_ways()
        if (means := known.get(way.code)) is None or _differs(means, way, sector, on)
    ]


def _differs(means: CommunicationMeans, way: Way, sector: str, on: date) -> bool:
    return means.standing_on(on).state != way.standing(sector).state and not means.next_state


# Acts that name a means


@dataclass(frozen=True, slots=True)
class Naming:
    """A clause of an act that names a means."""

    act: LocalAct
    edition: ActEdition
    standing: EditionStanding
    clause: Clause
    phrase: str


def clauses_naming(means: CommunicationMeans, on: date) -> list[Naming]:
    """Clauses of drafts and of editions in force or coming. Three statements for any number of acts."""
    editions = {
        edition.pk: (act, edition, standing)
        for act, rows in acts_with_standing(on)
        for edition, standing in rows
        if standing not in (EditionStanding.SUPERSEDED, EditionStanding.REVOKED)
    }
    pattern = pattern_of(means.names)
    found = []
    for clause in Clause.objects.filter(edition__in=editions).order_by("edition_id", "position"):
        match = pattern.search(clause.text)
        if match:
            found.append(Naming(*editions[clause.edition_id], clause, _around(clause.text, match)))
    return found


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names in any case: the ending of a Russian word is free, a Latin one stands as it is."""
    texts = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    return re.compile("|".join(_words(text) for text in texts) or r"(?!)", re.IGNORECASE)


def _words(text: str) -> str:
    words = re.findall(r"[\w-]+", text.lower())
    return r"(?<!\w)" + r"\W+".join(_stem(word) for word in words) + r"(?!\w)"


def _stem(word: str) -> str:
    if not re.search("[а-яё]", word) or len(word) < 3:
        return re.escape(word)
    stem = re.sub("[аеёиоуыэюяйь]{1,2}$", "", word) if len(word) > 4 else word
    return re.sub("[её]", "[её]", re.escape(stem)) + r"\w{0,3}"


def _around(text: str, match: re.Match[str]) -> str:
    """The words about it, cut at spaces: «…по телефону, скайпу и электронной почте…»."""
    start, end = max(0, match.start() - 80), min(len(text), match.end() + 80)
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(match.end(), text.rfind(" ", 0, end))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
