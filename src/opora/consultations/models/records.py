from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .sessions import Session


class PrepItem(models.Model):
    """One of the three obligatory parts of an exam-prep consultation (S0-5.6, S1-3.8)."""

    class Item(models.TextChoices):
        BRIEFING = "procedure_briefing", _("инструктаж о процедуре и правилах оформления работы")
        HARD_TASKS = "hard_tasks", _("алгоритмы решения наиболее сложных задач (заданий)")
        CRITERIA = "criteria", _("критерии оценивания")

    session = models.ForeignKey(Session, models.CASCADE, related_name="prep_items")
    item = models.CharField(max_length=20, choices=Item)
    done = models.BooleanField(_("проведено"), default=False)
    minutes = models.PositiveSmallIntegerField(_("минут"), default=0)
    note = models.CharField(_("примечание"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "item"], name="prep_item_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.done}"


class WorkInterval(models.Model):
    """A stretch of actual work of an offline consultation; several may stand in different days."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="intervals")
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("окончание"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interval_ends_after_start")
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at}–{self.ends_at}"
