"""What was read from an organisation's act and what a person said of it; the centre's own norms."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person

from .reader import Proposal
from .source import ReadAct, ReadClause


class ActReading(Stamped):
    """An act loaded to begin from: its clauses, and proposals that wait for a person."""

    class State(models.TextChoices):
        OPEN = "open", _("проверяется")
        DONE = "done", _("проверено")

    title = models.CharField(_("название"), max_length=500)
    file_name = models.CharField(_("файл"), max_length=200, blank=True)
    sha256 = models.CharField(_("контрольная сумма"), max_length=64)
    content = models.JSONField(_("пункты"), default=list)
    troubles = models.JSONField(_("замечания к файлу"), default=list)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.OPEN)
    read_by = models.ForeignKey(Person, models.PROTECT, verbose_name=_("кто загрузил"), related_name="+")

    draft = models.ForeignKey(
        "regulations.ActEdition",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("черновик редакции"),
        related_name="+",
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def act(self) -> ReadAct:
        return ReadAct(self.title, [ReadClause(*row) for row in self.content], self.troubles)


class ReadProposal(models.Model):
    """One answer read from the act; ``said`` is what a person confirmed, perhaps corrected."""

    class Decision(models.TextChoices):
        WAITING = "", _("ждёт решения")
        CONFIRMED = "confirmed", _("подтверждено")
        CORRECTED = "corrected", _("исправлено")
        REFUSED = "refused", _("отклонено")

    reading = models.ForeignKey(
        ActReading, models.CASCADE, verbose_name=_("прочитанный акт"), related_name="proposals"
    )
    position = models.PositiveSmallIntegerField(_("по порядку"))
    provision = models.CharField(_("положение"), max_length=60)
    value = models.JSONField(_("прочитано"))
    clause = models.CharField(_("пункт"), max_length=40)
    certain = models.BooleanField(_("сказано прямо"))
    words = models.TextField(_("слова акта"))
    decision = models.CharField(_("решение"), max_length=10, choices=Decision, blank=True, default="")
    said = models.JSONField(_("установлено"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "position"], name="read_proposal_once"),
            models.CheckConstraint(
                condition=~models.Q(clause="") & ~models.Q(words=""), name="read_proposal_has_its_clause"
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.provision}: {self.clause}"

    @classmethod
    def of(cls, reading: ActReading, position: int, proposal: Proposal) -> "ReadProposal":
        values: dict[str, Any] = {
            name: getattr(proposal, name) for name in ("provision", "value", "clause", "certain", "words")
        }
        return cls(reading=reading, position=position, **values)


class ExternalAct(Stamped):
    """A norm as the centre keeps it: laid over the shipped register by its code."""

    code = models.SlugField(_("код"), unique=True)
    kind = models.CharField(_("вид и орган"), max_length=200)
    number = models.CharField(_("номер"), max_length=40)
    dated = models.DateField(_("дата"))
    title = models.CharField(_("название"), max_length=500)
    since = models.DateField(_("действует с"))
    lapsed = models.DateField(_("утратил силу"), null=True, blank=True)
    successor = models.SlugField(_("чем заменён"), blank=True)
    confirmed = models.BooleanField(_("проверено юристом"), default=False)
    note = models.CharField(_("пояснение"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lapsed=None) | models.Q(lapsed__gt=models.F("since")),
                name="external_act_lapses_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} № {self.number}"
