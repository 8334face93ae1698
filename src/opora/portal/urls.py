from django.urls import URLPattern, URLResolver, path

from .views import home, pages

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cabinet/", home.home, name="home"),
    path("look/", pages.look, name="look"),
    path("search/", pages.search, name="search"),
    path("help/", pages.help_, name="help"),
]
