"""Cases of moderation: what was said, who reported it, what was decided and whether it stood (S3-3.5c)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Booking, Post
from opora.conversations.models import Message
from opora.kernel.models import Stamped
from opora.people.models import Person


class Policy(Stamped):
    """How the centre keeps the tone: one row. Terms are working days, storage is months."""

    refuse_brutal = models.BooleanField(_("мат не отправляется"), default=False)
    decide_days = models.PositiveSmallIntegerField(_("срок решения"), default=3)
    appeal_days = models.PositiveSmallIntegerField(_("срок обжалования"), default=5)
    answer_days = models.PositiveSmallIntegerField(_("срок ответа на обжалование"), default=5)
    keep_months = models.PositiveSmallIntegerField(_("хранить дела"), default=12)
    allowed = models.TextField(_("разрешённые слова"), blank=True)
    denied = models.TextField(_("запрещённые слова"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="policy_is_one")]

    def __str__(self) -> str:
        return "Правила общения"


class Case(Stamped):
    """One thing said, with everything about it: it is judged once, however many report it.

    ``content`` is how it read when the case was opened. It is no column of the audit trail, as words of chats
    are not; the decision is.
    """

    class Origin(models.TextChoices):
        HIT = "hit", _("отправлено после предупреждения")
        REPORT = "report", _("жалоба")

    class State(models.TextChoices):
        OPEN = "open", _("ждёт решения")
        DECIDED = "decided", _("решено")
        APPEALED = "appealed", _("обжаловано")
        CLOSED = "closed", _("закрыто")

    class Decision(models.TextChoices):
        NONE = "none", _("нарушения нет")
        HIDE = "hide", _("скрыть сообщение")
        WARN = "warn", _("предупредить автора")
        RESTRICT = "restrict", _("ограничить переписку")

    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("сообщение")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("в вопросе")
    )
    booking = models.ForeignKey(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("вопрос к встрече"),
    )
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто написал"))
    content = models.TextField(_("что написано"))
    origin = models.CharField(_("откуда"), max_length=10, choices=Origin)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("поступило"))
    due_on = models.DateField(_("решить до"))
    escalated_at = models.DateTimeField(_("передано выше"), null=True, blank=True)

    decision = models.CharField(_("решение"), max_length=10, choices=Decision, blank=True)
    hides = models.BooleanField(_("сообщение скрыто"), default=False)
    reason = models.TextField(_("причина"), blank=True)
    restricted_until = models.DateField(_("переписка ограничена по"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто решил")
    )
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)

    appeal_until = models.DateField(_("обжаловать до"), null=True, blank=True)
    appeal = models.TextField(_("возражение"), blank=True)
    appealed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто обжаловал")
    )
    appealed_at = models.DateTimeField(_("обжаловано"), null=True, blank=True)
    upheld = models.BooleanField(_("решение оставлено"), null=True, blank=True)
    outcome = models.TextField(_("ответ на возражение"), blank=True)
    closed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто ответил")
    )
    closed_at = models.DateTimeField(_("закрыто"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(message__isnull=False, post=None, booking=None)
                    | Q(message=None, post__isnull=False, booking=None)
                    | Q(message=None, post=None, booking__isnull=False)
                ),
                name="case_is_about_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=[about], condition=Q(state="open"), name=f"case_{about}_once")
                for about in ("message", "post", "booking")
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
                name="case_decided_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("author")), name="case_not_by_its_author"
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("decided_by")), name="case_appeal_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(decision="restrict") | Q(restricted_until__isnull=False),
                name="case_restriction_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=["open", "appealed"]), name="case_by_due"),
            models.Index(fields=["author", "-id"], name="case_by_author"),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def done(self) -> str:
        """The decision as a thing that was done."""
        return str(DONE[Case.Decision(self.decision)]) if self.decision else ""

    @property
    def waits(self) -> bool:
        return self.state in (Case.State.OPEN, Case.State.APPEALED)

    def is_late(self, on: date) -> bool:
        return self.waits and self.due_on < on


class Report(models.Model):
    """Somebody who saw it says that it is wrong. His name is for the moderator only, so it is in no trail."""

    class Reason(models.TextChoices):
        BRUTAL = "brutal", _("ненормативная лексика")
        INSULT = "insult", _("оскорбление")
        BULLYING = "bullying", _("травля или угроза")
        PRIVATE = "private", _("чужие личные данные")
        OTHER = "other", _("другое")

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто пожаловался"))
    reason = models.CharField(_("что не так"), max_length=10, choices=Reason)
    words = models.TextField(_("подробнее"), blank=True)
    at = models.DateTimeField(_("когда"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="report_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_reason_display()}"


DONE = {
    Case.Decision.NONE: _("нарушения нет"),
    Case.Decision.HIDE: _("сообщение скрыто"),
    Case.Decision.WARN: _("предупреждение"),
    Case.Decision.RESTRICT: _("переписка ограничена"),
}
