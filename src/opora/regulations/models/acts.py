"""Local acts, their editions and clauses."""

import re

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person, Role

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
    area = models.CharField(_("о чём акт"), max_length=200, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="owned_acts")

    def __str__(self) -> str:
        return self.title


CONCERNED = [choice for choice in Role.choices if choice[0] != Role.AUDITOR]
COMES_INTO_FORCE = Q(state="approved") & (Q(revoked_from=None) | Q(revoked_from__gt=F("effective_from")))


class ActEdition(Stamped):
    """An edition: written, agreed, approved; then it holds from its date until the next one or a revoking.

    In force and superseded are not stored: the date says it (``queries.standing``). ``effective_from`` of a
    draft is what is planned. One revoked from its first day never comes into force: the one before goes on.
    ``concerns``: roles that get acquainted with it, nobody while empty; the term runs from ``acquaint_from``.
    """

    COMES_INTO_FORCE = COMES_INTO_FORCE

    class State(models.TextChoices):
        DRAFT = "draft", _("проект")
        ON_AGREEMENT = "on_agreement", _("на согласовании")
        ON_APPROVAL = "on_approval", _("на утверждении")
        APPROVED = "approved", _("утверждена")

    act = models.ForeignKey(LocalAct, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("редакция"))
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.DRAFT)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="editions")
    stamped_on = models.DateField(_("гриф «УТВЕРЖДАЮ», дата"), null=True, blank=True)
    stamped_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stamped_position = models.CharField(_("должность утвердившего грифом"), max_length=200, blank=True)
    effective_from = models.DateField(_("действует с"))
    published_on = models.DateField(_("размещена на сайте"), null=True, blank=True)
    preset = models.CharField(_("образец"), max_length=10, blank=True)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    summary = models.TextField(_("что изменилось"), blank=True)
    basis_acts = models.TextField(_("акты-основания"), blank=True)
    remark = models.CharField(_("замечание"), max_length=500, blank=True)
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    concerns = ArrayField(
        models.CharField(max_length=20, choices=CONCERNED), verbose_name=_("кого касается"), default=list
    )
    acquaint_from = models.DateField(_("ознакомление объявлено"), null=True, blank=True)
    revoked_from = models.DateField(_("отменена с"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="revoked_editions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["act", "effective_from"], condition=COMES_INTO_FORCE, name="edition_date_once"
            ),
            models.UniqueConstraint(
                fields=["act"], condition=~Q(state="approved"), name="edition_one_draft_per_act"
            ),
            models.CheckConstraint(
                condition=Q(revoked_from=None, revoked_by=None)
                | Q(revoked_from__isnull=False, revoked_by__isnull=False, state="approved"),
                name="edition_revoked_by_order",
            ),
            models.CheckConstraint(
                condition=Q(concerns=[]) | Q(acquaint_from__isnull=False, state="approved"),
                name="edition_concerns_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(stamped_on=None, stamped_by=None)
                | Q(stamped_on__isnull=False, stamped_by__isnull=False),
                name="edition_stamp_is_whole",
            ),
        ]
        ordering = ["act_id", "effective_from"]

    def __str__(self) -> str:
        return f"{self.act.short_title}, ред. {self.number}"

    @property
    def stamp_words(self) -> str:
        """«директор Орлова Н. В., 12.01.2026»: whose stamp «УТВЕРЖДАЮ» it bears (S4-hdr); "" without one."""
        if self.stamped_on is None or self.stamped_by is None:
            return ""
        who = f"{self.stamped_position} {self.stamped_by.short_name}".strip()
        return f"{who}, {self.stamped_on:%d.%m.%Y}"


class Body(models.TextChoices):
    """Who says a word on an act before the head approves it (S2 header, S3 header)."""

    PEDSOVET = "pedsovet", _("педагогический совет")
    PARENTS = "parents", _("родительский комитет")
    LEARNERS = "learners", _("совет обучающихся")
    WORKERS = "workers", _("представительный орган работников")


class BodyDecision(Stamped):
    """A step of agreement: which body, and what it decided by which protocol."""

    class Decision(models.TextChoices):
        WAITING = "", _("ожидается")
        FOR = "for", _("согласовано")
        AGAINST = "against", _("не согласовано")

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    body = models.CharField(_("орган"), max_length=20, choices=Body)
    decision = models.CharField(_("решение"), max_length=10, choices=Decision, blank=True)
    protocol = models.CharField(_("протокол №"), max_length=30, blank=True)
    date = models.DateField(_("дата протокола"), null=True, blank=True)
    note = models.CharField(_("замечание"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "body"], name="body_decides_once"),
            models.CheckConstraint(
                condition=Q(decision="") | (~Q(protocol="") & Q(date__isnull=False)),
                name="body_decides_by_protocol",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.get_body_display()}: {self.get_decision_display()}"


LONGEST_HEADING = 200


class Clause(models.Model):
    """An addressable clause of an edition."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="clauses")
    number = models.CharField(_("пункт"), max_length=20)
    text = models.TextField(_("текст"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="clause_number_once"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"п. {self.number}"

    @property
    def heads(self) -> bool:
        """The heading of a section: «1», «IV» or «§ 2» with a few words that are no sentence."""
        number = self.number.removeprefix("§ ")
        top = number.isdigit() or not number.strip("IVX")
        return top and len(self.text) < LONGEST_HEADING and not re.search(r"\n|[.;:!?]$", self.text)


class ReplacedText(Stamped):
    """A text of a draft that another one replaced, with what stood on its clauses; can be put back."""

    edition = models.ForeignKey(ActEdition, models.CASCADE, related_name="replaced")
    clauses = models.JSONField(_("пункты"))
    provisions = models.JSONField(_("что установлено"), default=list)
    bases = models.JSONField(_("основания правил"), default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.edition}: прежний текст"
