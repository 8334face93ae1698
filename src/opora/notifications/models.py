from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
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
    ``about`` («chat:17») is where an answer goes, ``token`` is how it is known; ``answers`` is the Message-ID
    of a letter this one answers. ``quiet``: it waits for the end of quiet hours. ``returned_at``: it bounced.
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
    about = models.CharField(max_length=60, blank=True)
    token = models.CharField(max_length=32, blank=True)
    answers = models.CharField(max_length=250, blank=True)
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
    tried_at = models.DateTimeField(null=True, blank=True)
    quiet = models.BooleanField(default=False)
    returned_at = models.DateTimeField(_("вернулось"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="letter_token")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="letter_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject


class Dispatch(models.Model):
    """A notification on its way by push or a messenger: at least once, held by a lease while it is sent."""

    class State(models.TextChoices):
        QUEUED = "queued", _("в очереди")
        SENT = "sent", _("отправлено")
        LOST = "lost", _("не дойдёт")

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="dispatches")
    way = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    quiet = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notification", "way"], name="dispatch_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="dispatch_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.way}: {self.notification}"


class Wishes(Stamped):
    """How a person wants to be told. ``ways`` by kind, «{"messages": ["mail"]}»; a kind not named goes
    every way there is. Between ``quiet_from`` and ``quiet_to`` of his clock only what is urgent leaves.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="wishes")
    ways = models.JSONField(_("о чём и как"), default=dict, blank=True)
    quiet_from = models.TimeField(_("тихие часы с"), null=True, blank=True)
    quiet_to = models.TimeField(_("тихие часы до"), null=True, blank=True)
    titles = models.BooleanField(_("показывать, о чём уведомление"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="wishes_quiet_hours_are_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    def wants(self, kind: str, column: str) -> bool:
        return column in self.ways.get(kind, [column])


class BadAddress(Stamped):
    """An e-mail letters come back from; after the second time none are sent there (``bad_since``)."""

    address = models.EmailField(_("адрес"), unique=True)
    returns = models.PositiveSmallIntegerField(_("возвратов"), default=0)
    bad_since = models.DateTimeField(_("письма не отправляются с"), null=True, blank=True)
    last_words = models.CharField(_("ответ сервера"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.address
