"""The room `people` as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Label `people`."""

    name = "goldthread.people"
    label = "people"
    verbose_name = "People"
