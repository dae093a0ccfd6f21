"""The ledger as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Label `ledger`."""

    name = "goldthread.ledger"
    label = "ledger"
    verbose_name = "Ledger"
