from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Webinar
from .rules import MOST_SEATS


class WebinarForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Кто может прийти"),
        choices=Webinar.Audience.choices,
        initial=Webinar.Audience.GROUPS,
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(
        label=_("Мест для гостей"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        initial=100,
        help_text=_("Сверх записанных слушателей."),
    )
    about = forms.CharField(
        label=_("О чём и для кого"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Увидят все, у кого есть ссылка."),
    )
    unnamed = forms.BooleanField(label=_("Можно спрашивать без имени"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("audience") == Webinar.Audience.PUBLIC and not given.get("seats"):
            self.add_error("seats", _("Укажите, сколько гостей примете."))
        return given

    @classmethod
    def of(cls, webinar: Webinar | None) -> "WebinarForm":
        if webinar is None:
            return cls()
        return cls(
            initial={
                "audience": webinar.audience,
                "seats": webinar.seats or 100,
                "about": webinar.about,
                "unnamed": webinar.unnamed,
            }
        )
