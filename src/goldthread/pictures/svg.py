"""The pen: SVG as text, without styles inside it, so that it passes a strict content policy.

Colours and strokes live in static/charts.css under the classes named here. Every drawing is an image with a
sentence. No part has an id, so that any number of drawings can stand on one page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape


def number(value: float) -> str:
    """A coordinate with at most one decimal, the same on every machine."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def tag(name: str, content: str = "", **attributes: str | float) -> str:
    """One element. Underscores in names become hyphens; `class_` is class."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def image(width: float, height: float, sentence: str, parts: Sequence[str], *, kind: str) -> str:
    """A whole drawing: an image to assistive technology, with the sentence that it shows."""
    return tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"gt-chart gt-chart--{kind}",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=sentence,
        focusable="false",
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def words(x: float, y: float, said: str, kind: str = "gt-label", anchor: str = "start") -> str:
    """Text at a point; `anchor` says which end stands there."""
    return tag("text", escape(said), x=x, y=y, class_=kind, text_anchor=anchor)


def path(points: Sequence[tuple[float, float]], kind: str, close: bool = False) -> str:
    """A line through points."""
    moves = " ".join(f"{'M' if n == 0 else 'L'}{number(x)} {number(y)}" for n, (x, y) in enumerate(points))
    return tag("path", d=moves + (" Z" if close else ""), class_=kind)


def mark(x: float, y: float, shape: str, kind: str, size: float = 4) -> str:
    """A point told apart by shape: circle, up, down, diamond, ring."""
    if shape in ("circle", "ring"):
        return tag("circle", cx=x, cy=y, r=size, class_=kind)
    if shape == "diamond":
        corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    else:
        tip = -size * 1.2 if shape == "up" else size * 1.2
        corners = [(x, y + tip), (x + size * 1.1, y - tip * 0.7), (x - size * 1.1, y - tip * 0.7)]
    return path(corners, kind, close=True)


# Letters of Arial at 13 px are hardly ever wider than this on average.
LETTER = 7.0


def fitted(said: str, width: float) -> str:
    """Words cut to a width in pixels; what is cut off stands in the table beside the drawing."""
    most = max(int(width / LETTER), 1)
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def size_of(narrow: bool) -> str:
    """Which of the two drawings this is: the wide one, or the one for a phone."""
    return "narrow" if narrow else "wide"


class Scale:
    """From a value to a coordinate."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def inside(self, value: float) -> float:
        """The coordinate, held inside the drawing: a limit may lie beyond what can be shown."""
        return self(min(max(value, self.low), self.high))


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round steps across a range: 0, 20, 40; never more than `most` plus one."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    rough = span / most
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * step for step in (1, 2, 2.5, 5, 10) if size * step >= rough - 1e-12)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def apart(wanted: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Positions near those wanted, at least `gap` apart, so that labels do not stand on one another."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed = [0.0] * len(wanted)
    floor = lowest
    for n in order:
        placed[n] = max(wanted[n], floor)
        floor = placed[n] + gap
    over = max(0.0, floor - gap - highest) if order else 0.0
    ceiling = highest
    if over:
        for n in reversed(order):
            placed[n] = min(placed[n], ceiling)
            ceiling = placed[n] - gap
    return placed
