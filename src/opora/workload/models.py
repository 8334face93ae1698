from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Kind as ConsultationKind
from opora.consultations.models import Period, PersonRange, Session
from opora.kernel.models import Stamped
from opora.people.models import Branch, LoadBasis, Person, StaffContract


class PlannedLoad(Stamped):
    """Planned minutes of a worker for a month by basis (S0-5.8)."""

    contract = models.ForeignKey(StaffContract, models.PROTECT, related_name="planned_loads")
    month = models.DateField(_("месяц"))
    basis = models.CharField(_("основание"), max_length=30, choices=LoadBasis)
    minutes = models.PositiveIntegerField(_("план, мин."))
    note = models.CharField(_("отметка о превышении"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "month", "basis"], name="planned_load_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="planned_load_month_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.month}: {self.minutes}"


class Rate(Stamped):
    """What an hour under a contract costs from a day on, until the next rate of the same kind of work.

    The empty ``kind`` is any work without a rate of its own; 0 kopecks end the pay by the hour.
    """

    class Kind(models.TextChoices):
        ANY = "", _("любая работа")
        CURRENT = ConsultationKind.CURRENT.value, _("текущая консультация")
        EXAM_PREP = ConsultationKind.EXAM_PREP.value, _("консультация к аттестации")
        ORGANISATIONAL = ConsultationKind.ORGANISATIONAL.value, _("организационная консультация")
        OTHER = "other", _("помощь вне консультаций")

    class Unit(models.TextChoices):
        ACADEMIC = "academic", _("академический час")
        ASTRONOMICAL = "astronomical", _("астрономический час")

    contract = models.ForeignKey(StaffContract, models.PROTECT, related_name="rates")
    kind = models.CharField(_("вид работы"), max_length=20, choices=Kind, blank=True)
    kopecks = models.PositiveIntegerField(_("ставка, коп."))
    unit = models.CharField(_("за"), max_length=20, choices=Unit, default=Unit.ACADEMIC)
    valid_from = models.DateField(_("с"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "valid_from"], name="rate_once_a_day"),
        ]
        ordering = ["contract", "kind", "valid_from"]

    def __str__(self) -> str:
        return f"{self.contract} {self.valid_from}: {self.kopecks}"


class WorkLogEntry(Stamped):
    """Actual minutes of one day of one worker (S0-5.1, S0-5.10a); the only basis of record and pay.

    ``minutes`` is negative only in a reversal of a locked entry. ``worked_on`` is set where the hours of a
    closed month stand on a later day: pay goes by the rate of the day of the work.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("на исправлении")
        SUBMITTED = "submitted", _("ждёт подтверждения")
        CONFIRMED = "confirmed", _("подтверждено")
        LOCKED = "locked", _("месяц закрыт")

    class Source(models.TextChoices):
        AUTO = "auto", _("по консультации")
        MANUAL = "manual", _("вручную")

    person = models.ForeignKey(Person, models.PROTECT, related_name="work_log")
    contract = models.ForeignKey(StaffContract, models.PROTECT, related_name="work_log", db_index=False)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="work_log")
    date = models.DateField(_("дата"))
    worked_on = models.DateField(_("за какой день"), null=True, blank=True)
    minutes = models.IntegerField(_("факт, мин."))
    basis = models.CharField(_("основание учёта"), max_length=30, choices=LoadBasis)
    learners_count = models.PositiveSmallIntegerField(_("слушателей"), default=0)
    description = models.CharField(_("что сделано"), max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.AUTO)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.SUBMITTED)
    entered_late = models.BooleanField(_("внесено с опозданием"), default=False)
    late_reason = models.CharField(_("причина опоздания"), max_length=300, blank=True)
    return_remark = models.CharField(_("замечание"), max_length=500, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reversal_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    reversal_reason = models.CharField(_("причина исправления"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "date"],
                condition=Q(session__isnull=False, reversal_of=None, source="auto"),
                name="session_logged_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, reversal_of=None) | Q(minutes__lt=0, reversal_of__isnull=False),
                name="only_a_reversal_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("person")),
                name="nobody_confirms_own_hours",
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "date"], name="work_log_by_branch_date"),
            models.Index(fields=["person", "date"], name="work_log_by_person_date"),
            models.Index(fields=["contract", "date"], name="work_log_by_contract_date"),
            models.Index(
                fields=["person", "date"],
                condition=Q(state__in=["draft", "submitted"]),
                name="work_log_waiting",
            ),
        ]
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.person} {self.date}: {self.minutes}"


class EntryQuestion(Stamped):
    """What the keeper asks about an entry while it goes on waiting: nothing is returned (S0-5.10b)."""

    entry = models.ForeignKey(WorkLogEntry, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(_("вопрос"), max_length=300)
    answer = models.CharField(_("ответ"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("когда ответил"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answered_at=None), name="one_open_question_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="entry_answer_has_time",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class SheetVisit(models.Model):
    """When a keeper looked at a month last, and the time before: what has changed since is marked.

    Reloading within half an hour is the same look.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+")
    month = models.DateField()
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "branch", "month"], name="sheet_visit_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.month}: {self.seen_at}"


class CountedSpan(models.Model):
    """From when to when an entry counts; the database holds LOAD-02: no minute of a person is counted twice.

    A manual entry given in minutes alone has none.
    """

    entry = models.ForeignKey(WorkLogEntry, models.CASCADE, related_name="spans")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("с"))
    ends_at = models.DateTimeField(_("до"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="span_ends_after_start"),
            ExclusionConstraint(
                name="minute_counted_once",
                expressions=[(PersonRange(), RangeOperators.OVERLAPS), (Period(), RangeOperators.OVERLAPS)],
            ),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at}–{self.ends_at}"


class MonthSheet(Stamped):
    """Ведомость of a branch for a month (S0-5.10b). Closed, it holds the very rows that were printed."""

    class State(models.TextChoices):
        OPEN = "open", _("открыт")
        CLOSED = "closed", _("закрыт")

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="month_sheets")
    month = models.DateField(_("месяц"))
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.OPEN)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.JSONField(null=True, blank=True)
    seal = models.CharField(_("контрольная сумма"), max_length=64, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    signed_name = models.CharField(_("чьё имя под подписью"), max_length=200, blank=True)
    signed_position = models.CharField(_("в какой должности подписано"), max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopen_reason = models.CharField(_("почему открыт заново"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "month"], name="month_sheet_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_sheet_month_starts"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(snapshot__isnull=False, closed_by__isnull=False),
                name="closed_month_has_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(state="open", seal="") | (Q(state="closed") & ~Q(seal="")),
                name="closed_month_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.month}"


class PlanImport(Stamped):
    """An uploaded load plan: previewed first, applied whole in one transaction, or thrown away.

    ``made`` says of every row it wrote what was planned before and what since; the undo reads it.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("проверка")
        APPLIED = "applied", _("загружен")
        DISCARDED = "discarded", _("отменён")
        UNDONE = "undone", _("возвращён")

    file_name = models.CharField(_("файл"), max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    made = models.JSONField(_("было и стало"), default=list)

    def __str__(self) -> str:
        return self.file_name
