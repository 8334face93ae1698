"""What an edition sets: values of provisions, and the clauses rules stand on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .acts import ActEdition, Clause


class Provision(models.TextChoices):
    """What an organisation's act may set otherwise (domain.md §0), as a question about the act.

    Type, default and place of each stand in ``regulations/provisions.py``; values are dated by editions.
    """

    LEARNER_TERM = "learner_term", _("Как в акте называется тот, кто учится")
    LEGAL_REPS_ENABLED = "legal_reps_enabled", _("Законные представители сами имеют право на помощь")
    HELP_PROVIDERS = "help_providers", _("Кто оказывает помощь")
    HELP_WINDOW = "help_window", _("До какого дня слушатель имеет право на помощь")
    ACCESS_BEFORE_DAYS = "access_before_days", _("За сколько дней до начала договора открывается кабинет")
    ACCESS_AFTER_DAYS = "access_after_days", _("Сколько дней после окончания договора открыт кабинет")
    SUPPORT_WINDOW = "support_window", _("До какого дня принимает заявки техническая поддержка")
    CONSULT_FORMS = "consult_forms", _("Какие формы консультаций предусмотрены")
    GROUP_MEANS = "group_means", _("Чем проводится групповая консультация онлайн")
    CURRENT_WITHIN_PERIOD = (
        "current_within_period",
        _("Текущие консультации только в период освоения дисциплины"),
    )
    TOPIC_BASIS_REQUIRED = "topic_basis_required", _("Тему определяет работник и называет основание")
    SCOPE_REQUIRED = "scope_required", _("Консультация обзорная или по отдельной теме")
    EXAM_PREP_GROUP_ONLY = "exam_prep_group_only", _("Перед аттестацией консультации только групповые")
    EXAM_PREP_INDIVIDUAL_EXCEPTION = (
        "exam_prep_individual_exception",
        _("Исключение для ОВЗ и инвалидности: индивидуально перед аттестацией"),
    )
    EXAM_PREP_AT_END = (
        "exam_prep_at_end",
        _("Подготовка к аттестации после освоения дисциплины"),
    )
    PREP_ITEMS = "prep_items", _("Что обязательно разобрать перед аттестацией")
    CANCEL_HOURS = "cancel_hours", _("За сколько часов можно отменить запись")
    NO_SHOW_MINUTES = "no_show_minutes", _("Сколько минут ждать слушателей")
    QUESTION_DAYS = "question_days", _("За сколько рабочих дней отвечают на вопрос")
    FOLLOW_UP_DAYS = "follow_up_days", _("Сколько дней после ответа можно продолжить вопрос")
    LATE_TEACHER_MINUTES = (
        "late_teacher_minutes",
        _("Через сколько минут можно сообщить, что преподаватель не пришёл"),
    )
    ANSWER_HOURS = "answer_hours", _("За сколько часов отвечают на просьбу о встрече")
    OUTSIDE_LOAD_INDIVIDUAL = "outside_load_individual", _("Вне учебной нагрузки только индивидуально")
    LOAD_BASES = "load_bases", _("На каком основании учитывается время работников")
    LATE_ENTRY_DAYS = "late_entry_days", _("Через сколько рабочих дней запись считается поздней")
    CONFIRM_WORKING_DAY = (
        "confirm_working_day",
        _("К какому рабочему дню следующего месяца подтверждают часы"),
    )
    ACADEMIC_HOUR = "academic_hour", _("Академический час, минут")
    SCHEDULE_APPROVAL = "schedule_approval", _("Кто и как утверждает график")
    SCHEDULE_PUBLICATION = "schedule_publication", _("Где размещается график")
    SCHEDULE_TITLE_PARENTS = "schedule_title_parents", _("В названии графика упомянуты родители")
    PUBLIC_PAGE_TITLE = "public_page_title", _("Как называется страница сайта об ЭО и ДОТ")
    LMS_BASE = "lms_base", _("На какой платформе идёт обучение")
    RESPONSIBLE_ROLE = "responsible_role", _("Кто отвечает за сопровождение ДОТ")
    ACT_APPROVAL_PATH = "act_approval_path", _("Кто согласует и как утверждают локальные акты")
    ACQUAINTANCE_DAYS = "acquaintance_days", _("За сколько дней знакомятся с новой редакцией")
    ACQUAINTANCE_FIRST = (
        "acquaintance_first",
        _("Запись на консультацию только после ознакомления с порядком"),
    )
    EDITION_EFFECT = "edition_effect", _("Когда новая редакция сменяет прежнюю")


class ProvisionValue(models.Model):
    """The value of a provision in an edition, with the clause that sets it (None: the system default)."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="provisions")
    provision = models.CharField(max_length=60, choices=Provision)
    value = models.JSONField()
    clause = models.ForeignKey(Clause, models.RESTRICT, null=True, blank=True, related_name="provisions")

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
    clause = models.ForeignKey(Clause, models.RESTRICT, related_name="bases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "rule"], name="rule_basis_once"),
            models.CheckConstraint(condition=~Q(rule=""), name="rule_basis_named"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.clause}"
