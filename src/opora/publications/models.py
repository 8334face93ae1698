"""Proof of publication: facts with their time and place, and what was shown, byte for byte (ADR 0025)."""

import json
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.people.models import Person
from opora.regulations.models import ActEdition
from opora.schedule.models import Schedule


def canonical(data: Any) -> bytes:
    """One text for one content: keys in order, no spaces, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Snapshot(models.Model):
    """What was shown, as canonical JSON from which its page is drawn; kept once per content."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    content = models.BinaryField()
    made_at = models.DateTimeField(_("когда сделан"))
    counted = ""  # the hash of the content as the database has just counted it, if it was asked to

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_intact(self) -> bool:
        return (self.counted or sha256(bytes(self.content)).hexdigest()) == self.sha256

    @cached_property
    def data(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(bytes(self.content))
        return read


class Fact(models.Model):
    """One fact about an edition of the график, of an act, or about a page of the site (``page``: «news/5»).

    Approved, on the site, on the board are three.

    ``shown_from`` is the first moment it could be seen, ``recorded_at`` when that was written down.
    ``by`` None: the system itself. ``seal`` is the hash of all this together with the snapshot's.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", _("утверждено")
        SITE = "site", _("размещено на сайте")
        BOARD = "board", _("показано на табло")
        STAND = "stand", _("вывешено на стенде")
        REVOKED = "revoked", _("отменено")

    kind = models.CharField(_("что произошло"), max_length=10, choices=Kind)
    schedule = models.ForeignKey(
        Schedule, models.PROTECT, null=True, related_name="+", verbose_name=_("график")
    )
    edition = models.ForeignKey(
        ActEdition, models.PROTECT, null=True, related_name="+", verbose_name=_("редакция акта")
    )
    page = models.CharField(_("страница сайта"), max_length=100, blank=True)
    title = models.CharField(_("документ"), max_length=300)
    place = models.CharField(_("где"), max_length=200)
    shown_from = models.DateTimeField(_("с какого момента"))
    recorded_at = models.DateTimeField(_("когда записано"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кто"))
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="facts", verbose_name=_("снимок"))
    seal = models.CharField(_("печать записи"), max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(schedule=None, edition__isnull=False, page="")
                | Q(schedule__isnull=False, edition=None, page="")
                | (Q(schedule=None, edition=None) & ~Q(page="")),
                name="fact_is_of_one_document",
            ),
            models.UniqueConstraint(
                fields=["kind", "schedule", "place", "snapshot"],
                condition=Q(schedule__isnull=False),
                name="fact_once_per_schedule",
            ),
            models.UniqueConstraint(
                fields=["kind", "edition"], condition=Q(edition__isnull=False), name="fact_once_per_edition"
            ),
        ]
        indexes = [
            models.Index(fields=["-shown_from", "-id"], name="fact_latest_first"),
            models.Index(fields=["page", "-id"], condition=~Q(page=""), name="fact_by_page"),
        ]
        ordering = ["-shown_from", "-id"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"

    def sealed(self) -> str:
        """The seal these values must have."""
        told = [
            self.kind,
            self.schedule_id,
            self.edition_id,
            self.title,
            self.place,
            _instant(self.shown_from),
            _instant(self.recorded_at),
            self.by_id,
            self.snapshot.sha256,
            *([self.page] if self.page else []),
        ]
        return sha256(canonical(told)).hexdigest()

    @property
    def is_intact(self) -> bool:
        return self.seal == self.sealed() and self.snapshot.is_intact


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
