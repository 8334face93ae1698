from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person

from .bookings import Booking
from .sessions import Session
from .threads import Thread


class Feedback(Stamped):
    """Whether help helped: said once, of a meeting one was at or of a question answered (S1-4.1).

    ``session`` is where that help was given. Who said it is told to nobody but the deputy, and to him only
    where ``wants_more``.
    """

    class Verdict(models.TextChoices):
        HELPED = "helped", _("помогла")
        PARTLY = "partly", _("отчасти")
        NOT_HELPED = "not_helped", _("не помогла")

    session = models.ForeignKey(Session, models.CASCADE, related_name="feedback")
    booking = models.OneToOneField(
        Booking, models.CASCADE, null=True, blank=True, related_name="feedback", verbose_name=_("встреча")
    )
    thread = models.OneToOneField(
        Thread, models.CASCADE, null=True, blank=True, related_name="feedback", verbose_name=_("вопрос")
    )
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("слушатель"))
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто ответил"))
    verdict = models.CharField(_("помогла ли консультация"), max_length=10, choices=Verdict)
    words = models.CharField(_("своими словами"), max_length=500, blank=True)
    wants_more = models.BooleanField(_("нужна ещё встреча"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, thread=None) | Q(booking=None, thread__isnull=False),
                name="feedback_is_about_one",
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_verdict_display()}"
