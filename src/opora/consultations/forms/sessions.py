"""Shape of what is typed about consultations; whether it can be done is asked of the rules."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from opora.channels.forms import MeansField
from opora.channels.models import CommunicationMeans
from opora.channels.queries import choosable
from opora.people.forms.dates import DateInput
from opora.people.models import Branch, Person
from opora.people.queries import branches, staff_on
from opora.schedule.models import Format, Mode
from opora.studies.models import Group, GroupPart, ProgrammePart

from ..actions import ExtraPlan, Record
from ..models import Booking, Kind, PrepItem, Scope, Session, TopicBasis
from ..queries.requests import studied_now
from ..rules.holding import Interval, PrepMark

Day: TypeAlias = date
ROWS_OF_INTERVALS = 6


class MomentField(forms.Field):
    """A date and a time on the wall clock of ``zone`` (an IANA name); gives an aware UTC instant."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    default_error_messages = {
        "invalid": _("Такого времени нет. Укажите дату и время, например 23.11.2026 18:00.")
    }

    def __init__(self, *, zone: str = "Europe/Moscow", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self.zone))
        return moment.astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")
        return value


class Ruled(forms.Field):
    """Whether it may stay empty is asked of a rule, which cites its clause; so it is not «необязательно»."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class RuledMoment(Ruled, MomentField):
    pass


class RuledText(Ruled, forms.CharField):
    pass


class RuledChoice(Ruled, forms.ChoiceField):
    pass


class RuledChoices(Ruled, forms.MultipleChoiceField):
    pass


class RuledForm(forms.Form):
    use_required_attribute = False


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what may be attached is asked of the rules of ``files``."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [one for one in given if one]


class BookForm(forms.Form):
    question = forms.CharField(
        label=_("Ваш вопрос"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Преподаватель увидит его заранее и подготовится. Изменить можно до начала."),
    )
    attached = FilesField(label=_("Приложить файлы"), required=False, help_text=_("До 15 МБ каждый."))
    comes = RuledChoice(label=_("Кто придёт"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ward: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comes"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- narrows
        if ward is None:
            del self.fields["comes"]
            return
        field.choices = [
            (Booking.Comes.LEARNER, ward.short_name),
            (Booking.Comes.BOTH, _("{learner} вместе со мной").format(learner=ward.short_name)),
            (Booking.Comes.REPRESENTATIVE, _("я, поговорить о слушателе")),
        ]
        field.initial = Booking.Comes.LEARNER

    def clean_comes(self) -> str:
        return self.cleaned_data["comes"] or Booking.Comes.LEARNER

    @classmethod
    def by_staff(cls) -> "BookForm":
        """The same in words for who books somebody else."""
        form = cls()
        form.fields["question"].label = _("Вопрос слушателя")
        form.fields["question"].help_text = ""
        return form


class RequestForm(forms.Form):
    run = forms.ModelChoiceField(GroupPart.objects.none(), label=_("Дисциплина"))
    question = forms.CharField(
        label=_("О чём вопрос"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    wanted = forms.CharField(
        label=_("Когда удобно"),
        required=False,
        max_length=300,
        help_text=_("Например: по будням после 19:00 по Москве."),
    )
    attached = FilesField(label=_("Приложить файлы"), required=False, help_text=_("До 15 МБ каждый."))

    def __init__(self, data: Any = None, files: Any = None, *, learner: Person, on: Day) -> None:
        super().__init__(data, files)
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows
        field.queryset = studied_now(learner, on)
        field.label_from_instance = discipline_title  # type: ignore[assignment] # Django's own way


def discipline_title(run: GroupPart) -> str:
    title = f"{run.part.title} ({run.teacher.short_name})" if run.teacher else run.part.title
    return _("{title}, срок прошёл").format(title=title) if getattr(run, "is_over", False) else title


class ReasonForm(RuledForm):
    reason = RuledText(label=_("Причина"), max_length=300)


class MoveForm(RuledForm):
    """Another time on the wall clock of the session's branch; the length is kept unless it is changed."""

    starts_at = RuledMoment(label=_("Новое начало"))
    ends_at = RuledMoment(label=_("Новое окончание"))
    reason = RuledText(label=_("Причина переноса"), max_length=250)

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data, initial={"starts_at": session.starts_at, "ends_at": session.ends_at})
        for name in ("starts_at", "ends_at"):
            field = self.fields[name]
            assert isinstance(field, MomentField)  # noqa: S101 -- narrows
            field.zone, field.required = session.branch.timezone, True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if name not in self.errors and not data.get(name):
                self.add_error(name, _("Укажите дату и время."))
        return data


