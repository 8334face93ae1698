from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "opora.meetings"

    def ready(self) -> None:
        from . import reactions  # noqa: F401, PLC0415 -- registers itself
