from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opora.consultations.forms import FilesField
from opora.consultations.forms.sessions import MomentField
from opora.conversations.forms import RunField
from opora.kernel.clock import now
from opora.people.forms.dates import date_field
from opora.people.models import Person
from opora.studies.models import GroupPart

from ..models import Appeal, Way

SALT = "website.appeal"
MOST_FILES = 5
BY_HAND = [choice for choice in Way.choices if choice[0] not in (Way.FORM, Way.CABINET)]


def opened_now() -> str:
    """The moment a form was opened, which a program cannot move."""
    return signing.dumps(now().timestamp(), salt=SALT)


def not_too_many(files: list[Any]) -> list[Any]:
    """Anybody may attach: so much that a person needs."""
    if len(files) > MOST_FILES:
        raise forms.ValidationError(_("Приложите не больше пяти файлов, остальное можно дослать."))
    return files


class FromAnybodyForm(forms.Form):
    """``site`` is the field a person does not see and a program fills; ``opened`` says when it was opened."""

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


class AppealForm(FromAnybodyForm):
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
    attached = FilesField(
        label=_("Приложить файлы"), required=False, help_text=_("До пяти, до 15 МБ каждый.")
    )

    def clean_attached(self) -> list[Any]:
        return not_too_many(self.cleaned_data["attached"])


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
    since = date_field(_("Поступило с"), required=False)
    until = date_field(_("по"), required=False)


class ArrivalForm(forms.Form):
    """What a worker writes down: by which way and when it came (S0-6.3, case 35)."""

    way = forms.ChoiceField(label=_("Как поступило"), choices=BY_HAND, initial=Way.PHONE)
    received_at = MomentField(label=_("Когда поступило"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moment: Any = self.fields["received_at"]
        moment.zone = zone


class EnterForm(ArrivalForm):
    """``repeat`` names an appeal that this one repeats: then nothing new is registered (case 36)."""

    kind = forms.ChoiceField(label=_("О чём"), choices=Appeal.Kind.choices)
    name = forms.CharField(label=_("Кто обратился"), max_length=150)
    phone = forms.CharField(label=_("Телефон"), max_length=50, required=False)
    email = forms.EmailField(label=_("Почта"), required=False)
    text = forms.CharField(label=_("Что просит"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    attached = FilesField(label=_("Приложить файлы"), required=False)
    repeat = forms.CharField(
        label=_("Повтор обращения"),
        max_length=20,
        required=False,
        help_text=_("Номер, если об этом уже писали или звонили: ОБР-2026-000012."),
    )
    answer = forms.CharField(
        label=_("Ответили сразу"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Если человек уже получил ответ, обращение сразу закроется с ним."),
    )


class RepeatForm(ArrivalForm):
    words = forms.CharField(label=_("Что добавил"), max_length=1000, required=False)


class PassForm(forms.Form):
    to = forms.ModelChoiceField(Person.objects.none(), label=_("Кому"))
    reason = forms.CharField(label=_("Почему"), max_length=500)

    def __init__(self, *args: Any, workers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = workers  # type: ignore[attr-defined] # a model choice


class MarkForm(forms.Form):
    run = RunField(
        GroupPart.objects.none(), label=_("Дисциплина"), required=False, empty_label=_("не о дисциплине")
    )
    topic = forms.CharField(
        label=_("Тема"),
        max_length=300,
        required=False,
        help_text=_("Без имён: тему увидит преподаватель, самого обращения он не увидит."),
    )

    def __init__(self, *args: Any, runs: QuerySet[GroupPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined] # a model choice


class SupportForm(forms.Form):
    text = forms.CharField(
        label=_("Что не работает"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("На какой странице, что нажали и что увидели."),
    )
    attached = FilesField(label=_("Приложить снимок экрана"), required=False)

    def clean_attached(self) -> list[Any]:
        return not_too_many(self.cleaned_data["attached"])
