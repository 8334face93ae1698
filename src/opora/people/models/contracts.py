from datetime import date, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped

from .organisation import Branch
from .persons import Person


class LoadBasis(models.TextChoices):
    """On what ground a minute of help is worked (S0-5.8, S1-3.3); each minute has exactly one."""

    IN_TEACHING_LOAD = "in_teaching_load", _("в учебной нагрузке")
    HOURLY = "hourly", _("почасовая")
    WITHIN_WORKING_TIME = "within_working_time", _("в пределах рабочего времени")
    OUTSIDE_TEACHING_LOAD = "outside_teaching_load", _("вне учебной нагрузки")


class StaffContract(Stamped):
    """Labour or civil contract of a worker: the window of access (S3-3.1a) and the ground of the load."""

    class Kind(models.TextChoices):
        LABOUR = "labour", _("трудовой договор")
        PART_TIME = "part_time", _("внешнее совместительство")
        CIVIL = "civil", _("договор ГПХ")

    class Superior(models.TextChoices):
        """Whose subordinate the post is (S4-2.2): the role, so that it stays when its holder changes."""

        DEPUTY = "deputy", _("заместителю руководителя")
        DIRECTOR = "director", _("руководителю")
        TRAINING_HEAD = "training_head", _("руководству управления по обучению")

    class Service(models.TextChoices):
        """The service of psychological and pedagogical support (S2-9)."""

        PSYCHOLOGIST = "psychologist", _("педагог-психолог")
        SPEECH = "speech_therapist", _("учитель-логопед")
        DEFECTOLOGIST = "defectologist", _("учитель-дефектолог")
        SOCIAL = "social_teacher", _("социальный педагог")

    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_contracts")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="staff_contracts")
    number = models.CharField(_("номер"), max_length=50)
    kind = models.CharField(_("вид договора"), max_length=20, choices=Kind, default=Kind.LABOUR)
    position = models.CharField(_("должность"), max_length=200)
    is_pedagogical = models.BooleanField(_("педагогический работник"))
    load_basis = models.CharField(_("основание учёта"), max_length=30, choices=LoadBasis)
    reports_to = models.CharField(_("кому подчинён"), max_length=20, choices=Superior, blank=True)
    service = models.CharField(_("служба сопровождения"), max_length=20, choices=Service, blank=True)
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="staff_contract_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.position}"

    @property
    def helps_as(self) -> frozenset[str]:
        """The kinds of helpers an act may name that this worker is of (S0-5.7, S1-3.1b, S2-9)."""
        section = "pedagogical" if self.is_pedagogical else "other"
        return frozenset({section, "support"} if self.service else {section})


class WorkingHours(Stamped):
    """Working-time regime of a contract (S1-3.3b): on these weekdays, from when to when, the break between.

    Weekdays are those of ISO, 1 is Monday. Rows of one contract never share a weekday on the same date.
    """

    contract = models.ForeignKey(StaffContract, models.PROTECT, related_name="working_hours")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("дни недели"))
    time_from = models.TimeField(_("с"))
    time_to = models.TimeField(_("до"))
    break_from = models.TimeField(_("обед с"), null=True, blank=True)
    break_to = models.TimeField(_("обед до"), null=True, blank=True)
    valid_from = models.DateField(_("действует с"))
    valid_to = models.DateField(_("действует по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(time_to__gt=F("time_from")), name="working_hours_in_order"),
            models.CheckConstraint(
                condition=Q(break_from=None, break_to=None)
                | Q(
                    break_from__gte=F("time_from"),
                    break_to__gt=F("break_from"),
                    break_to__lte=F("time_to"),
                ),
                name="break_within_working_hours",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="working_hours_dates_in_order",
            ),
        ]
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.contract}: {self.time_from}–{self.time_to}"

    def covers(self, day: date) -> bool:
        """Whether the regime is in force on a date, whatever its weekday."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def holds(self, time_from: time, time_to: time) -> bool:
        """Whether a stretch of one day lies in working time and off the break."""
        on_break = bool(
            self.break_from and self.break_to and time_from < self.break_to and self.break_from < time_to
        )
        return self.time_from <= time_from < time_to <= self.time_to and not on_break


class Contract(Stamped):
    """What a learner studies by: paid-services contract, corporate contract, or an enrolment order alone.

    ``gaps``: first and last days late addenda left closed, in pairs; kept here for the statement of every
    request (case 20).
    """

    class Kind(models.TextChoices):
        PAID = "paid", _("договор об оказании платных образовательных услуг")
        CORPORATE = "corporate", _("договор с организацией")
        NETWORK = "network", _("договор о сетевом взаимодействии")
        ORDER = "order", _("приказ о зачислении")

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        ACTIVE = "active", _("действует")
        TERMINATED = "terminated", _("расторгнут")

    number = models.CharField(_("номер"), max_length=50)
    date = models.DateField(_("дата"))
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    customer = models.CharField(_("заказчик"), max_length=300, blank=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.ACTIVE)
    valid_from = models.DateField(_("действует с"))
    valid_to = models.DateField(_("действует по"))
    terminated_on = models.DateField(_("расторгнут"), null=True, blank=True)
    gaps = ArrayField(models.DateField(), verbose_name=_("перерывы"), default=list, blank=True)
    learners = models.ManyToManyField(Person, through="ContractLearner", related_name="contracts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "date"], name="contract_number_date_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="contract_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class Addendum(Stamped):
    """A contract made longer from a day on; days between the former end and it stay closed (case 20)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="addenda")
    number = models.CharField(_("номер"), max_length=50, blank=True)
    signed_on = models.DateField(_("дата"))
    valid_from = models.DateField(_("действует с"))
    former_end = models.DateField(_("прежний срок"))
    valid_to = models.DateField(_("новый срок"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from"), valid_from__gt=F("former_end")),
                name="addendum_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["contract", "number"], condition=~Q(number=""), name="addendum_number_once"
            ),
        ]
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.contract}: {self.valid_from}–{self.valid_to}"

    @property
    def gap_from(self) -> date | None:
        """The first day the cabinet was closed, if the addendum came late."""
        first = self.former_end + timedelta(days=1)
        return first if first < self.valid_from else None

    @property
    def gap_to(self) -> date:
        return self.valid_from - timedelta(days=1)


class ContractLearner(models.Model):
    """A learner of a contract, with own dates when the annex gives them (domain.md §2.1)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="contract_parties")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    individual_exam_prep = models.BooleanField(
        _("особые условия: индивидуальная консультация перед аттестацией"), default=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "learner"], name="contract_learner_once")]

    def __str__(self) -> str:
        return f"{self.contract}: {self.learner}"
