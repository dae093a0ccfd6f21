"""The room `contacts` as Django knows it."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Label `contacts`."""

    name = "goldthread.contacts"
    label = "contacts"
    verbose_name = "Contacts"
