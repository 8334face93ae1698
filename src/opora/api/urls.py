from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", views.reference, name="reference"),
    path("api/tokens/", views.tokens, name="tokens"),
    path("api/tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("api/webhooks/", views.webhooks, name="webhooks"),
    path("api/webhooks/new/", views.connect, name="connect"),
    path("api/webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("api/webhooks/<int:pk>/off/", views.disconnect, name="disconnect"),
    path("api/webhooks/<int:pk>/again/", views.again, name="again"),
]
