"""Registration to a frontal consultation: its public page, and people without an account who come to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Session
from opora.kernel.models import Stamped
from opora.people.models import Person


class Webinar(Stamped):
    """A frontal consultation in a hall: listeners hear, whoever has the word speaks.

    ``code`` is the public address; ``seats`` are for people from outside, learners have those of the
    consultation. ``kept_until``: a published recording keeps the personal links of visitors till that day.
    """

    class Audience(models.TextChoices):
        GROUPS = "groups", _("только записанные слушатели")
        PUBLIC = "public", _("все, у кого есть ссылка")

    session = models.OneToOneField(
        Session, models.PROTECT, related_name="webinar", verbose_name=_("консультация")
    )
    code = models.CharField(_("адрес"), max_length=16, unique=True)
    audience = models.CharField(_("кто может прийти"), max_length=10, choices=Audience)
    seats = models.PositiveIntegerField(_("мест для гостей"), default=0)
    about = models.CharField(_("о чём и для кого"), max_length=1000, blank=True)
    unnamed = models.BooleanField(_("можно спрашивать без имени"), default=True)
    is_open = models.BooleanField(_("регистрация открыта"), default=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто открыл"))
    kept_until = models.DateField(_("ссылки гостей действуют до"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.session}"

    @property
    def is_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC


class Visitor(Stamped):
    """Somebody without an account who registered; ``secret`` opens his page and the door of the room.

    ``digest`` is of the address it came from and of the day: it counts, it names nobody. Who has cancelled or
    whose term is over has no name and no mail any more (152-ФЗ, art. 21).
    """

    webinar = models.ForeignKey(Webinar, models.PROTECT, related_name="visitors", verbose_name=_("вебинар"))
    name = models.CharField(_("имя"), max_length=150)
    email = models.EmailField(_("почта"), blank=True)
    secret = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32, blank=True)
    consent_at = models.DateTimeField(_("согласие на обработку данных"))
    cancelled_at = models.DateTimeField(_("отказался"), null=True, blank=True)
    day_told_at = models.DateTimeField(_("напомнили за сутки"), null=True, blank=True)
    hour_told_at = models.DateTimeField(_("напомнили за час"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webinar", "email"],
                condition=Q(cancelled_at=None) & ~Q(email=""),
                name="visitor_once_by_mail",
            )
        ]
        indexes = [models.Index(fields=["digest"], name="visitor_by_digest")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
