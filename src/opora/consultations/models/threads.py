from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person

from .sessions import Session


class Thread(Stamped):
    """A question of an offline session and its answers, at intervals (S0-3.1c, S2-12b/d/f; case 14)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт ответа")
        ANSWERED = "answered", _("есть ответ")
        CLOSED = "closed", _("закрыт")

    session = models.ForeignKey(Session, models.PROTECT, related_name="threads")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="threads")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.CharField(_("тема вопроса"), max_length=150)
    unnamed = models.BooleanField(_("без имени"), default=False)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("ответить до"), null=True, blank=True)
    closes_at = models.DateTimeField(_("закроется сам"), null=True, blank=True)
    closed_at = models.DateTimeField(_("закрыт"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False) | ~Q(state="waiting") & Q(due_at=None),
                name="thread_waits_till_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="thread_closed_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="thread_by_due"),
            models.Index(fields=["closes_at"], condition=Q(state="answered"), name="thread_by_close"),
            models.Index(fields=["learner", "-id"], name="thread_by_learner"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.subject


class Post(models.Model):
    """One thing said in a thread. An answer keeps the time it was owed by: it proves timeliness (S1-4.1)."""

    class Side(models.TextChoices):
        LEARNER = "learner", _("вопрос")
        WORKER = "worker", _("ответ")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    side = models.CharField(_("чьё"), max_length=10, choices=Side)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(_("текст"), blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("приложено"))
    at = models.DateTimeField(_("отправлено"))
    due_at = models.DateTimeField(_("срок ответа"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("скрыто модератором"), null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.at > self.due_at


class ThreadReading(models.Model):
    """The deputy or the specialist opened somebody's exchange, and why (domain.md §2.3)."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(_("зачем"), max_length=300)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.thread}: {self.person}"
