"""Two bars a row: a share as it was and as it would be, each with its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldthread.kernel.words import plural
from goldthread.pictures.svg import Scale, fitted, image, size_of, tag, words

ROW, NAME, BAR, GAP = 68.0, 18.0, 16.0, 4.0


@dataclass(frozen=True)
class Pair:
    """One row: its name, and each share with its words; None where there is none yet."""

    name: str
    was: float | None
    would: float | None
    was_said: str
    would_said: str


def pairs(rows: Sequence[Pair], sentence: str, narrow: bool = False) -> str:
    """Rows in the order given, from nought to the whole: hollow is what was, full what would be."""
    width, kind = 288.0 if narrow else 760.0, size_of(narrow)
    room = 184.0 if narrow else 200.0
    x = Scale(0, 1, 4, width - room)
    parts = [part for place, row in enumerate(rows) for part in _row(row, ROW * place, x, width - 4, room)]
    said = f"{sentence} {plural(len(rows), 'row')}; the table below has them all."
    return image(width, ROW * max(len(rows), 1) + 4, said, parts, kind=kind)


def _row(row: Pair, top: float, x: Scale, end: float, room: float) -> list[str]:
    parts = [words(4, top + 14, row.name, "gt-label gt-label--strong")]
    sides = (
        (row.was, f"was {row.was_said}", "gt-bar--was"),
        (row.would, f"would be {row.would_said}", "gt-bar"),
    )
    for place, (share, said, style) in enumerate(sides):
        y = top + NAME + 2 + place * (BAR + GAP)
        if share is not None:
            length = max(x.inside(share) - x.start, 1)
            parts.append(tag("rect", x=x.start, y=y, width=length, height=BAR, class_=style))
        parts.append(words(end - room + 8, y + BAR - 3, fitted(said, room)))
    return parts
