"""A file of results against the base as it is now: who, which test, what is new. Writes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.text import normal_name
from opora.people.access import Actor
from opora.people.models import Person
from opora.studies.models import Enrolment, ProgrammePart

from ..forms import FileRow, read_moment, read_score
from ..models import KnownTest, Result, ResultImport
from .help import runs_for
from .results import branch_of, learners_in_sight, parts_of, title_key

FOUR = Decimal("0.0001")


@dataclass(slots=True)
class Line:
    """A row with what will become of it: ``new``, ``known``, ``asks`` or ``error``."""

    row: FileRow
    state: str = "new"
    words: str = ""
    learner: Person | None = None
    group: str = ""
    test: KnownTest | None = None
    part: ProgrammePart | None = None
    points: Decimal | None = None
    max_points: Decimal | None = None
    share: Decimal | None = None
    taken_at: datetime | None = None

    def stop(self, state: str, words: str) -> None:
        self.state, self.words = state, words


@dataclass(frozen=True, slots=True)
class AskedTest:
    """A test nobody has named before: a part of the programme is chosen for it once."""

    key: str
    title: str
    rows: int
    part: str
    most: str
    needs_most: bool


@dataclass(frozen=True, slots=True)
class AskedName:
    key: str
    name: str
    candidates: list[tuple[Person, str]]
    chosen: str


@dataclass(slots=True)
class Preview:
    lines: list[Line] = field(default_factory=list)
    tests: list[AskedTest] = field(default_factory=list)
    names: list[AskedName] = field(default_factory=list)
    parts: list[ProgrammePart] = field(default_factory=list)
    asks_zone: bool = False

    @property
    def counts(self) -> dict[str, int]:
        told = Counter(line.state for line in self.lines)
        return {state: told.get(state, 0) for state in ("new", "known", "asks", "error")}


def preview_of(imported: ResultImport, actor: Actor) -> Preview:
    """Six statements, however many lines."""
    return _Reader(imported, actor).read()


class _Reader:
    def __init__(self, imported: ResultImport, actor: Actor) -> None:
        self.imported, self.choices = imported, imported.choices
        runs = runs_for(actor, now().date(), everything=True)
        self.enrolments = list(learners_in_sight(actor, runs))
        self.of: dict[int, list[Enrolment]] = {}
        self.by_word: dict[str, dict[int, Person]] = {}
        for one in self.enrolments:
            self.of.setdefault(one.learner_id, []).append(one)
            for word in _words_of(one.learner):
                self.by_word.setdefault(word, {})[one.learner_id] = one.learner
        pairs = set(runs.values_list("part_id", "group__programme_id"))
        programmes = {programme for _part, programme in pairs}
        every = parts_of(programmes)
        allowed = set().union(*(branch_of(part, every) for part, _programme in pairs)) if pairs else set()
        self.parts = {part.pk: part for part in every if part.pk in allowed}
        known = KnownTest.objects.filter(programme__in=programmes).select_related("part")
        self.tests = {(test.programme_id, test.key): test for test in known}
        self.asked: dict[str, list[Line]] = {}
        self.unclear: dict[str, tuple[str, dict[int, Person]]] = {}

    def read(self) -> Preview:
        found = Preview(parts=list(self.parts.values()))
        naive = False
        for stored in self.imported.rows:
            line = Line(FileRow(**stored))
            found.lines.append(line)
            moment = read_moment(line.row.taken)
            naive = naive or (moment is not None and moment.tzinfo is None)
            self._line(line, moment)
        self._existing(found.lines)
        found.asks_zone = naive
        found.tests = [self._asked_test(key, lines) for key, lines in self.asked.items()]
        found.names = [
            AskedName(
                key, name,
                [(who, self.of[pk][0].group.code) for pk, who in people.items()],
                str(self.choices.get(f"who:{key}", "")),
            )
            for key, (name, people) in self.unclear.items()
        ]  # fmt: skip
        return found

    def _line(self, line: Line, moment: datetime | None) -> None:
        row = line.row
        score = read_score(row.points, row.most)
        if score is None:
            line.stop("error", _("Не поняли баллы «{text}».").format(text=row.points))
            return
        if moment is None:
            line.stop("error", _("Не поняли дату «{text}».").format(text=row.taken))
            return
        line.points, line.max_points, line.share = score.points, score.max_points, score.share
        if moment.tzinfo is None and self.imported.zone:
            moment = moment.replace(tzinfo=ZoneInfo(self.imported.zone))
        if moment.tzinfo is not None:
            line.taken_at = moment
            if moment > now():
                line.stop("error", _("Дата впереди: проверьте часовой пояс."))
                return
        if self._who(line):
            self._test(line)

    def _who(self, line: Line) -> bool:
        key = normal_name(line.row.who)
        people = self.by_word.get(key, {})
        if not people:
            line.stop("error", _("Нет такого слушателя в ваших группах."))
            return False
        if len(people) > 1:
            self.unclear[key] = (line.row.who, people)
            chosen = str(self.choices.get(f"who:{key}", ""))
            people = {pk: who for pk, who in people.items() if str(pk) == chosen}
            if not people:
                line.stop("asks", _("Однофамильцы: выберите, кто это."))
                return False
        [line.learner] = people.values()
        line.group = self.of[line.learner.pk][0].group.code
        return True

    def _test(self, line: Line) -> None:
        assert line.learner is not None  # noqa: S101 -- found just before
        key = title_key(line.row.test)
        programmes = {one.group.programme_id for one in self.of[line.learner.pk]}
        line.test = next((self.tests[p, key] for p in sorted(programmes) if (p, key) in self.tests), None)
        most = line.test.max_points if line.test else None
        if line.test is None:
            self.asked.setdefault(key, []).append(line)
            chosen = str(self.choices.get(f"part:{key}", ""))
            line.part = self.parts.get(int(chosen)) if chosen.isdigit() else None
            if line.part is None:
                line.stop("asks", _("Новый тест: выберите часть программы."))
                return
            if line.part.programme_id not in programmes:
                line.stop("error", _("Слушатель не учится по программе выбранной части."))
                return
        if line.share is None:
            most = most or _number(self.choices.get(f"max:{key}"))
            if most is None:
                self.asked.setdefault(key, []).append(line)
                line.stop("asks", _("Сколько баллов в тесте всего?"))
                return
            if line.points is None or line.points > most:
                line.stop("error", _("Баллов больше максимума."))
                return
            line.max_points, line.share = most, line.points / most
        line.share = line.share.quantize(FOUR)

    def _existing(self, lines: Iterable[Line]) -> None:
        """What the base already has is left alone; the same line twice is one."""
        ready = [line for line in lines if line.state == "new" and line.learner and line.taken_at]
        rows = Result.objects.filter(learner__in={line.learner for line in ready}).values_list(
            "learner_id", "test__key", "taken_at", "share"
        )
        there = {(learner, key, at): share for learner, key, at, share in rows}
        seen: set[tuple[int, str, datetime]] = set()
        for line in ready:
            assert line.learner and line.taken_at  # noqa: S101, PT018 -- filtered above
            key = (line.learner.pk, title_key(line.row.test), line.taken_at)
            if key in there:
                same = there[key] == line.share
                line.stop(
                    "known",
                    _("Уже есть.") if same else _("Уже есть с другими баллами, оставим прежние."),
                )
            elif key in seen:
                line.stop("known", _("Повтор строки."))
            seen.add(key)

    def _asked_test(self, key: str, lines: list[Line]) -> AskedTest:
        scores = (read_score(line.row.points, line.row.most) for line in lines)
        bare = any(score is not None and score.share is None for score in scores)
        return AskedTest(
            key, lines[0].row.test, len(lines),
            str(self.choices.get(f"part:{key}", "")), str(self.choices.get(f"max:{key}", "")), bare,
        )  # fmt: skip


def _number(text: object) -> Decimal | None:
    score = read_score(str(text or ""))
    return score.points if score and score.points else None


def _words_of(person: Person) -> set[str]:
    """Every way a file may name a person: in full, short, by login, by mail."""
    account = getattr(person, "account", None)
    told = {person.full_name, f"{person.last_name} {person.first_name}", person.short_name, person.email}
    if account:
        told.add(account.login)
    return {normal_name(word) for word in told if word}
