"""What every reader gives: rows of text, each with the line of the file it stands on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

# A cell that could not be read begins with this private character, then says why; whoever needs it refuses
# the row.
UNREADABLE = "\ue000"

_ODD_SPACE = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")


# One row as it stands in the file: its line from 1, its cells, and why it cannot be used ("" when it can).
# A plain tuple, because a million of them are made.
Line = tuple[int, list[str], str]


@dataclass
class Grid:
    """The rows of one sheet or text file from its first line on, read once.

    `typed` is True where the file itself says that a cell is a date or a number; such cells come as ISO text.
    `notes` fills while the rows are read: what was decided and must be said.
    """

    lines: Iterator[Line]
    typed: bool = False
    dates_from_1904: bool = False
    notes: list[str] = field(default_factory=list)


def tidy(label: str) -> str:
    """A label with every odd space (NBSP, thin, zero width) made plain and trimmed, and letters composed."""
    if label.isascii() and "  " not in label and label == label.strip():
        return label
    return _ODD_SPACE.sub(" ", unicodedata.normalize("NFKC", label)).strip()


def folded(label: str) -> str:
    """How two labels are compared: tidy, case ignored."""
    return tidy(label).casefold()


def squashed(label: str) -> str:
    """How two labels are compared when nothing fits as it stands: letters and digits only."""
    return re.sub(r"[^0-9a-z]", "", folded(label))


def is_blank(cells: list[str]) -> bool:
    """True when no cell of the row holds anything but spaces."""
    return not any(cell and not cell.isspace() and tidy(cell) for cell in cells)
