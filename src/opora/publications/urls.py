from django.urls import path

from . import views

app_name = "publications"
urlpatterns = [
    path("", views.register, name="list"),
    path("moment/", views.moment, name="moment"),
    path("moment/paper.<str:format>", views.moment_paper, name="moment_paper"),
    path("<int:pk>/", views.fact, name="fact"),
    path("<int:pk>/content.json", views.content, name="content"),
    path("<int:pk>/paper.<str:format>", views.fact_paper, name="fact_paper"),
]
