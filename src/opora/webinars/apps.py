from django.apps import AppConfig


class WebinarsConfig(AppConfig):
    name = "opora.webinars"
    label = "webinars"

    def ready(self) -> None:
        from . import reactions  # noqa: F401, PLC0415 -- they register themselves
