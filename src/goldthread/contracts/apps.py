"""The room `contracts` as Django knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Label `contracts`."""

    name = "goldthread.contracts"
    label = "contracts"
    verbose_name = "Contracts"
