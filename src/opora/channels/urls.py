from django.urls import path

from . import views

app_name = "channels"
urlpatterns = [
    path("", views.list_means, name="list"),
    path("new/", views.add, name="add"),
    path("sample/", views.sample, name="sample"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/card/", views.card, name="card"),
    path("<int:pk>/state/", views.change, name="change"),
    path("<int:pk>/call-off/", views.call_off, name="call_off"),
    path("<int:pk>/checked/", views.checked, name="checked"),
]
