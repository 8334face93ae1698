from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "workload"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.month, name="month"),
    path("confirm/", views.confirm, name="confirm"),
    path("unconfirm/", views.unconfirm, name="unconfirm"),
    path("close/<int:branch>/<str:month>/", views.close, name="close"),
    path("reopen/<int:pk>/", views.reopen, name="reopen"),
    path("sign/<int:pk>/", views.sign, name="sign"),
    path("plan/<int:branch>/<str:month>/", views.plan, name="plan"),
    path("mine/", views.mine, name="mine"),
    path("mine/add/", views.add, name="add"),
    path("mine/<int:pk>/", views.edit, name="edit"),
    path("mine/<int:pk>/late/", views.explain, name="explain"),
    path("<int:pk>/return/", views.return_, name="return"),
    path("<int:pk>/reverse/", views.reverse_, name="reverse"),
]
