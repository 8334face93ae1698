from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped


class SvedenRow(Stamped):
    """A row of «Сведения об образовательной организации» as this centre set it.

    ``key`` of the usual layout (``website/data/sveden.toml``) replaces that row; any other adds one. Names
    and ``itemprop`` change with the orders of Рособрнадзор, so they are data.
    """

    section = models.SlugField(_("подраздел"), max_length=30)
    key = models.SlugField(_("ключ"), max_length=40)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    title = models.CharField(_("наименование"), max_length=300)
    itemprop = models.CharField(_("разметка itemprop"), max_length=60, blank=True)
    value = models.TextField(_("содержание"), blank=True)
    link = models.CharField(_("ссылка"), max_length=300, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("файл")
    )
    is_hidden = models.BooleanField(_("не показывать"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "key"], name="sveden_row_once")]
        ordering = ["section", "position", "id"]

    def __str__(self) -> str:
        return self.title
