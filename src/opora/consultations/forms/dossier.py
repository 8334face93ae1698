"""What is typed into the dossier of exam-prep."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import DateInput

from ..models import PrepItem
from .sessions import MomentField


class EvidenceForm(forms.Form):
    item = forms.ChoiceField(label=_("К какой части"), choices=PrepItem.Item.choices)
    text = forms.CharField(
        label=_("Что это"),
        max_length=1000,
        required=False,
        help_text=_("Например: памятка о процедуре, три задачи с решением, лист критериев."),
    )
    link = forms.URLField(label=_("Ссылка"), max_length=500, required=False, assume_scheme="https")
    upload = forms.FileField(label=_("Файл"), required=False, help_text=_("До 15 МБ."))


class WindowForm(forms.Form):
    until = forms.DateField(label=_("Принимать вопросы до"), widget=DateInput())


class PrepQuestionForm(forms.Form):
    text = forms.CharField(label=_("Ваш вопрос"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PrepAnswerForm(forms.Form):
    """The answer and the actual time it took, on the clock of the session's branch."""

    answer = forms.CharField(label=_("Ответ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    work_from = MomentField(label=_("Начали отвечать"))
    work_to = MomentField(label=_("Закончили"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("work_from", "work_to"):
            field = self.fields[name]
            assert isinstance(field, MomentField)  # noqa: S101 -- narrows
            field.zone = zone
