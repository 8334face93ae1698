"""What a frame of the график shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.models import Branch, Person
from opora.people.queries import branches, home_day
from opora.studies.models import Group

from ..models import ScheduleLine
from ..queries import published_on

THEMES = (("auto", _("как у читателя")), ("light", _("светлый")), ("dark", _("тёмный")))


class WidgetForm(forms.Form):
    """Names are those of the addresses of the site: a frame and a page are narrowed alike."""

    branch = forms.ModelChoiceField(
        label=_("Площадка"), queryset=Branch.objects.none(), required=False, empty_label=_("все")
    )
    group = forms.ModelChoiceField(
        label=_("Группа"), queryset=Group.objects.none(), required=False, empty_label=_("все")
    )
    who = forms.ModelChoiceField(
        label=_("Работник"), queryset=Person.objects.none(), required=False, empty_label=_("все")
    )
    theme = forms.ChoiceField(label=_("Вид"), choices=THEMES, initial="auto")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = home_day()
        lines = ScheduleLine.objects.filter(schedule__in=published_on(day))
        self._query("branch", branches())
        self._query("group", Group.objects.filter(starts_on__lte=day, ends_on__gte=day).order_by("code"))
        self._query("who", Person.objects.filter(pk__in=lines.values("person")).order_by("search_name"))

    def _query(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows
