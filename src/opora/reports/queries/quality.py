"""Whether help helped, by worker and discipline: shares without names, words without names (S1-4.1)."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.consultations.models import Feedback
from opora.consultations.queries.feedback import Answer, Share, said_in, share_of, wanting_more
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.studies.models import ProgrammePart

from ..access import ALL_SESSIONS
from ..papers import QualityPaper, QualityRow
from .activity import Period
from .papers import head_signature, letterhead

READ_WORDS = frozenset({Role.DEPUTY, Role.TEACHER, Role.OTHER_STAFF})


@dataclass(frozen=True, slots=True)
class Helped:
    """A worker's help in a discipline. ``words`` stand in the order of the alphabet: it tells nothing."""

    person: Person
    discipline: str
    share: Share
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """``total`` is of the rows that show a share, so that nobody subtracts the hidden ones from it."""

    rows: list[Helped]
    total: Share
    wanting: list[Feedback]


def quality(actor: Actor, period: Period) -> Quality:
    """A worker sees himself alone; names of who wants another meeting are the deputy's. Four statements."""
    branches = [period.branch.pk] if period.branch else [*actor.window.branches] or None
    own = None if actor.role in ALL_SESSIONS else actor.person.pk
    answers = said_in(period.since, period.until, branches=branches, person=own)
    groups: dict[tuple[int, int | None], list[Answer]] = defaultdict(list)
    for one in answers:
        groups[one.person, one.part].append(one)
    people = Person.objects.in_bulk({person for person, _part in groups})
    parts = ProgrammePart.objects.in_bulk({part for _person, part in groups if part})
    rows = [
        _row(people[person], parts[part].title if part else "", of, reads=actor.role in READ_WORDS)
        for (person, part), of in groups.items()
    ]
    rows.sort(key=lambda row: (not row.share.is_low, row.person.search_name, row.discipline))
    shown = [row.share for row in rows if row.share.percent is not None]
    wanting = wanting_more(period.since, period.until, branches) if actor.role is Role.DEPUTY else []
    return Quality(rows, sum(shown, Share()), wanting)


def _row(person: Person, discipline: str, answers: list[Answer], *, reads: bool) -> Helped:
    share = share_of(one.verdict for one in answers)
    words = sorted({one.words for one in answers if one.words}) if reads and share.percent is not None else []
    return Helped(person, discipline or _("вне дисциплины"), share, tuple(words))


def quality_paper(actor: Actor, period: Period) -> QualityPaper:
    """Отчёт «Помогла ли консультация», as the page shows it."""
    on = home_day()
    with override("ru"):
        found = quality(actor, period)
    return QualityPaper(
        letterhead=letterhead(),
        since=period.since,
        until=period.until,
        rows=tuple(
            QualityRow(
                name=row.person.full_name,
                discipline=row.discipline,
                answers=row.share.answers,
                helped=row.share.helped if shown else None,
                partly=row.share.partly if shown else None,
                not_helped=row.share.not_helped if shown else None,
                percent=row.share.percent,
            )
            for row in found.rows
            for shown in (row.share.percent is not None,)
        ),
        scope=(("Площадка", period.branch.name),) if period.branch else (),
        signatures=(head_signature(on),),
        printed_on=on,
    )
