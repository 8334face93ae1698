from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Branch, Contract, Person
from opora.regulations.models import Order


class Programme(Stamped):
    """An educational programme (S0-1.1)."""

    class Kind(models.TextChoices):
        PK = "pk", _("повышение квалификации")
        PP = "pp", _("профессиональная переподготовка")
        PO_TRAINING = "po_training", _("профессиональное обучение: подготовка")
        PO_RETRAINING = "po_retraining", _("профессиональное обучение: переподготовка")
        PO_UPGRADE = "po_upgrade", _("профессиональное обучение: повышение квалификации")
        CHILD = "child_additional", _("дополнительное образование детей")
        ADULT = "adult_additional", _("дополнительное образование взрослых")
        GENERAL = "general", _("общее образование")

    code = models.CharField(_("код"), max_length=30, unique=True)
    title = models.CharField(_("название"), max_length=300)
    aliases = models.JSONField(_("другие названия"), default=list, blank=True)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    hours = models.PositiveSmallIntegerField(_("объём, ак. ч"))
    uses_e_learning = models.BooleanField(_("электронное обучение"), default=True)
    uses_distance_tech = models.BooleanField(_("ДОТ"), default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class ProgrammePart(Stamped):
    """A node of the programme tree (S0-1.4): предмет, курс, дисциплина, модуль, раздел, тема."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", _("предмет")
        COURSE = "course", _("курс")
        DISCIPLINE = "discipline", _("дисциплина")
        MODULE = "module", _("модуль")
        SECTION = "section", _("раздел")
        TOPIC = "topic", _("тема")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="parts")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    title = models.CharField(_("название"), max_length=300)
    hours = models.PositiveSmallIntegerField(_("ак. ч"), default=0)
    position = models.PositiveSmallIntegerField(default=0)
    has_attestation = models.BooleanField(_("есть промежуточная аттестация"), default=False)

    class Meta:
        ordering = ["programme_id", "position", "id"]

    def __str__(self) -> str:
        return self.title


class Group(Stamped):
    """Learners of one run of a programme."""

    code = models.CharField(_("группа"), max_length=40, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="groups")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="groups")
    curator = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="curated_groups")
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="group_dates_in_order")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class GroupPart(models.Model):
    """When a group studies a part, who teaches it and when it is attested."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="schedule_of_parts")
    part = models.ForeignKey(ProgrammePart, models.CASCADE, related_name="runs")
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    attestation_on = models.DateField(_("промежуточная аттестация"), null=True, blank=True)
    teacher = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="taught_parts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "part"], name="group_part_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="group_part_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.part}"


class Enrolment(Stamped):
    """A learner in a group, moved only by orders; the right to help stands on it (S0-5.2)."""

    class State(models.TextChoices):
        APPLIED = "applied", _("подана заявка")
        ENROLLED = "enrolled", _("обучается")
        LEAVE = "academic_leave", _("академический отпуск")
        TRANSFERRED = "transferred", _("переведён")
        COMPLETED = "completed", _("завершил обучение")
        EXPELLED = "expelled", _("отчислен")

    learner = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, models.PROTECT, related_name="enrolments")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="enrolments")
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.APPLIED)
    order_in = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+")
    order_out = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+")
    enrolled_on = models.DateField(_("зачислен"), null=True, blank=True)
    left_on = models.DateField(_("выбыл"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "group"], name="enrolment_once_per_group"),
            models.CheckConstraint(
                condition=Q(state="applied") | Q(order_in__isnull=False), name="enrolment_moves_by_order"
            ),
        ]
        indexes = [models.Index(fields=["group", "state"], name="enrolment_by_group")]

    def __str__(self) -> str:
        return f"{self.learner} в {self.group}"


class EnrolmentMove(models.Model):
    """A change of an enrolment's state after enrolling, with its order: nothing else moves it (ENR-02)."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="moves")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+")
    state = models.CharField(_("стало"), max_length=20, choices=Enrolment.State)
    on = models.DateField(_("с"))
    reason = models.CharField(_("основание"), max_length=300, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_state_display()}"


class IndividualPlan(Stamped):
    """ИУП: the ground of the exam-prep exception (S0-5.5c)."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="individual_plan")
    number = models.CharField(_("номер"), max_length=30)
    date = models.DateField(_("дата"))
    individual_exam_prep = models.BooleanField(
        _("индивидуальная консультация перед аттестацией"), default=False
    )

    def __str__(self) -> str:
        return f"ИУП № {self.number}"


class LearnerImport(Stamped):
    """An uploaded list of learners: previewed first, applied whole in one transaction, or thrown away."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("проверка")
        APPLIED = "applied", _("загружен")
        DISCARDED = "discarded", _("отменён")

    file_name = models.CharField(_("файл"), max_length=255)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    result = models.JSONField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name
