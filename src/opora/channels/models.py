from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped


class CommunicationMeans(Stamped):
    """A means of communication of the график (S1-A-cols) with its legal state and dates."""

    class Kind(models.TextChoices):
        VKS = "vks", _("видеоконференция")
        WEBINAR = "webinar", _("вебинар")
        CHAT = "chat", _("чат")
        FORUM = "forum", _("форум")
        EMAIL = "email", _("электронная почта")
        PHONE = "phone", _("телефон")
        MESSENGER = "messenger", _("мессенджер")
        FORM = "form", _("форма обратной связи")
        TICKET = "ticket", _("заявка в СДО")
        IN_PERSON = "in_person", _("личный приём")

    class State(models.TextChoices):
        ALLOWED = "allowed", _("можно")
        WARN = "warn", _("с предупреждением")
        FORBIDDEN = "forbidden", _("запрещено")
        CLOSED = "closed", _("сервис закрыт")

    code = models.SlugField(_("код"), unique=True)
    title = models.CharField(_("название"), max_length=120)
    aliases = models.JSONField(_("другие названия"), default=list, blank=True)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.ALLOWED)
    state_since = models.DateField(_("с какой даты"), null=True, blank=True)
    note = models.CharField(_("пояснение"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
