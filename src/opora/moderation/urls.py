from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.queue, name="queue"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("person/<int:pk>/", views.person, name="person"),
    path("policy/", views.policy, name="policy"),
    path("report/<int:pk>/", views.report, name="report"),
    path("report/post/<int:pk>/", views.report_post, name="report_post"),
    path("mine/", views.mine, name="mine"),
    path("mine/<int:pk>/", views.appeal, name="appeal"),
]
