"""The room `safety` as Django knows it."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Label `safety`."""

    name = "goldthread.safety"
    label = "safety"
    verbose_name = "Safety"
