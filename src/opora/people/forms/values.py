"""Reading personal data out of table cells (domain.md §7 b, cases 31–34). Pure.

Every reader returns `Read(value, level, message)`. A blank cell is `Read(None)`: whether it may be blank is
decided by the list that is being read.
"""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from opora.kernel import clock

from .full_names import FullName, read_full_name, read_name_parts
from .reading import (
    TO_LATIN,
    CellValue,
    Level,
    Notes,
    Read,
    clean,
    is_nothing,
    plain,
    read_text,
    squeeze,
    worst,
)

__all__ = [
    "CellValue",
    "FullName",
    "Level",
    "Notes",
    "Read",
    "is_nothing",
    "plain",
    "read_birth_date",
    "read_education",
    "read_email",
    "read_full_name",
    "read_name_parts",
    "read_phone",
    "read_snils",
    "read_text",
    "snils_check",
    "snils_is_valid",
    "snils_shown",
    "worst",
]

SERIAL_EPOCH = date(1899, 12, 30)
SERIALS = range(2_000, 60_000)
YOUNGEST, OLDEST = 6, 90
MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
DAY_FIRST = re.compile(r"(\d{1,2})[./,\- ](\d{1,2})[./,\- ](\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})")
IN_WORDS = re.compile(r"(\d{1,2})\s*([а-я]{3,8})\.?\s*(\d{4}|\d{2})")
EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[a-z0-9а-яё](?:[a-z0-9а-яё-]*[a-z0-9а-яё])?\.)+[a-zа-яё0-9-]{2,}", re.I
)
EDUCATION = (
    ("ВО", r"в\.?\s?о\.?|впо|высш.*|бакалавр.*|магистр.*|специалитет.*|аспирант.*"),
    ("СПО", r"с\.?п\.?о\.?|ср.*спец.*|ср.*проф.*|нпо|начальн\w* проф.*|колледж|техникум|училище|птy|пту"),
    ("СОО", r"соо|ср.*общ.*|ср\.?|среднее|11 классов|школа|полное среднее"),
    ("ООО", r"ооо|осн.*|9 классов|неполное среднее"),
)


