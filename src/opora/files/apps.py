from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "opora.files"
    label = "files"
