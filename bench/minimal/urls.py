from django.urls import path

from . import views

urlpatterns = [
    path("", views.constant),
    path("constant/", views.constant),
    path("login/", views.login),
    path("cabinet/", views.cabinet),
    path("week/", views.week),
    path("book/<int:pk>/", views.book),
    path("cancel/<int:pk>/", views.cancel),
    path("public/", views.public),
    path("journal/<int:branch>/<str:month>/", views.journal),
    path("sheet/<int:branch>/<str:month>/", views.sheet),
    path("public.docx", views.docx_file),
    path("public.pdf", views.pdf_file),
]
