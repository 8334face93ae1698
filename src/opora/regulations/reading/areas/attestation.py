"""Consultations before an attestation: group only, and who is excepted."""

from collections.abc import Iterator

from ..reader import BODY, Names, Part, Proposal, Says, Sentence, Text

BEFORE = (
    "подготовка .. аттестация",
    "перед|накануне .. аттестация",
    "к .. аттестация .. готовить",
    "предаттестационный",
)
ONLY_GROUP = ("только .. групповой", "исключительно .. групповой", "групповой форма .. только")
BOTH = ("групповой ... и индивидуальный", "индивидуальный ... и групповой")
NEEDS = ("ограниченный возможность здоровье", "инвалид|инвалидность|овз")
ALLOWS = (
    "исключение|кроме ... индивидуальный консультация",
    "допускаться|разрешаться|может .. индивидуальный консультация",
    "индивидуальный консультация .. разрешаться|допускаться|возможный",
)
NO_EXCEPTION = ("исключение ... не предусматриваться|устанавливаться",)
FORBIDS = (
    *NO_EXCEPTION,
    "индивидуальный консультация .. не проводиться|допускаться|предусмотреть",
    "индивидуальный консультация .. запрещаться",
)


def _before(part: Part) -> Iterator[Sentence]:
    """Sentences about consultations from the one that names the attestation to the end of its clause."""
    named = False
    for sentence in part.sentences:
        named = named or sentence.has(*BEFORE)
        if named and sentence.has("консультация"):
            yield sentence


class GroupOnly:
    """«только в групповой форме»; the exception is read here too: its absence is an answer."""

    def read(self, text: Text) -> Iterator[Proposal]:
        spoken = [sentence for part in text.of(BODY) for sentence in _before(part)]
        only = [sentence for sentence in spoken if sentence.has(*ONLY_GROUP)]
        both = [sentence for sentence in spoken if sentence.has(*BOTH) and not sentence.has(*ONLY_GROUP)]
        excepted = [
            sentence
            for sentence in spoken
            if sentence.has(*NEEDS) and sentence.has(*ALLOWS) and not sentence.has(*FORBIDS)
        ]
        if only:
            yield self._proposal("exam_prep_group_only", True, only[0])
        elif both:
            yield self._proposal("exam_prep_group_only", False, both[0])
        elif excepted:  # who alone may come individually is said, so the others may not
            yield self._proposal("exam_prep_group_only", True, excepted[0])
        if excepted:
            yield self._proposal("exam_prep_individual_exception", True, excepted[0])
        elif refused := [sentence for sentence in spoken if sentence.has(*NO_EXCEPTION)] or only:
            yield self._proposal("exam_prep_individual_exception", False, refused[0])

    @staticmethod
    def _proposal(provision: str, value: bool, sentence: Sentence) -> Proposal:
        return Proposal(provision, value, sentence.clause, True, sentence.text)


RULES = [
    GroupOnly(),
    Says(
        "exam_prep_when",
        "after_part",
        when=("по окончание освоение", "после освоение|изучение"),
        beside=("подготовка .. аттестация", "консультация"),
    ),
    Says(
        "exam_prep_when",
        "any_time",
        when=("консультация ... аттестация .. до окончание освоение",),
    ),
    Names(
        "exam_prep_items",
        lead=(
            "консультация .. подготовка .. аттестация .. необходимо|обязан|должен",
            "предаттестационный консультация .. необходимо|обязан|должен",
        ),
        members={
            "briefing": ("инструктаж", "проинструктировать|инструктировать"),
            "tasks": ("алгоритм решение", "сложный|трудный задача|задание"),
            "criteria": ("критерий оценивание|оценка",),
        },
    ),
]
