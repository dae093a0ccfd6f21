"""The questions themselves, each declared once with its source, its blanks and its worked examples.

It never holds a target of one contract, a deadline or a query: terms belong to contracts and SQL is compiled
from the tree. Start with `tenancy`, the questions about tenancies, then read `registry` and `catalogue.lock`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldthread.catalogue.registry import CATALOGUE, question

__all__ = ["CATALOGUE", "question"]


def __getattr__(name: str) -> Any:
    """CATALOGUE and question, loaded when first asked for: whoever wants a table alone need not wait."""
    if name in __all__:
        from goldthread.catalogue import registry

        return getattr(registry, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
