from django.urls import path

from . import views

app_name = "webinars"
urlpatterns = [
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/open/", views.open_it, name="open"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/visitors/<int:visitor>/drop/", views.drop, name="drop"),
]
