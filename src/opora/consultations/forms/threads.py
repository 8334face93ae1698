"""Shape of questions and answers of offline consultations."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.clock import now
from opora.people.models import Person
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart

from ..models import Session, Thread
from ..queries.requests import studied_now
from ..rules.holding import Interval
from ..rules.threads import LONGEST_ANSWER, minutes_spent
from .sessions import Day, FilesField, MomentField, RuledForm, RuledText, discipline_title

LONGEST_TEXT = 20_000


class Written(RuledForm):
    text = RuledText(label=_("Сообщение"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    attached = FilesField(label=_("Приложить файлы"), required=False, help_text=_("До 15 МБ каждый."))


class QuestionForm(forms.Form):
    """To the teacher of a discipline, or in a session that was chosen before."""

    run = forms.ModelChoiceField(
        GroupPart.objects.none(), label=_("Дисциплина"), empty_label=_("Выберите дисциплину")
    )
    whom = forms.ChoiceField(
        label=_("Кто увидит вопрос и ответ"),
        choices=[("alone", _("только преподаватель")), ("group", _("вся группа: ответ пригодится и другим"))],
        widget=forms.RadioSelect,
        initial="alone",
    )
    unnamed = forms.BooleanField(
        label=_("Не показывать группе моё имя"),
        required=False,
        help_text=_("Группа увидит «вопрос из группы», преподаватель — имя."),
    )
    subject = forms.CharField(
        label=_("Коротко, о чём"), max_length=150, help_text=_("Эта строка попадёт в журнал консультаций.")
    )
    text = forms.CharField(
        label=_("Вопрос"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    attached = FilesField(label=_("Приложить файлы"), required=False, help_text=_("До 15 МБ каждый."))

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        learner: Person,
        on: Day,
        provided: list[str],
        session: Session | None = None,
    ) -> None:
        super().__init__(data, files)
        if session is not None:
            del self.fields["run"], self.fields["whom"]
            if session.format == Format.INDIVIDUAL:
                del self.fields["unnamed"]
            return
        run = self.fields["run"]
        assert isinstance(run, forms.ModelChoiceField)  # noqa: S101 -- narrows
        run.queryset = studied_now(learner, on).filter(teacher__isnull=False)
        run.label_from_instance = discipline_title  # type: ignore[assignment] # Django's own way
        if f"{Format.GROUP}:{Mode.OFFLINE}" not in provided:
            del self.fields["whom"], self.fields["unnamed"]

    def begin_with(self, subject: str, part: str) -> None:
        """What the page that led here is about: a failed test and its discipline."""
        self.initial["subject"] = subject[:150]
        run = self.fields.get("run")
        if (
            isinstance(run, forms.ModelChoiceField)
            and run.queryset is not None
            and part.isdecimal()
            and len(part) < 10
        ):
            inside = Q(part=part) | Q(part__children=part) | Q(part__children__children=part)
            self.initial["run"] = run.queryset.filter(inside).first()


class AnswerForm(Written):
    """The time is proposed from opening the page to sending; the worker's own number wins."""

    minutes = forms.IntegerField(
        label=_("Минут работы"),
        required=False,
        min_value=1,
        max_value=LONGEST_ANSWER,
        help_text=_("Пусто — посчитаем от открытия страницы до отправки, не больше часа."),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, thread: Thread) -> None:
        self._signer = Signer(salt=f"thread-{thread.pk}")
        super().__init__(data, files, initial={"opened": self._signer.sign(now().isoformat())})
        self.fields["text"].label = _("Ответ")

    def spent(self) -> int:
        """Minutes of work: typed, else proposed."""
        typed: int | None = self.cleaned_data["minutes"]
        return typed or minutes_spent(self._opened_at(), now())

    def _opened_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self._signer.unsign(self.cleaned_data["opened"]))
        except (BadSignature, ValueError):
            return None


class WhyForm(RuledForm):
    why = RuledText(label=_("Зачем открываете"), max_length=300)


class WorkForm(RuledForm):
    """When the worker really answered: every interval there is, and two empty rows."""

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data)
        known = list(session.intervals.all())
        self.rows = len(known) + 2
        for n in range(self.rows):
            for name, label in (("from", _("Начало")), ("to", _("Окончание"))):
                one = known[n] if n < len(known) else None
                value = one and (one.starts_at if name == "from" else one.ends_at)
                self.fields[f"{name}_{n}"] = MomentField(
                    label=label, zone=session.branch.timezone, required=False, initial=value
                )

    @property
    def interval_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"from_{n}"], self[f"to_{n}"]) for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n in range(self.rows):
            if bool(data.get(f"from_{n}")) != bool(data.get(f"to_{n}")):
                missing = f"to_{n}" if data.get(f"from_{n}") else f"from_{n}"
                self.add_error(missing, _("Укажите и начало, и окончание отрезка."))
        return data

    def intervals(self) -> list[Interval]:
        data = self.cleaned_data
        rows = [(data.get(f"from_{n}"), data.get(f"to_{n}")) for n in range(self.rows)]
        return [(start, end) for start, end in rows if start and end]
