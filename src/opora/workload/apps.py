from django.apps import AppConfig


class WorkloadConfig(AppConfig):
    name = "opora.workload"
    label = "workload"
