"""Who got acquainted with which edition and how; on what ground a press of a button is a signature."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person
from opora.regulations.models import ActEdition


class SignatureAgreement(Stamped):
    """Agreement that the log-in and a press of the button are a simple electronic signature (63-ФЗ ст. 9).

    ``text`` is kept as it was agreed to. Withdrawn, it founds nothing new; what was signed stays signed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="signature_agreements")
    text = models.TextField(_("текст соглашения"))
    sha256 = models.CharField(_("контрольная сумма"), max_length=64)
    login = models.CharField(_("логин"), max_length=100)
    ip = models.CharField(_("адрес"), max_length=45, blank=True)
    given_at = models.DateTimeField(_("дано"))
    withdrawn_at = models.DateTimeField(_("отозвано"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="agreement_in_force_once"
            )
        ]
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.person}: {self.given_at:%d.%m.%Y}"


class Acquaintance(Stamped):
    """A person got acquainted with an edition (ТК ст. 22, S3-1.4): once, under exactly this text.

    ``given_by``: who pressed the button (a representative for a minor) or entered the paper sheet.
    """

    class Way(models.TextChoices):
        ESIGN = "simple_esign", _("простая ЭП")
        PAPER = "paper_sign", _("подпись на листе")

    person = models.ForeignKey(Person, models.PROTECT, related_name="acquaintances")
    edition = models.ForeignKey(ActEdition, models.PROTECT, related_name="acquaintances")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    way = models.CharField(_("способ"), max_length=20, choices=Way)
    at = models.DateTimeField(_("отмечено"))
    signed_on = models.DateField(_("дата ознакомления"))
    sha256 = models.CharField(_("контрольная сумма текста"), max_length=64)
    agreement = models.ForeignKey(
        SignatureAgreement, models.PROTECT, null=True, blank=True, related_name="marks"
    )
    sheet = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="acquainted_once"),
            models.CheckConstraint(
                condition=Q(way="simple_esign", agreement__isnull=False, sheet=None)
                | Q(way="paper_sign", agreement=None, sheet__isnull=False),
                name="acquaintance_has_its_proof",
            ),
        ]
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.person}: {self.edition}"

    @property
    def for_another(self) -> bool:
        """Confirmed in the cabinet by a representative."""
        return self.way == self.Way.ESIGN and self.given_by_id != self.person_id
