"""News are written, put on the site and taken off; nothing is deleted."""

from django.db import transaction

from opora.kernel.clock import now
from opora.people.models import Person

from ..models import NewsItem
from .proof import prove_news


@transaction.atomic
def write_news(item: NewsItem | None, *, title: str, lead: str, text: str, by: Person | None) -> NewsItem:
    """A new draft, or a correction of what is written; a published one is corrected where it stands."""
    item = item or NewsItem(written_by=by)
    item.title, item.lead, item.text = title.strip(), lead.strip(), text.strip()
    item.save()
    if item.state == NewsItem.State.PUBLISHED:
        prove_news(item, by=by)
    return item


@transaction.atomic
def publish_news(item: NewsItem) -> NewsItem:
    """On the site from this moment; one that has been there keeps its day."""
    item.state, item.published_at = NewsItem.State.PUBLISHED, item.published_at or now()
    item.save(update_fields=["state", "published_at", "updated_at"])
    prove_news(item, by=item.written_by)
    return item


@transaction.atomic
def take_news_off(item: NewsItem) -> NewsItem:
    item.state = NewsItem.State.DRAFT
    item.save(update_fields=["state", "updated_at"])
    prove_news(item)
    return item
