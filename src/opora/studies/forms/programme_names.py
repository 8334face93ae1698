"""Which programme a customer means: «Охрана труда 40ч», «ОТ», «OT-40» → ОТ-40 (domain.md §7 a, b). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from opora.kernel.text import normal_name
from opora.people.forms.reading import CellValue, Level, Read, is_nothing, plain, squeeze

SURE, LIKELY, MARGIN = 90.0, 72.0, 4.0
HOURS = re.compile(
    r"\(?\b(\d{1,4})\s*(?:-?\s*ти\s*)?(?:ак(?:ад)?\.?\s*)?(?:часов|часа|час|ч)\b\.?\)?", re.IGNORECASE
)


@dataclass(frozen=True)
class ProgrammeName:
    """A programme as it may be called in a file."""

    code: str
    title: str
    hours: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Asked:
    text: str
    key: str
    letters: str
    words: str
    hours: int | None


def match_programme(raw: CellValue, programmes: Sequence[ProgrammeName]) -> Read[str]:
    """The code of the programme; a guess is `attention`, an unknown name is `error`."""
    text = squeeze(plain(raw))
    if is_nothing(text):
        return Read(None, Level.ATTENTION, _("Программа не указана. Выберите её перед зачислением."))
    if not programmes:
        return Read(text, Level.OK, _("Программу не сверили: перечень программ пока пуст."))
    same = [programme for programme in programmes if text in (programme.code, programme.title)]
    if len(same) == 1:
        return Read(same[0].code)
    asked = _asked(text)
    exact = [programme for programme in programmes if _is_called(programme, asked)]
    if len(exact) == 1:
        return _found(exact[0], asked)
    return _best(exact or programmes, asked)


def _asked(text: str) -> _Asked:
    hours = HOURS.search(text)
    rest = squeeze(HOURS.sub(" ", text)) or text
    letters = _key(rest)
    number = re.fullmatch(r"(\D+?)(\d{1,4})", letters)
    told = int(hours[1]) if hours else int(number[2]) if number else None
    return _Asked(text, _key(text), number[1] if number else letters, _words(rest), told)


def _key(text: str) -> str:
    """Letters and digits alone, Latin lookalikes read as Cyrillic."""
    return re.sub(r"[\W_]", "", normal_name(text))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", normal_name(text)))


def _is_called(programme: ProgrammeName, asked: _Asked) -> bool:
    names = (programme.code, programme.title, *programme.aliases)
    return asked.key in {_key(name) for name in names} or asked.words in {_words(name) for name in names}


def _best(programmes: Sequence[ProgrammeName], asked: _Asked) -> Read[str]:
    scored = sorted(
        ((_score(programme, asked), programme) for programme in programmes), key=lambda pair: -pair[0]
    )
    near = [(score, programme) for score, programme in scored if score >= LIKELY]
    if not near:
        return Read(
            None,
            Level.ERROR,
            _("Программы «{name}» нет в перечне. Исправьте название или добавьте её.").format(
                name=asked.text
            ),
        )
    top = [programme for score, programme in near if score >= near[0][0] - MARGIN]
    if len(top) > 1 and asked.hours is not None:
        top = [programme for programme in top if programme.hours == asked.hours] or top
    if len(top) > 1:
        return Read(
            None,
            Level.ATTENTION,
            _("Подходит несколько программ: {codes}. Выберите нужную.").format(
                codes=", ".join(programme.code for programme in top)
            ),
        )
    if near[0][0] >= SURE:
        return _found(top[0], asked)
    return Read(
        top[0].code,
        Level.ATTENTION,
        _("«{name}» похоже на {code}. Проверьте.").format(name=asked.text, code=top[0].code),
    )


def _found(programme: ProgrammeName, asked: _Asked) -> Read[str]:
    if asked.hours is not None and programme.hours and asked.hours != programme.hours:
        return Read(
            programme.code,
            Level.ATTENTION,
            _("В файле {asked} ч, в программе {code} — {hours} ч. Проверьте, та ли это программа.").format(
                asked=asked.hours, code=programme.code, hours=programme.hours
            ),
        )
    return Read(
        programme.code, Level.FIXED, _("«{name}» — это {code}.").format(name=asked.text, code=programme.code)
    )


def _score(programme: ProgrammeName, asked: _Asked) -> float:
    """100 for the letters of the code or the beginning of a name, 95 for its words, else likeness."""
    code = _key(programme.code)
    letters = re.match(r"\D+", code)
    if letters and letters[0] == asked.letters:
        return 100.0
    return max(_likeness(asked.words, _words(name)) for name in (programme.title, *programme.aliases))


def _likeness(asked: str, name: str) -> float:
    if len(asked) < 3:
        return 0.0
    if name.startswith(asked) and len(asked) >= 5:
        return 100.0
    wanted, had = _stems(asked), _stems(name)
    if wanted and wanted <= had and any(len(stem) > 4 for stem in wanted):
        return 95.0 if len(wanted) > 1 or wanted == had else 85.0
    return min(fuzz.token_sort_ratio(asked, name), 89.0)


def _stems(words: str) -> set[str]:
    return {word[:5] for word in words.split() if len(word) > 2}
