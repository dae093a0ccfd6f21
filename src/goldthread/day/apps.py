"""The room `day` as Django knows it."""

from django.apps import AppConfig


class DayConfig(AppConfig):
    """Label `day`."""

    name = "goldthread.day"
    label = "day"
    verbose_name = "Day"
