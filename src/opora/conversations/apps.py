from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "opora.conversations"
    label = "conversations"
