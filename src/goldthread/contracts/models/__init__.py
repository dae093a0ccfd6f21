"""The tables of the room."""

from goldthread.contracts.models.versions import Contract, Version

__all__ = ["Contract", "Version"]
