from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "opora.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Every ``reactions.py`` subscribes before the first request."""
        autodiscover_modules("reactions")
