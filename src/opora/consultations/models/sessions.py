from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from opora.channels.models import CommunicationMeans
from opora.kernel.models import Stamped
from opora.people.models import Branch, Person
from opora.schedule.models import Format, Mode, ScheduleLine
from opora.studies.models import Group, ProgrammePart


class Kind(models.TextChoices):
    """Kinds of consultations (S0-5.3, S0-5.5, S0-6.1)."""

    CURRENT = "current", _("текущая")
    EXAM_PREP = "exam_prep", _("по подготовке к промежуточной аттестации")
    ORGANISATIONAL = "organisational", _("по организационным вопросам")


class Scope(models.TextChoices):
    """By the volume of the material (S0-5.4)."""

    OVERVIEW = "overview", _("обзорная")
    TOPIC = "topic", _("по теме")


class TopicBasis(models.TextChoices):
    """Why this topic (S0-5.3b)."""

    PROGRESS = "progress_analysis", _("анализ успеваемости")
    APPEALS = "learner_appeals", _("обращения слушателей")
    INITIATIVE = "teacher_initiative", _("инициатива преподавателя")


class PersonRange(Func):
    """The wheel's PostgreSQL has no btree_gist: a person becomes a range of one number."""

    function = "int8range"
    template = "%(function)s(person_id, person_id, '[]')"


class Period(Func):
    function = "tstzrange"
    template = "%(function)s(starts_at, ends_at)"


class Session(Stamped):
    """A consultation: planned by a line of the published график, or extra with a reason."""

    class State(models.TextChoices):
        PLANNED = "planned", _("запланирована")
        IN_PROGRESS = "in_progress", _("идёт")
        HELD = "held", _("проведена")
        CONFIRMED = "confirmed", _("подтверждена")
        CORRECTION = "correction", _("на исправлении")
        CANCELLED = "cancelled", _("отменена")
        NO_SHOW = "no_show", _("никто не пришёл")
        RESCHEDULED = "rescheduled", _("перенесена")
        FAILED = "failed", _("не состоялась: преподаватель не подключился")

    line = models.ForeignKey(ScheduleLine, models.PROTECT, null=True, blank=True, related_name="sessions")
    extra_reason = models.CharField(_("почему вне графика"), max_length=300, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sessions")
    substitute_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    date = models.DateField(_("дата"))
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("окончание"))
    kind = models.CharField(_("вид"), max_length=20, choices=Kind, default=Kind.CURRENT)
    scope = models.CharField(_("объём"), max_length=20, choices=Scope, default=Scope.OVERVIEW)
    format = models.CharField(_("форма"), max_length=20, choices=Format)
    mode = models.CharField(_("режим"), max_length=20, choices=Mode)
    means = models.ManyToManyField(CommunicationMeans, related_name="+", blank=True)
    place = models.CharField(_("где"), max_length=200, blank=True)
    parts = models.ManyToManyField(ProgrammePart, related_name="sessions", blank=True)
    groups = models.ManyToManyField(Group, related_name="sessions", blank=True)
    topic = models.CharField(_("тема"), max_length=300, blank=True)
    topic_basis = models.CharField(_("основание темы"), max_length=30, choices=TopicBasis, blank=True)
    topic_why = models.CharField(_("на чём основана тема"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(_("мест"))
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PLANNED)
    personal = models.BooleanField(_("только для спросившего"), default=False)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_to", verbose_name=_("перенесена с")
    )
    calendar_of = models.BigIntegerField(null=True, blank=True, editable=False)
    actual_start = models.DateTimeField(_("фактическое начало"), null=True, blank=True)
    actual_end = models.DateTimeField(_("фактическое окончание"), null=True, blank=True)
    opened_at = models.DateTimeField(_("открыта в системе"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("закончена в системе"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("причина"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(_("отменена"), null=True, blank=True)
    note = models.CharField(_("примечание"), max_length=500, blank=True)
    skipped_items_reason = models.CharField(_("почему не всё из трёх пунктов"), max_length=500, blank=True)
    return_remark = models.CharField(_("замечание"), max_length=500, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "date"], name="session_once_per_line_and_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(actual_end=None) | Q(actual_end__gte=F("actual_start")),
                name="session_actual_in_order",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | ~Q(extra_reason=""), name="session_extra_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "confirmed"])
                | Q(actual_start__isnull=False, actual_end__isnull=False)
                | Q(mode="offline"),
                name="session_held_has_actual_time",
            ),
            ExclusionConstraint(
                name="session_person_not_twice",
                expressions=[(PersonRange(), RangeOperators.OVERLAPS), (Period(), RangeOperators.OVERLAPS)],
                condition=Q(state__in=["planned", "in_progress"]) & ~Q(mode="offline"),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="session_by_start"),
            models.Index(fields=["ends_at"], name="session_by_end"),
            models.Index(
                fields=["person", "ends_at"],
                condition=Q(state__in=["planned", "in_progress", "correction"]),
                name="session_unfinished",
            ),
            models.Index(fields=["person", "starts_at"], name="session_by_person"),
            models.Index(fields=["branch", "date"], name="session_by_branch_date"),
            models.Index(fields=["date"], name="session_by_date"),
            models.Index(fields=["date"], condition=Q(kind="exam_prep"), name="session_exam_prep"),
        ]
        ordering = ["starts_at", "id"]

    @property
    def measured_minutes(self) -> int | None:
        """Between «Начать» and the first «Закончить»: what the platform saw, beside what was typed."""
        if self.opened_at is None or self.closed_at is None:
            return None
        return (self.closed_at - self.opened_at) // timedelta(minutes=1)

    def __str__(self) -> str:
        return f"{self.person} {self.date}"

    @property
    def calendar_uid(self) -> str:
        """One event in a reader's calendar, however often it is moved."""
        return f"session-{self.calendar_of or self.pk}@opora"
