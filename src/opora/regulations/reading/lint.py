"""Defects of an act that a reader would have to explain: each with its kind, clause and words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .channels import RISKY
from .citations import OwnAct, missing, written_on
from .morphology import forms, tokens
from .norms import Norm, cited, shipped_norms, warning
from .phrase import find
from .reader import BODY, HEAD, POINT, Text, prepare
from .source import ReadAct
from .structure import ANNEX, ORDER, ORDER_ANNEX

KINDS = {
    "cross_reference": "Неверная ссылка",
    "mixed_kind": "Акт назван по-разному",
    "missing_annex": "Нет приложения",
    "blank": "Не заполнено",
    "circle": "Потерян круг лиц",
    "name_typo": "Опечатка в названии",
    "repeated_word": "Слово повторено",
    "repeated_number": "Номер повторён",
    "lapsed_norm": "Норма утратила силу",
    "channel": "Средство связи под вопросом",
    "duty_conflict": "Обязанность без ответственного",
}
NAMES = ("Инфоурок", "Мультиурок", "Сферум", "Госуслуги", "Телеграм", "Вотсап", "Яндекс")
PERSONS = {"слушатель": "слушатели", "обучающийся": "обучающиеся", "родитель": "родители"}
ACT_KINDS = ("порядок", "положение", "правило", "инструкция", "регламент")
DUTIES = (("сохранность .. данные", "резервный копирование"),)

_SUBPOINT = re.compile(r"подпункт\w*\s+(\d+(?:\.\d+)+)\s+пункт\w*\s+(\d+(?:\.\d+)*)", re.IGNORECASE)
_OWN_POINT = re.compile(r"(?:пункт\w*|п\.)\s*(\d+(?:\.\d+)+)\.?\s+настоящ\w+", re.IGNORECASE)
_ANNEX = re.compile(r"приложени(?:ю|и|ем|я|е)(?:\s*№?\s*(\d+))?", re.IGNORECASE)
_BLANK = re.compile(r"(?:\bот|№|N|протокол\w*)\s*(?:[«\"]\s*)?_{3,}", re.IGNORECASE)
_REPEATED = re.compile(r"(?<![\w.-])([А-ЯЁа-яё]+)\s+\1(?![\w-])", re.IGNORECASE)
_QUOTED = re.compile(r"[«“\"][^»”\"]*[»”\"]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect: its kind (a key of :data:`KINDS`), the clause, what is wrong and what to do."""

    kind: str
    clause: str
    words: str


def lint(
    act: ReadAct, on: date, norms: Mapping[str, Norm] | None = None, own: Sequence[OwnAct] = ()
) -> list[Finding]:
    """Defects in the order of clauses, as they stand on a date; one of a kind per clause.

    ``own``: acts of the register, whose clauses the text may cite (S1-O-0).
    """
    text = prepare(act)
    checks: list[Callable[[Text], Iterator[Finding]]] = [
        _cross_references,
        _mixed_kind,
        _missing_annexes,
        _blanks,
        _lost_persons,
        _typos,
        _repeated_words,
        _repeated_numbers,
        _channels,
        _duties,
    ]
    found = {(finding.kind, finding.clause): finding for check in checks for finding in check(text)}
    for finding in _lapsed(text, on, shipped_norms() if norms is None else norms):
        found.setdefault((finding.kind, finding.clause), finding)
    for finding in _lost_places(text, written_on(act) or on, own):
        found.setdefault((finding.kind, finding.clause), finding)
    place = {part.number: index for index, part in enumerate(text.parts)}
    return sorted(found.values(), key=lambda finding: (place[finding.clause], finding.kind))


def _cross_references(text: Text) -> Iterator[Finding]:
    numbers = {part.number for part in text.parts}
    for part in text.parts:
        for found in _SUBPOINT.finditer(part.clause.text):
            if not found[1].startswith(f"{found[2]}."):
                yield Finding(
                    "cross_reference",
                    part.number,
                    f"Подпункт {found[1]} не может стоять в пункте {found[2]}. Проверьте ссылку:"
                    f" похоже, это пункт {found[1].rsplit('.', 1)[0]}.",
                )
        for found in _OWN_POINT.finditer(part.clause.text):
            if found[1] not in numbers:
                yield Finding("cross_reference", part.number, f"Пункта {found[1]} в этом акте нет.")


def _lost_places(text: Text, day: date, own: Sequence[OwnAct]) -> Iterator[Finding]:
    for part in text.parts:
        for number, act, edition in missing(part.clause.text, own, day, text.act.title):
            yield Finding(
                "cross_reference",
                part.number,
                f"В акте «{act.titles[0]}», ред. от {edition.since:%d.%m.%Y}, пункта {number} нет."
                " Проверьте ссылку.",
            )


def _mixed_kind(text: Text) -> Iterator[Finding]:
    title = tokens(text.act.title)
    own = next((kind for token in title[:1] for kind in ACT_KINDS if kind in token.forms), None)
    if own is None:
        return
    for part in text.of(BODY):
        bare = _QUOTED.sub(" ", part.clause.text)
        words = tokens(bare)
        for other in ACT_KINDS:
            itself = (
                f"{other} утверждаться|вводиться|вступать|действовать|разработать",
                f"настоящий {other}",
                f"изменение .. в {other}",
                f"редакция {other}",
            )
            named = re.search(rf"\b{other[:6].capitalize()}[а-я]*\b", bare)
            if other != own and named and any(find(pattern, words) for pattern in itself):
                yield Finding(
                    "mixed_kind",
                    part.number,
                    f"Акт называется «{own.capitalize()}», а здесь «{named[0]}». Назовите его одинаково.",
                )
                break


