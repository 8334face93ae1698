"""What the eye reads behind the signs: words with their places, and every reading of a disguised one.

People write «xyй», «п*здец», «с у к а», «заеб🙂али», «pizdets»: one word to a reader, another to a machine.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import NamedTuple

MOST_READINGS = 96
LONGEST_WORD = 40

# addresses, files and names of variables say nothing to anybody
_NOT_SPEECH = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\b[\w/-]+\.(?:py|js|ts|html?|css|sql|docx?|xlsx?|pdf|pptx?|txt|zip|png|jpe?g|csv)\b"
    r"|\b\w+/\w[\w./-]*"
    r"|\b[A-Za-z]\w*_\w+\b"
    r"|\b[A-Za-z_]\w*\(",
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_PLAIN = re.compile("[\\s\x21-\x7e\u0400-\u0482\u048a-\u04ff«»—–№„“”]*")
_DRAWN = re.compile(r"(.)\1")
_CHUNK = re.compile(r"\S+")
_EDGES = "«»„“”\"'`()[]{}<>,;:!?…—–-.#|/\\~ "
_STOPS = re.compile(r"[.!?;…\n]")
_SIGNS = re.compile("[,:—]")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_ORDINARY = re.compile("[а-яёА-ЯЁ]+(?:-[а-яёА-ЯЁ]{2,})*")
_MASKS = frozenset("*#@$%&.•×_")
_JOINTS = re.compile(r"[\W_]+")

# what a sign may stand for in a Cyrillic word; the likeliest first
_LOOKS: dict[str, str] = {
    "a": "а", "b": "бв", "c": "сц", "d": "д", "e": "е", "f": "ф", "g": "гд", "h": "нх", "i": "и", "j": "й",
    "k": "к", "l": "л", "m": "м", "n": "пн", "o": "о", "p": "рп", "q": "к", "r": "гр", "s": "с", "t": "т",
    "u": "иу", "v": "в", "w": "ш", "x": "х", "y": "у", "z": "з", "α": "а", "β": "вб", "ε": "е", "κ": "к",
    "ο": "о", "π": "п", "ρ": "р", "τ": "т", "υ": "у", "χ": "х", "і": "и", "ї": "и", "є": "е", "ґ": "г",
    "ў": "у", "ј": "й", "ѕ": "с", "ә": "а", "қ": "к", "ү": "у", "ң": "н", "ө": "о", "һ": "н", "ѝ": "й",
    "0": "о", "1": "ил", "3": "зе", "4": "ч", "6": "б", "9": "яд", "@": "ая", "$": "с", "€": "е", "£": "е",
}  # fmt: skip
# a word written in Latin letters whole: by sound
_SOUNDS: dict[str, tuple[str, ...]] = {
    "a": ("а",), "b": ("б",), "c": ("к", "ц", "с"), "d": ("д",), "e": ("е",), "f": ("ф",), "g": ("г",),
    "h": ("х",), "i": ("и", "й"), "j": ("й", "ж"), "k": ("к",), "l": ("л",), "m": ("м",), "n": ("н",),
    "o": ("о",), "p": ("п",), "q": ("к",), "r": ("р",), "s": ("с",), "t": ("т",), "u": ("у",), "v": ("в",),
    "w": ("в",), "x": ("х",), "y": ("й", "ы"), "z": ("з",), "'": ("ь", ""), "0": ("о",), "1": ("и",),
    "3": ("з", "е"), "4": ("ч",), "6": ("б",), "9": ("я",), "@": ("а",), "ya": ("я",), "ja": ("я",),
    "ia": ("я",), "yu": ("ю",), "ju": ("ю",), "yo": ("е",), "jo": ("е",), "ye": ("е",), "je": ("е",),
    "zh": ("ж",), "kh": ("х",), "ts": ("ц", "тс"), "ch": ("ч",), "sh": ("ш",), "ck": ("к",),
    "sch": ("щ",), "shch": ("щ",),
}  # fmt: skip


class Word(NamedTuple):
    """A word of the text: as it stands, lower with «ё» as «е»; ``clause`` counts its sentence, ``comma`` is
    a sign after it that sets it off, ``begins`` a sentence or stands after a comma."""

    start: int
    end: int
    raw: str
    text: str
    clause: int
    comma: bool
    begins: bool

    @property
    def is_name(self) -> bool:
        return self.raw[:1].isupper() and self.raw[1:].islower()


def folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without invisible signs and accents, one form of each letter, and where each sign stood."""
    if _PLAIN.fullmatch(text):
        return text, range(len(text) + 1)
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if _INVISIBLE.match(sign):
            continue
        if unicodedata.combining(sign):
            # «и» with a breve typed apart is «й»; other marks above letters are an ornament
            if signs and sign in "\u0306\u0308":
                signs[-1] = unicodedata.normalize("NFC", signs[-1] + sign)[0]
            continue
        whole = unicodedata.normalize("NFKC", sign)
        for one in whole:
            signs.append(one)
            places.append(place)
    return "".join(signs), (*places, len(text))


def without_addresses(text: str) -> str:
    """Of the same length, with a blank where an address, a file or a name of code stood."""
    return _NOT_SPEECH.sub(lambda found: " " * len(found[0]), text)


def plain(word: str) -> str:
    return word.lower().replace("ё", "е")


