"""Pages of the text that the program writes by provisions."""

from django.urls import path

from . import views

urlpatterns = [
    path("acts-register/edition/<int:pk>/write/", views.write, name="write"),
    path("acts-register/texts/<int:pk>/restore/", views.restore, name="restore"),
]
