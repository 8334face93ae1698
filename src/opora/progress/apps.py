from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "opora.progress"
    label = "progress"
