"""Duties of the centre's acts, and who answers for them by which order."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person, Role
from opora.regulations.models import LocalAct, Order


class Duty(Stamped):
    """A duty of the centre's own, or a shipped one as the centre keeps it, laid over the register by code.

    ``role``: who is appointed to it answers for the duty, until an order names a person for this duty alone.
    """

    code = models.SlugField(_("код"), unique=True)
    words = models.CharField(_("обязанность"), max_length=500)
    act = models.ForeignKey(LocalAct, models.PROTECT, null=True, blank=True, related_name="duties")
    clause = models.CharField(_("пункт"), max_length=20, blank=True)
    role = models.CharField(_("по какой роли"), max_length=20, choices=Role, blank=True)
    evidence = models.CharField(_("чем подтверждается"), max_length=30, blank=True)
    proof = models.CharField(_("документ"), max_length=300, blank=True)
    closed = models.BooleanField(_("снята"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(clause="") | Q(act__isnull=False), name="duty_clause_is_of_an_act"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class Assignment(Stamped):
    """A person answers for a duty by an order, for a term; ``deputy`` does while he is away."""

    duty = models.SlugField(_("обязанность"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties", verbose_name=_("кто"))
    order = models.ForeignKey(Order, models.PROTECT, related_name="duties", verbose_name=_("приказ"))
    deputy = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("замещает")
    )
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "valid_from"], name="duty_assigned_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="duty_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="duty_deputy_is_another"
            ),
        ]
        ordering = ["duty", "valid_from"]

    def __str__(self) -> str:
        return f"{self.duty}: {self.person}"
