from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "opora.moderation"
    label = "moderation"
