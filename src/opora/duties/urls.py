from django.urls import path

from .views import map as duty_map
from .views import outages, plans

app_name = "duties"
urlpatterns = [
    path("", duty_map.listing, name="map"),
    path("new/", duty_map.new, name="new"),
    path("assign/", duty_map.assign, name="assign"),
    path("bind/", duty_map.bind, name="bind"),
    path("assignments/<int:pk>/end/", duty_map.end, name="end"),
    path("outages/", outages.outages, name="outages"),
    path("outages/new/", outages.outage, name="outage_new"),
    path("outages/<int:pk>/", outages.outage, name="outage"),
    path("plans/", plans.listing, name="plans"),
    path("plans/new/", plans.write, name="plan_new"),
    path("plans/<int:pk>/", plans.show, name="plan"),
    path("plans/<int:pk>/edit/", plans.write, name="plan_edit"),
    path("plans/<int:pk>/measures/new/", plans.measure, name="measure_new"),
    path("plans/<int:pk>/send/", plans.send, name="plan_send"),
    path("plans/<int:pk>/return/", plans.send_back, name="plan_return"),
    path("plans/<int:pk>/approve/", plans.approve, name="plan_approve"),
    path("plans/<int:pk>/close/", plans.close, name="plan_close"),
    path("measures/<int:pk>/", plans.measure_of, name="measure"),
    path("measures/<int:pk>/remove/", plans.remove, name="measure_remove"),
    path("measures/<int:pk>/report/", plans.report, name="measure_report"),
    path("measures/<int:pk>/move/", plans.move, name="measure_move"),
    path("<slug:code>/", duty_map.change, name="change"),
    path("<slug:code>/close/", duty_map.close, name="close"),
]
