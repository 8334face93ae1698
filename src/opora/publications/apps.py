from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "opora.publications"
    label = "publications"
