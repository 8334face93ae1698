"""Orders under control: whose, by when, carried out or not (S1-O-2)."""

from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from opora.people.models import Person

from ..models import Order


class Show(TextChoices):
    """What the page of control lists."""

    OPEN = "open", _("на контроле")
    DONE = "done", _("исполнены")
    ALL = "all", _("все приказы")


def orders_shown(show: Show) -> QuerySet[Order]:
    """Those that wait by their term, the rest from the latest."""
    rows = Order.objects.select_related("controller", "signer")
    if show is Show.OPEN:
        return rows.filter(control_due__isnull=False, control_done_on=None).order_by("control_due", "pk")
    if show is Show.DONE:
        return rows.filter(control_done_on__isnull=False).order_by("-control_done_on", "-pk")
    return rows.order_by(F("date").desc(), "-pk")


def own_control(person: Person) -> QuerySet[Order]:
    """Orders this person is to see carried out, or has."""
    return Order.objects.filter(controller=person).order_by("control_due", "pk")
