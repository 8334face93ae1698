from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/journal/", views.journal, name="journal"),
    path("papers/journal.<str:format>", views.journal_file, name="journal_file"),
    path("papers/load/", views.load_sheet, name="load_sheet"),
    path("papers/load.<str:format>", views.load_sheet_file, name="load_sheet_file"),
    path("papers/extract/", views.extract, name="extract"),
    path("papers/extract.zip", views.extract_file, name="extract_file"),
    path("papers/pay/", views.pay, name="pay"),
    path("papers/pay.<str:format>", views.pay_file, name="pay_file"),
    path("papers/act/<int:pk>/<str:month>.<str:format>", views.act, name="act"),
    path("papers/acquaintance/<int:pk>.<str:format>", views.acquaintance_sheet, name="acquaintance_sheet"),
    path("papers/unacquainted/<int:pk>.<str:format>", views.unacquainted, name="unacquainted"),
    path("papers/duties.<str:format>", views.duties, name="duties"),
    path("papers/grafik/<int:pk>.<str:format>", views.grafik, name="grafik"),
    path("papers/edition/<int:pk>.<str:format>", views.edition, name="edition"),
    path("papers/edition/<int:pk>/order.<str:format>", views.edition_order, name="edition_order"),
    path("papers/rules.<str:format>", views.rules, name="rules"),
    path("papers/prep/<int:pk>.<str:format>", views.prep_record, name="prep_record"),
    path("calendar/", views.calendars, name="calendars"),
    path("calendar/renew/", views.renew_calendar, name="renew_calendar"),
    path("calendar/grafik.ics", views.feed_all, name="feed_all"),
    path("calendar/group/<str:token>.ics", views.feed_group, name="feed_group"),
    path("calendar/<str:token>.ics", views.feed_person, name="feed_person"),
]
