from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class StoredFile(Stamped):
    """A file somebody attached; ``path`` is relative to ``MEDIA_ROOT`` and says nothing of the name."""

    name = models.CharField(_("имя файла"), max_length=200)
    path = models.CharField(max_length=100, unique=True)
    size = models.PositiveBigIntegerField(_("размер, байт"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(_("тип"), max_length=100)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name
