from django.urls import path

from . import views

app_name = "website"
urlpatterns = [
    path("", views.home, name="home"),
    path("grafik/", views.schedule, name="schedule"),
    path("board/", views.board, name="board"),
    path("board/<int:pk>/", views.board, name="board_of"),
    path("widget/", views.widget, name="widget"),
    path("acts/<slug:code>/", views.act, name="act"),
    path("acts/<slug:code>/<int:number>/changes/", views.act_changes, name="act_changes"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
]
