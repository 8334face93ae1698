"""Shapes: an act to read, an answer to a proposal, a norm."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field

from ..models import LocalAct
from .models import ReadProposal
from .names import MANY, ONE, choices
from .norms import Norm

CONFIRM, REFUSE = "yes", "no"


class ActForm(forms.Form):
    file = forms.FileField(
        label=_("Файл акта"),
        required=False,
        help_text=_("DOCX, PDF с текстом или TXT до 40 МБ."),
        error_messages={"empty": _("Файл пустой. Выберите другой.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.md"}),
    )
    text = forms.CharField(
        label=_("Или текст акта"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not (data.get("text") or "").strip():
            self.add_error("file", _("Выберите файл или вставьте текст акта."))
        return data


class AnswerForm(forms.Form):
    """One proposal: the value that was read stands in the field, so to confirm is to leave it."""

    decision = forms.ChoiceField(
        label=_("Решение"),
        required=False,
        choices=((CONFIRM, _("Да, так установлено")), (REFUSE, _("Нет, в акте этого нет"))),
        widget=forms.RadioSelect,
    )

    def __init__(self, proposal: ReadProposal, data: Any = None) -> None:
        super().__init__(data, prefix=str(proposal.pk))
        self.proposal = proposal
        refused = proposal.decision == ReadProposal.Decision.REFUSED
        self.initial = {
            "decision": (REFUSE if refused else CONFIRM) if proposal.decision else "",
            "value": _shown(proposal.value if proposal.said is None else proposal.said),
        }
        self.fields["value"] = _field(proposal)

    def said(self) -> Any:
        """The value in the type it was read in."""
        value = self.cleaned_data["value"]
        if isinstance(self.proposal.value, bool):
            return value == "true"
        if self.proposal.provision == "act_approval_path":
            return list(value)
        return sorted(value) if isinstance(value, list) else value


def _shown(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _field(proposal: ReadProposal) -> forms.Field:
    label, value = _("Что установлено"), proposal.value
    if isinstance(value, bool):
        return forms.ChoiceField(label=label, choices=(("true", _("да")), ("false", _("нет"))))
    if isinstance(value, int):
        return forms.IntegerField(label=label, min_value=0, max_value=9999)
    known = choices(proposal.provision)
    if isinstance(value, list):
        return forms.MultipleChoiceField(label=label, choices=known, widget=forms.CheckboxSelectMultiple)
    if proposal.provision in ONE or (known and proposal.provision not in MANY):
        return forms.ChoiceField(label=label, choices=known)
    return forms.CharField(label=label, max_length=500)


class DraftForm(forms.Form):
    """Which act the answers make an edition of, and from which day it is planned."""

    act = forms.ModelChoiceField(
        LocalAct.objects.order_by("title"),
        label=_("Редакция какого акта"),
        required=False,
        empty_label=_("новый акт"),
    )
    effective_from = date_field(_("Начнёт действовать"))


class NormForm(forms.Form):
    """When a norm is in force and what replaced it."""

    since = date_field(_("Действует с"))
    lapsed = date_field(_("Утратил силу с"), required=False)
    successor = forms.ChoiceField(label=_("Чем заменён"), required=False)
    note = forms.CharField(label=_("Пояснение"), required=False, max_length=500)
    confirmed = forms.BooleanField(label=_("Проверено юристом"), required=False)

    def __init__(self, *args: Any, norms: Mapping[str, Norm], own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(code, norm.short) for code, norm in norms.items() if code != own]
        self.fields["successor"] = forms.ChoiceField(
            label=_("Чем заменён"), required=False, choices=[("", _("ничем")), *others]
        )


class NewNormForm(NormForm):
    """A norm that did not come with the program."""

    code = forms.SlugField(
        label=_("Код"), max_length=50, help_text=_("Латиницей, например prikaz-266. Потом не меняется.")
    )
    kind = forms.CharField(
        label=_("Вид и орган"), max_length=200, help_text=_("Как в ссылке: приказ Минпросвещения России.")
    )
    number = forms.CharField(label=_("Номер"), max_length=40)
    dated = date_field(_("Дата акта"))
    title = forms.CharField(label=_("Название"), max_length=500)
    field_order = ("kind", "dated", "number", "title", "code", "since", "lapsed", "successor", "note")

    def __init__(self, *args: Any, norms: Mapping[str, Norm], own: str, **kwargs: Any) -> None:
        super().__init__(*args, norms=norms, own=own, **kwargs)
        self.taken = set(norms)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in self.taken:
            raise forms.ValidationError(
                _("Такой код уже есть. Исправьте запись, которая есть, или смените код.")
            )
        return code
