"""An act, and the dates, numbers and words of its editions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field
from opora.people.models import Person

from ..models import CONCERNED, BodyDecision, LocalAct

LAST, EMPTY = "last", "empty"
SAMPLES = (
    ("S0", _("с образца: помощь слушателям ДПО и профессионального обучения")),
    ("S1", _("с образца: помощь обучающимся и родителям, с формой графика")),
    ("S2", _("с образца: помощь ученикам школы")),
    ("S3", _("с образца: прокторинг, видеосвязь и чаты")),
    ("S4", _("с образца: специалист, ответственный за ДОТ")),
)
BEGINNINGS = (
    (LAST, _("с прежней редакции: её пункты и привязки")),
    (EMPTY, _("с пустого текста")),
    *SAMPLES,
)


def words_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **options)


def circle_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Кого касается"),
        choices=CONCERNED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Эти люди получат задание ознакомиться. Не отмечен никто: ознакомление не нужно."),
    )


class ActForm(forms.Form):
    kind = forms.ChoiceField(label=_("Вид"), choices=LocalAct.Kind.choices)
    title = forms.CharField(label=_("Полное название"), max_length=500)
    short_title = forms.CharField(
        label=_("Кратко"), max_length=60, help_text=_("Например: Положение об аттестации")
    )
    genitive = forms.CharField(
        label=_("Кратко, в родительном падеже"),
        max_length=60,
        help_text=_("Для ссылок: п. 3.1 Положения об аттестации"),
    )
    code = forms.SlugField(
        label=_("Код"), max_length=50, help_text=_("Адрес акта на сайте, латиницей: attestatsiya")
    )
    area = forms.CharField(label=_("О чём акт"), max_length=200, required=False)
    owner = forms.ModelChoiceField(
        label=_("Кто отвечает за акт"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("не назначен"),
    )

    def __init__(self, *args: Any, workers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = workers


class DraftForm(forms.Form):
    effective_from = date_field(
        _("С какого дня должна действовать"), help_text=_("План; точную дату назовут при утверждении.")
    )
    begin = forms.ChoiceField(
        label=_("С чего начать"),
        choices=BEGINNINGS,
    )


class DescribeForm(forms.Form):
    effective_from = date_field(_("С какого дня должна действовать"))
    summary = words_field(
        _("Что изменилось"), max_length=3000, help_text=_("Прочтут все, кто согласует и знакомится.")
    )
    basis_acts = words_field(
        _("Акты-основания"),
        max_length=3000,
        required=False,
        help_text=_("Законы и приказы, по которым написан акт, каждый с новой строки."),
    )


class ProtocolForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Решение"),
        choices=[
            (BodyDecision.Decision.FOR, _("согласовано")),
            (BodyDecision.Decision.AGAINST, _("не согласовано")),
        ],
    )
    number = forms.CharField(label=_("Протокол №"), max_length=30)
    date = date_field(_("Дата протокола"))
    note = forms.CharField(
        label=_("Замечание"),
        max_length=500,
        required=False,
        help_text=_("Обязательно, если не согласовано."),
    )


class ApproveForm(forms.Form):
    """``by_stamp``: the path ends with the stamp «УТВЕРЖДАЮ», so there is no order to number."""

    number = forms.CharField(label=_("Номер приказа"), max_length=30)
    on = date_field(_("Дата утверждения"))
    effective_from = date_field(_("Действует с"))
    controller = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Контроль за исполнением приказа"),
        required=False,
        empty_label=_("за собой"),
    )
    control_due = date_field(_("Приказ исполнить до"), required=False)
    concerns = circle_field()

    def __init__(
        self, *args: Any, by_stamp: bool, at_once: bool, workers: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if by_stamp:
            for name in ("number", "controller", "control_due"):
                del self.fields[name]
        else:
            self.fields["controller"].queryset = workers  # type: ignore[attr-defined] # a model choice
        if at_once:
            del self.fields["effective_from"]


class CircleForm(forms.Form):
    concerns = circle_field()


class RevokeForm(forms.Form):
    number = forms.CharField(label=_("Номер приказа"), max_length=30)
    on = date_field(_("Дата приказа"))
    since = date_field(_("Не действует с"))


class OriginalForm(forms.Form):
    file = forms.FileField(
        label=_("Подписанный оригинал"),
        help_text=_("PDF или скан, до 15 МБ. Заменить его потом нельзя."),
    )


class ControlForm(forms.Form):
    controller = forms.ModelChoiceField(Person.objects.none(), label=_("Кто следит за исполнением"))
    due = date_field(_("Исполнить до"))

    def __init__(self, *args: Any, workers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["controller"].queryset = workers  # type: ignore[attr-defined] # a model choice


class FulfilForm(forms.Form):
    note = words_field(_("Что сделано"), max_length=500)
