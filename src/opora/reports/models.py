from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.conversations.models import Conversation
from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Account, Person


class CalendarLink(Stamped):
    """The secret address of a personal calendar; a new ``version`` makes the former address dead."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.account}: {self.version}"


class ChatArchive(Stamped):
    """A conversation of a period as one ZIP: asked for, made by a job, kept for a week.

    ``reason`` is given by who is not in the conversation; then former and deleted texts are inside too.
    """

    class State(models.TextChoices):
        MAKING = "making", _("готовится")
        READY = "ready", _("готов")
        FAILED = "failed", _("не удался")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+", verbose_name=_("чат"))
    since = models.DateField(_("с"))
    until = models.DateField(_("по"))
    reason = models.CharField(_("основание"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто запросил"))
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.MAKING)
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("архив")
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.conversation}, {self.since:%d.%m.%Y}–{self.until:%d.%m.%Y}"
