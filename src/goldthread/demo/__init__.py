"""A synthetic provider: two organisations, three services, 24 months, people who never lived.

It shows every figure on histories that hang together, and serves the pages on this machine alone.
It never reads a real record and gives the same people for the same seed. Start with `service.py`, then
`arrivals.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldthread.demo.making import build, people

__all__ = ["build", "people"]


def __getattr__(name: str) -> Any:
    """`people` and `build`, imported when first asked for: the command line starts without them."""
    if name in __all__:
        from goldthread.demo import making

        return getattr(making, name)
    raise AttributeError(f"There is no {name} here.")
