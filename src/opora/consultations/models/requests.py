from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person
from opora.studies.models import GroupPart

from .sessions import Session


class HelpRequest(Stamped):
    """Help asked for outside the график: a discipline, a question, when it would suit (case 13)."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("ждёт ответа")
        ESCALATED = "escalated", _("передана заместителю")
        ACCEPTED = "accepted", _("назначена встреча")
        DECLINED = "declined", _("отказано")
        WITHDRAWN = "withdrawn", _("отозвана")

    run = models.ForeignKey(
        GroupPart, models.PROTECT, related_name="help_requests", verbose_name=_("дисциплина")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кого просят")
    )
    learner = models.ForeignKey(Person, models.PROTECT, related_name="help_requests")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    question = models.CharField(_("вопрос"), max_length=1000)
    wanted = models.CharField(_("когда удобно"), max_length=300, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("приложено"))
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.REQUESTED)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="requests")
    answer = models.CharField(_("ответ"), max_length=500, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("когда ответили"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "learner"],
                condition=Q(state__in=["requested", "escalated"]),
                name="help_request_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(session__isnull=False),
                name="help_request_accepted_has_session",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="help_request_by_person")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.learner}: {self.run}"
