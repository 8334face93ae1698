"""Citizenship as lists write it → code of ОКСМ (case 34). Pure."""

import re

from opora.kernel.text import normal_name

RUSSIA = "643"
_COUNTRIES = {
    RUSSIA: "россия рф российскаяфедерация российское русский гражданинрф гражданкарф russia ru rus",
    "031": "азербайджан азербайджанская азербайджанскаяреспублика",
    "051": "армения республикаармения",
    "112": "беларусь белоруссия рб республикабеларусь",
    "156": "китай кнр",
    "268": "грузия",
    "356": "индия",
    "398": "казахстан рк республикаказахстан",
    "408": "кндр севернаякорея",
    "410": "корея южнаякорея республикакорея",
    "417": "киргизия кыргызстан киргизстан кыргызскаяреспублика",
    "498": "молдова молдавия",
    "704": "вьетнам срв",
    "762": "таджикистан республикатаджикистан",
    "792": "турция",
    "795": "туркменистан туркмения",
    "804": "украина",
    "860": "узбекистан республикаузбекистан",
}
_CODES = {name: code for code, names in _COUNTRIES.items() for name in names.split()}


def country_code(text: str) -> str | None:
    """«Вьетнам» → «704», blank → Russia; None when the country is not known."""
    if not text.strip():
        return RUSSIA
    digits = text.strip()
    if re.fullmatch("[0-9]{1,3}", digits):
        return digits.zfill(3)
    return _CODES.get(re.sub(r"[\W_]", "", normal_name(text))) or _CODES.get(
        re.sub(r"[\W_]", "", text.casefold())
    )
