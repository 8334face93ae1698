from datetime import UTC, datetime

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from opora.kernel.clock import now

from ..models import Appeal

SALT = "website.appeal"


def opened_now() -> str:
    """The moment a form was opened, which a program cannot move."""
    return signing.dumps(now().timestamp(), salt=SALT)


class AppealForm(forms.Form):
    """``site`` is the field a person does not see and a program fills; ``opened`` says when it was opened."""

    kind = forms.ChoiceField(label=_("О чём"), choices=Appeal.Kind.choices)
    name = forms.CharField(
        label=_("Как к вам обращаться"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Почта"),
        required=False,
        help_text=_("Пришлём номер обращения и ответ."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Телефон"),
        required=False,
        max_length=50,
        help_text=_("Нужна почта или телефон, достаточно одного."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    text = forms.CharField(label=_("Обращение"), max_length=5000, widget=forms.Textarea(attrs={"rows": 7}))
    consent = forms.BooleanField(label=_("Согласен на обработку персональных данных"))
    site = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def opened_at(self) -> datetime | None:
        try:
            moment = float(signing.loads(self.cleaned_data["opened"], salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return datetime.fromtimestamp(moment, UTC)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Ответ"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Уйдёт письмом и появится на странице обращения."),
    )


class RegisterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Состояние"),
        required=False,
        choices=[("open", _("ждут ответа")), *Appeal.State.choices, ("all", _("все"))],
    )
    q = forms.CharField(label=_("Номер, имя или слова"), required=False, max_length=100)
