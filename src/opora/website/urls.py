from django.urls import path

from .views import distance, pages

app_name = "website"
urlpatterns = [
    path("", pages.home, name="home"),
    path("grafik/", pages.schedule, name="schedule"),
    path("board/", pages.board, name="board"),
    path("board/<int:pk>/", pages.board, name="board_of"),
    path("widget/", pages.widget, name="widget"),
    path("acts/", pages.acts, name="acts"),
    path("acts/<slug:code>/", pages.act, name="act"),
    path("acts/<slug:code>/<int:number>/changes/", pages.act_changes, name="act_changes"),
    path("acts/<slug:code>/<int:number>/original/", pages.act_original, name="act_original"),
    path("distance/", distance.show, name="distance"),
    path("styleguide/", pages.styleguide, name="styleguide"),
    path("health/", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("site/", distance.keep, name="keep"),
    path("site/check/", distance.check, name="check"),
    path("site/sections/<slug:place>/", distance.edit, name="section"),
    path("site/sections/<slug:place>/word/", distance.word, name="section_word"),
    path("site/sections/<slug:place>/versions/", distance.versions, name="section_versions"),
    path("site/sections/<slug:place>/<int:number>/restore/", distance.restore, name="section_restore"),
]
