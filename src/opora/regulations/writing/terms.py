"""Words an act is written with: what the learner is called, and how the act speaks of itself."""

from dataclasses import dataclass

from ..models import LocalAct
from .cases import DATIVE, declined


@dataclass(frozen=True, slots=True)
class Term:
    """«Слушатель» or «обучающийся» in the cases a text needs."""

    one: str
    to_one: str
    many: str
    of_many: str
    to_many: str


TERMS = {
    "слушатель": Term("слушатель", "слушателю", "слушатели", "слушателей", "слушателям"),
    "обучающийся": Term("обучающийся", "обучающемуся", "обучающиеся", "обучающихся", "обучающимся"),
}
_THIS = {
    LocalAct.Kind.ORDER_OF_WORK: ("настоящий", "настоящего", "настоящему"),
    LocalAct.Kind.STATUTE: ("настоящее", "настоящего", "настоящему"),
    LocalAct.Kind.RULES: ("настоящие", "настоящих", "настоящим"),
    LocalAct.Kind.INSTRUCTION: ("настоящая", "настоящей", "настоящей"),
}


@dataclass(frozen=True, slots=True)
class Itself:
    """An act in its own text: «настоящего Порядка», «Правила утверждаются»."""

    kind: LocalAct.Kind

    @property
    def name(self) -> str:
        return str(LocalAct.Kind(self.kind).label).capitalize()

    @property
    def this(self) -> str:
        return _THIS[self.kind][0].capitalize()

    @property
    def of(self) -> str:
        return f"{_THIS[self.kind][1]} {declined(self.name)}"

    @property
    def to(self) -> str:
        return f"{_THIS[self.kind][2]} {declined(self.name, DATIVE)}"

    @property
    def own(self) -> str:
        """«при его утверждении»."""
        return self._by_kind("его", "его", "их", "её")

    @property
    def is_many(self) -> bool:
        return self.kind is LocalAct.Kind.RULES

    def does(self, one: str, many: str) -> str:
        """«утверждается» or «утверждаются»."""
        return many if self.is_many else one

    @property
    def made(self) -> str:
        """«разработан», «разработано», «разработаны», «разработана»."""
        return f"разработан{self.ending}"

    @property
    def ending(self) -> str:
        """Of a short participle: «утверждён», «утверждено»."""
        return self._by_kind("", "о", "ы", "а")

    @property
    def attached(self) -> str:
        """«прилагаемый Порядок», the accusative."""
        return self._by_kind("прилагаемый", "прилагаемое", "прилагаемые", "прилагаемую")

    @property
    def lapsed(self) -> str:
        """«признать утратившим силу»."""
        return self._by_kind("утратившим", "утратившим", "утратившими", "утратившей")

    @property
    def approved_before(self) -> str:
        """«утверждённый приказом», the accusative."""
        return self._by_kind("утверждённый", "утверждённое", "утверждённые", "утверждённую")

    @property
    def approved_to(self) -> str:
        """«к Порядку, утверждённому приказом»."""
        return self._by_kind("утверждённому", "утверждённому", "утверждённым", "утверждённой")

    @property
    def with_it(self) -> str:
        """«ознакомить с ним»."""
        return self._by_kind("с ним", "с ним", "с ними", "с ней")

    def accusative(self, title: str) -> str:
        """Only «Инструкция» changes: «утвердить Инструкцию …»."""
        if self.kind is LocalAct.Kind.INSTRUCTION:
            return title.replace("Инструкция", "Инструкцию", 1)
        return title

    def _by_kind(self, poryadok: str, polozhenie: str, pravila: str, instruktsiya: str) -> str:
        words = {
            LocalAct.Kind.ORDER_OF_WORK: poryadok,
            LocalAct.Kind.STATUTE: polozhenie,
            LocalAct.Kind.RULES: pravila,
            LocalAct.Kind.INSTRUCTION: instruktsiya,
        }
        return words[self.kind]
