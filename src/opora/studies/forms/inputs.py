"""Fields several forms share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field


class OrderFields(forms.Form):
    """Number and date of an order (ENR-02)."""

    order_number = forms.CharField(
        label=_("Номер приказа"),
        max_length=30,
        error_messages={
            "required": _("Укажите номер приказа: без него слушателя не зачислить и не перевести.")
        },
    )
    order_date = date_field(
        _("Дата приказа"), error_messages={"required": _("Укажите дату приказа, например 23.11.2026.")}
    )


class ContractFields(forms.Form):
    """A contract by number and date; all blank means the order alone."""

    contract_number = forms.CharField(
        label=_("Номер договора"),
        max_length=50,
        required=False,
        help_text=_("Нет договора — оставьте пустым: кабинет откроется по приказу на время группы."),
    )
    contract_date = date_field(_("Дата договора"), required=False)
    contract_from = date_field(_("Договор действует с"), required=False)
    contract_to = date_field(_("Договор действует по"), required=False)
    customer = forms.CharField(
        label=_("Заказчик"),
        max_length=300,
        required=False,
        help_text=_("Организация, если договор с ней."),
    )
