"""What a group is called on a chart: the words of its code list, not the code."""

from __future__ import annotations

from collections.abc import Sequence

from goldthread.evidence.figures import Figure
from goldthread.evidence.labels import NOT_RECORDED, label

__all__ = ["NOT_RECORDED", "group_name", "label"]


def group_name(figure: Figure, within: Sequence[str] = ()) -> str:
    """The group in words, as "Self referral" or "16-35, Example North"; cuts in `within` go unsaid."""
    told = {name: value for name, value in figure.cut.items() if name not in within}
    return ", ".join(label(figure.question, name, value) for name, value in told.items()) or "all"
