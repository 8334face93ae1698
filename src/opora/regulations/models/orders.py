"""Orders of the head and the book their numbers come from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class Order(Stamped):
    """An order (приказ) of the head. Numbers repeat in different years: the key is (number, year).

    ``controller`` sees that it is carried out by ``control_due`` and says so (S1-O-2).
    """

    class Kind(models.TextChoices):
        SCHEDULE = "schedule", _("об утверждении графика")
        ACT = "act", _("об утверждении локального акта")
        ENROLMENT = "enrolment", _("о зачислении")
        APPOINTMENT = "appointment", _("о назначении ответственного")
        OTHER = "other", _("прочее")

    number = models.CharField(_("номер"), max_length=30)
    date = models.DateField(_("дата"))
    year = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    title = models.CharField(_("заголовок"), max_length=500)
    signer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="signed_orders")
    signer_position = models.CharField(_("должность подписавшего"), max_length=200, blank=True)

    controller = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("контроль за")
    )
    control_due = models.DateField(_("исполнить до"), null=True, blank=True)
    control_done_on = models.DateField(_("исполнен"), null=True, blank=True)
    control_note = models.CharField(_("как исполнен"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="order_number_once_a_year"),
            models.CheckConstraint(
                condition=Q(controller=None, control_due=None)
                | Q(controller__isnull=False, control_due__isnull=False),
                name="order_control_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(control_done_on=None, control_note="")
                | (Q(control_done_on__isnull=False, controller__isnull=False) & ~Q(control_note="")),
                name="order_control_ends_in_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["control_due"],
                condition=Q(control_due__isnull=False, control_done_on=None),
                name="order_under_control",
            )
        ]
        ordering = ["-date", "-id"]

    def __str__(self) -> str:
        return f"№ {self.number}"


class OrderCounter(models.Model):
    """The last number given in a year; its row is the lock under which numbers are taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
