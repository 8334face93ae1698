from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "journal"
urlpatterns: list[URLPattern | URLResolver] = [path("audit/", views.listing, name="list")]
