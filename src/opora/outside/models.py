"""What came from outside, and by which devices and accounts people are told outside."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.notifications.models import Letter
from opora.people.models import Person


class Incoming(models.Model):
    """A letter of the mailbox. ``message_id`` makes a second reading nothing; ``letter`` is what it answers.

    ``record`` is the whole of it as it came, history and signature too; ``text`` is what of it was new.
    """

    class State(models.TextChoices):
        POSTED = "posted", _("в переписке")
        APPEAL = "appeal", _("стало обращением")
        HELD = "held", _("ждёт разбора")
        REFUSED = "refused", _("не принято, отправителю написано")
        IGNORED = "ignored", _("автоматическое, не разбирается")
        RETURNED = "returned", _("возврат нашего письма")
        DROPPED = "dropped", _("отклонено")

    message_id = models.CharField(max_length=250, unique=True)
    received_at = models.DateTimeField(_("получено"))
    sender = models.CharField(_("от кого"), max_length=254, blank=True)
    sender_name = models.CharField(max_length=150, blank=True)
    subject = models.CharField(_("тема"), max_length=250, blank=True)
    text = models.TextField(_("текст"), blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State)
    why = models.CharField(_("почему"), max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("чей ответ")
    )
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="incoming", verbose_name=_("ответ на")
    )
    record = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("письмо целиком")
    )
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто разобрал")
    )
    decided_at = models.DateTimeField(_("разобрано"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-received_at"], name="incoming_by_time"),
            models.Index(fields=["received_at"], condition=Q(state="held"), name="incoming_held"),
            models.Index(fields=["person", "-received_at"], name="incoming_by_person"),
        ]
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.subject


class WayState(models.Model):
    """How a way does: when it worked last, what failed last, how far it has been read (``cursor``)."""

    way = models.CharField(max_length=20, unique=True)
    cursor = models.CharField(max_length=100, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.way


class ServerKey(models.Model):
    """A key of the installation for its browsers, made when first needed; it moves with the database."""

    name = models.CharField(max_length=20, unique=True)
    secret = models.TextField()

    def __str__(self) -> str:
        return self.name


class PushSubscription(models.Model):
    """A browser of a person that agreed to be told. Removed when its push service says it is gone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    device = models.CharField(_("устройство"), max_length=100)
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.device


class Messenger(models.TextChoices):
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", "VK"
    MAX = "max", "MAX"


class Binding(Stamped):
    """An account of a messenger bound to a cabinet; ``ended_at``: it was stopped, or the bot is blocked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="bindings")
    messenger = models.CharField(_("мессенджер"), max_length=20, choices=Messenger)
    who = models.CharField(_("номер в мессенджере"), max_length=50)
    ended_at = models.DateTimeField(_("закончилось"), null=True, blank=True)
    why_ended = models.CharField(_("почему закончилось"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "messenger"], condition=Q(ended_at=None), name="binding_one_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["messenger", "who"], condition=Q(ended_at=None), name="binding_one_of_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_messenger_display()}: {self.person}"


class BindingCode(models.Model):
    """A code shown in the cabinet: who sends it to the bot is this person. Only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    messenger = models.CharField(max_length=20, choices=Messenger)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "messenger"], name="binding_code_once")]

    def __str__(self) -> str:
        return f"{self.messenger}: {self.person}"
