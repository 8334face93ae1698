"""What is made together at a consultation and stays with it: notes and a board (ADR 47)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Session
from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person


class Notes(Stamped):
    """The shared notes of one consultation. Who leads it writes always, others while it is ``open``."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="notes", verbose_name=_("встреча"))
    open = models.BooleanField(_("пишут все участники"), default=False)

    def __str__(self) -> str:
        return f"{self.session}"


class NotesBody(models.Model):
    """The notes now: ``state`` is a Yjs document with a text named ``text``, ``text`` the same read."""

    notes = models.OneToOneField(Notes, models.CASCADE, primary_key=True, related_name="body")
    state = models.BinaryField()
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text[:80]


class NotesEdition(models.Model):
    """How the notes stood after some minutes of writing (``notes.actions.EDITION``), and who wrote."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="editions")
    began_at = models.DateTimeField(_("начата"))
    at = models.DateTimeField(_("закончена"))
    text = models.TextField(blank=True)
    authors = models.ManyToManyField(Person, related_name="+", verbose_name=_("кто писал"))

    class Meta:
        ordering = ["-began_at", "-id"]

    def __str__(self) -> str:
        return f"{self.notes} {self.at:%d.%m.%Y %H:%M}"


class Board(Stamped):
    """The whiteboard of one consultation. Who leads it draws always, others while it is ``open``.

    ``page`` is the one who leads shows now.
    """

    session = models.OneToOneField(Session, models.PROTECT, related_name="board", verbose_name=_("встреча"))
    open = models.BooleanField(_("рисуют все участники"), default=False)
    page = models.ForeignKey(
        "BoardPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("показана страница"),
    )

    def __str__(self) -> str:
        return f"{self.session}"


class BoardPage(Stamped):
    """A page of 1600 by 1000 units; under what is drawn lies a picture, or page ``leaf`` of a document."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="pages", verbose_name=_("доска"))
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("подложка")
    )
    leaf = models.PositiveSmallIntegerField(_("страница документа"), default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.board}: {self.pk}"


class BoardMark(models.Model):
    """What was drawn at once: a piece of a line of a pen, a line, a frame, words; perhaps ``gone`` later.

    ``stroke`` is one for all pieces of a line; ``change`` the number of the last event about it.
    """

    class Kind(models.TextChoices):
        PEN = "pen", _("перо")
        LINE = "line", _("отрезок")
        FRAME = "frame", _("рамка")
        WORDS = "words", _("надпись")

    board = models.ForeignKey(Board, models.CASCADE, related_name="marks")
    page = models.ForeignKey(BoardPage, models.CASCADE, related_name="marks")
    change = models.PositiveIntegerField()
    client_id = models.UUIDField()
    stroke = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    color = models.PositiveSmallIntegerField()
    width = models.PositiveSmallIntegerField()
    points: "models.Field[Any, list[int]]" = ArrayField(models.SmallIntegerField())
    words = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "client_id"], name="mark_once")]
        indexes = [models.Index(fields=["board", "change"], name="mark_of_change")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words or len(self.points)}"
