"""Splitting a full name as people write it (domain.md §7 b, case 34). Pure.

Initials are refused, a guess is always marked `attention`, a mechanical correction `fixed`.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opora.kernel.text import normal_name

from .reading import CellValue, Level, Notes, Read, clean, is_nothing, mend_letters

PARTICLES = frozenset(("оглы", "оглу", "углы", "угли", "улы", "уулу", "кызы", "гызы", "кизи", "кзы"))
LOWER = PARTICLES | frozenset(("фон", "де", "дер", "дю", "ибн", "бен", "бин"))
PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|овна|евна|ична|инична|оглы|кызы)|.{2,}[тмзкцв]ич|ильич", re.IGNORECASE
)
INITIALS = re.compile(r"[^\W\d_]{1,2}\.(?:-?[^\W\d_]{1,2}\.?)*|[^\W\d_]\.[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?|(?:[^\W\d_]{1,2}\.)+-?[^\W\d_]?\.?")
NUMBERING = re.compile(r"^\d{1,4}\s*[.)]\s*")
_EAST = (
    "нгуен чан тран ле ли фам хоанг хуинь фан ву во данг буй до хо нго зыонг дуонг динь та тхай ким пак "
    "цой хан тен тян тэн югай огай ногай дегай пягай шегай хегай хван кан юн хон сон ан но мун эм шин "
    "чон лим лян со о у ю нам пан ванг ван чжан лю чэнь ян хуан чжао чжоу сюй сунь ма линь гао сун тан "
    "хань фэн юй пэн цао цзэн сяо тянь дун юань чэн цай дин вэй сюэ е янь лай дай цуй чжун цзян лу "
)
EAST = frozenset(_EAST.split())
_GIVEN = (
    "александр алексей алена алина алла альбина анастасия анатолий ангелина андрей анжела анна антон "
    "антонина аркадий арсений артем артур богдан борис вадим валентин валентина валерий валерия василий "
    "василиса вера вероника виктор виктория виталий владимир владислав всеволод вячеслав галина "
    "геннадий георгий глеб григорий даниил данила дарья денис диана дмитрий ева евгений евгения егор "
    "екатерина елена елизавета жанна захар зинаида злата зоя иван игорь илья инна ирина кирилл кристина "
    "ксения лариса лев леонид лидия любовь людмила макар максим маргарита марина мария марк матвей "
    "милана михаил надежда наталия наталья никита николай нина оксана олег олеся ольга павел петр "
    "полина раиса римма роман ростислав руслан светлана семен сергей снежана софия софья станислав "
    "степан таисия тамара татьяна тимофей тимур ульяна федор филипп эдуард элина эльвира эмма юлия юрий "
    "яков яна ярослав ярослава "
)
GIVEN = frozenset(_GIVEN.split())


@dataclass(frozen=True)
class FullName:
    """Surname, given name, patronymic (empty when the person has none)."""

    last: str
    first: str
    middle: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for spellings of one name: ё = е, any case, Latin lookalikes."""
        return normal_name(self.last), normal_name(self.first), normal_name(self.middle)

    def __str__(self) -> str:
        return " ".join(part for part in (self.last, self.first, self.middle) if part)


def read_full_name(raw: CellValue) -> Read[FullName]:
    """«ИВАНОВА МАРИЯ ПЕТРОВНА», «Мирзоев Рустам Ахмед оглы», «Нгуен Ван Хынг» → parts."""
    notes = Notes()
    text = _clean_name(raw, notes)
    if not text:
        return Read(None, Level.ERROR, _("ФИО не указано. Впишите фамилию, имя и отчество."))
    refusal = _refusal(text)
    if refusal:
        return Read(_surname_beside_initials(text), Level.ERROR, refusal)
    words = _cased(text.split(), notes)
    name = _split(words, notes)
    if name is None:
        return Read(None, Level.ERROR, notes.message)
    return Read(name, notes.level, notes.message)