def _missing_annexes(text: Text) -> Iterator[Finding]:
    annexes = [part.number for part in text.parts if part.number.startswith(ANNEX)]
    if any(part.number == ORDER for part in text.parts) and not any(text.of(BODY)):
        for part in text.of(POINT):
            if find("прилагать", tokens(part.clause.text)):
                yield Finding(
                    "missing_annex", part.number, "Утверждается прилагаемый акт, а его нет в тексте."
                )
                return
    own = [number for number in annexes if number != ORDER_ANNEX]
    for part in text.of(BODY):
        bare = _QUOTED.sub(" ", part.clause.text)
        if not find("приложение .. настоящий|порядок|положение", tokens(bare)) and not find(
            "согласно|форма|форме .. приложение", tokens(bare)
        ):
            continue
        for found in _ANNEX.finditer(bare):
            if (found[1] and f"{ANNEX} {found[1]}" not in own) or not own:
                name = f"приложение № {found[1]}" if found[1] else "приложение"
                yield Finding("missing_annex", part.number, f"Пункт отсылает: {name}. В тексте его нет.")
                break


def _blanks(text: Text) -> Iterator[Finding]:
    for part in text.parts:
        if _BLANK.search(part.clause.text):
            yield Finding("blank", part.number, "Не вписаны дата или номер. Возьмите их из приказа.")


def _lost_persons(text: Text) -> Iterator[Finding]:
    """Whom the order names and its point forgets; whom the title names and the text never does."""
    body = {form for sentence in text.sentences() for token in sentence.tokens for form in token.forms}
    if lost := _persons(text.act.title) - body if body else set():
        first = next(text.of(BODY))
        yield Finding("circle", first.number, f"В названии есть {_listed(lost)}, в тексте акта их нет.")
    for part in text.of(HEAD):
        if part.number != ORDER:
            continue
        title = next((line for line in part.clause.text.split("\n") if re.match(r"Об?\s", line)), "")
        for point in text.of(POINT):
            words = tokens(point.clause.text)
            lost = _persons(title) - {form for token in words for form in token.forms}
            if lost and find("утвердить", words):
                yield Finding(
                    "circle",
                    point.number,
                    f"В заголовке приказа есть {_listed(lost)}, в этом пункте их нет. Круг лиц разошёлся.",
                )


def _persons(words: str) -> set[str]:
    return {person for token in tokens(words) for person in PERSONS if person in token.forms}


def _listed(persons: set[str]) -> str:
    return ", ".join(PERSONS[person] for person in sorted(persons))


def _typos(text: Text) -> Iterator[Finding]:
    for part in text.parts:
        for word in re.findall(r"[А-ЯЁ][а-яё]{5,}", part.clause.text):
            for name in NAMES:
                if not word.startswith(name[:-1]) and _one_letter_apart(word.lower(), name.lower()):
                    yield Finding("name_typo", part.number, f"«{word}» написано с ошибкой: «{name}».")


def _one_letter_apart(word: str, name: str) -> bool:
    if abs(len(word) - len(name)) > 1 or word == name or name in forms(word):
        return False
    short, long = sorted((word, name), key=len)
    at = next((index for index, letter in enumerate(short) if letter != long[index]), len(short))
    rest = short[at + (len(short) == len(long)) :]
    return at > 2 and rest == long[at + 1 :]


def _repeated_words(text: Text) -> Iterator[Finding]:
    for part in text.parts:
        found = _REPEATED.search(part.clause.text.replace("\n", " | "))
        if found:
            yield Finding("repeated_word", part.number, f"Слово стоит дважды: «{found[0]}».")


def _repeated_numbers(text: Text) -> Iterator[Finding]:
    for part in text.parts:
        if part.number.endswith(")"):
            yield Finding("repeated_number", part.number, "Пункт с этим номером уже есть выше.")


def _channels(text: Text) -> Iterator[Finding]:
    for part in text.parts:
        said = [
            words
            for words, pattern in RISKY
            for sentence in part.sentences
            if (match := find(pattern, sentence.tokens))
            and not match.denied
            and not sentence.has("запретить")
        ]
        if said:
            yield Finding("channel", part.number, " ".join(dict.fromkeys(said)))


def _duties(text: Text) -> Iterator[Finding]:
    body = list(text.sentences())
    for duty, released in DUTIES:
        charged = next((sentence for sentence in body if sentence.has(duty)), None)
        freed = next(
            (
                sentence
                for sentence in body
                if sentence.has(released)
                and (
                    sentence.introduced_by("не нести ответственность")
                    or sentence.has("не нести ответственность")
                )
            ),
            None,
        )
        if charged and freed and charged.clause != freed.clause:
            yield Finding(
                "duty_conflict",
                freed.clause,
                f"Пункт {charged.clause} поручает сохранность данных, а этот снимает ответственность за"
                " резервное копирование. Назовите, кто за него отвечает.",
            )


def _lapsed(text: Text, on: date, norms: Mapping[str, Norm]) -> Iterator[Finding]:
    for part in text.parts:
        gone = [norm for norm in cited(part.clause.text, norms) if norm.has_lapsed(on)]
        if gone:
            yield Finding("lapsed_norm", part.number, " ".join(warning(norm, norms) for norm in gone))