class SubstituteForm(RuledForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Кто проведёт"))
    reason = RuledText(label=_("Причина замены"), max_length=300)

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows
        field.queryset = workers_on(session.date).exclude(pk=session.person_id)


class SubstitutesForm(RuledForm):
    """One worker for several sessions: he works on the day of each."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Кто проведёт"))
    reason = RuledText(label=_("Причина замены"), max_length=300)

    def __init__(self, data: Any = None, *, sessions: Iterable[Session]) -> None:
        super().__init__(data)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows
        workers = Person.objects.order_by("search_name")
        for day in sorted({session.date for session in sessions}):
            workers = workers.filter(pk__in=workers_on(day).order_by().values("pk"))
        field.queryset = workers


class TopicForm(RuledForm):
    topic = RuledText(label=_("Тема"), max_length=300)
    topic_basis = RuledChoice(label=_("Основание темы"), choices=[("", "—"), *TopicBasis.choices])
    scope = forms.ChoiceField(label=_("Объём"), choices=Scope.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Вид"), choices=Kind.choices)


class NoShowForm(forms.Form):
    waited = forms.IntegerField(label=_("Сколько минут ждали"), min_value=0, required=False)


class HoldForm(RuledForm):
    """Actual time, who came, topic, the three items; keeps what was typed when a rule refuses."""

    actual_start = RuledMoment(label=_("Фактическое начало"))
    actual_end = RuledMoment(label=_("Фактическое окончание"))
    attended = RuledChoices(label=_("Кто был"), widget=forms.CheckboxSelectMultiple)
    walk_ins = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Пришли без записи"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topic = RuledText(label=_("Тема"), max_length=300)
    topic_basis = RuledChoice(label=_("Основание темы"), choices=[("", "—"), *TopicBasis.choices])
    scope = forms.ChoiceField(label=_("Объём"), choices=Scope.choices, widget=forms.RadioSelect)
    skipped_items_reason = forms.CharField(
        label=_("Если проведено не всё, почему"), max_length=500, required=False
    )
    note = forms.CharField(label=_("Примечание для журнала"), max_length=500, required=False)
    late_reason = forms.CharField(
        label=_("Почему записываете с опозданием"),
        max_length=300,
        required=False,
        help_text=_("Заполните, если прошло больше срока, который установлен в центре."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        session: Session,
        bookings: list[Booking],
        walk_ins: list[Person],
        by_another: bool = False,
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.session, self.rows = session, 0
        self._choices(bookings, walk_ins)
        self._moments(session)
        if session.kind == Kind.EXAM_PREP:
            self._prep_fields()
        else:
            del self.fields["skipped_items_reason"]
        self.fields["late_reason"].required = by_another

    def _choices(self, bookings: list[Booking], walk_ins: list[Person]) -> None:
        attended, extra = self.fields["attended"], self.fields["walk_ins"]
        assert isinstance(attended, forms.MultipleChoiceField)  # noqa: S101 -- narrows
        assert isinstance(extra, forms.ModelMultipleChoiceField)  # noqa: S101 -- narrows
        attended.choices = [
            (
                str(one.pk),
                one.learner.full_name if one.comes == Booking.Comes.LEARNER else one.who_comes,
            )
            for one in bookings
        ]
        if not bookings:
            del self.fields["attended"]
        if walk_ins:
            extra.queryset = Person.objects.filter(pk__in=[who.pk for who in walk_ins])
            extra.choices = [(who.pk, who.full_name) for who in walk_ins]
        else:
            del self.fields["walk_ins"]

    def _moments(self, session: Session) -> None:
        zone = session.branch.timezone
        if session.mode == Mode.OFFLINE:
            del self.fields["actual_start"], self.fields["actual_end"]
            self.rows = max(ROWS_OF_INTERVALS, session.intervals.count() + 2)
            for n in range(self.rows):
                self.fields[f"from_{n}"] = MomentField(label=_("Начало"), zone=zone, required=False)
                self.fields[f"to_{n}"] = MomentField(label=_("Окончание"), zone=zone, required=False)
            return
        for name in ("actual_start", "actual_end"):
            field = self.fields[name]
            assert isinstance(field, MomentField)  # noqa: S101 -- narrows
            field.zone = zone

    def _prep_fields(self) -> None:
        for item in PrepItem.Item:
            self.fields[f"done_{item.value}"] = forms.BooleanField(label=item.label, required=False)
            self.fields[f"minutes_{item.value}"] = forms.IntegerField(
                label=_("Минут"), min_value=0, max_value=720, required=False
            )

    @property
    def interval_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"from_{n}"], self[f"to_{n}"]) for n in range(self.rows) if f"from_{n}" in self.fields]

    @property
    def prep_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"done_{item.value}"], self[f"minutes_{item.value}"])
            for item in PrepItem.Item
            if f"done_{item.value}" in self.fields
        ]

    def record(self) -> Record:
        data = self.cleaned_data
        return Record(
            actual_start=data.get("actual_start"),
            actual_end=data.get("actual_end"),
            intervals=self._intervals(),
            attended=frozenset(int(pk) for pk in data.get("attended", ())),
            walk_ins=list(data.get("walk_ins", ())),
            topic=data["topic"],
            topic_basis=data["topic_basis"],
            scope=data["scope"],
            prep={
                item.value: PrepMark(data[f"done_{item.value}"], data[f"minutes_{item.value}"] or 0)
                for item in PrepItem.Item
                if f"done_{item.value}" in data
            },
            skipped_items_reason=data.get("skipped_items_reason", ""),
            note=data["note"],
            late_reason=data["late_reason"],
        )

    def _intervals(self) -> list[Interval]:
        rows = [
            (self.cleaned_data.get(f"from_{n}"), self.cleaned_data.get(f"to_{n}")) for n in range(self.rows)
        ]
        return [(start, end) for start, end in rows if start and end]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n in range(self.rows):
            start, end = data.get(f"from_{n}"), data.get(f"to_{n}")
            if bool(start) != bool(end):
                missing = f"to_{n}" if start else f"from_{n}"
                self.add_error(missing, _("Укажите и начало, и окончание отрезка."))
        return data


class ExtraForm(RuledForm):
    """A session beside the график, on the wall clock of the chosen branch."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Кто проведёт"))
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Филиал"), empty_label=None)
    date = forms.DateField(label=_("Дата"), widget=DateInput())
    starts = forms.TimeField(
        label=_("Начало"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Окончание"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    kind = forms.ChoiceField(label=_("Вид"), choices=Kind.choices)
    format = forms.ChoiceField(label=_("Форма"), choices=Format.choices)
    mode = forms.ChoiceField(label=_("Режим"), choices=Mode.choices)
    means = MeansField(
        CommunicationMeans.objects.none(),
        label=_("Средство коммуникации"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(label=_("Комната, адрес, номер"), required=False, max_length=200)
    capacity = forms.IntegerField(
        label=_("Мест"),
        min_value=1,
        max_value=1000,
        initial=30,
        help_text=_("Для индивидуальной всегда одно."),
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Группы"),
        required=False,
        help_text=_("Не выбрано ничего: для всех слушателей."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    parts = forms.ModelMultipleChoiceField(
        ProgrammePart.objects.none(),
        label=_("Дисциплины"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    scope = forms.ChoiceField(label=_("Объём"), choices=Scope.choices)
    topic = forms.CharField(label=_("Тема"), required=False, max_length=300)
    topic_basis = forms.ChoiceField(
        label=_("Основание темы"), choices=[("", "—"), *TopicBasis.choices], required=False
    )
    reason = RuledText(
        label=_("Почему вне графика"),
        max_length=300,
        help_text=_("Например: просьба слушателей, перенос с праздничного дня."),
    )

    def __init__(
        self, data: Any = None, *, on: Day, author: Person, for_others: bool, initial: Any = None
    ) -> None:
        super().__init__(data, initial={"person": author.pk, "scope": Scope.OVERVIEW, **(initial or {})})
        self._set("person", workers_on(on) if for_others else Person.objects.filter(pk=author.pk))
        self._set("branch", branches())
        self._set("means", choosable())
        self._set("groups", Group.objects.filter(ends_on__gte=on))
        self._set("parts", ProgrammePart.objects.filter(programme__groups__ends_on__gte=on).distinct())

    def _set(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows
        field.queryset = queryset

    def plan(self) -> ExtraPlan:
        data = self.cleaned_data
        zone = ZoneInfo(data["branch"].timezone)
        return ExtraPlan(
            branch=data["branch"],
            starts_at=datetime.combine(data["date"], data["starts"], zone).astimezone(UTC),
            ends_at=datetime.combine(data["date"], data["ends"], zone).astimezone(UTC),
            format=Format(data["format"]),
            mode=Mode(data["mode"]),
            kind=Kind(data["kind"]),
            scope=Scope(data["scope"]),
            capacity=data["capacity"],
            place=data["place"],
            topic=data["topic"],
            topic_basis=data["topic_basis"],
            means=list(data["means"]),
            parts=list(data["parts"]),
            groups=list(data["groups"]),
        )


def workers_on(day: date) -> Any:
    """Persons with a contract of a worker on a date, by name."""
    return Person.objects.filter(staff_contracts__in=staff_on(day)).order_by("search_name").distinct()
