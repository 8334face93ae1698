"""What a draft says of one provision, and the clause that says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Provision
from ..presets import Provided
from ..provisions import SPECS, Answer, Spec, read

SILENT = "silent"


class ProvisionForm(forms.Form):
    """One question; ``provided`` after validation is None when the act is silent."""

    says = forms.ChoiceField(
        label=_("Говорит ли об этом акт"),
        choices=[("says", _("да, говорит")), (SILENT, _("нет, акт молчит"))],
        widget=forms.RadioSelect,
    )
    clause = forms.CharField(
        label=_("Какой пункт"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"list": "clauses", "autocomplete": "off"}),
        help_text=_("Номер пункта этого проекта, например 5.5"),
    )

    def __init__(self, *args: Any, provision: Provision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provision = provision
        self.fields["value"] = _field(SPECS[provision], str(provision.label))
        self.order_fields(["says", "value", "clause"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("says") == SILENT:
            self.errors.clear()
            data["provided"] = None
            return data
        try:
            value = read(self.provision, data.get("value", ""))
        except ValueError as error:
            self.add_error("value", str(error))
            return data
        if not data.get("clause", "").strip():
            self.add_error("clause", _("Назовите пункт: без него это не слова акта."))
        data["provided"] = Provided(value, data.get("clause", ""))
        return data


def _field(spec: Spec, label: str) -> forms.Field:
    options = [(key, words) for key, words in spec.options.items()]
    match spec.answer:
        case Answer.BOOL:
            yes_no = [("yes", _("да")), ("no", _("нет"))]
            return forms.ChoiceField(label=label, choices=yes_no, widget=forms.RadioSelect, required=False)
        case Answer.CHOICE:
            return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, required=False)
        case Answer.SET | Answer.STEPS:
            return forms.MultipleChoiceField(
                label=label, choices=options, widget=forms.CheckboxSelectMultiple, required=False
            )
        case Answer.NUMBER:
            return forms.CharField(
                label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
        case Answer.TEXT:
            return forms.CharField(label=label, required=False, max_length=spec.high)


class RuleForm(forms.Form):
    clause = forms.CharField(
        label=_("Какой пункт"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"list": "clauses", "autocomplete": "off"}),
        help_text=_("Пусто — правило действует без ссылки на акт."),
    )
