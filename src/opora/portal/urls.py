from django.urls import URLPattern, URLResolver, path

from .views import centre, comfort, home, pages, start

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cabinet/", home.home, name="home"),
    path("look/", pages.look, name="look"),
    path("search/", pages.search, name="search"),
    path("start/", start.start, name="start"),
    path("centre/", centre.centre, name="centre"),
    path("centre/branches/", centre.branch, name="branch"),
    path("views/save/", comfort.save_view, name="save_view"),
    path("views/<int:pk>/forget/", comfort.forget_view, name="forget_view"),
    path("tour/done/", comfort.tour_done, name="tour_done"),
    path("help/", pages.help_, name="help"),
]
