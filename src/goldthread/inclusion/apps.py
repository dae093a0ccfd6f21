"""The room `inclusion` as Django knows it."""

from django.apps import AppConfig


class InclusionConfig(AppConfig):
    """Label `inclusion`."""

    name = "goldthread.inclusion"
    label = "inclusion"
    verbose_name = "Inclusion"