def read_name_parts(last: CellValue, first: CellValue, middle: CellValue = None) -> Read[FullName]:
    """Separate columns; a patronymic written after the given name (as in Moodle) is moved to its place."""
    notes = Notes()
    cleaned = [_clean_name(part, notes) for part in (last, first, middle)]
    parts = ["" if is_nothing(part) else part for part in cleaned]
    if not parts[0] or not parts[1]:
        return Read(None, Level.ERROR, _("Не хватает фамилии или имени. Впишите их полностью."))
    for part in parts:
        refusal = _refusal(part) if part else ""
        if refusal:
            return Read(FullName(parts[0], ""), Level.ERROR, refusal)
    surname, given, patronymic = (" ".join(_cased(part.split(), notes)) for part in parts)
    if not patronymic:
        given, patronymic = _patronymic_apart(given, notes)
    if not patronymic and not cleaned[2]:
        notes.add(Level.ATTENTION, _no_patronymic())
    return Read(FullName(surname, given, patronymic), notes.level, notes.message)


def is_patronymic(word: str) -> bool:
    """Whether the word looks like a patronymic by its ending."""
    return PATRONYMIC.fullmatch(word) is not None or word.lower().rpartition("-")[2] in PARTICLES


def has_initials(text: str) -> bool:
    """«Иванов И.И.», «И. И. Иванов», «Иванов И И»; a one-letter surname («О», «Ю») is not an initial."""
    words = text.split()
    return any(INITIALS.fullmatch(word) for word in words) or any(len(word) == 1 for word in words[1:])


def _no_patronymic() -> str:
    return _("Отчества нет. Если оно есть в паспорте, допишите; если нет, оставьте так.")


def _clean_name(raw: CellValue, notes: Notes) -> str:
    text = clean(raw, notes)
    tidy = re.sub(r"\s*[-‐‑–—]\s*", "-", NUMBERING.sub("", text)).strip(" ,;:-")
    tidy = re.sub(r"(?<=[^\W\d_]),\s*", " ", tidy)
    tidy = re.sub(r"(?<=[^\W\d_]{3})\.(?=\s|$)", "", tidy)
    tidy = re.sub(r"\.(?=[^\W\d_]{3,})", ". ", tidy)
    mended = mend_letters(tidy)
    if mended != tidy:
        notes.add(Level.FIXED, _("Латинские буквы в имени заменили русскими."))
    elif tidy != text and not is_nothing(text):
        notes.add(Level.FIXED, _("Поправили знаки в имени."))
    return mended


def _refusal(text: str) -> str:
    if has_initials(text):
        return _("Указаны инициалы. Впишите имя и отчество полностью, как в паспорте.")
    if any(WORD.fullmatch(word) is None for word in text.split()):
        return _("В имени лишние знаки или цифры. Оставьте только фамилию, имя и отчество.")
    if re.search("[A-Za-z]", text) and re.search("[А-Яа-яЁё]", text):
        return _("В имени смешаны русские и латинские буквы. Наберите его заново в одной раскладке.")
    return ""


def _surname_beside_initials(text: str) -> FullName | None:
    """The surname of a refused name, so that the row can be recognised in the report."""
    if not has_initials(text):
        return None
    whole = [word for word in text.split() if WORD.fullmatch(word) and "." not in word and len(word) > 1]
    return FullName(_case_word(whole[0]), "") if whole else None


def _case_word(word: str) -> str:
    if word.lower() in PARTICLES or (word.lower() in LOWER and (word.isupper() or word.islower())):
        return word.lower()
    parts = re.split(r"(['’ʼ-])", word)
    if len(word) > 1 and (word.isupper() or word.islower()):
        return "".join(part.lower() if part.lower() in PARTICLES else part.capitalize() for part in parts)
    return "".join(part if len(part) < 2 or not part.isupper() else part.capitalize() for part in parts)


