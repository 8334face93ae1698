"""Shapes of an uploaded list and of the terms it goes in on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Group
from .inputs import ContractFields, OrderFields

ANY = ""


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Файл со списком"),
        help_text=gettext_lazy(
            "XLSX, ODS, CSV или таблица Word (DOCX) до 20 МБ. Кодировку и разделитель определим сами."
        ),
        error_messages={
            "required": gettext_lazy("Выберите файл со списком слушателей."),
            "empty": gettext_lazy("Файл пустой. Проверьте, тот ли файл выбран, и загрузите его ещё раз."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.docx"}),
    )


class TermsForm(OrderFields, ContractFields):
    """A group for each programme of the file, the order, the contract; «» is for rows without a programme."""

    take_all = forms.BooleanField(
        label=gettext_lazy("Зачислить и все строки, которые требуют внимания"), required=False
    )

    def __init__(
        self,
        *args: Any,
        programmes: Iterable[str],
        groups: Sequence[Group],
        fresh: bool = True,
        **kwargs: Any,
    ) -> None:
        """``fresh`` is False when nobody is to be enrolled: then there is nothing to order or to contract."""
        super().__init__(*args, **kwargs)
        self.fresh = fresh
        if not fresh:
            for name in (*OrderFields.base_fields, *ContractFields.base_fields):
                del self.fields[name]
        self.asked = {f"group-{number}": code for number, code in enumerate(programmes)}
        self.known = {str(group.pk): group for group in groups}
        for name, code in self.asked.items():
            suits = [group for group in groups if not code or group.programme.code == code]
            blank = _("выберите группу") if suits else _("нет подходящей группы, создайте её")
            self.fields[name] = forms.ChoiceField(
                label=_("Группа программы {code}").format(code=code)
                if code
                else _("Группа для строк без программы"),
                choices=[("", blank), *((str(one.pk), f"{one.code}, {one.programme.code}") for one in suits)],
                required=False,
                initial=str(suits[0].pk) if code and len(suits) == 1 else "",
            )
        order = [*self.asked, "order_number", "order_date", "contract_number", "contract_date"]
        self.order_fields([*order, "contract_from", "contract_to", "customer", "take_all"])

    def groups(self) -> dict[str, Group]:
        """Programme code → the chosen group."""
        chosen = {code: self.cleaned_data.get(name) for name, code in self.asked.items()}
        return {code: self.known[pk] for code, pk in chosen.items() if pk}
