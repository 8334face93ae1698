from django.apps import AppConfig


class AcquaintanceConfig(AppConfig):
    name = "opora.acquaintance"
    label = "acquaintance"
