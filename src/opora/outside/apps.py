from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "opora.outside"
    label = "outside"
