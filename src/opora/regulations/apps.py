from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "opora.regulations"
    label = "regulations"
