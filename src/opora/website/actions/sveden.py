"""Rows of «Сведения»: the centre changes the usual ones and adds its own."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from opora.files.actions import keep
from opora.people.models import Person

from ..models import SvedenRow
from ..queries.sveden import layout
from .proof import prove_section


@transaction.atomic
def write_row(
    section: str,
    key: str,
    *,
    title: str,
    itemprop: str,
    value: str,
    link: str,
    by: Person,
    is_hidden: bool = False,
    upload: UploadedFile[Any] | None = None,
    without_file: bool = False,
) -> SvedenRow:
    """Set what a row says; with an empty ``key`` a row of the centre's own is added at the end."""
    row = SvedenRow.objects.select_for_update().filter(section=section, key=key).first() if key else None
    row = row or SvedenRow(section=section, key=key or f"own-{secrets.token_hex(4)}", position=_next(section))
    row.title, row.itemprop = title.strip(), itemprop.strip()
    row.value, row.link = value.strip(), link.strip()
    row.is_hidden = is_hidden
    if upload is not None:
        row.file = keep(upload, by=by)
    elif without_file:
        row.file = None
    row.save()
    _prove(section, by)
    return row


def _prove(section: str, by: Person | None) -> None:
    known = layout().get(section)
    if known:
        prove_section(known, by=by)


def _next(section: str) -> int:
    return (SvedenRow.objects.filter(section=section).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def reset_row(row: SvedenRow) -> None:
    """A usual row is as in the layout again; an added one is gone. The trail keeps what it said."""
    row.delete()
    _prove(row.section, None)
