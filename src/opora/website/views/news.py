"""News: the list, one piece, the Atom feed; and where they are written."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.people.access import ActorRequest, allow, public
from opora.people.queries import organisation

from ..access import KEEPERS, READERS
from ..actions import news as actions
from ..forms.news import NewsForm
from ..middleware import for_everybody
from ..models import NewsItem
from ..queries import news as queries
from ..queries.marked import to_html
from ..queries.state import site_state

ON_PAGE, IN_FEED = 15, 20


@for_everybody(site_state)
@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.on_site(), ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "website/news.html", {"page": page})


@for_everybody(site_state)
@public
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(queries.on_site(), pk=pk)
    return render(request, "website/news_item.html", {"item": item, "html": to_html(item.text)})


class NewsFeed(Feed):  # type: ignore[type-arg] # not subscriptable when run
    """Atom, by absolute addresses of the centre's own site."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Новости: {name}").format(name=organisation().short_name)

    def link(self) -> str:
        return settings.PUBLIC_URL + reverse("website:news")

    def feed_url(self) -> str:
        return settings.PUBLIC_URL + reverse("website:news_feed")

    def items(self) -> QuerySet[NewsItem]:
        return queries.on_site()[:IN_FEED]

    def item_title(self, item: NewsItem) -> SafeString:
        return SafeString(item.title)

    def item_description(self, item: NewsItem) -> str:
        return item.lead or to_html(item.text)

    def item_link(self, item: NewsItem) -> str:
        return settings.PUBLIC_URL + reverse("website:news_item", kwargs={"pk": item.pk})

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: NewsItem) -> datetime:
        return item.updated_at


@for_everybody(site_state)
@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@require_safe
@allow(READERS)
def register(request: ActorRequest) -> HttpResponse:
    page = Paginator(queries.register(), ON_PAGE * 2).get_page(request.GET.get("page"))
    context = {"page": page, "may_edit": request.actor.role in KEEPERS}
    return render(request, "website/news_register.html", context)


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def write(request: ActorRequest, pk: int = 0) -> HttpResponse:
    """A new piece or a correction; «Показать» shows it without saving."""
    item = get_object_or_404(NewsItem, pk=pk) if pk else None
    start = {"title": item.title, "lead": item.lead, "text": item.text} if item else None
    form = NewsForm(request.POST or None, initial=start)
    context = {"form": form, "item": item}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            return render(
                request, "website/news_write.html", context | {"preview": to_html(form.cleaned_data["text"])}
            )
        saved = actions.write_news(item, **form.cleaned_data, by=request.actor.person)
        if "publish" in request.POST:
            actions.publish_news(saved)
        messages.success(request, _("Сохранено."))
        return redirect("website:news_register")
    return render(request, "website/news_write.html", context, status=422 if form.errors else 200)


@require_POST
@allow(KEEPERS)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(NewsItem, pk=pk)
    if "off" in request.POST:
        actions.take_news_off(item)
        messages.success(request, _("Новость снята с сайта."))
    else:
        actions.publish_news(item)
        messages.success(request, _("Новость на сайте."))
    return redirect("website:news_register")
