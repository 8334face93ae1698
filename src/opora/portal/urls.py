from django.urls import URLPattern, URLResolver, path

from .views import centre, home, pages, start

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cabinet/", home.home, name="home"),
    path("look/", pages.look, name="look"),
    path("search/", pages.search, name="search"),
    path("start/", start.start, name="start"),
    path("centre/", centre.centre, name="centre"),
    path("centre/branches/", centre.branch, name="branch"),
    path("help/", pages.help_, name="help"),
]