def read_birth_date(raw: CellValue, *, on: date | None = None) -> Read[date]:
    """дд.мм.гггг, дд.мм.гг, ISO, words, an Excel serial; `on` is the day the age is judged by (today)."""
    today = on or clock.now().date()
    notes = Notes()
    try:
        found = _find_date(raw, today, notes)
    except (ValueError, OverflowError):
        return Read(None, Level.ERROR, _wrong_date(raw))
    if found is None:
        return Read(None, notes.level, notes.message)
    if found > today:
        return Read(None, Level.ERROR, _("Дата рождения в будущем. Проверьте год."))
    if not YOUNGEST <= _age(found, today) <= OLDEST:
        age = _age(found, today)
        notes.add(Level.ATTENTION, _("Возраст {age}: проверьте год рождения.").format(age=age))
    return Read(found, notes.level, notes.message)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _find_date(raw: CellValue, today: date, notes: Notes) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, time):
        raise ValueError
    text = squeeze(plain(raw)).lower()
    if is_nothing(text):
        return None
    if text.isdecimal():
        return _date_of_digits(text, notes)
    text = re.sub(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$", "", text)
    text = re.sub(r"\s*(?:г\.?\s?р\.?|года?|г)\.?(?:\s*рожд\w*\.?)?$", "", text).rstrip(" .")
    return _date_of_text(re.sub(r"\s*([./,-])\s*", r"\1", text), today, notes)


def _date_of_digits(text: str, notes: Notes) -> date:
    if len(text) <= 5 and int(text) in SERIALS and not 1920 <= int(text) <= 2030:
        found = SERIAL_EPOCH + timedelta(days=int(text))
        notes.add(
            Level.FIXED,
            _("Число Excel {number} прочитали как {day}.").format(number=text, day=f"{found:%d.%m.%Y}"),
        )
        return found
    if len(text) != 8:
        raise ValueError
    notes.add(Level.FIXED, _("Дату без точек прочитали по порядку: день, месяц, год."))
    if text[:2] in ("19", "20") and int(text[4:6]) <= 12 and not 1900 <= int(text[4:]) <= 2100:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return date(int(text[4:]), int(text[2:4]), int(text[:2]))


def _date_of_text(text: str, today: date, notes: Notes) -> date:
    found = YEAR_FIRST.fullmatch(text)
    if found:
        return date(int(found[1]), int(found[2]), int(found[3]))
    found = DAY_FIRST.fullmatch(text)
    if found:
        return date(_year(found[3], today, notes), int(found[2]), int(found[1]))
    found = IN_WORDS.fullmatch(text)
    if found:
        month = next((i for i, root in enumerate(MONTHS, 1) if found[2].startswith(root)), 0)
        return date(_year(found[3], today, notes), month, int(found[1]))
    raise ValueError


def _year(text: str, today: date, notes: Notes) -> int:
    """Two digits mean the latest year that makes the person old enough to study."""
    if len(text) == 4:
        return int(text)
    year = 2000 + int(text)
    if year > today.year - YOUNGEST:
        year -= 100
    notes.add(Level.FIXED, _("Год «{short}» прочитали как {year}.").format(short=text, year=year))
    return year


def _wrong_date(raw: CellValue) -> str:
    text = squeeze(plain(raw))
    found = DAY_FIRST.fullmatch(text)
    if found and int(found[2]) > 12 and int(found[1]) <= 12 and int(found[2]) <= 31:
        return _("Такой даты нет: месяца {month} не бывает. Если это {day}, так и напишите.").format(
            month=int(found[2]), day=f"{int(found[2]):02}.{int(found[1]):02}.{found[3]}"
        )
    return _("Такой даты нет. Напишите день, месяц и год, например 14.03.1987.")


def snils_check(number: str) -> str:
    """The two check digits of the first nine digits of a СНИЛС."""
    rest = sum(int(digit) * (9 - i) for i, digit in enumerate(number[:9])) % 101
    return f"{rest % 100:02}"


def snils_is_valid(digits: str) -> bool:
    """Eleven digits whose check digits agree; numbers up to 001-001-998 were issued without a check."""
    if re.fullmatch("[0-9]{11}", digits) is None or int(digits[:9]) == 0:
        return False
    return int(digits[:9]) <= 1_001_998 or snils_check(digits) == digits[9:]


def snils_shown(digits: str) -> str:
    """«99000010156» → «990-000-101 56»."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def read_snils(raw: CellValue) -> Read[str]:
    """Eleven digits from any writing; zeros that Excel has eaten are put back when the check digits agree."""
    text = squeeze(plain(raw))
    if is_nothing(text):
        return Read(None)
    digits = re.sub(r"[\s.\-–—‑_/№:]", "", re.sub("снилс", "", text, flags=re.IGNORECASE))
    if re.fullmatch("[0-9]+", digits) is None or isinstance(raw, date | time):
        return Read(None, Level.ERROR, _("Это не СНИЛС. Впишите 11 цифр или оставьте ячейку пустой."))
    if len(digits) in (9, 10) and text.isdecimal():
        return _snils_without_zeros(digits)
    if len(digits) != 11:
        return Read(
            None, Level.ERROR, _("В СНИЛС цифр: {n}, а нужно 11. Проверьте номер.").format(n=len(digits))
        )
    if not snils_is_valid(digits):
        return Read(
            None, Level.ERROR, _("Контрольные цифры СНИЛС не сходятся. Проверьте номер по документу.")
        )
    return Read(digits)


def _snils_without_zeros(digits: str) -> Read[str]:
    whole = digits.zfill(11)
    if not snils_is_valid(whole) or (len(digits) == 9 and int(whole[:9]) <= 1_001_998):
        return Read(
            None, Level.ERROR, _("В СНИЛС цифр: {n}, а нужно 11. Проверьте номер.").format(n=len(digits))
        )
    if len(digits) == 9:
        message = _("В СНИЛС было 9 цифр, дописали два нуля: {number}. Сверьте с документом.")
        return Read(whole, Level.ATTENTION, message.format(number=snils_shown(whole)))
    return Read(
        whole, Level.FIXED, _("Вернули ноль в начале СНИЛС: {number}.").format(number=snils_shown(whole))
    )


def read_email(raw: CellValue) -> Read[str]:
    """One address; a dash means none. A wrong address needs attention but stops no enrolment."""
    text = squeeze(plain(raw))
    if is_nothing(text):
        return Read(None)
    parts = [
        part
        for part in re.split(r"[;,\s]+", re.sub(r"^mailto:", "", text, flags=re.IGNORECASE))
        if "@" in part
    ]
    address = _address(parts[0]) if parts else text
    if EMAIL.fullmatch(address) is None and len(parts) == 1:
        address = _address(text.replace(" ", ""))
    if len(address) > 254 or ".." in address or EMAIL.fullmatch(address) is None:
        return Read(
            None, Level.ATTENTION, _("Адрес почты не похож на настоящий. Исправьте или оставьте пустым.")
        )
    if len(parts) > 1:
        return Read(
            address.lower(), Level.ATTENTION, _("В ячейке несколько адресов, взяли первый. Проверьте.")
        )
    if address.lower() != text.lower():
        return Read(address.lower(), Level.FIXED, _("В адресе почты убрали лишние знаки."))
    return Read(address.lower())


def _address(text: str) -> str:
    """Without brackets and stops around it; Cyrillic lookalikes inside a Latin address become Latin."""
    bare = text.strip("<>()[]\"'.,;")
    return bare.translate(TO_LATIN) if re.search("[a-z]", bare, re.IGNORECASE) else bare


def read_education(raw: CellValue) -> Read[str]:
    """«ВО», «СПО», «СОО» or «ООО» from the usual spellings."""
    notes = Notes()
    text = clean(raw, notes)
    if is_nothing(text):
        return Read(None)
    plainer = text.lower().replace("ё", "е")
    for level, pattern in EDUCATION:
        if re.fullmatch(pattern, plainer):
            known = text == level
            return Read(
                level,
                Level.OK if known else Level.FIXED,
                "" if known else _("Образование «{raw}» записали как {level}.").format(raw=text, level=level),
            )
    return Read(
        None,
        Level.ATTENTION,
        _("Не поняли образование «{raw}». Выберите ВО, СПО, СОО или ООО.").format(raw=text),
    )


def read_phone(raw: CellValue) -> Read[str]:
    """«8 (921) 000-00-00» → «+79210000000»; a foreign number keeps its code."""
    text = squeeze(plain(raw))
    if is_nothing(text):
        return Read(None)
    digits = re.sub(r"[^0-9]", "", text)
    if text.startswith("+") and digits[:1] != "7" and 8 <= len(digits) <= 15:
        return Read(f"+{digits}")
    if len(digits) == 11 and digits[0] in "78":
        return Read(f"+7{digits[1:]}")
    if len(digits) == 10 and digits[0] in "3489":
        return Read(f"+7{digits}")
    return Read(
        None, Level.ATTENTION, _("Не поняли номер телефона. Напишите его целиком, например +7 921 000-00-00.")
    )
