from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "files"
urlpatterns: list[URLPattern | URLResolver] = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<str:key>/", views.upload, name="upload"),
]
