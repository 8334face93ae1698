"""What an edition sets: values of provisions, and the clauses rules stand on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .acts import ActEdition, Clause


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
