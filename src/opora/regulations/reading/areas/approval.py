"""How the act is approved, when it begins to act, how it is changed and what ends it."""

from collections.abc import Iterator

from ..reader import BODY, HEAD, POINT, Proposal, Says, Sentence, Text

ACT = "порядок|положение|правило|инструкция|регламент"
BY_ORDER = "director_order"
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # step → (in the header, in a clause)
    "pedagogical_council": (("педагогический совет",), (f"{ACT} .. принять .. педагогический совет",)),
    "parents_committee": (
        ("совет родитель", "родительский комитет"),
        ("мнение ... родительский комитет", "мнение ... совет родитель"),
    ),
    "learners_council": (
        ("совет обучающийся|студент|учащийся",),
        ("мнение ... совет обучающийся|студент|учащийся",),
    ),
    "director_stamp": (("утверждаю",), ()),
    BY_ORDER: (
        ("утвердить .. приказ",),
        (f"{ACT} утверждаться ... приказ", f"{ACT} вводиться в действие приказ"),
    ),
}


class ApprovalPath:
    """Steps in the order of law: those who are heard, then the head."""

    def read(self, text: Text) -> Iterator[Proposal]:
        found: dict[str, Sentence] = {}
        for step, (header, clause) in STEPS.items():
            place = self._place(text, HEAD, header) or self._place(text, BODY, clause)
            if place is not None:
                found[step] = place
        if BY_ORDER not in found and (place := self._place(text, POINT, (f"утвердить прилагать {ACT}",))):
            found[BY_ORDER] = place
        if not found:
            return
        clauses = list(dict.fromkeys(sentence.clause for sentence in found.values()))
        words = "; ".join(dict.fromkeys(sentence.text for sentence in found.values()))
        yield Proposal("act_approval_path", list(found), clauses[0], True, words, tuple(clauses[1:]))

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
        when=("вводиться в действие приказ", "вступать в .. сила приказ", "вступать в сила с .. приказ"),
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
    Says("amendments_by", "new_edition", when=("изменение ... путем подготовка проект ... новый редакция",)),
    Says(
        "edition_effect",
        "automatic",
        when=(
            "предыдущий|прежний редакция .. утрачивать сила",
            "предыдущий|прежний утрачивать сила|автоматически",
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
