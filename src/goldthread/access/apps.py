"""The room `access` as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label `access`."""

    name = "goldthread.access"
    label = "access"
    verbose_name = "Access"
