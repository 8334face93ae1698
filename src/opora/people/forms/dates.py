"""Dates of every form."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar; it reads and writes ISO dates only."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **options)
