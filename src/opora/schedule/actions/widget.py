"""Which sites may show the график in a frame."""

from django.db import transaction

from ..models import WidgetSite


@transaction.atomic
def allow_site(*, origin: str, note: str = "") -> WidgetSite:
    """Let a site frame the widget; a second word about it replaces the note."""
    site, _new = WidgetSite.objects.update_or_create(origin=origin, defaults={"note": note.strip()})
    return site


@transaction.atomic
def forbid_site(site: WidgetSite) -> None:
    """Its frames stay empty from the next look on."""
    site.delete()
