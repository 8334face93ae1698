"""``{% load reading %}``: the address of a clause as a person says it."""

from django import template

register = template.Library()


@register.filter
def clause_words(number: str) -> str:
    """«5.5» → «п. 5.5», «П.1» → «п. 1 приказа»; «Шапка» and «Приложение» are words already."""
    if number.startswith("П."):
        return f"п. {number[2:]} приказа"
    return number if number[:2].isalpha() and not number.isupper() else f"п. {number}"


@register.filter
def quoted(words: str) -> str:
    """An item of a list without its dash and its last mark, to stand in quotation marks."""
    return words.removeprefix("– ").rstrip(";. ")
