"""Every address of Opora, by domain. Each view is in a table of ``tests/<domain>/access.py``."""

from django.urls import URLPattern, URLResolver, include, path

from opora.api.urls import REST

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("opora.website.urls")),
    path("", include("opora.people.urls")),
    path("", include("opora.portal.urls")),
    path("", include("opora.notifications.urls")),
    path("", include("opora.journal.urls")),
    path("", include("opora.regulations.urls")),
    path("", include("opora.api.urls")),
    path("api/v1/", REST),
    path("i18n/", include("django.conf.urls.i18n")),
    path("studies/", include("opora.studies.urls")),
    path("channels/", include("opora.channels.urls")),
    path("acquaintance/", include("opora.acquaintance.urls")),
    path("schedule/", include("opora.schedule.urls")),
    path("consultations/", include("opora.consultations.urls")),
    path("conversations/", include("opora.conversations.urls")),
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
