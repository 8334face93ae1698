from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from opora.channels.models import CommunicationMeans
from opora.kernel.models import Stamped
from opora.people.models import Branch, Person
from opora.regulations.models import Order
from opora.studies.models import Group, ProgrammePart


class Format(models.TextChoices):
    """By the number of learners (S2-12)."""

    INDIVIDUAL = "individual", _("индивидуальная")
    GROUP = "group", _("групповая")
    FRONTAL = "frontal", _("фронтальная")


class Mode(models.TextChoices):
    """``offline`` is «at intervals, not in real time» (S0-3.1c), never «in person»."""

    ONLINE = "online", _("онлайн")
    OFFLINE = "offline", _("отложенно")
    IN_PERSON = "in_person", _("очно")


class CalendarDay(models.Model):
    """The centre's own change to the production calendar."""

    class Kind(models.TextChoices):
        WORK = "work", _("рабочий")
        SHORT = "short", _("сокращённый")
        WEEKEND = "weekend", _("выходной")
        HOLIDAY = "holiday", _("праздник")

    branch = models.ForeignKey(Branch, models.CASCADE, null=True, blank=True, related_name="calendar_days")
    date = models.DateField(_("дата"))
    kind = models.CharField(_("вид дня"), max_length=10, choices=Kind)
    note = models.CharField(_("пояснение"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "date"], nulls_distinct=False, name="calendar_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.kind}"


class Days(Func):
    function = "daterange"
    template = "%(function)s(period_from, period_to, '[]')"


class Schedule(Stamped):
    """An edition of the график (S1-3.4): frozen from submission on; a change is a new edition."""

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        ON_APPROVAL = "on_approval", _("на утверждении")
        APPROVED = "approved", _("утверждён")
        PUBLISHED = "published", _("опубликован")
        SUPERSEDED = "superseded", _("заменён")

    title = models.CharField(_("название"), max_length=200)
    period_from = models.DateField(_("с"))
    period_to = models.DateField(_("по"))
    edition = models.PositiveSmallIntegerField(_("редакция"), default=1)
    odd_from = models.DateField(_("первая, нечётная неделя"), null=True, blank=True)
    collect_until = models.DateField(_("строки собираем до"), null=True, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next_edition"
    )
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    return_remark = models.CharField(_("замечание"), max_length=1000, blank=True)
    order = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="schedule")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("утверждён без приказа, дата"), null=True, blank=True)
    approved_position = models.CharField(_("должность утвердившего"), max_length=200, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="schedule_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "on_approval"])
                | Q(order__isnull=False)
                | Q(approved_on__isnull=False, approved_by__isnull=False),
                name="schedule_approved_by_somebody",
            ),
            ExclusionConstraint(
                name="schedule_published_once_a_day",
                expressions=[(Days(), RangeOperators.OVERLAPS)],
                condition=Q(state="published"),
            ),
        ]
        ordering = ["-period_from", "-edition"]

    def __str__(self) -> str:
        return self.title

    @property
    def approval(self) -> str:
        """«приказ № 41-о от 02.09.2026», or who approved it without one; "" while nobody has."""
        if self.order:
            return _said("приказ № {number} от {day}").format(
                number=self.order.number, day=f"{self.order.date:%d.%m.%Y}"
            )
        if self.approved_on and self.approved_by:
            who = f"{self.approved_position} {self.approved_by.short_name}".strip()
            return f"{who}, {self.approved_on:%d.%m.%Y}"
        return ""

    @property
    def approval_day(self) -> date | None:
        """The date of the order, or of the approval without one."""
        return self.order.date if self.order else self.approved_on


