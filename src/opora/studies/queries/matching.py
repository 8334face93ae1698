"""A read list against the base: who is known, who is new, what will change (ACC-08, cases 31–34).

Nothing is written. СНИЛС decides; without it a person is recognised by normal name and birth date, and
somebody must look; namesakes are never merged by themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from opora.integrations.tables.headers import Header
from opora.kernel.text import normal_name
from opora.people.forms.values import FullName, Level, snils_shown
from opora.people.models import Account, Person

from ..forms.citizenship import country_code
from ..forms.contract_title import ContractTitle, contract_named
from ..forms.learner_list import LearnerList, LearnerRow, read_learner_list
from ..models import Enrolment
from .programmes import programme_names

CHUNK = 1000
STUDYING = (Enrolment.State.APPLIED, Enrolment.State.ENROLLED, Enrolment.State.LEAVE)
NEW, SKIP = "new", ""
T = TypeVar("T")


@dataclass
class FilePerson:
    """One person of a file with everything its good rows tell about them."""

    line: int
    name: FullName
    birth_date: date | None = None
    snils: str = ""
    email: str = ""
    phone: str = ""
    citizenship: str = ""
    rows: list[LearnerRow] = field(default_factory=list)

    def take(self, row: LearnerRow) -> None:
        self.rows.append(row)
        self.birth_date = self.birth_date or row.birth_date
        for name in ("snils", "email", "phone", "citizenship"):
            setattr(self, name, getattr(self, name) or getattr(row, name) or "")


@dataclass
class Match:
    """``person`` is whom the rows mean (None: somebody new), ``candidates`` whom they may mean."""

    told: FilePerson
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    choice: str = ""
    by_snils: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    studies: dict[str, str] = field(default_factory=dict)

    @property
    def unclear(self) -> bool:
        return bool(self.candidates) and not self.choice


@dataclass
class Preview:
    """The dry run with the base looked up; ``matches`` are by the line where a person is met first."""

    learners: LearnerList
    matches: dict[int, Match]
    contract: ContractTitle | None = None

    def match(self, row: LearnerRow) -> Match | None:
        return self.matches.get(row.person)

    def group_of(self, row: LearnerRow) -> str:
        """The group where this person already studies the asked programme, or an empty string."""
        match = self.match(row)
        return match.studies.get(row.programme, "") if match else ""


def preview_learners(data: bytes, filename: str, *, on: date | None = None) -> Preview:
    """Read a file and look its people up. Raises ``TableError`` when the file is no list."""
    return match_learners(read_learner_list(data, filename, programme_names(), on=on))


def match_learners(learners: LearnerList, choices: Mapping[str, str] | None = None) -> Preview:
    """Look up everybody and note on the rows what was found. ``choices``: first line → person id or «new»."""
    people = _people(learners.rows)
    known = _Known(people)
    shared = {
        email for email, owners in Counter(one.email for one in people if one.email).items() if owners > 1
    }
    matches = {}
    for told in people:
        match = _identified(told, known, (choices or {}).get(str(told.line), ""))
        if match.person is not None:
            match.studies = known.studies.get(match.person.pk, {})
            _note_changes(match, shared)
            _note_studies(match)
        _note_citizenship(told)
        matches[told.line] = match
    return Preview(learners, matches, contract_named(learners.above))


def _people(rows: Sequence[LearnerRow]) -> list[FilePerson]:
    people: dict[int, FilePerson] = {}
    for row in rows:
        if row.name is None or row.status is Level.ERROR:
            continue
        person = people.setdefault(row.person, FilePerson(row.person, row.name))
        person.take(row)
    return list(people.values())


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """By a thousand: the length of a statement is bounded, their number is one per thousand."""
    found = list(values)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


class _Known:
    """Persons of the base that a file may mean, and where they study."""

    def __init__(self, people: Sequence[FilePerson]) -> None:
        self.by_snils: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        self.studies: dict[int, dict[str, str]] = defaultdict(dict)
        found = Person.objects.annotate(has_account=Exists(Account.objects.filter(person=OuterRef("pk"))))
        for snils in chunks({one.snils for one in people if one.snils}):
            self.by_snils |= {person.snils: person for person in found.filter(snils__in=snils)}
        for names in chunks({normal_name(str(one.name)) for one in people}):
            for person in found.filter(search_name__in=names).order_by("id"):
                self.by_name[person.search_name].append(person)
        ids = {person.pk for person in self.by_snils.values()}
        ids |= {person.pk for namesakes in self.by_name.values() for person in namesakes}
        for some in chunks(ids):
            rows = Enrolment.objects.filter(learner__in=some, state__in=STUDYING).values_list(
                "learner_id", "group__programme__code", "group__code"
            )
            for learner, programme, group in rows:
                self.studies[learner][programme] = group


def _identified(told: FilePerson, known: _Known, choice: str) -> Match:
    owner = known.by_snils.get(told.snils) if told.snils else None
    if owner is not None:
        return _by_snils(told, owner)
    namesakes = known.by_name.get(normal_name(str(told.name)), [])
    if told.snils:
        namesakes = [person for person in namesakes if not person.snils or _same_day(told, person)]
    twins = [person for person in namesakes if _same_day(told, person)]
    unsure = [
        person for person in namesakes if not (told.birth_date and person.birth_date) and person not in twins
    ]
    others = [person for person in twins if told.snils and person.snils]
    twins = [person for person in twins if person not in others]
    if others:
        _note(
            told,
            Level.ATTENTION,
            _("В базе есть полный тёзка: {who}. СНИЛС разные, приняли за разных людей. Проверьте.").format(
                who=mark(others[0])
            ),
        )
    if len(twins) == 1 and not unsure and not choice:
        return _by_birth(told, twins[0], known)
    if not twins and not unsure:
        return Match(told)
    return _chosen(told, tuple(twins + unsure), choice)


def _same_day(told: FilePerson, person: Person) -> bool:
    return told.birth_date is not None and told.birth_date == person.birth_date


def _by_snils(told: FilePerson, owner: Person) -> Match:
    match = Match(told, owner, by_snils=True)
    given = normal_name(f"{told.name.first} {told.name.middle}")
    same_given = given == normal_name(f"{owner.first_name} {owner.middle_name}")
    same_name = normal_name(str(told.name)) == owner.search_name
    born_apart = told.birth_date and owner.birth_date and told.birth_date != owner.birth_date
    if same_name and born_apart:
        _note(
            told,
            Level.ATTENTION,
            _("В базе у этого человека другая дата рождения: {day}. Оставим её, проверьте.").format(
                day=f"{owner.birth_date:%d.%m.%Y}"
            ),
        )
    elif not same_name and same_given and not born_apart:
        _note(
            told,
            Level.ATTENTION,
            _("В базе с этим СНИЛС {who}. Если фамилия сменилась, внесите это в карточку человека.").format(
                who=owner.full_name
            ),
        )
    elif not same_name:
        match.person = None
        _note(
            told,
            Level.ERROR,
            _("СНИЛС {number} уже записан за другим человеком: {who}. Исправьте номер.").format(
                number=snils_shown(told.snils), who=owner.full_name
            ),
        )
    return match


def _by_birth(told: FilePerson, twin: Person, known: _Known) -> Match:
    """The same name and birth date, and СНИЛС not against it: surely the same if nothing would change."""
    studied = known.studies.get(twin.pk, {})
    if not all(row.programme in studied for row in told.rows):
        _note(
            told,
            Level.ATTENTION,
            _("ФИО и дата рождения как в базе: {who}. Приняли за одного человека, проверьте.").format(
                who=mark(twin)
            ),
        )
    return Match(told, twin)


def _chosen(told: FilePerson, candidates: tuple[Person, ...], choice: str) -> Match:
    by_id = {str(person.pk): person for person in candidates}
    if choice not in by_id and choice != NEW:
        choice = ""
    words = (
        _("В базе есть {who}: по дате рождения и СНИЛС не сверить. Выберите, тот ли это человек.")
        if len(candidates) == 1
        else _("В базе есть тёзки, по дате рождения и СНИЛС не различить: {who}. Выберите, кто это.")
    )
    _note(told, Level.ATTENTION, words.format(who="; ".join(mark(person) for person in candidates[:5])))
    return Match(told, by_id.get(choice), candidates, choice)


def mark(person: Person) -> str:
    """What tells namesakes apart without showing whole documents: «Ли Анна, 1990 г. р., СНИЛС …56»."""
    told = [person.full_name]
    if person.birth_date:
        told.append(_("{year} г. р.").format(year=person.birth_date.year))
    told.append(_("СНИЛС …{tail}").format(tail=person.snils[-4:]) if person.snils else f"№ {person.pk}")
    return ", ".join(told)


def _note(told: FilePerson, level: Level, message: str) -> None:
    for row in told.rows:
        row.notes.add(level, message)


def _note_changes(match: Match, shared: set[str]) -> None:
    """Blank fields are filled; a contact is replaced only when that is safe (case 31)."""
    person, told = match.person, match.told
    assert person is not None  # noqa: S101 -- narrows for the reader of types
    titles = {
        "birth_date": _("дата рождения"),
        "snils": _("СНИЛС"),
        "email": _("почта"),
        "phone": _("телефон"),
    }
    for name, title in titles.items():
        new, old = getattr(told, name), getattr(person, name)
        if not new or new == old:
            continue
        safe = match.by_snils and not person.has_account and new not in shared  # type: ignore[attr-defined]
        if not old or (safe and name in ("email", "phone")):
            match.changes[name] = new
            told.rows[0].notes.add(Level.OK, _("Обновится: {title}.").format(title=title))
        elif name in ("email", "phone"):
            told.rows[0].notes.add(
                Level.FIXED,
                _("В базе {title} другая, оставили прежнюю.").format(title=title)
                if name == "email"
                else _("В базе телефон другой, оставили прежний."),
            )


def _note_studies(match: Match) -> None:
    for row in match.told.rows:
        if group := match.studies.get(row.programme):
            row.notes.add(
                Level.OK, _("Уже учится: группа {group}. Второй раз не зачислим.").format(group=group)
            )


def _note_citizenship(told: FilePerson) -> None:
    if country_code(told.citizenship) is None:
        _note(
            told,
            Level.ATTENTION,
            _("Не поняли гражданство «{text}». Запишем Россию, потом поправьте в карточке.").format(
                text=told.citizenship
            ),
        )


def identify(row: LearnerRow) -> Match | None:
    """Who one typed person is, as for a row of a list; what was found out is noted on the row."""
    return match_learners(LearnerList((row,), Header(0, 0, {}, {}))).match(row)
