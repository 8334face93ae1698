"""Shape of what is typed in chats; whether it can be said is asked of the rules."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.consultations.forms import FilesField
from opora.consultations.rules.threads import LONGEST_ANSWER
from opora.people.forms.dates import date_field
from opora.people.models import Person
from opora.studies.models import GroupPart

LONGEST_TITLE = 150


class MessageForm(forms.Form):
    """The composer; ``client_id`` makes the same message sent again the same message."""

    use_required_attribute = False
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    reply = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Сообщение"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-composer": ""}),
    )  # fmt: skip
    attached = FilesField(label=_("Приложить файлы"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, reply: int | None = None) -> None:
        super().__init__(data, files, initial={"client_id": uuid4(), "reply": reply})

    def id_of_message(self) -> UUID:
        found: UUID = self.cleaned_data["client_id"]
        return found


class EditForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(label=_("Сообщение"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not subscriptable when run
    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


class RunField(forms.ModelChoiceField):  # type: ignore[type-arg] # not subscriptable when run
    def label_from_instance(self, obj: GroupPart) -> str:
        return f"{obj.part.title}, {obj.group.code}"


class GroupForm(forms.Form):
    """A chat of chosen people."""

    use_required_attribute = False
    title = forms.CharField(label=_("Название"), required=False, max_length=LONGEST_TITLE)
    staff_only = forms.BooleanField(label=_("Только для работников"), required=False)
    people = PeopleField(
        Person.objects.none(), label=_("Кто в чате"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, people: list[Person], changed: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        if changed:
            del self.fields["staff_only"]
        field = self.fields["people"]
        assert isinstance(field, PeopleField)  # noqa: S101 -- narrows
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in people]).order_by(
            "search_name", "id"
        )


class RecordForm(forms.Form):
    """A question of a chat as a consultation."""

    use_required_attribute = False
    run = RunField(GroupPart.objects.none(), label=_("Дисциплина"), empty_label=None)
    subject = forms.CharField(
        label=_("Тема"), max_length=150, help_text=_("Эта строка попадёт в журнал консультаций.")
    )
    question = forms.CharField(label=_("Вопрос"), widget=forms.Textarea(attrs={"rows": 3}))
    answer = forms.CharField(label=_("Ответ"), widget=forms.Textarea(attrs={"rows": 6}))
    minutes = forms.IntegerField(
        label=_("Сколько минут заняло"), min_value=1, max_value=LONGEST_ANSWER,
        help_text=_("Попадёт в учёт часов. Исправьте, если заняло больше или меньше."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, runs: list[GroupPart], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["run"]
        assert isinstance(field, RunField)  # noqa: S101 -- narrows
        field.queryset = GroupPart.objects.filter(pk__in=[run.pk for run in runs]).select_related(
            "part", "group"
        )


class SearchForm(forms.Form):
    """Words in any form, and what narrows them."""

    use_required_attribute = False
    q = forms.CharField(label=_("Слова"), required=False, max_length=200)
    who = forms.CharField(label=_("Кто написал"), required=False, max_length=100)
    since = date_field(_("С"), required=False)
    until = date_field(_("По"), required=False)
    attached = forms.BooleanField(label=_("С файлом"), required=False)
    chat = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