def words_of(text: str) -> list[Word]:
    """Runs of letters, in order."""
    found: list[Word] = []
    clause, begins = 0, True
    low = plain(text)
    spans = [match.span() for match in _WORD.finditer(text)]
    for (start, end), (following, _end) in pairwise([*spans, (len(text), 0)]):
        between = text[end:following]
        is_blank = between == " "
        set_off = not is_blank and bool(_SIGNS.search(between))
        found.append(Word(start, end, text[start:end], low[start:end], clause, set_off, begins))
        begins = set_off or "«" in between
        if not is_blank and _STOPS.search(between):
            clause += 1
            begins = True
    return found


class Chunk(NamedTuple):
    """A run of signs without a blank, its edges taken off."""

    start: int
    end: int
    text: str


def odd_chunks(text: str) -> list[Chunk]:
    """Those with more than Cyrillic letters and a hyphen: foreign letters, digits, letters one by one."""
    found = []
    for match in _CHUNK.finditer(text):
        whole = match[0]
        core = whole.strip(_EDGES)
        if core and len(core) <= LONGEST_WORD and not _ORDINARY.fullmatch(core):
            start = match.start() + whole.find(core)
            found.append(Chunk(start, start + len(core), core))
    return found


def _is_cyrillic(sign: str) -> bool:
    return "а" <= sign <= "я" or sign == "ё"


def _is_latin(sign: str) -> bool:
    return "a" <= sign <= "z"


@lru_cache(maxsize=20_000)
def readings(chunk: str) -> tuple[str, ...]:
    """What a chunk with foreign signs may be read as; empty for a plain one. «xyй» → («хуй»,)"""
    low = chunk.lower()
    cyrillic, latin = any(map(_is_cyrillic, low)), any(map(_is_latin, low))
    if not cyrillic and not latin:
        return ()
    found: dict[str, None] = {}
    joined = _glued(low)
    for one in {low, joined}:
        if cyrillic or not one.isascii():
            found |= dict.fromkeys(_by_looks(one))
        else:
            found |= dict.fromkeys([*_by_looks(one), *_by_sound(one)])
    found.pop(low, None)
    return tuple(found)


def is_latin_only(chunk: str) -> bool:
    return not any(map(_is_cyrillic, chunk.lower()))


def _glued(low: str) -> str:
    """«х.у.й», «х🙂у🙂й», «ху_й» without what stands between; a hyphened pair of words stays two."""
    parts = [part for part in _JOINTS.split(low) if part]
    joints = _JOINTS.findall(low)
    if len(parts) < 2:
        return "".join(parts)
    single = all(len(part) == 1 for part in parts)
    odd = all(joint not in ("-", "/", "+", "=", "'") and joint not in ("*",) for joint in joints)
    return "".join(parts) if single or odd else low


def _by_looks(low: str) -> Iterator[str]:
    options = [(_LOOKS.get(sign) or sign) if not _is_cyrillic(sign) else sign for sign in low]
    for signs in islice(product(*options), MOST_READINGS):
        word = plain("".join(signs))
        if word.isalpha():
            yield word


def _by_sound(low: str) -> Iterator[str]:
    parts: list[tuple[str, ...]] = []
    place = 0
    while place < len(low):
        for size in (4, 3, 2, 1):
            heard = _SOUNDS.get(low[place : place + size])
            if heard and len(low[place : place + size]) == size:
                parts.append(heard)
                place += size
                break
        else:
            return
    for signs in islice(product(*parts), MOST_READINGS):
        yield "".join(signs)


@lru_cache(maxsize=20_000)
def masked(chunk: str) -> re.Pattern[str] | None:
    """A pattern for a word with letters hidden: «п*здец» → «п.здец»; None when nothing is hidden."""
    low = plain(chunk)
    letters = sum(map(_is_cyrillic, low))
    hidden = [sign for sign in low if not _is_cyrillic(sign) and not sign.isalpha()]
    if letters < 2 or not hidden or len(hidden) > letters or not _is_cyrillic(low[0]):
        return None
    if any(sign not in _MASKS for sign in hidden) or (low[-1] not in "*@" and not _is_cyrillic(low[-1])):
        return None
    options = [
        "[а-я]" if sign in _MASKS else sign if _is_cyrillic(sign) else f"[{_LOOKS.get(sign, sign)}]"
        for sign in low
    ]
    return re.compile("".join(options))


_LETTER_BY_LETTER = re.compile(r"(?<!\w)\w(?:[ \t]{1,3}\w(?!\w)){2,}")


def spaced(text: str) -> Iterator[tuple[int, int, str]]:
    """Words written letter by letter: «с у к а», three letters or more."""
    for match in _LETTER_BY_LETTER.finditer(text):
        yield match.start(), match.end(), re.sub(r"\s", "", match[0])


@lru_cache(maxsize=50_000)
def squeezed(word: str) -> tuple[str, ...]:
    """A drawn word as it is without drawing: «нахуууй» → («нахуй»,), «идиооот» → («идиот»,)."""
    if not _DRAWN.search(word):
        return ()
    once = re.sub(r"(.)\1+", r"\1", word)
    kept = re.sub(r"(.)\1{2,}", r"\1", word)
    return tuple(dict.fromkeys(one for one in (kept, once) if one != word))
