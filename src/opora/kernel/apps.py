from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "opora.kernel"
    label = "kernel"
