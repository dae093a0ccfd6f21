"""The room `employment` as Django knows it."""

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """Label `employment`."""

    name = "goldthread.employment"
    label = "employment"
    verbose_name = "Employment"
