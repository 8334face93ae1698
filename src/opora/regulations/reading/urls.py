"""Pages of reading and of norms; they live in the namespace of the package."""

from django.urls import path

from . import views

urlpatterns = [
    path("acts-register/read/", views.begin, name="read"),
    path("acts-register/read/<int:pk>/", views.check, name="reading"),
    path("acts-register/read/<int:pk>/confirm/", views.confirm, name="reading_confirm"),
    path("acts-register/read/<int:pk>/finish/", views.finish, name="reading_finish"),
    path("acts-register/read/<int:pk>/draft/", views.draft, name="reading_draft"),
    path("acts-register/norms/", views.norms, name="norms"),
    path("acts-register/norms/new/", views.new_norm, name="norm_new"),
    path("acts-register/norms/<slug:code>/", views.norm, name="norm"),
]
