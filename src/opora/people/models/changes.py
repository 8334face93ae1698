"""Personal data that change by a document: what is asked for, and the names one had before."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped

from .accounts import Account
from .persons import Person


class FormerName(Stamped):
    """A name a person had till a day: a paper of that time carries it (domain.md §8, case 33)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_names")
    last_name = models.CharField(_("фамилия"), max_length=100)
    first_name = models.CharField(_("имя"), max_length=100)
    middle_name = models.CharField(_("отчество"), max_length=100, blank=True)
    until = models.DateField(_("по"))
    document = models.CharField(_("документ"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "until"], name="former_name_once_a_day")]
        ordering = ["until"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))


class DataChange(Stamped):
    """A learner's side asks to change what papers are made of; until accepted the former data stay (ACC-06).

    ``wanted`` maps fields of a person to new values as they are stored, dates as ISO text.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("на проверке")
        ACCEPTED = "accepted", _("принято")
        REFUSED = "refused", _("отклонено")

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_changes")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("кто просит"))
    wanted = models.JSONField(_("что изменить"), encoder=DjangoJSONEncoder)
    document = models.CharField(_("документ"), max_length=200)
    since = models.DateField(_("изменилось с"))
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.PENDING)
    answer = models.CharField(_("ответ"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто решил")
    )
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="pending"), name="data_change_one_waits"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="data_change_refused_with_reason"
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"
