"""Sums on papers: kopecks as roubles, and a sum in words for an акт. Always Russian."""

from decimal import Decimal

from opora.kernel.text import NBSP, number, plural

_UNITS = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_FEMININE = ("", "одна", "две")
_TEENS = (
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать",
    "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят",
    "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
)  # fmt: skip
_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот",
    "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip
_ORDERS = (
    ("рубль", "рубля", "рублей", False),
    ("тысяча", "тысячи", "тысяч", True),
    ("миллион", "миллиона", "миллионов", False),
    ("миллиард", "миллиарда", "миллиардов", False),
)


def roubles(kopecks: int) -> Decimal:
    return Decimal(kopecks) / 100


def sum_words(kopecks: int) -> str:
    """125050 → «Одна тысяча двести пятьдесят рублей 50 копеек»."""
    whole, rest = divmod(abs(kopecks), 100)
    words = ["минус"] if kopecks < 0 else []
    for place in range(len(_ORDERS) - 1, -1, -1):
        three = whole // 1000**place % 1000
        one, few, many, feminine = _ORDERS[place]
        if place and not three:
            continue
        words += _three(three, feminine=feminine)
        if place == 0 and not whole:
            words.append("ноль")
        words.append(plural(three, one, few, many))
    small = plural(rest, "копейка", "копейки", "копеек")
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]} {rest:02}{NBSP}{small}"


def _three(value: int, *, feminine: bool) -> list[str]:
    hundreds, below = divmod(value, 100)
    words = [_HUNDREDS[hundreds]]
    if 10 <= below < 20:
        words.append(_TEENS[below - 10])
    else:
        tens, units = divmod(below, 10)
        words += [_TENS[tens], _FEMININE[units] if feminine and units < 3 else _UNITS[units]]
    return [word for word in words if word]


def sum_with_words(kopecks: int) -> str:
    """«1 250,50 руб. (Одна тысяча двести пятьдесят рублей 50 копеек)»."""
    whole, rest = divmod(abs(kopecks), 100)
    sign = "−" if kopecks < 0 else ""
    return f"{sign}{number(whole)},{rest:02}{NBSP}руб. ({sum_words(kopecks)})"
