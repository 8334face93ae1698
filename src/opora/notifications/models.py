from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.people.models import Person


class Notification(models.Model):
    """What a person is told in the cabinet. ``key`` makes one message per event and person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    title = models.CharField(_("заголовок"), max_length=200)
    body = models.TextField(_("текст"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notification_once_per_event")]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["person", "-created_at"], name="notification_by_person"),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """An e-mail; the row is the outbox.

    ``queued → sending → sent``; a refused connection returns it to ``queued`` with a later ``next_try_at``.
    A letter found in ``sending`` after a crash may have left: it is ``uncertain``, never resent by itself.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("в очереди")
        SENDING = "sending", _("отправляется")
        SENT = "sent", _("отправлено")
        UNCERTAIN = "uncertain", _("неизвестно, ушло ли")
        FAILED = "failed", _("не доставлено")

    notification = models.OneToOneField(
        Notification, models.SET_NULL, null=True, blank=True, related_name="letter"
    )
    to = models.EmailField(_("кому"))
    subject = models.CharField(_("тема"), max_length=250)
    text = models.TextField(_("текст"))
    calendar = models.TextField(_("вложение .ics"), blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    message_id = models.CharField(max_length=150, unique=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("попыток"), default=0)
    next_try_at = models.DateTimeField(_("следующая попытка"))
    last_error = models.CharField(_("ошибка"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("отправлено"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="letter_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject
