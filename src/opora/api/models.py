import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Account, Role


class Scope(models.TextChoices):
    """What a token may do; never more than the role of its owner."""

    SESSIONS_READ = "sessions:read", _("читать консультации")
    BOOKINGS_READ = "bookings:read", _("читать записи")
    BOOKINGS_WRITE = "bookings:write", _("записывать и отменять запись")
    THREADS_READ = "threads:read", _("читать вопросы отложенных консультаций")
    JOURNAL_READ = "journal:read", _("читать журнал консультаций")


class Token(Stamped):
    """A personal key of a program: acts as its owner in one role, within its scopes, until its day."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("для чего"), max_length=100)
    role = models.CharField(_("роль"), max_length=20, choices=Role)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    expires_on = models.DateField(_("действует по"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Happening(models.TextChoices):
    """What other systems are told of."""

    BOOKED = "booking.created", _("слушатель записался")
    GROUP_BOOKED = "booking.group", _("записана группа")
    UNBOOKED = "booking.cancelled", _("запись отменена")
    MOVED = "session.moved", _("консультация перенесена")
    FAILED = "session.failed", _("преподаватель не подключился")
    CANCELLED = "session.cancelled", _("консультация отменена")
    SUBSTITUTED = "session.substituted", _("преподаватель заменён")
    HELD = "session.held", _("консультация проведена")
    ASKED = "thread.asked", _("задан вопрос")
    ANSWERED = "thread.answered", _("на вопрос ответили")
    THREAD_CLOSED = "thread.closed", _("вопрос закрыт")
    PUBLISHED = "schedule.published", _("график опубликован")
    MONTH_CLOSED = "month.closed", _("месяц закрыт")


class Webhook(Stamped):
    """An address of another system that is told what happened here; letters are signed with ``secret``."""

    title = models.CharField(_("что это за система"), max_length=100)
    url = models.URLField(_("адрес"), max_length=500)
    secret = models.CharField(max_length=60)
    events = ArrayField(models.CharField(max_length=30, choices=Happening))
    is_on = models.BooleanField(_("включён"), default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One telling of one fact to one address; its row is the outbox."""

    class State(models.TextChoices):
        QUEUED = "queued", _("ждёт отправки")
        DELIVERED = "delivered", _("доставлено")
        FAILED = "failed", _("не доставлено")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=30, choices=Happening)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    answered = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=["webhook", "-id"], name="delivery_by_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook}"
