"""Checks of personal data as they are typed into a form, the same wherever a person is entered."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .reading import Level
from .values import read_birth_date, read_phone, read_snils


class PersonalData:
    """``clean_…`` of СНИЛС, birth date and phone for a form with fields of these names (domain.md §7)."""

    cleaned_data: dict[str, Any]

    def clean_snils(self) -> str:
        found = read_snils(self.cleaned_data["snils"])
        if found.level is Level.ERROR:
            raise ValidationError(
                found.message.replace(_("оставьте ячейку пустой"), _("оставьте поле пустым"))
            )
        return found.value or ""

    def clean_birth_date(self) -> Any:
        found = read_birth_date(self.cleaned_data["birth_date"])
        if found.level is Level.ERROR:
            raise ValidationError(found.message)
        return found.value

    def clean_phone(self) -> str:
        found = read_phone(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and found.value is None:
            raise ValidationError(found.message)
        return found.value or ""
