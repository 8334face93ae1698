"""Addresses of the open site, for those who walk all of it."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from opora.regulations.queries import published_acts
from opora.studies.models import Programme

from .news import on_site
from .sveden import layout
from .teachers import published

PAGES = ("home", "schedule", "apply", "distance", "acts", "teachers", "news", "contacts", "sveden")


def addresses() -> Iterator[tuple[str, date | None]]:
    """Paths, and when each changed; a constant number of statements."""
    for name in PAGES:
        yield reverse(f"website:{name}"), None
    for code in layout():
        yield reverse("website:sveden_section", kwargs={"code": code}), None
    for pk in Programme.objects.values_list("pk", flat=True):
        yield reverse("website:programme", kwargs={"pk": pk}), None
    for act in published_acts():
        yield reverse("website:act", kwargs={"code": act.code}), None
    for page in published():
        yield reverse("website:teacher", kwargs={"pk": page.person_id}), page.updated_at.date()
    for item in on_site():
        yield reverse("website:news_item", kwargs={"pk": item.pk}), item.updated_at.date()
