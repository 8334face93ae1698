from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "progress"
urlpatterns: list[URLPattern | URLResolver] = [
    path("help/right/", views.disciplines, name="disciplines"),
    path("help/right/<int:pk>/", views.group, name="group"),
    path("help/agreements/<int:pk>/", views.agreement, name="agreement"),
    path("help/mine/", views.mine, name="mine"),
    path("attestation/final/", views.final, name="final"),
    path("topics/", views.topics, name="topics"),
    path("topics/<int:pk>/", views.radar, name="radar"),
    path("topics/<int:pk>/accept/", views.accept, name="accept"),
    path("topics/<int:pk>/decline/", views.decline, name="decline"),
    path("topics/<int:pk>/merge/", views.merge, name="merge"),
    path("topics/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("results/mine/", views.own, name="own_results"),
    path("results/import/", views.upload, name="import"),
    path("results/import/<int:pk>/", views.preview, name="import_preview"),
    path("results/import/<int:pk>/apply/", views.apply, name="import_apply"),
    path("results/import/<int:pk>/undo/", views.undo, name="import_undo"),
    path("results/import/<int:pk>/discard/", views.discard, name="import_discard"),
    path("results/<int:pk>/", views.grid, name="results"),
]
