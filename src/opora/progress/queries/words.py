"""Russian words compared roughly: cut endings, closeness of a question to a topic. Pure, no model."""

import re

from rapidfuzz import fuzz

from opora.kernel.text import normal_name

_ENDING = re.compile(
    r"(?:иями|ями|ами|иях|ях|ах|ией|ией|иям|ием|ого|его|ому|ему|ыми|ими|ость|ости|остью|"
    r"ения|ению|ением|ение|ании|ания|анию|ание|ться|тся|ешь|ишь|ете|ите|ают|яют|уют|ить|ать|ять|еть|"
    r"ия|ию|ие|ии|ий|ый|ой|ая|яя|ое|ее|ые|ых|их|ую|юю|ом|ем|ым|им|ам|ям|ов|ев|ей|ет|ит|ют|ут|ат|ят|"
    r"а|я|о|е|ы|и|у|ю|ь|й)$"
)
_COMMON = frozenset(
    re.findall(
        "[а-я]+",
        "как что это для при или если чем кто где когда нужно надо можно ли мне меня нам вам вас его ее их "
        "который какой какая какие почему зачем сколько все всех еще уже после перед между чтобы было быть "
        "есть нет так там тут вот же бы про под над без через пожалуйста подскажите объясните расскажите "
        "прошу помогите вопрос тест тема модуль задача задание раздел",
    )
)
SHORTEST = 3
ALIKE = 86


def stems(text: str) -> frozenset[str]:
    """«Целевой инструктаж» → {«целев», «инструктаж»}."""
    words = re.findall(rf"[а-яa-z]{{{SHORTEST},}}", normal_name(text))
    return frozenset(_cut(word) for word in words if word not in _COMMON)


def _cut(word: str) -> str:
    short = _ENDING.sub("", word)
    return short if len(short) >= SHORTEST else word


def closeness(question: frozenset[str], topic: frozenset[str]) -> float:
    """The share of the topic's words that the question has, a typo forgiven."""
    if not topic:
        return 0.0
    return sum(any(_same(word, other) for other in question) for word in topic) / len(topic)


def _same(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) > 4 and fuzz.ratio(word, other) >= ALIKE)