class ScheduleLine(Stamped):
    """A row of the form: ФИО, должность, день недели, время, средство коммуникации (S1-A-cols).

    ``key`` is the same for the line in every edition it survives, so bookings and feeds follow it.
    """

    class Section(models.TextChoices):
        PEDAGOGICAL = "pedagogical", _("Педагогические работники")
        OTHER = "other", _("Иные работники")

    class Parity(models.TextChoices):
        ANY = "any", _("каждую неделю")
        EVEN = "even", _("по чётным неделям")
        ODD = "odd", _("по нечётным неделям")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="lines")
    key = models.UUIDField(editable=False)
    section = models.CharField(_("раздел"), max_length=20, choices=Section)
    position = models.PositiveSmallIntegerField(_("№"), default=0)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="schedule_lines")
    job_title = models.CharField(_("должность"), max_length=200, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("день недели"), default=list)
    parity = models.CharField(_("чётность"), max_length=5, choices=Parity, default=Parity.ANY)
    time_from = models.TimeField(_("с"), null=True, blank=True)
    time_to = models.TimeField(_("до"), null=True, blank=True)
    means = models.ManyToManyField(
        CommunicationMeans, verbose_name=_("средство коммуникации"), related_name="+", blank=True
    )
    place = models.CharField(_("комната, адрес, номер"), max_length=200, blank=True)
    format = models.CharField(_("форма"), max_length=20, choices=Format, default=Format.GROUP)
    mode = models.CharField(_("режим"), max_length=20, choices=Mode, default=Mode.ONLINE)
    capacity = models.PositiveSmallIntegerField(_("мест"), default=30)
    parts = models.ManyToManyField(ProgrammePart, verbose_name=_("дисциплины"), related_name="+", blank=True)
    groups = models.ManyToManyField(Group, verbose_name=_("группы"), related_name="+", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "key"], name="line_once_per_edition"),
            models.CheckConstraint(
                condition=Q(time_from=None) | Q(time_to=None) | Q(time_to__gt=F("time_from")),
                name="line_ends_after_start",
            ),
        ]
        ordering = ["-section", "position", "id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.weekdays} {self.time_from}–{self.time_to}"


class ScheduleProposal(Stamped):
    """What a worker asks to stand in a draft on his own lines (S0-5.1); the deputy takes it or gives it back.

    ``values`` are those of a line, ``words`` tell them as they were proposed.
    """

    class Kind(models.TextChoices):
        ADD = "add", _("новая строка")
        CHANGE = "change", _("изменить строку")
        REMOVE = "remove", _("снять строку")
        KEEP = "keep", _("всё остаётся как есть")

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт решения")
        ACCEPTED = "accepted", _("принято")
        RETURNED = "returned", _("возвращено")
        WITHDRAWN = "withdrawn", _("отозвано")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="proposals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    line = models.ForeignKey(ScheduleLine, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("что предлагает"), max_length=10, choices=Kind)
    values = models.JSONField(null=True, blank=True)
    words = models.CharField(max_length=500)
    comment = models.CharField(_("пояснение"), max_length=300, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.WAITING)
    remark = models.CharField(_("почему возвращено"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="waiting"), name="one_waiting_proposal_per_line"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(decided_at__isnull=False),
                name="proposal_decided_once",
            ),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.words


class WidgetSite(Stamped):
    """A site that may show the график in its frame: ``https://school.example``."""

    origin = models.CharField(_("адрес сайта"), max_length=200, unique=True)
    note = models.CharField(_("чей это сайт"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.origin


class ScheduleChange(models.Model):
    """What one save did to a draft: shown to an editor whose copy is older, and undone from.

    ``removed`` is a line that was taken out; ``before`` and ``after`` are what a changed line said, by the
    names of its columns, those that differ only. ``line_key`` is the line of either.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500)
    line_key = models.UUIDField(_("строка"), null=True, editable=False)
    removed = models.JSONField(null=True, blank=True)
    before = models.JSONField(_("было"), null=True, blank=True)
    after = models.JSONField(_("стало"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "version"], name="schedule_change_once_per_version")
        ]

    def __str__(self) -> str:
        return self.words


class Publication(models.Model):
    """Where an edition was put and when: the site and (or) a stand (S1-3.4b)."""

    class Place(models.TextChoices):
        SITE = "site", _("официальный сайт")
        STAND = "stand", _("информационный стенд")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="publications")
    place = models.CharField(_("где"), max_length=10, choices=Place)
    on = models.DateField(_("когда"))
    note = models.CharField(_("какой стенд"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "place", "note"], name="publication_once_per_place")
        ]
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_place_display()} {self.on}"


class ScheduleImport(Stamped):
    """An uploaded график: previewed first, applied whole in one transaction, or thrown away."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("проверка")
        APPLIED = "applied", _("загружен")
        DISCARDED = "discarded", _("отменён")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="imports")
    file_name = models.CharField(_("файл"), max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name
