from django.contrib.postgres.fields import ArrayField
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
        GENERAL_PRIMARY = "general_primary", _("начальное общее образование (НОО)")
        GENERAL_BASIC = "general_basic", _("основное общее образование (ООО)")
        GENERAL_SECONDARY = "general_secondary", _("среднее общее образование (СОО)")

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


class ProgrammeOutline(Stamped):
    """What a programme gives and on what conditions it is taught: planned results, one a row; four conditions
    in words (S1-2.2). Beside the programme, because lists of programmes do not read it.
    """

    programme = models.OneToOneField(
        Programme, models.CASCADE, related_name="outline", verbose_name=_("программа")
    )
    results = ArrayField(
        models.CharField(max_length=300), verbose_name=_("планируемые результаты"), default=list, blank=True
    )
    study_forms = models.CharField(_("формы обучения и занятий"), max_length=1000, blank=True)
    materials = models.CharField(_("материальная база"), max_length=1000, blank=True)
    staff = models.CharField(_("кадровые условия"), max_length=1000, blank=True)
    distance = models.CharField(_("электронное обучение и ДОТ"), max_length=1000, blank=True)

    def __str__(self) -> str:
        return str(self.programme)

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """Names and words of the conditions that are told."""
        titles = (
            (_("Формы обучения и занятий"), self.study_forms),
            (_("Материальная база"), self.materials),
            (_("Кадровые условия"), self.staff),
            (_("Электронное обучение и ДОТ"), self.distance),
        )
        return [(str(title), words) for title, words in titles if words]


class ProgrammePart(Stamped):
    """A node of the programme tree (S0-1.4): предмет, курс, дисциплина, модуль, раздел, тема."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", _("предмет")
        COURSE = "course", _("курс")
        DISCIPLINE = "discipline", _("дисциплина")
        MODULE = "module", _("модуль")
        SECTION = "section", _("раздел")
        TOPIC = "topic", _("тема")
        FINAL = "final", _("итоговая аттестация")

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
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("объединена с")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="group_dates_in_order"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="group_merged_into_another"),
        ]
        indexes = [models.Index(fields=["ends_on", "code"], name="group_by_end")]
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
        indexes = [models.Index(fields=["ends_on"], name="group_part_by_end")]

    def __str__(self) -> str:
        return f"{self.group}: {self.part}"


class NetworkAgreement(Stamped):
    """Договор о сетевом взаимодействии: learners of a partner study parts of a programme here (S4-1.4b)."""

    number = models.CharField(_("номер"), max_length=50)
    date = models.DateField(_("дата"))
    partner = models.CharField(_("организация-партнёр"), max_length=300)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="agreements")
    parts = models.ManyToManyField(ProgrammePart, related_name="+", verbose_name=_("части программы"))
    valid_from = models.DateField(_("действует с"))
    valid_to = models.DateField(_("действует по"))
    curator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("куратор")
    )
    contacts = models.CharField(_("контакты партнёра"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "date"], name="agreement_number_date_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="agreement_dates_in_order"
            ),
        ]
        ordering = ["-date", "-id"]

    def __str__(self) -> str:
        return f"№ {self.number}, {self.partner}"


class StudyForm(models.TextChoices):
    """Форма обучения (S4-1.4a)."""

    FULL = "full_time", _("очная")
    MIXED = "mixed", _("очно-заочная")
    PART = "part_time", _("заочная")


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
    form = models.CharField(_("форма обучения"), max_length=20, choices=StudyForm, blank=True)
    ends_on = models.DateField(_("свой срок обучения"), null=True, blank=True)
    leave_until = models.DateField(_("в отпуске до"), null=True, blank=True)
    agreement = models.ForeignKey(
        NetworkAgreement, models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    parts = models.ManyToManyField(
        ProgrammePart, related_name="+", blank=True, verbose_name=_("только эти части программы")
    )

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


class PlanPart(models.Model):
    """How a learner takes one part by the individual plan (S0-2.2e): own hours, own dates or credited."""

    class Way(models.TextChoices):
        STUDY = "study", _("осваивает")
        FASTER = "faster", _("ускоренно")
        CREDITED = "credited", _("перезачтено")

    plan = models.ForeignKey(IndividualPlan, models.CASCADE, related_name="parts")
    part = models.ForeignKey(ProgrammePart, models.CASCADE, related_name="+")
    way = models.CharField(_("как осваивает"), max_length=10, choices=Way, default=Way.STUDY)
    hours = models.PositiveSmallIntegerField(_("ак. ч"), default=0)
    starts_on = models.DateField(_("с"), null=True, blank=True)
    ends_on = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "part"], name="plan_part_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_part_dates_in_order",
            ),
        ]
        ordering = ["part__position", "part_id"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.part}"


class LearnerOrder(Stamped):
    """An order on learners while it is written, agreed and signed; signed, it is final (ENR-02)."""

    class Kind(models.TextChoices):
        ENROL = "enrol", _("о зачислении")
        EXPEL = "expel", _("об отчислении")
        TRANSFER = "transfer", _("о переводе")
        LEAVE = "leave", _("об академическом отпуске")
        RETURN = "return", _("о выходе из академического отпуска")
        COMPLETE = "complete", _("о завершении обучения")
        MERGE = "merge", _("об объединении групп")
        EXTEND = "extend", _("о продлении обучения")
        RESTORE = "restore", _("о восстановлении")

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        SENT = "sent", _("на согласовании")
        AGREED = "agreed", _("согласован, ждёт подписи")
        SIGNED = "signed", _("подписан")
        CANCELLED = "cancelled", _("отменён до подписания")

    kind = models.CharField(_("вид приказа"), max_length=10, choices=Kind)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.DRAFT)
    group = models.ForeignKey(Group, models.PROTECT, related_name="orders")
    into = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    grounds = models.CharField(_("основание"), max_length=300, blank=True)
    until = models.DateField(_("до"), null=True, blank=True)
    form = models.CharField(_("форма обучения"), max_length=20, choices=StudyForm, blank=True)
    agreement = models.ForeignKey(NetworkAgreement, models.PROTECT, null=True, blank=True, related_name="+")
    parts = models.ManyToManyField(ProgrammePart, related_name="+", blank=True)
    ends_contract = models.BooleanField(_("договор расторгается"), default=False)
    refund_on = models.DateField(_("вернуть деньги до"), null=True, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(_("замечание"), max_length=300, blank=True)
    order = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="on_learners")
    content = models.BinaryField(_("бумага"), default=bytes, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="signed", order__isnull=False) | (~Q(state="signed") & Q(order=None)),
                name="learner_order_signed_with_number",
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="learner_order_by_state")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Приказ {self.get_kind_display()}, {self.group}"


class LearnerOrderLine(models.Model):
    """One learner of an order."""

    order = models.ForeignKey(LearnerOrder, models.CASCADE, related_name="lines")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "learner"], name="order_learner_once")]
        ordering = ["learner__search_name", "learner_id"]

    def __str__(self) -> str:
        return f"{self.order}: {self.learner}"


class PaperTemplate(Stamped):
    """A centre's own template of a paper; the last version that is not withdrawn prints."""

    code = models.CharField(_("бумага"), max_length=20)
    version = models.PositiveSmallIntegerField(_("версия"))
    file_name = models.CharField(_("файл"), max_length=255)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_withdrawn = models.BooleanField(_("снят"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="paper_template_version_once")
        ]
        ordering = ["code", "-version"]

    def __str__(self) -> str:
        return f"{self.code}, {self.version}"


