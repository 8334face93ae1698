"""What was recorded of a meeting, by whose word, and where what is in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person

from .rooms import OfSomebody, Room, of_one


class Recording(Stamped):
    """What the host had recorded. ``key`` begins the names of its tracks; ``file`` is the film made of them.

    The row stays when the film is erased: with ``sha256`` it is the act of what was erased, when and why.
    ``published_at``: of a webinar, since when those it was for may watch it.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("идёт")
        STOPPED = "stopped", _("собирается")
        READY = "ready", _("готова")
        EMPTY = "empty", _("ничего не записано")
        FAILED = "failed", _("не собралась")
        ERASED = "erased", _("удалена")

    room = models.ForeignKey(Room, models.PROTECT, related_name="recordings", verbose_name=_("комната"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто включил"))
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.RUNNING)
    key = models.CharField(max_length=43, unique=True)
    began_at = models.DateTimeField(_("включена"))
    ended_at = models.DateTimeField(_("выключена"), null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("файл")
    )
    seconds = models.PositiveIntegerField(_("длительность, с"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    keep_until = models.DateField(_("хранится до"))
    erased_at = models.DateTimeField(_("удалена в"), null=True, blank=True)
    published_at = models.DateTimeField(_("опубликована"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="running"), name="one_recording_at_a_time"
            )
        ]
        ordering = ["began_at", "id"]

    def __str__(self) -> str:
        return f"{self.room} {self.began_at:%d.%m.%Y %H:%M}"


class Chapter(models.Model):
    """A place in a recording: who leads marked it, or somebody began to show a screen.

    ``second`` is where it is in the film, once that is made.
    """

    recording = models.ForeignKey(
        Recording, models.CASCADE, related_name="chapters", verbose_name=_("запись")
    )
    at = models.DateTimeField(_("когда"))
    words = models.CharField(_("словами"), max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто"))
    second = models.PositiveIntegerField(_("секунда фильма"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.words

    @property
    def clock(self) -> str:
        """«1:02:03», «2:03»."""
        hours, rest = divmod(self.second or 0, 3600)
        minutes, seconds = divmod(rest, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class Consent(OfSomebody, Stamped):
    """What one person answered to being recorded: the evidence, never changed, a later answer is a new row.

    ``ward``: the minor for whom a representative answers. ``words``: what the person read.
    """

    recording = models.ForeignKey(
        Recording, models.PROTECT, related_name="consents", verbose_name=_("запись")
    )
    ward = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("за кого")
    )
    agreed = models.BooleanField(_("согласен"))
    words = models.TextField(_("что прочитал"))
    at = models.DateTimeField(_("когда"))

    class Meta:
        constraints = [of_one("consent_of_one")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.agreed}"
