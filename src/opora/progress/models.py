"""Results of tests, how they came, and what was decided about topics."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Session
from opora.kernel.models import Stamped
from opora.people.models import Person
from opora.studies.models import GroupPart, Programme, ProgrammePart


class KnownTest(Stamped):
    """A test by its title in a programme: which part it checks, out of how many points. Remembered."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tests")
    key = models.CharField(max_length=200)
    title = models.CharField(_("тест"), max_length=200)
    part = models.ForeignKey(
        ProgrammePart, models.PROTECT, related_name="tests", verbose_name=_("часть программы")
    )
    max_points = models.DecimalField(
        _("максимум баллов"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="known_test_once"),
            models.CheckConstraint(
                condition=Q(max_points=None) | Q(max_points__gt=0), name="known_test_max_is_positive"
            ),
        ]
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class ResultImport(Stamped):
    """A file of the СДО: previewed, applied whole, and taken back whole."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("проверка")
        APPLIED = "applied", _("загружены")
        UNDONE = "undone", _("отменена")
        DISCARDED = "discarded", _("не загружали")

    file_name = models.CharField(_("файл"), max_length=255)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    zone = models.CharField(_("часовой пояс"), max_length=40, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added = models.PositiveIntegerField(_("добавлено"), default=0)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class Result(Stamped):
    """An attempt of a learner; ``share`` of the points is what attempts are compared by."""

    class Source(models.TextChoices):
        TEACHER = "teacher", _("преподаватель")
        IMPORT = "import", _("файл СДО")

    learner = models.ForeignKey(Person, models.PROTECT, related_name="results")
    test = models.ForeignKey(KnownTest, models.PROTECT, related_name="results")
    points = models.DecimalField(_("баллы"), max_digits=8, decimal_places=2, null=True, blank=True)
    max_points = models.DecimalField(_("из"), max_digits=8, decimal_places=2, null=True, blank=True)
    share = models.DecimalField(_("доля"), max_digits=5, decimal_places=4)
    taken_at = models.DateTimeField(_("когда"))
    source = models.CharField(_("откуда"), max_length=10, choices=Source)
    imported = models.ForeignKey(
        ResultImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="results",
        verbose_name=_("загрузка"),
    )
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "test", "taken_at"], name="result_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="result_share_is_a_share"),
            models.CheckConstraint(
                condition=Q(source="import", imported__isnull=False) | Q(source="teacher", imported=None),
                name="result_source_is_told",
            ),
        ]
        indexes = [models.Index(fields=["test", "learner", "-taken_at"], name="result_by_test")]

    def __str__(self) -> str:
        return f"{self.learner}, {self.test}: {self.share}"


class AppealMark(Stamped):
    """An appeal is about a discipline of a group, said by who handles it: a voice for its topics (S1-3.5).

    Its text and who wrote stay in the register of appeals; ``url`` opens it for those who read the register.
    """

    code = models.CharField(_("обращение"), max_length=20, unique=True)
    url = models.CharField(_("адрес обращения"), max_length=200)
    run = models.ForeignKey(
        GroupPart, models.CASCADE, related_name="appeal_marks", verbose_name=_("дисциплина")
    )
    topic = models.CharField(_("тема"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("поступило"))
    marked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто отметил"))

    class Meta:
        ordering = ["received_at", "id"]

    def __str__(self) -> str:
        return self.code


class TopicDecision(Stamped):
    """What the teacher did with a proposal; ``evidence`` is what he saw: only more of it brings it back."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("назначена")
        DECLINED = "declined", _("отклонена")
        MERGED = "merged", _("объединена")

    run = models.ForeignKey(GroupPart, models.CASCADE, related_name="topic_decisions")
    key = models.CharField(max_length=120)
    into = models.CharField(max_length=120, blank=True)
    title = models.CharField(_("тема"), max_length=300)
    why = models.CharField(_("на чём основана"), max_length=500)
    evidence = models.JSONField(_("основания"), default=list)
    state = models.CharField(_("решение"), max_length=10, choices=State)
    reason = models.CharField(_("причина"), max_length=300, blank=True)
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="topic_decisions"
    )
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted", session__isnull=False)
                | (Q(state="declined") & ~Q(reason=""))
                | (Q(state="merged") & ~Q(into="")),
                name="topic_decision_is_whole",
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display()}"
