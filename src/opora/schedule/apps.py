from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "opora.schedule"
    label = "schedule"
