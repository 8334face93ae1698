from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "opora.duties"
    label = "duties"
