"""The register of means of communication."""

from django.db.models import QuerySet

from .models import CommunicationMeans

USABLE = (CommunicationMeans.State.ALLOWED, CommunicationMeans.State.WARN)


def register() -> QuerySet[CommunicationMeans]:
    """Every means, usable or not, in the order of the register."""
    return CommunicationMeans.objects.all()


def choosable() -> QuerySet[CommunicationMeans]:
    """What a new line of the график may name: not closed, not forbidden (COM-04)."""
    return CommunicationMeans.objects.filter(state__in=USABLE)
