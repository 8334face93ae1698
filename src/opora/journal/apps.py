from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "opora.journal"
    label = "journal"

    def ready(self) -> None:
        post_migrate.connect(watch_every_table, sender=self)


def watch_every_table(using: str, **kwargs: Any) -> None:
    """After migrations every table of ours has the trigger, also the one added a minute ago."""
    from .triggers import watch_tables  # noqa: PLC0415 -- needs loaded apps

    watch_tables(using)
