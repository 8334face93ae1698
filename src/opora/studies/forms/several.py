"""What is typed for several learners of a group at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import LearnerOrder

Kind = LearnerOrder.Kind
OF_SEVERAL = (Kind.EXPEL, Kind.TRANSFER, Kind.LEAVE, Kind.RETURN, Kind.COMPLETE, Kind.EXTEND)


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Что сообщить"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Напишите, что сообщить слушателям.")},
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Вид приказа"), choices=[(kind.value, kind.label) for kind in OF_SEVERAL]
    )
