from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "opora.website"
    label = "website"
