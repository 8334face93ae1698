from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person

from .sessions import Session


class Booking(Stamped):
    """A learner's place in a session, asked by the learner or a representative."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("записан")
        CANCELLED = "cancelled", _("запись отменена")
        ATTENDED = "attended", _("был")
        NO_SHOW = "no_show", _("не пришёл")

    class Comes(models.TextChoices):
        """Who will be there: help is due to a representative too, about the ward (S1-1.2)."""

        LEARNER = "learner", _("слушатель")
        BOTH = "both", _("слушатель и представитель")
        REPRESENTATIVE = "representative", _("представитель")

    session = models.ForeignKey(Session, models.CASCADE, related_name="bookings")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="bookings")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    question = models.CharField(_("вопрос"), max_length=1000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("приложено"))
    comes = models.CharField(_("кто придёт"), max_length=15, choices=Comes, default=Comes.LEARNER)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.CONFIRMED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("причина"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "learner"],
                condition=~Q(state="cancelled"),
                name="booking_once_per_session",
            )
        ]
        indexes = [
            models.Index(fields=["learner", "state"], name="booking_by_learner"),
            # the radar reads what was asked lately; of a hundred bookings a few have a question
            models.Index(fields=["learner", "created_at"], condition=~Q(question=""), name="booking_asking"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.session}"

    @property
    def who_comes(self) -> str:
        """«Зотова Е. Л. (представитель, Зотов И.)» where it is not the learner alone; names are short."""
        learner = self.learner.short_name
        if self.comes == self.Comes.LEARNER:
            return learner
        words = (
            gettext("{representative} (представитель, {learner})")
            if self.comes == self.Comes.REPRESENTATIVE
            else gettext("{learner} и представитель {representative}")
        )
        return words.format(representative=self.asked_by.short_name, learner=learner)


class Waiting(Stamped):
    """A learner waits for a place in a full session; the order is that of asking."""

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт места")
        TAKEN = "taken", _("место дано")
        LEFT = "left", _("больше не ждёт")

    session = models.ForeignKey(Session, models.CASCADE, related_name="waiting")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    question = models.CharField(_("вопрос"), max_length=1000, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "learner"], condition=Q(state="waiting"), name="waiting_once_per_session"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.learner}: {self.session}"


class AbsenceReport(models.Model):
    """A booked learner says that the worker has not come (S1-4.1; domain.md §8, case 10)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="absence_reports")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "learner"], name="absence_reported_once")]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.session}: {self.learner}"


class RefusedAsk(models.Model):
    """Help that was asked for and not given, with the rule that said no (S0-1.5: no silent refusal)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="refused_asks")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10)
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "learner", "rule"], name="refused_ask_once_per_rule")
        ]
        indexes = [models.Index(fields=["learner", "at"], name="refused_ask_by_learner")]
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.learner}: {self.rule}"
