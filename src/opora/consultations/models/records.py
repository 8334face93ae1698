from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person

from .bookings import Booking
from .sessions import Session


class PrepItem(models.Model):
    """One of the three obligatory parts of an exam-prep consultation (S0-5.6, S1-3.8)."""

    class Item(models.TextChoices):
        BRIEFING = "procedure_briefing", _("инструктаж о процедуре и правилах оформления работы")
        HARD_TASKS = "hard_tasks", _("алгоритмы решения наиболее сложных задач (заданий)")
        CRITERIA = "criteria", _("критерии оценивания")

    session = models.ForeignKey(Session, models.CASCADE, related_name="prep_items")
    item = models.CharField(max_length=20, choices=Item)
    done = models.BooleanField(_("проведено"), default=False)
    minutes = models.PositiveSmallIntegerField(_("минут"), default=0)
    note = models.CharField(_("примечание"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "item"], name="prep_item_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.done}"


class PrepEvidence(Stamped):
    """What stands behind one of the three parts: a file, a link or words (S0-5.6, S1-3.8)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="evidence")
    item = models.CharField(_("часть консультации"), max_length=20, choices=PrepItem.Item)
    text = models.CharField(_("что это"), max_length=1000, blank=True)
    link = models.URLField(_("ссылка"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(link="") | Q(file__isnull=False),
                name="prep_evidence_says_something",
            )
        ]
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return self.text or self.link or str(self.file)


class PrepAcknowledgement(models.Model):
    """«Ознакомлен(а) с процедурой и критериями»: given in the cabinet, or noted by a signed sheet."""

    class Way(models.TextChoices):
        CABINET = "cabinet", _("в кабинете")
        PAPER = "paper", _("подпись на листе")

    session = models.ForeignKey(Session, models.CASCADE, related_name="acknowledgements")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    way = models.CharField(_("как"), max_length=10, choices=Way)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "learner"], name="prep_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.get_way_display()}"


class QuestionWindow(Stamped):
    """Until when learners who missed exam-prep may ask by its materials."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="window")
    until = models.DateField(_("вопросы до"))
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.session}: {self.until}"


class PrepQuestion(Stamped):
    """A question of a learner who missed exam-prep; answering is work with its own time (S0-5.10a)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="prep_questions")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(_("вопрос"), max_length=1000)
    answer = models.CharField(_("ответ"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    work_from = models.DateTimeField(_("работа с"), null=True, blank=True)
    work_to = models.DateTimeField(_("работа до"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, work_from=None, work_to=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, work_to__gt=F("work_from"))),
                name="prep_answer_is_whole",
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class KeptException(models.Model):
    """The deputy's mark: an individual place stays although the document has ended since (case 25)."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="kept")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("отметка"), max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking}: {self.reason}"


class WorkInterval(models.Model):
    """A stretch of actual work of an offline consultation; several may stand in different days."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="intervals")
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("окончание"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interval_ends_after_start")
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at}–{self.ends_at}"
