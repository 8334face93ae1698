from django.urls import path

from .views import calendar, editions, imports, lines

app_name = "schedule"
urlpatterns = [
    path("", editions.list_schedules, name="list"),
    path("new/", editions.new, name="new"),
    path("<int:pk>/", editions.show, name="show"),
    path("<int:pk>/edit/", editions.edit, name="edit"),
    path("<int:pk>/submit/", editions.submit, name="submit"),
    path("<int:pk>/return/", editions.send_back, name="return"),
    path("<int:pk>/approve/", editions.approve, name="approve"),
    path("<int:pk>/publish/", editions.publish, name="publish"),
    path("<int:pk>/copy/", editions.copy, name="copy"),
    path("<int:pk>/stand/", editions.stand, name="stand"),
    path("<int:pk>/move/", lines.move, name="move"),
    path("<int:pk>/lines/new/", lines.new, name="line_new"),
    path("<int:pk>/lines/<int:line_pk>/", lines.change, name="line"),
    path("<int:pk>/lines/<int:line_pk>/delete/", lines.delete, name="line_delete"),
    path("changes/<int:pk>/restore/", lines.restore, name="line_restore"),
    path("<int:pk>/import/", imports.upload, name="import"),
    path("imports/<int:pk>/", imports.preview, name="import_preview"),
    path("imports/<int:pk>/faults.xlsx", imports.faults, name="import_faults"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("calendar/", calendar.this_year, name="calendar_now"),
    path("calendar/<int:year>/", calendar.year, name="calendar"),
    path("calendar/days/<int:pk>/remove/", calendar.remove, name="calendar_remove"),
]
