"""News: those on the site, and all for who writes them."""

from django.db.models import QuerySet

from opora.kernel.clock import now

from ..models import NewsItem

ON_HOME = 3


def on_site() -> QuerySet[NewsItem]:
    """Published and come to their hour, the latest first."""
    return NewsItem.objects.filter(state=NewsItem.State.PUBLISHED, published_at__lte=now()).order_by(
        "-published_at", "-id"
    )


def register() -> QuerySet[NewsItem]:
    """Drafts first, then by the day."""
    return NewsItem.objects.select_related("written_by").order_by("state", "-published_at", "-id")