def _cased(words: list[str], notes: Notes) -> list[str]:
    cased = [_case_word(word) for word in words]
    if cased and cased[0] in LOWER and len(cased) < 3:
        cased[0] = cased[0].capitalize()
    if cased != words:
        notes.add(Level.FIXED, _("Регистр букв исправили."))
    if cased and all(word.isascii() for word in cased):
        notes.add(Level.ATTENTION, _("Имя записано латиницей. Сверьте с паспортом или переводом."))
    return cased


def _patronymic_apart(given: str, notes: Notes) -> tuple[str, str]:
    words = given.split()
    if len(words) == 3 and words[2] in PARTICLES:
        notes.add(Level.FIXED, _("Отчество стояло в графе имени, разделили."))
        return words[0], " ".join(words[1:])
    if len(words) == 2 and is_patronymic(words[1]):
        notes.add(Level.FIXED, _("Отчество стояло в графе имени, разделили."))
        return words[0], words[1]
    return given, ""


def _split(words: list[str], notes: Notes) -> FullName | None:
    if words[-1] in PARTICLES and len(words) >= 4:
        name = _split(words[:-2], Notes()) or FullName("", "")
        return FullName(name.last, name.first, " ".join(words[-2:]))
    if len(words) == 1:
        notes.add(Level.ERROR, _("Указано одно слово. Впишите фамилию, имя и отчество полностью."))
        return None
    if len(words) == 2:
        return _split_two(words, notes)
    if len(words) == 3:
        return _split_three(words, notes)
    return _split_many(words, notes)


def _split_two(words: list[str], notes: Notes) -> FullName | None:
    last, first = words
    if is_patronymic(first) and normal_name(last) in GIVEN:
        notes.add(Level.ERROR, _("Нет фамилии, только имя и отчество. Допишите фамилию."))
        return None
    notes.add(Level.ATTENTION, _no_patronymic())
    if normal_name(last) in GIVEN and normal_name(first) not in GIVEN:
        notes.add(Level.ATTENTION, _("Имя стояло перед фамилией, переставили. Проверьте."))
        last, first = first, last
    return FullName(last, first)


def _split_three(words: list[str], notes: Notes) -> FullName:
    one, two, three = words
    swapped = is_patronymic(two) and (not is_patronymic(three) or normal_name(one) in GIVEN)
    if swapped and normal_name(two) not in GIVEN:
        notes.add(Level.FIXED, _("Фамилия стояла в конце, переставили."))
        return FullName(three, one, two)
    if is_patronymic(three):
        return FullName(one, two, three)
    if _is_eastern(words):
        notes.add(
            Level.ATTENTION,
            _("Приняли: фамилия «{last}», имя «{first}», отчества нет. Проверьте.").format(
                last=one, first=f"{two} {three}"
            ),
        )
        return FullName(one, f"{two} {three}")
    notes.add(Level.ATTENTION, _("«{word}» приняли за отчество. Проверьте по паспорту.").format(word=three))
    return FullName(one, two, three)


def _split_many(words: list[str], notes: Notes) -> FullName | None:
    if _is_eastern(words) and len(words) <= 5:
        name = FullName(words[0], " ".join(words[1:]))
        notes.add(
            Level.ATTENTION,
            _("Приняли: фамилия «{last}», имя «{first}», отчества нет. Проверьте.").format(
                last=name.last, first=name.first
            ),
        )
        return name
    if len(words) == 4 and is_patronymic(words[3]):
        notes.add(Level.ATTENTION, _("Фамилия из двух слов? Проверьте по паспорту."))
        return FullName(" ".join(words[:2]), words[2], words[3])
    notes.add(
        Level.ERROR,
        _("Не поняли, где фамилия, имя и отчество. Оставьте в ячейке только ФИО одного человека."),
    )
    return None


def _is_eastern(words: list[str]) -> bool:
    """Korean, Vietnamese or Chinese order: a known surname, or short words that are no Russian names."""
    rest = [normal_name(word) for word in words[1:]]
    if any(word in GIVEN or len(word) > 6 or "-" in word for word in rest):
        return False
    return normal_name(words[0]) in EAST or (len(words[0]) <= 5 and all(len(word) <= 5 for word in rest))
