from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "progress"
urlpatterns: list[URLPattern | URLResolver] = [
    path("help/right/", views.disciplines, name="disciplines"),
    path("help/right/<int:pk>/", views.group, name="group"),
    path("help/agreements/<int:pk>/", views.agreement, name="agreement"),
    path("help/mine/", views.mine, name="mine"),
]
