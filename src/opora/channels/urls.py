from django.urls import path

from . import views

app_name = "channels"
urlpatterns = [
    path("", views.list_means, name="list"),
    path("new/", views.add, name="add"),
    path("<int:pk>/", views.change, name="change"),
]
