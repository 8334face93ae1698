"""Admission to groups and applications for training that come by the site (S4-2.1, S3-3.5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Guardianship, Person
from opora.people.rules.persons import adult_on
from opora.studies.models import Group, LearnerOrder


class Admission(Stamped):
    """A group takes applications on the site till a day; ``seats`` empty: as many as come."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="admission", verbose_name=_("группа"))
    until = models.DateField(_("заявки до"))
    seats = models.PositiveSmallIntegerField(_("мест"), null=True, blank=True)
    note = models.CharField(_("условия"), max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(seats=0), name="admission_has_seats")]
        ordering = ["group__starts_on", "id"]

    def __str__(self) -> str:
        return f"{self.group}: {self.until:%d.%m.%Y}"


class Application(Stamped):
    """Somebody asks to study in a group: registered at once, decided by the specialist, told by mail.

    ``secret`` opens the page of its state; ``digest`` is of the address it came from and of the day, as of an
    appeal. ``representative`` acts for a minor. ``checked_by`` names the document the data were compared
    with; then it leads to the person and to the draft of the order.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("ждёт решения")
        ACCEPTED = "accepted", _("принята, готовится приказ")
        DECLINED = "declined", _("отклонена")
        WITHDRAWN = "withdrawn", _("отозвана")

    year = models.PositiveSmallIntegerField(_("год"))
    number = models.PositiveIntegerField(_("номер"))
    secret = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="applications", verbose_name=_("группа"))
    last_name = models.CharField(_("фамилия"), max_length=100)
    first_name = models.CharField(_("имя"), max_length=100)
    middle_name = models.CharField(_("отчество"), max_length=100, blank=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)
    email = models.EmailField(_("почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=50, blank=True)
    representative = models.CharField(_("законный представитель"), max_length=310, blank=True)
    kinship = models.CharField(_("кем приходится"), max_length=20, choices=Guardianship.Kind, blank=True)
    wish = models.TextField(_("пожелания"), max_length=1000, blank=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.REGISTERED)
    received_at = models.DateTimeField(_("поступила"))
    consent_at = models.DateTimeField(_("согласие на обработку данных"))
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто решил")
    )
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    checked_by = models.CharField(_("сверено с документом"), max_length=200, blank=True)
    learner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("слушатель"),
    )
    order = models.ForeignKey(
        LearnerOrder, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("приказ")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="application_number_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (Q(learner__isnull=False, order__isnull=False) & ~Q(checked_by="")),
                name="application_accepted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="application_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="registered", decided_at=None)
                | (~Q(state="registered") & Q(decided_at__isnull=False)),
                name="application_decided_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="application_by_state"),
            models.Index(fields=["digest"], name="application_by_digest"),
        ]
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """«ЗВ-2026-000012»."""
        return f"ЗВ-{self.year}-{self.number:06}"

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))

    @property
    def is_of_a_minor(self) -> bool:
        """Whether on the day it came somebody had to act for the learner."""
        return self.birth_date is not None and self.received_at.date() < adult_on(self.birth_date)
