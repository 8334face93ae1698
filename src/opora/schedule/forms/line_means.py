"""Which means of communication a line names; two in a cell are two (domain.md §7 c, SCH-01, COM-04). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from opora.kernel.text import normal_name
from opora.people.forms.reading import CellValue, Level, Notes, Read, is_nothing, plain, squeeze

SURE, LIKELY = 85.0, 70.0
SPLIT = re.compile(r"\s*[,;\n]\s*|\s+\+\s+(?!\d)|\s+(?:и|или)\s+|\s*/\s*(?!/)")
CONTACTS = (
    (re.compile(r"[\w.+-]+@[\w.-]+\w"), "электронная почта"),
    (re.compile(r"(?:https?://|www\.)\S+"), ""),
    (re.compile(r"\+?\d(?:[\s()-]*\d){5,14}(?:\s*доб\.?\s*\d+)?"), "телефон"),
)
PLACE = re.compile(
    r"(?:уч\w*\.?\s*)?(?:каб|ауд|полигон|корп|этаж|комн|класс|зал|ул\b|адрес|оф\b|офис|id\b)", re.IGNORECASE
)
SKYPE = re.compile(r"skype|скайп", re.IGNORECASE)


@dataclass(frozen=True)
class MeansName:
    """A means of communication of the register as it may be called in a file."""

    code: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Means:
    """Codes in the order of the cell; `details` are rooms, numbers and addresses."""

    codes: tuple[str, ...]
    details: str = ""


def read_means(raw: CellValue, means: Sequence[MeansName]) -> Read[Means]:
    """All means a cell names; unknown ones are told, a cell without a known one is refused."""
    text = squeeze(plain(raw).replace("\n", "; "))
    if is_nothing(text):
        return Read(
            None,
            Level.ERROR,
            _("Заполните графу «Средство коммуникации»: без неё график нельзя отправить на утверждение."),
        )
    if not means:
        known = Means(tuple(_pieces(text)))
        return Read(known, Level.OK, _("Средство не сверили: реестр средств коммуникации пока пуст."))
    whole = _called(_words(text), means)
    if len(whole) == 1:
        exact = _words(text) == _words(whole[0].title)
        return Read(
            Means((whole[0].code,)), Level.OK if exact else Level.FIXED, "" if exact else _is(text, whole[0])
        )
    notes = Notes()
    codes: list[str] = []
    details: list[str] = []
    for piece in _pieces(text):
        _take(piece, means, codes, details, notes)
    found = tuple(dict.fromkeys(codes))
    if not found and notes.level is not Level.ERROR:
        notes.add(
            Level.ERROR,
            _("Выберите средство коммуникации из перечня: без него график нельзя отправить на утверждение."),
        )
    return Read(Means(found, "; ".join(details)), notes.level, notes.message)


def _is(text: str, known: MeansName) -> str:
    return _("«{raw}» — это «{title}».").format(raw=text, title=known.title)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w]+", normal_name(text)))


def _called(words: str, means: Sequence[MeansName]) -> list[MeansName]:
    return [
        known
        for known in means
        if words in {_words(name) for name in (known.code, known.title, *known.aliases)}
    ]


def _pieces(text: str) -> list[str]:
    """Parts of the cell; brackets and quotes are not cut."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\ue000{len(kept) - 1}\ue001"

    text = text.replace("\ue000", " ").replace("\ue001", " ")
    hidden = re.sub(r"\([^()]*\)|«[^«»]*»|\"[^\"]*\"|https?://\S+", keep, text)
    pieces = [squeeze(piece) for piece in SPLIT.split(hidden)]
    return [re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], piece) for piece in pieces if piece]


def _take(piece: str, means: Sequence[MeansName], codes: list[str], details: list[str], notes: Notes) -> None:
    bare, contact_means = piece, ""
    for pattern, named in CONTACTS:
        found = pattern.search(bare)
        if found:
            details.append(found[0])
            bare = pattern.sub(" ", bare)
            contact_means = named
    words = _words(bare) or contact_means
    if not words:
        return
    level, known = _best(words, means)
    if known is None and PLACE.match(bare.strip()):
        details.append(piece)
    elif known is None and SKYPE.search(piece):
        notes.add(Level.ERROR, _("Сервис Skype закрыт 05.05.2025. Выберите другое средство коммуникации."))
    elif known is None:
        notes.add(
            Level.ATTENTION,
            _("Средства «{name}» нет в перечне. Выберите из перечня или добавьте его в реестр.").format(
                name=piece
            ),
        )
    else:
        codes.append(known.code)
        doubt = level is Level.ATTENTION
        message = _("«{raw}» похоже на «{title}». Проверьте.").format(raw=piece, title=known.title)
        notes.add(level, message if doubt else "" if level is Level.OK else _is(piece, known))


def _best(words: str, means: Sequence[MeansName]) -> tuple[Level, MeansName | None]:
    exact = _called(words, means)
    if exact:
        return (Level.OK if words == _words(exact[0].title) else Level.FIXED), exact[0]
    scored = sorted(((_score(words, known), known) for known in means), key=lambda pair: -pair[0])
    if not scored or scored[0][0] < LIKELY:
        return Level.OK, None
    tied = len(scored) > 1 and scored[1][0] >= scored[0][0] - 3
    return (Level.FIXED if scored[0][0] >= SURE and not tied else Level.ATTENTION), scored[0][1]


def _score(words: str, known: MeansName) -> float:
    """Abbreviations («тел», «эл почта») and names with additions («вебинар на платформе») are the name."""
    return max(_likeness(words, _words(name)) for name in (known.title, *known.aliases))


def _likeness(words: str, name: str) -> float:
    asked, had = words.split(), name.split()
    if len(asked) <= len(had) and all(
        len(short) > 1 and full.startswith(short) for short, full in zip(asked, had, strict=False)
    ):
        return 95.0
    if had and " ".join(asked[: len(had)]) == name:
        return 90.0
    return fuzz.token_sort_ratio(words, name)
