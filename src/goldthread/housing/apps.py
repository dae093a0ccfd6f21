"""The room `housing` as Django knows it."""

from django.apps import AppConfig


class HousingConfig(AppConfig):
    """Label `housing`."""

    name = "goldthread.housing"
    label = "housing"
    verbose_name = "Housing"
