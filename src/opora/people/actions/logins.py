"""Log-ins made of names: «Иванова Мария Петровна» → ivanova.mp."""

from ..models import Account, Person

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_LETTERS = {russian: latin.strip("_") for russian, latin in zip(_RUSSIAN, _LATIN.split(), strict=True)}


def transliterate(text: str) -> str:
    """Latin letters, digits and hyphens of a Russian name; other signs are dropped."""
    latin = "".join(_LETTERS.get(sign, sign) for sign in text.lower())
    return "".join(sign for sign in latin if sign.isascii() and (sign.isalnum() or sign == "-"))


def login_of(person: Person) -> str:
    """Surname and initials; «user» when nothing of the name can be written in Latin."""
    initials = "".join(transliterate(name)[:1] for name in (person.first_name, person.middle_name))
    return ".".join(filter(None, (transliterate(person.last_name), initials))) or "user"


def free_login(person: Person) -> str:
    """The log-in of the name, with the first free number for namesakes: ivanova.mp2."""
    wanted = login_of(person)
    taken = set(Account.objects.filter(login__startswith=wanted).values_list("login", flat=True))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}{number}" in taken:
        number += 1
    return f"{wanted}{number}"
