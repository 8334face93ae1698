from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class Order(Stamped):
    """An order (приказ) of the head. Numbers repeat in different years: the key is (number, year)."""

    class Kind(models.TextChoices):
        SCHEDULE = "schedule", _("об утверждении графика")
        ACT = "act", _("об утверждении локального акта")
        ENROLMENT = "enrolment", _("о зачислении")
        APPOINTMENT = "appointment", _("о назначении ответственного")
        OTHER = "other", _("прочее")

    number = models.CharField(_("номер"), max_length=30)
    date = models.DateField(_("дата"))
    year = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    title = models.CharField(_("заголовок"), max_length=500)
    signer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="signed_orders")
    signer_position = models.CharField(_("должность подписавшего"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "year"], name="order_number_once_a_year")]
        ordering = ["-date", "-id"]

    def __str__(self) -> str:
        return f"№ {self.number}"


class OrderCounter(models.Model):
    """The last number given in a year; its row is the lock under which numbers are taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class LocalAct(Stamped):
    """A local act (порядок, положение) that has editions."""

    class Kind(models.TextChoices):
        ORDER_OF_WORK = "poryadok", _("порядок")
        STATUTE = "polozhenie", _("положение")
        RULES = "pravila", _("правила")
        INSTRUCTION = "instruktsiya", _("инструкция")

    code = models.SlugField(_("код"), unique=True)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    title = models.CharField(_("название"), max_length=500)
    short_title = models.CharField(_("кратко"), max_length=60)
    genitive = models.CharField(_("кратко, род. падеж"), max_length=60)

    def __str__(self) -> str:
        return self.title


class ActEdition(Stamped):
    """An edition; exactly one per act is in force at any date: the latest with ``effective_from`` reached."""

    act = models.ForeignKey(LocalAct, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("редакция"))
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="editions")
    effective_from = models.DateField(_("действует с"))
    preset = models.CharField(_("образец"), max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["act", "effective_from"], name="edition_date_once"),
        ]
        ordering = ["act_id", "effective_from"]

    def __str__(self) -> str:
        return f"{self.act.short_title}, ред. {self.number}"


class Clause(models.Model):
    """An addressable clause of an edition."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="clauses")
    number = models.CharField(_("пункт"), max_length=20)
    text = models.TextField(_("текст"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="clause_number_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"п. {self.number}"


class Provision(models.TextChoices):
    """What an organisation's act may set otherwise (domain.md §0). Values are dated by editions."""

    LEARNER_TERM = "learner_term", _("Как называется обучающийся")
    LEGAL_REPS_ENABLED = "legal_reps_enabled", _("Законные представители имеют право на помощь")
    CONSULT_FORMS = "consult_forms", _("Какие формы консультаций предусмотрены")
    EXAM_PREP_GROUP_ONLY = "exam_prep_group_only", _("Перед аттестацией консультации только групповые")
    EXAM_PREP_INDIVIDUAL_EXCEPTION = (
        "exam_prep_individual_exception",
        _("Исключение для ОВЗ и инвалидности: индивидуально перед аттестацией"),
    )
    OUTSIDE_LOAD_INDIVIDUAL = "outside_load_individual", _("Вне учебной нагрузки только индивидуально")
    SCHEDULE_PUBLICATION = "schedule_publication", _("Где размещается график")
    SCHEDULE_TITLE_PARENTS = "schedule_title_parents", _("В названии графика упомянуты родители")
    HELP_PROVIDERS = "help_providers", _("Кто оказывает помощь")
    CANCEL_HOURS = "cancel_hours", _("За сколько часов можно отменить запись")
    NO_SHOW_MINUTES = "no_show_minutes", _("Сколько минут ждать слушателей")
    LATE_ENTRY_DAYS = "late_entry_days", _("Через сколько рабочих дней запись считается поздней")
    ACADEMIC_HOUR = "academic_hour", _("Академический час, минут")


class ProvisionValue(models.Model):
    """The value of a provision in an edition, with the clause that sets it (None: the system default)."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="provisions")
    provision = models.CharField(max_length=60, choices=Provision)
    value = models.JSONField()
    clause = models.ForeignKey(Clause, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "provision"], name="provision_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.provision} = {self.value}"


class RuleBasis(models.Model):
    """Which clause of an edition founds a rule (domain.md §0: data, never code)."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="bases")
    rule = models.CharField(max_length=20)
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "rule"], name="rule_basis_once"),
            models.CheckConstraint(condition=~Q(rule=""), name="rule_basis_named"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.clause}"
