"""Local acts, their editions and clauses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped

from .orders import Order


class LocalAct(Stamped):
    """A local act (порядок, положение) that has editions."""

    class Kind(models.TextChoices):
        ORDER_OF_WORK = "poryadok", _("порядок")
        STATUTE = "polozhenie", _("положение")
        RULES = "pravila", _("правила")
        INSTRUCTION = "instruktsiya", _("инструкция")

    code = models.SlugField(_("код"), unique=True)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    title = models.CharField(_("название"), max_length=500)
    short_title = models.CharField(_("кратко"), max_length=60)
    genitive = models.CharField(_("кратко, род. падеж"), max_length=60)

    def __str__(self) -> str:
        return self.title


class ActEdition(Stamped):
    """An edition; exactly one per act is in force at any date: the latest with ``effective_from`` reached."""

    act = models.ForeignKey(LocalAct, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("редакция"))
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="editions")
    effective_from = models.DateField(_("действует с"))
    preset = models.CharField(_("образец"), max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["act", "effective_from"], name="edition_date_once"),
        ]
        ordering = ["act_id", "effective_from"]

    def __str__(self) -> str:
        return f"{self.act.short_title}, ред. {self.number}"


class Clause(models.Model):
    """An addressable clause of an edition."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="clauses")
    number = models.CharField(_("пункт"), max_length=20)
    text = models.TextField(_("текст"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="clause_number_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"п. {self.number}"
