from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput

from ..models import TeacherPage


class TeacherForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable when run
    class Meta:
        model = TeacherPage
        fields: ClassVar[tuple[str, ...]] = (
            "degree", "title", "education", "qualification", "experience_since", "about",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"about": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar[dict[str, Any]] = {
            "degree": _("Как в дипломе; если её нет, оставьте пустым."),
            "experience_since": _("Год, стаж сайт посчитает сам."),
        }

    def clean_experience_since(self) -> int | None:
        year: int | None = self.cleaned_data["experience_since"]
        if year is not None and not 1950 <= year <= 2100:
            raise forms.ValidationError(_("Напишите год четырьмя цифрами, например 2009."))
        return year


class PaperForm(forms.Form):
    paper = forms.CharField(
        label=_("Согласие на бумаге"),
        max_length=100,
        help_text=_("Например: № 12 от 01.09.2026, личное дело"),
    )
    on = forms.DateField(label=_("Дата согласия"), widget=DateInput())
