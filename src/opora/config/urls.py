"""Every address of Opora, by domain. Each view is in a table of ``tests/<domain>/access.py``."""

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern


class LateResolver(URLResolver):
    """Addresses in a namespace of their own whose module is loaded with the first request to it."""

    def _populate(self) -> None:
        if "urlconf_module" in vars(self):  # else the map of all addresses is drawn without them
            super()._populate()


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("opora.website.urls")),
    path("", include("opora.people.urls")),
    path("", include("opora.portal.urls")),
    path("", include("opora.outside.urls")),
    path("", include("opora.notifications.urls")),
    path("", include("opora.journal.urls")),
    path("", include("opora.regulations.urls")),
    path("", include("opora.api.urls")),
    LateResolver(RoutePattern("api/v1/"), "opora.api.api.urls", app_name="ninja", namespace="rest"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("studies/", include("opora.studies.urls")),
    path("files/", include("opora.files.urls")),
    path("channels/", include("opora.channels.urls")),
    path("acquaintance/", include("opora.acquaintance.urls")),
    path("schedule/", include("opora.schedule.urls")),
    path("consultations/", include("opora.consultations.urls")),
    path("conversations/", include("opora.conversations.urls")),
    path("webinars/", include("opora.webinars.urls")),
    path("meetings/", include("opora.meetings.urls")),
    path("moderation/", include("opora.moderation.urls")),
    path("", include("opora.progress.urls")),
    path("hours/", include("opora.workload.urls")),
    path("duties/", include("opora.duties.urls")),
    path("", include("opora.reports.urls")),
    path("publications/", include("opora.publications.urls")),
]

handler400 = "opora.website.views.bad_request"
handler403 = "opora.website.views.forbidden"
handler404 = "opora.website.views.not_found"
handler500 = "opora.website.views.server_error"
