from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "opora.assets"
    label = "assets"
    verbose_name = "Оформление"
