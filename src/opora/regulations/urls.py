from django.urls import path

from . import views

app_name = "regulations"
urlpatterns = [
    path("acts-register/", views.register, name="list"),
]
