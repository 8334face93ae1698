"""How the act is approved, when it begins to act, how it is changed and what ends it."""

from collections.abc import Iterator

from ..reader import BODY, HEAD, POINT, Proposal, Says, Sentence, Text

ACT = "порядок|положение|правило|инструкция|регламент"
BY_ORDER = "director_order"
HOW = (f"{ACT} утверждаться ... приказ|гриф",)
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # step → (in the header, in a clause)
    "pedagogical_council": (
        ("педагогический совет",),
        (f"{ACT} .. принять|приниматься .. педагогический совет",),
    ),
    "parents_committee": (
        ("совет родитель", "родительский комитет"),
        ("мнение ... родительский комитет", "мнение ... совет родитель"),
    ),
    "learners_council": (
        ("совет обучающийся|студент|учащийся",),
        ("мнение ... совет обучающийся|студент|учащийся",),
    ),
    "workers_council": (
        ("представительный орган работник",),
        ("мнение ... представительный орган работник",),
    ),
    "director_stamp": (("утверждаю*",), (f"{ACT} утверждаться .. гриф",)),
    BY_ORDER: (
        ("утвердить .. приказ",),
        (f"{ACT} утверждаться ... приказ", f"{ACT} вводиться в действие приказ"),
    ),
}


class ApprovalPath:
    """Steps in the order of law: those who are heard, then the head.

    A text that says how it is approved sets the rule; the header tells what was done to this edition, and is
    the rule while the text is silent.
    """

    def read(self, text: Text) -> Iterator[Proposal]:
        header = self._places(text, HEAD, 0)
        clauses = self._places(text, BODY, 1)
        found = clauses if self._place(text, BODY, HOW) else {**clauses, **header}
        found = {step: found[step] for step in STEPS if step in found}
        if BY_ORDER not in found and (place := self._place(text, POINT, (f"утвердить прилагать {ACT}",))):
            found[BY_ORDER] = place
        if not found:
            return
        numbers = list(dict.fromkeys(sentence.clause for sentence in found.values()))
        words = "; ".join(dict.fromkeys(sentence.text for sentence in found.values()))
        yield Proposal("act_approval_path", list(found), numbers[0], True, words, tuple(numbers[1:]))

    def _places(self, text: Text, where: str, which: int) -> dict[str, Sentence]:
        places = {step: self._place(text, where, patterns[which]) for step, patterns in STEPS.items()}
        return {step: place for step, place in places.items() if place is not None}

    @staticmethod
    def _place(text: Text, where: str, patterns: tuple[str, ...]) -> Sentence | None:
        """A header is read as a whole: «УТВЕРЖДЕН» and «приказом» stand on different lines."""
        for part in text.of(where):
            for index, sentence in enumerate(part.sentences):
                following = part.sentences[index : index + (2 if where == HEAD else 1)]
                words = tuple(token for one in following for token in one.tokens)
                joined = Sentence(sentence.clause, " ".join(one.text for one in following), words)
                match = joined.find(*patterns)
                if match is not None and not match.denied:
                    return joined if match.end > len(sentence.tokens) else sentence
        return None


RULES = [
    ApprovalPath(),
    Says(
        "effective_on",
        "order",
        when=(
            "вводиться в действие приказ",
            "вступать в .. сила приказ",
            "вступать в сила с .. приказ",
            "вступать в сила с дата назвать при .. утверждение",
        ),
    ),
    Says(
        "effective_on",
        "approval",
        when=(
            "вступать в .. сила со|с день|момент .. утверждение",
            "действовать со|с день|момент .. утверждение",
        ),
    ),
    Says(
        "amendments_by", "order", when=("изменение ... утверждаться приказ", "изменение ... вноситься приказ")
    ),
    Says(
        "amendments_by",
        "new_edition",
        when=(
            "изменение ... путем подготовка проект ... новый редакция",
            "изменение ... путем утверждение новый редакция",
            f"{ACT} менять .. новый редакция",
        ),
    ),
    Says(
        "edition_effect",
        "automatic",
        when=(
            "предыдущий|прежний редакция .. утрачивать сила",
            "предыдущий|прежний утрачивать сила|автоматически",
            "прежний порядок|положение|правило .. утрачивать сила",
            "выходить новый редакция .. старый|прежний .. не действовать",
        ),
    ),
    Says(
        "edition_effect",
        "until_new",
        when=(
            "действительный|действовать до принятие новый",
            "действовать ... до принятие новый",
        ),
    ),
    Says("order_control", "signer", when=("контроль ... оставлять за себя",), where=POINT),
]
