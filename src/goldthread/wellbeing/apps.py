"""The room `wellbeing` as Django knows it."""

from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    """Label `wellbeing`."""

    name = "goldthread.wellbeing"
    label = "wellbeing"
    verbose_name = "Wellbeing"
