from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "opora.channels"
    label = "channels"
