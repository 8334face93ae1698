from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "opora.notifications"
    label = "notifications"
