from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "conversations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("new/<int:person>/", views.start, name="start"),
    path("new/group/", views.new_group, name="new_group"),
    path("new/course/<int:run>/", views.new_course, name="new_course"),
    path("search/", views.search, name="search"),
    path("wards/", views.wards, name="wards"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/open/", views.open_again, name="open"),
    path("<int:pk>/representative/<int:person>/", views.let_in, name="let_in"),
    path("<int:pk>/<int:seq>/edit/", views.edit, name="edit"),
    path("<int:pk>/<int:seq>/delete/", views.delete, name="delete"),
    path("<int:pk>/<int:seq>/consultation/", views.register, name="register"),
    path("<int:pk>/<int:seq>/<int:file>/", views.file, name="file"),
]
