"""The room `jobs` as Django knows it."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Label `jobs`."""

    name = "goldthread.jobs"
    label = "jobs"
    verbose_name = "Jobs"
