from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "consultations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.week, name="week"),
    path("mine/", views.mine, name="mine"),
    path("teach/", views.teach, name="teach"),
    path("extra/", views.extra, name="extra"),
    path("editions/<int:pk>/", views.compare_editions, name="compare"),
    path("requests/", views.requests, name="requests"),
    path("requests/new/", views.ask, name="ask"),
    path("requests/<int:pk>/accept/", views.accept, name="accept"),
    path("requests/<int:pk>/decline/", views.decline, name="decline"),
    path("requests/<int:pk>/files/<int:file>/", views.request_file, name="request_file"),
    path("requests/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/book/", views.book, name="book"),
    path("<int:pk>/open/", views.open_, name="open"),
    path("<int:pk>/hold/", views.hold, name="hold"),
    path("<int:pk>/no-show/", views.no_show, name="no_show"),
    path("<int:pk>/cancel/", views.session_cancel, name="session_cancel"),
    path("<int:pk>/substitute/", views.substitute, name="substitute"),
    path("<int:pk>/topic/", views.topic, name="topic"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/wait/", views.wait, name="wait"),
    path("<int:pk>/absent/", views.absent, name="absent"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("waiting/<int:pk>/leave/", views.stop_waiting, name="stop_waiting"),
    path("bookings/<int:pk>/cancel/", views.cancel, name="cancel"),
]