class Customer(Stamped):
    """Who pays a contract: an organisation with the person to write to."""

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="customer_card")
    inn = models.CharField(_("ИНН"), max_length=12, blank=True)
    contact = models.CharField(_("контактное лицо"), max_length=200, blank=True)
    phone = models.CharField(_("телефон"), max_length=50, blank=True)
    email = models.EmailField(_("электронная почта"), blank=True)

    def __str__(self) -> str:
        return f"Заказчик: {self.contract}"


class LearnerImport(Stamped):
    """An uploaded list of learners: previewed first, applied whole in one transaction, or thrown away."""

    class State(models.TextChoices):
        READING = "reading", _("читается")
        PREVIEW = "preview", _("проверка")
        WRITING = "writing", _("записывается")
        APPLIED = "applied", _("загружен")
        DISCARDED = "discarded", _("отменён")
        UNDONE = "undone", _("возвращён")

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


class ListJob(models.Model):
    """Work on a long list that goes on behind the page: how far it is, whether to stop, how it ended.

    Its row is written over a connection of its own meanwhile, so that the page sees it.
    """

    class Kind(models.TextChoices):
        READ = "read", _("чтение")
        FIX = "fix", _("исправление")
        WRITE = "write", _("запись")

    class State(models.TextChoices):
        GOING = "going", _("идёт")
        DONE = "done", _("готово")
        STOPPED = "stopped", _("остановлено")
        REFUSED = "refused", _("отказ")

    imported = models.OneToOneField(LearnerImport, models.CASCADE, related_name="job")
    kind = models.CharField(max_length=5, choices=Kind)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.GOING)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("строк"))
    done = models.PositiveIntegerField(_("обработано"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)
    said = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.imported}: {self.get_kind_display()}"


class ImportRecord(models.Model):
    """What an applied list made and changed, by id; the undo takes back exactly this."""

    imported = models.OneToOneField(LearnerImport, models.CASCADE, related_name="record")
    people = ArrayField(models.BigIntegerField(), verbose_name=_("новые люди"), default=list)
    enrolments = ArrayField(models.BigIntegerField(), verbose_name=_("зачисления"), default=list)
    parties = ArrayField(models.BigIntegerField(), verbose_name=_("слушатели в договорах"), default=list)
    contracts = ArrayField(models.BigIntegerField(), verbose_name=_("договоры"), default=list)
    orders = ArrayField(models.BigIntegerField(), verbose_name=_("приказы"), default=list)
    changes = models.JSONField(_("было и стало"), default=dict)

    def __str__(self) -> str:
        return str(self.imported)
