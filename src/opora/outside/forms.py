"""What a person says of how he wants to be told, and what a browser says of itself."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.integrations.webpush import Device
from opora.notifications.kinds import Kind
from opora.notifications.models import Wishes
from opora.notifications.ways import COLUMNS


class WishesForm(forms.Form):
    """A box for each kind and column offered; the table of the page shows them, :meth:`ways` reads them."""

    quiet = forms.BooleanField(label=gettext_lazy("Тихие часы"), required=False)
    quiet_from = forms.TimeField(
        label=gettext_lazy("С"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=gettext_lazy("До"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    titles = forms.BooleanField(
        label=gettext_lazy("Показывать, о чём уведомление"),
        required=False,
        help_text=gettext_lazy(
            "На экране телефона и компьютера. Иначе там только число новых. В мессенджер заголовок уходит,"
            " если это разрешает реестр средств коммуникации."
        ),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        kinds: tuple[Kind, ...],
        columns: Mapping[str, str],
        wishes: Wishes | None,
    ) -> None:
        self.kinds, self.columns = kinds, columns
        self.wishes = wishes or Wishes()
        is_quiet = self.wishes.quiet_from is not None
        initial = {
            "quiet": is_quiet,
            "quiet_from": self.wishes.quiet_from or time(21),
            "quiet_to": self.wishes.quiet_to or time(8),
            "titles": self.wishes.titles,
        }
        super().__init__(data, initial=initial)
        for kind in kinds:
            for column in columns:
                self.fields[f"{kind}-{column}"] = forms.BooleanField(
                    required=False, initial=self.wishes.wants(kind, column)
                )

    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The table: words of a kind and its boxes, each with the title of its column."""
        return [
            (str(kind.label), [(title, self[f"{kind}-{column}"]) for column, title in self.columns.items()])
            for kind in self.kinds
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("quiet"):
            if not given.get("quiet_from") or not given.get("quiet_to"):
                raise ValidationError({"quiet_from": _("Укажите, с какого и до какого часа молчать.")})
            if given["quiet_from"] == given["quiet_to"]:
                raise ValidationError({"quiet_to": _("Начало и конец совпадают: так тишина не наступит.")})
        return given

    def ways(self) -> dict[str, list[str]]:
        """By kind what is wanted; what was not offered today keeps what was wished of it before."""
        found = dict(self.wishes.ways)
        for kind in self.kinds:
            chosen = [column for column in self.columns if self.cleaned_data[f"{kind}-{column}"]]
            others = [
                column for column in COLUMNS if column not in self.columns and self.wishes.wants(kind, column)
            ]
            found[str(kind)] = chosen + others
        return found

    def hours(self) -> tuple[time, time] | None:
        given = self.cleaned_data
        return (given["quiet_from"], given["quiet_to"]) if given["quiet"] else None


class DeviceForm(forms.Form):
    """``PushSubscription.toJSON()`` of a browser."""

    endpoint = forms.CharField(max_length=1000, validators=[URLValidator(schemes=["https"])])
    p256dh = forms.RegexField(r"^[A-Za-z0-9_-]{40,200}$")
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{16,100}$")

    def device(self) -> Device:
        given = self.cleaned_data
        return Device(given["endpoint"], given["p256dh"], given["auth"])


class WhyForm(forms.Form):
    why = forms.CharField(max_length=300, required=False)
