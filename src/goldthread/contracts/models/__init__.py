"""The tables of the room."""

from goldthread.contracts.models.local import LocalIndicator
from goldthread.contracts.models.versions import Contract, Version

__all__ = ["Contract", "LocalIndicator", "Version"]
