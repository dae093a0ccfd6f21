"""x"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def draft_mapping(sources: Sequence[Path | str]) -> str:
    return ""
