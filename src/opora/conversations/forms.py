"""Shape of what is typed in chats; whether it can be said is asked of the rules."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.consultations.forms import FilesField
from opora.consultations.rules.threads import LONGEST_ANSWER
from opora.people.forms.dates import date_field
from opora.people.models import Branch, Person
from opora.studies.models import Group, GroupPart

from .models import Announcement, Preference
from .queries.announcing import WHOM

LONGEST_TITLE = 150
BIGGEST = 2**62
MINUTE = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time by the reader's clock; :meth:`at` makes an instant of it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
        super().__init__(widget=widget, input_formats=[MINUTE], **options)

    @staticmethod
    def at(value: datetime | None, zone: str) -> datetime | None:
        return value.replace(tzinfo=ZoneInfo(zone)) if value else None


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
    at = MomentField(label=_("Когда отправить"), required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, reply: int | None = None, text: str = ""
    ) -> None:
        super().__init__(data, files, initial={"client_id": uuid4(), "reply": reply, "text": text})

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
    """A question of a chat as a consultation; of a topic also whose."""

    use_required_attribute = False
    learners = PeopleField(
        Person.objects.none(), label=_("Кого консультировали"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
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

    def __init__(
        self, data: Any = None, *, runs: list[GroupPart], learners: list[Person] | None = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        if learners is None:
            del self.fields["learners"]
        else:
            people = self.fields["learners"]
            assert isinstance(people, PeopleField)  # noqa: S101 -- narrows
            people.queryset = Person.objects.filter(pk__in=[one.pk for one in learners]).order_by(
                "search_name"
            )
        field = self.fields["run"]
        assert isinstance(field, RunField)  # noqa: S101 -- narrows
        field.queryset = GroupPart.objects.filter(pk__in=[run.pk for run in runs]).select_related(
            "part", "group"
        )


class ChatField(forms.TypedChoiceField):
    """One of the person's own chats."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **options)


class SearchForm(forms.Form):
    """Words in any form, and what narrows them."""

    use_required_attribute = False
    q = forms.CharField(label=_("Слова"), required=False, max_length=200)
    who = forms.CharField(label=_("Кто написал"), required=False, max_length=100)
    chat = ChatField(label=_("Чат"))
    since = date_field(_("С"), required=False)
    until = date_field(_("По"), required=False)
    attached = forms.BooleanField(label=_("С файлом"), required=False)

    def __init__(self, data: Any = None, *, chats: list[tuple[int, str]]) -> None:
        super().__init__(data)
        field = self.fields["chat"]
        assert isinstance(field, ChatField)  # noqa: S101 -- narrows
        field.choices = [("", _("все мои чаты")), *chats]


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not subscriptable when run
    def label_from_instance(self, obj: Group) -> str:
        return obj.code


class AnnouncementForm(forms.Form):
    """One word to many: whom, what, and who may answer where."""

    use_required_attribute = False
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Заголовок"), required=False, max_length=LONGEST_TITLE)
    text = forms.CharField(label=_("Текст"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    attached = FilesField(label=_("Приложить файлы"), required=False)
    whom = forms.MultipleChoiceField(
        label=_("Кому"), required=False, choices=list(WHOM.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("Ничего не отмечено: всем, кому вы можете написать."),
    )  # fmt: skip
    groups = GroupsField(
        Group.objects.none(), label=_("Только группы"), required=False, widget=forms.CheckboxSelectMultiple
    )
    branch = forms.ModelChoiceField(
        Branch.objects.none(), label=_("Только филиал"), required=False, empty_label=_("любой")
    )
    replies = forms.ChoiceField(label=_("Куда отвечают"), choices=Announcement.Replies)

    def __init__(self, data: Any = None, files: Any = None, *, groups: Any, branches: Any) -> None:
        initial = {"client_id": uuid4(), "replies": Announcement.Replies.AUTHOR}
        super().__init__(data, files, initial=initial)
        for name, rows in (("groups", groups), ("branch", branches)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows
            field.queryset = rows
        if len(branches) < 2:
            del self.fields["branch"]
        if not groups:
            del self.fields["groups"]


class PollForm(forms.Form):
    """A question with answers to choose from."""

    use_required_attribute = False
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Вопрос"), widget=forms.Textarea(attrs={"rows": 2}))
    options = forms.CharField(
        label=_("Ответы"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Каждый с новой строки, от двух до десяти."),
    )  # fmt: skip
    many = forms.BooleanField(label=_("Можно выбрать несколько"), required=False)
    anonymous = forms.BooleanField(
        label=_("Без имён"), required=False, help_text=_("Кто что выбрал, не увидит никто, и вы тоже.")
    )
    closes_at = MomentField(label=_("Идёт до"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"client_id": uuid4()})

    def clean_options(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]


class PreferenceForm(forms.Form):
    """What to tell of one chat."""

    use_required_attribute = False
    level = forms.ChoiceField(
        label=_("О чём сообщать"), choices=Preference.Level, widget=forms.RadioSelect,
    )  # fmt: skip
    until = date_field(
        _("До какого дня"),
        required=False,
        help_text=_("С этого дня снова обо всём. Пусто: пока не измените."),
    )


class ForwardForm(forms.Form):
    """Where somebody's words go."""

    use_required_attribute = False
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    chat = forms.TypedChoiceField(label=_("В какой чат"), coerce=int)

    def __init__(self, data: Any = None, *, chats: list[tuple[int, str]]) -> None:
        super().__init__(data, initial={"client_id": uuid4()})
        field = self.fields["chat"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- narrows
        field.choices = chats
