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
    path("plan/import/", views.plan_import, name="plan_import"),
    path("plan/import/sample.csv", views.plan_sample, name="plan_sample"),
    path("plan/import/<int:pk>/", views.plan_preview, name="plan_preview"),
    path("plan/import/<int:pk>/faults.xlsx", views.plan_faults, name="plan_faults"),
    path("plan/import/<int:pk>/apply/", views.plan_apply, name="plan_apply"),
    path("plan/import/<int:pk>/discard/", views.plan_discard, name="plan_discard"),
    path("plan/import/<int:pk>/undo/", views.plan_undo, name="plan_undo"),
    path("editions/<int:pk>/", views.edition_plan_page, name="edition_plan"),
    path("rates/", views.rates, name="rates"),
    path("rates/<int:pk>/", views.set_rate, name="set_rate"),
    path("year/", views.year, name="year"),
    path("verify/", views.verify, name="verify"),
    path("mine/", views.mine, name="mine"),
    path("mine/add/", views.add, name="add"),
    path("mine/<int:pk>/", views.edit, name="edit"),
    path("mine/<int:pk>/late/", views.explain, name="explain"),
    path("<int:pk>/ask/", views.ask, name="ask"),
    path("questions/<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/return/", views.return_, name="return"),
    path("<int:pk>/reverse/", views.reverse_, name="reverse"),
]
