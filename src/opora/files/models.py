from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.integrations.documents import TEXTS
from opora.kernel.models import Stamped
from opora.people.models import Person

SMALL, LARGE = 480, 1600


class StoredFile(Stamped):
    """A file somebody attached; ``path`` says nothing of the name, previews lie at ``path.small`` and so on.

    ``width`` and ``height`` are points of the picture as it is shown, set when its previews are there;
    ``pages`` how many first pages of a document are drawn; ``seconds`` and ``peaks`` (0…100) come from
    who recorded a note.
    """

    class State(models.TextChoices):
        """Only READY is given to readers."""

        CHECKING = "checking", _("проверяется")
        READY = "ready", _("чисто")
        INFECTED = "infected", _("заражён")
        BROKEN = "broken", _("не открывается")

    class Kind(models.TextChoices):
        FILE = "file", _("файл")
        VOICE = "voice", _("голосовое сообщение")
        VIDEO = "video", _("видеосообщение")

    name = models.CharField(_("имя файла"), max_length=200)
    path = models.CharField(max_length=100, unique=True)
    size = models.PositiveBigIntegerField(_("размер, байт"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(_("тип"), max_length=100)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("проверка"), max_length=10, choices=State, default=State.READY)
    threat = models.CharField(_("что нашёл антивирус"), max_length=200, blank=True)
    kind = models.CharField(_("что это"), max_length=10, choices=Kind, default=Kind.FILE)
    width = models.PositiveIntegerField(_("ширина, точек"), null=True, blank=True)
    height = models.PositiveIntegerField(_("высота, точек"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("страниц показано"), default=0)
    seconds = models.PositiveIntegerField(_("длительность, с"), null=True, blank=True)
    peaks: "models.Field[Any, list[int]]" = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("форма звука"), default=list, blank=True
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_picture(self) -> bool:
        """Whether its previews can be shown."""
        return self.is_ready and self.width is not None and self.pages == 0

    @property
    def is_text(self) -> bool:
        return self.name.rpartition(".")[2].lower() in TEXTS

    @property
    def preview_size(self) -> tuple[int, int]:
        """Points of the small preview of a picture."""
        width, height = self.width or 1, self.height or 1
        scale = min(SMALL / max(width, height), 1)
        return max(round(width * scale), 1), max(round(height * scale), 1)

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")

    @property
    def is_film(self) -> bool:
        return self.content_type.startswith("video/")


class Upload(Stamped):
    """A file on its way (tus 1.0): what has come lies in ``unfinished/<key>``, its length is the offset.

    ``key`` cannot be guessed; only ``by`` may go on, and claim the finished ``file`` for a message, once.
    """

    key = models.CharField(max_length=43, unique=True)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("кто загружает"))
    name = models.CharField(_("имя файла"), max_length=200)
    size = models.PositiveBigIntegerField(_("размер, байт"))
    kind = models.CharField(
        _("что это"), max_length=10, choices=StoredFile.Kind, default=StoredFile.Kind.FILE
    )
    seconds = models.PositiveIntegerField(_("длительность, с"), null=True, blank=True)
    peaks: "models.Field[Any, list[int]]" = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("форма звука"), default=list, blank=True
    )
    expires_at = models.DateTimeField(_("хранится до"))
    file = models.OneToOneField(
        StoredFile, models.CASCADE, null=True, blank=True, related_name="upload", verbose_name=_("файл")
    )
    claimed_at = models.DateTimeField(_("приложен"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["by"], condition=Q(claimed_at=None), name="upload_open")]

    def __str__(self) -> str:
        return self.name
