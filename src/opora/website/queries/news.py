"""News: those on the site, and all for who writes them."""

from datetime import datetime

from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.kernel.prepared import prepared

from ..models import NewsItem

ON_HOME = 3


def on_site() -> QuerySet[NewsItem]:
    """Published and come to their hour, the latest first."""
    return _on_site(now())


def _on_site(moment: datetime) -> QuerySet[NewsItem]:
    published = NewsItem.objects.filter(state=NewsItem.State.PUBLISHED, published_at__lte=moment)
    return published.order_by("-published_at", "-id")


def latest() -> list[NewsItem]:
    """For the start page."""
    return _latest(now())


@prepared
def _latest(moment: datetime) -> QuerySet[NewsItem]:
    return _on_site(moment)[:ON_HOME]


def register() -> QuerySet[NewsItem]:
    """Drafts first, then by the day."""
    return NewsItem.objects.select_related("written_by").order_by("state", "-published_at", "-id")
