from django.urls import path

from . import views

app_name = "duties"
urlpatterns = [
    path("", views.listing, name="map"),
    path("new/", views.new, name="new"),
    path("assign/", views.assign, name="assign"),
    path("bind/", views.bind, name="bind"),
    path("assignments/<int:pk>/end/", views.end, name="end"),
    path("<slug:code>/", views.change, name="change"),
    path("<slug:code>/close/", views.close, name="close"),
]
