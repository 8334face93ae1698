from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications/", views.listing, name="list"),
    path("notifications/read/", views.all_read, name="read_all"),
    path("notifications/read/undo/", views.unread_again, name="unread_again"),
    path("notifications/letters/", views.outgoing, name="letters"),
    path("notifications/letters/<int:pk>/resend/", views.resent, name="resend"),
    path("notifications/addresses/<int:pk>/works/", views.address_works, name="address_works"),
    path("notifications/<int:pk>/", views.opened, name="open"),
]
