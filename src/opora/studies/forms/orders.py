"""Shapes of what is typed about an order on learners: its kind, what it says, its signature."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field

from ..models import Group, LearnerOrder, NetworkAgreement, ProgrammePart, StudyForm

Kind = LearnerOrder.Kind
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.ENROL: ("form", "agreement", "parts", "grounds"),
    Kind.EXPEL: ("grounds", "ends_contract", "refund_on"),
    Kind.TRANSFER: ("into", "grounds"),
    Kind.LEAVE: ("until", "grounds"),
    Kind.RETURN: ("grounds",),
    Kind.COMPLETE: ("grounds",),
    Kind.MERGE: ("into", "grounds"),
    Kind.EXTEND: ("until", "grounds"),
    Kind.RESTORE: ("grounds",),
}
UNTIL = {
    Kind.LEAVE: _("Последний день отпуска"),
    Kind.EXTEND: _("Новый срок обучения, по какой день"),
}


class NewOrderForm(forms.Form):
    kind = forms.ChoiceField(label=_("Вид приказа"), choices=Kind.choices)
    group = forms.ModelChoiceField(
        label=_("Группа"), queryset=Group.objects.none(), empty_label=_("выберите группу")
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = groups


class OrderForm(forms.Form):
    """Only the fields of this kind of order; nothing is obligatory while it is a draft."""

    into = forms.ModelChoiceField(
        label=_("В какую группу"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=_("выберите группу"),
        help_text=_("Другая группа той же программы."),
    )
    until = date_field(_("До какого дня"), required=False)
    form = forms.ChoiceField(
        label=_("Форма обучения"), choices=[("", _("не указана")), *StudyForm.choices], required=False
    )
    agreement = forms.ModelChoiceField(
        label=_("Договор о сетевом взаимодействии"),
        queryset=NetworkAgreement.objects.none(),
        required=False,
        empty_label=_("нет, свои слушатели"),
    )
    parts = forms.ModelMultipleChoiceField(
        label=_("Только отдельные части программы"),
        queryset=ProgrammePart.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ничего не отмечено — вся программа."),
    )
    grounds = forms.CharField(
        label=_("Основание"),
        max_length=300,
        required=False,
        help_text=_("Например: личное заявление от 20.11.2026"),
    )
    ends_contract = forms.BooleanField(
        label=_("Договор с этими слушателями расторгается в день приказа"), required=False
    )
    refund_on = date_field(_("Вернуть деньги до"), required=False)

    def __init__(self, *args: Any, order: LearnerOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = order.group.programme_id
        for name in set(self.fields) - set(FIELDS[order.kind]):
            del self.fields[name]
        querysets = {
            "into": Group.objects.filter(programme=programme, merged_into=None).exclude(pk=order.group_id),
            "agreement": NetworkAgreement.objects.filter(programme=programme),
            "parts": ProgrammePart.objects.filter(programme=programme, parent=None),
        }
        for name, queryset in querysets.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = queryset
        if order.kind == Kind.MERGE:
            self._offer_other_programmes(order.group)
        for name in {"into", "until", *(["grounds"] if order.kind == Kind.EXPEL else [])} & set(self.fields):
            needed: Any = self.fields[name]
            needed.needed = True  # a draft lets it be empty, sending does not
        if "until" in self.fields:
            self.fields["until"].label = UNTIL[Kind(order.kind)]

    def _offer_other_programmes(self, source: Group) -> None:
        """Last and named so: who looks for such a group is told by GRP-09 why not, and what to do instead."""
        field: Any = self.fields["into"]
        same = Case(When(programme=source.programme_id, then=0), default=1)
        groups = Group.objects.filter(merged_into=None).exclude(pk=source.pk).select_related("programme")
        field.queryset = groups.order_by(same, "code")
        field.label_from_instance = lambda group: (
            group.code
            if group.programme_id == source.programme_id
            else _("{group}, другая программа: {code}").format(group=group.code, code=group.programme.code)
        )
        field.help_text = _("Другая группа той же программы. С группой другой программы объединить нельзя.")


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=_("Что исправить"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class TemplateForm(forms.Form):
    template = forms.FileField(
        label=_("Файл DOCX"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": _("Выберите файл шаблона в формате DOCX.")},
    )
