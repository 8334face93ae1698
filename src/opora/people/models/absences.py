"""Who is away and who stands in: the role passes by itself for those days, nothing is copied."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped

from .persons import Person


class AbsentRange(Func):
    """The wheel's PostgreSQL has no btree_gist: a person becomes a range of one number."""

    function = "int8range"
    template = "%(function)s(person_id, person_id, '[]')"


class AbsentDays(Func):
    function = "daterange"
    template = "%(function)s(valid_from, valid_to, '[]')"


class Absence(Stamped):
    """A worker is away for some days, and an order names who replaces him (S0-6.4, S4-1.3)."""

    class Reason(models.TextChoices):
        LEAVE = "leave", _("отпуск")
        ILLNESS = "illness", _("болезнь")
        TRIP = "trip", _("командировка")

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("кого нет"))
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="stands_in", verbose_name=_("замещает"))
    reason = models.CharField(_("причина"), max_length=20, choices=Reason)
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"))
    basis = models.CharField(_("приказ"), max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="absence_dates_in_order"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="absence_deputy_is_another"),
            ExclusionConstraint(
                name="absence_once_a_day",
                expressions=[
                    (AbsentRange(), RangeOperators.OVERLAPS),
                    (AbsentDays(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.person} → {self.deputy}"
