from django.urls import URLPattern, URLResolver, path

from .views import letters, telling, ways, worker

app_name = "outside"
urlpatterns: list[URLPattern | URLResolver] = [
    path("service-worker.js", worker.script, name="worker"),
    path("offline/", worker.offline, name="offline"),
    path("notifications/settings/", telling.settings_page, name="settings"),
    path("notifications/devices/", telling.subscribed, name="subscribe"),
    path("notifications/devices/<int:pk>/remove/", telling.unsubscribed, name="unsubscribe"),
    path("notifications/messengers/<slug:messenger>/code/", telling.code, name="code"),
    path("notifications/messengers/<slug:messenger>/unbind/", telling.unbound, name="unbind"),
    path("outside/", ways.overview, name="ways"),
    path("outside/<slug:way>/try/", ways.tried, name="try"),
    path("outside/letters/", letters.held, name="held"),
    path("outside/letters/all/", letters.register, name="letters"),
    path("outside/letters/<int:pk>/", letters.show, name="letter"),
    path("outside/letters/<int:pk>/record/", letters.record, name="record"),
    path("outside/letters/<int:pk>/post/", letters.posted, name="post"),
    path("outside/letters/<int:pk>/appeal/", letters.appealed, name="appeal"),
    path("outside/letters/<int:pk>/drop/", letters.dropped, name="drop"),
]
