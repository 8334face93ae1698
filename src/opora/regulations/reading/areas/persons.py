"""Whom the act is about: what the learner is called, what parents may, who gives help."""

from collections.abc import Iterator

from ..reader import Names, Proposal, Says, Sentence, Text

TERMS = ("слушатель", "обучающийся")
RIGHT = ("{} .. иметь право|возможность", "право .. помощь иметь .. {}", "{} .. вправе", "{} гарантироваться")
PARENT = "родитель|представитель"
GIVES = (
    "помощь ... оказывать|оказываться",
    "оказывать|оказываться ... помощь",
    "консультировать",
    "отвечать на .. вопрос",
    "консультация проводить|проводиться .. преподаватель|педагог|учитель|мастер|работник",
)
GIVEN_BY = ("помощь оказывать|оказываться $", "консультация проводить|проводиться $", "консультировать $")
LOAD = ("почасовой", "учебный нагрузка")
PROVIDERS = {
    "pedagogical": (
        "педагогический работник",
        "преподаватель",
        "учитель",
        "педагог",
        "мастер производственный обучение",
    ),
    "other": (
        "иной работник",
        "представитель .. администрация",
        "методист",
        "сотрудник",
        "педагог-психолог",
    ),
    "support": ("служба психолого-педагогический",),
}
HELPERS = {
    "teacher": ("преподаватель", "учитель"),
    "industrial_master": ("мастер производственный обучение",),
    "psych_service": ("служба психолого-педагогический", "педагог-психолог"),
    "administration": ("представитель .. администрация",),
}


class LearnerTerm:
    """The word that the act uses; another word beside it leaves the choice to a person."""

    def read(self, text: Text) -> Iterator[Proposal]:
        body = list(text.sentences())
        counts = {term: sum(self._told(sentence, term) for sentence in body) for term in TERMS}
        term = max(TERMS, key=lambda word: counts[word])
        if not counts[term]:
            return
        named = [sentence for sentence in body if sentence.has(term)]
        stated = [
            sentence for sentence in named if sentence.has(*(pattern.format(term) for pattern in RIGHT))
        ]
        place = (stated or named)[0]
        certain = counts[term] >= 0.9 * sum(counts.values())
        yield Proposal("learner_term", term, place.clause, certain, place.text)

    @staticmethod
    def _told(sentence: Sentence, term: str) -> int:
        """How often the word stands for a person: «совет обучающихся» is the name of a body."""
        words = sentence.tokens
        return sum(
            term in token.forms and not (at and "совет" in words[at - 1].forms)
            for at, token in enumerate(words)
        )


RULES = [
    LearnerTerm(),
    Says(
        "legal_reps_enabled",
        True,
        when=(
            f"{PARENT} ... иметь право ... помощь",
            f"право .. помощь иметь ... {PARENT}",
            f"{PARENT} ... вправе ... помощь|консультация",
            f"помощь .. предоставляться ... {PARENT}",
            f"{PARENT} ... право .. помощь|консультация .. обладать",
        ),
        denied=False,
    ),
    Says(
        "help_window",
        "contract",
        when=(
            "право .. помощь .. срок действие договор",
            "право .. консультация .. пока действовать договор",
        ),
    ),
    Says("help_window", "training", when=("право .. помощь .. весь срок обучение",)),
    Says("legal_reps_portal", True, when=("доступ ... личный кабинет",), beside=("законный представитель",)),
    Says(
        "legal_reps_informed",
        "site",
        when=("информировать ... родитель|представитель", "информация для ... родитель ... размещаться"),
        beside=("сайт",),
    ),
    Says(
        "network_learners",
        True,
        when=(
            "обучающийся ... сетевой образовательный программа",
            "обучающийся ... сетевой форма|взаимодействие",
        ),
    ),
    Says(
        "act_audience", "staff", when=("порядок|положение|правило руководствоваться .. работник|сотрудник",)
    ),
    Names("help_providers", lead=GIVES, unless=LOAD, listed=False, members=PROVIDERS),
    Names("help_providers", lead=GIVEN_BY, unless=LOAD, members=PROVIDERS),
    Names("help_roles", lead=GIVES, unless=LOAD, listed=False, at_least=2, members=HELPERS),
    Names("help_roles", lead=GIVEN_BY, unless=LOAD, at_least=2, members=HELPERS),
]  # fmt: skip
