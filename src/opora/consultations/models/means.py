"""One means of communication put in place of another in lines and meetings, so that it can be undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.channels.models import CommunicationMeans
from opora.kernel.models import Stamped
from opora.people.models import Person


class MeansReplacement(Stamped):
    """``done``: drafts with their lines and version, sessions; exactly what the undo takes back."""

    old = models.ForeignKey(CommunicationMeans, models.PROTECT, related_name="+", verbose_name=_("было"))
    new = models.ForeignKey(CommunicationMeans, models.PROTECT, related_name="+", verbose_name=_("стало"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кто заменил"))
    done = models.JSONField(_("что заменено"))
    lines = models.PositiveIntegerField(_("строк"), default=0)
    sessions = models.PositiveIntegerField(_("консультаций"), default=0)
    undone_at = models.DateTimeField(_("возвращено"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
