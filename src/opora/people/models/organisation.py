from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped


class Organisation(Stamped):
    """The training centre; one row per installation (architecture §1.6)."""

    class Sector(models.TextChoices):
        """Foreign services are barred to state organisations, others are warned (domain.md §6)."""

        PRIVATE = "private", _("частная")
        STATE = "state", _("государственная или муниципальная")

    full_name = models.CharField(_("полное наименование"), max_length=500)
    short_name = models.CharField(_("краткое наименование"), max_length=200)
    sector = models.CharField(_("чья организация"), max_length=10, choices=Sector, default=Sector.PRIVATE)
    inn = models.CharField(_("ИНН"), max_length=12, blank=True)
    ogrn = models.CharField(_("ОГРН"), max_length=15, blank=True)
    licence = models.CharField(_("лицензия"), max_length=200, blank=True)
    address = models.CharField(_("адрес"), max_length=500, blank=True)
    city = models.CharField(_("город"), max_length=100, blank=True)
    timezone = models.CharField(_("часовой пояс"), max_length=64, default="Europe/Moscow")
    phone = models.CharField(_("телефон"), max_length=100, blank=True)
    email = models.EmailField(_("электронная почта"), blank=True)
    site_url = models.URLField(_("сайт"), blank=True)
    archive_days = models.PositiveSmallIntegerField(_("дней архива после договора"), default=90)
    learners_write = models.BooleanField(_("слушатели пишут друг другу лично"), default=False)
    upload_megabytes = models.PositiveIntegerField(
        _("наибольший файл в переписке, МБ"), default=500, validators=[MinValueValidator(1)]
    )
    quota_gigabytes = models.PositiveIntegerField(
        _("место для файлов одного человека, ГБ"), default=10, validators=[MinValueValidator(1)]
    )
    is_demo = models.BooleanField(_("демонстрационный центр"), default=False)

    def __str__(self) -> str:
        return self.short_name


class Branch(Stamped):
    """A place of work with its own time zone; a month and a weekly line live in it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")
    name = models.CharField(_("филиал"), max_length=200)
    timezone = models.CharField(_("часовой пояс"), max_length=64)
    is_head = models.BooleanField(_("головная площадка"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="branch_name_once")]
        ordering = ["-is_head", "name"]

    def __str__(self) -> str:
        return self.name
