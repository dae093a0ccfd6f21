"""What a series of figures says: improving, getting worse, or no change beyond the usual.

The rules are those of NHS England's Making Data Count (see measures.statistics.xmr). A signal is read off the
last point only, in words and a shape, never colour alone. Where chance alone would raise it, none is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from goldthread.evidence.figures import Figure
from goldthread.measures.questions import Count, Question, Rate
from goldthread.measures.statistics import xmr
from goldthread.measures.statistics.control_charts import Better, ControlChart

LEAST_POINTS = 15  # Core Data Pack: under this a run chart, with its mean and no limits
LEAST_MEAN_COUNT = 3  # XmR on rarer counts raises false alarms: statistics.md section 1
LEAST_DENOMINATOR = 5


@dataclass(frozen=True)
class Signal:
    """A shape and its words. `chart` has the lines to draw, `points` the places in the series it covers."""

    shape: str
    words: str
    chart: ControlChart | None = None
    points: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.shape} {self.words}"


TOO_FEW = ("◇", "too few to judge")
NOT_KNOWN = ("○", "not known enough to say")
USUAL = ("●", "no change beyond the usual")
IMPROVING = ("▲", "improving")
WORSE = ("▼", "getting worse")
HIGHER_THAN_USUAL = ("△", "higher than usual")
LOWER_THAN_USUAL = ("▽", "lower than usual")

WORDS = {
    "common_cause": USUAL,
    "improvement_high": IMPROVING,
    "improvement_low": IMPROVING,
    "concern_high": WORSE,
    "concern_low": WORSE,
    "neither_high": HIGHER_THAN_USUAL,
    "neither_low": LOWER_THAN_USUAL,
}


def signal(series: Sequence[Figure]) -> Signal:
    """The signal of a series of figures in order of time, judged on its longest run of figures to the end."""
    first = _unbroken(series)
    run = list(series[first:])
    if not run or series[-1].value is None:
        return Signal(*NOT_KNOWN) if _mostly_unknown(series) else Signal(*TOO_FEW)
    question = run[-1].question
    chart = xmr([figure.value or 0.0 for figure in run], better=_way(question), target=_goal(run[-1]))
    points = tuple(range(first, len(series)))
    if len(run) < LEAST_POINTS or _too_rare(question, run) or chart.upper[-1] is None:
        return Signal(*TOO_FEW, chart=_mean_only(run), points=points)
    if _mostly_unknown(run[-1:]):
        return Signal(*NOT_KNOWN, chart=chart, points=points)
    return Signal(*WORDS[chart.variation or "common_cause"], chart=chart, points=points)


def _mean_only(run: Sequence[Figure]) -> ControlChart:
    """A run chart: the mean without limits."""
    return xmr([figure.value or 0.0 for figure in run], minimum_points=len(run) + 1)


def _unbroken(series: Sequence[Figure]) -> int:
    """Where the last unbroken run of figures begins: a moving range may not cross a gap."""
    start = len(series)
    while start and series[start - 1].value is not None:
        start -= 1
    return start


def _way(question: Question) -> Better:
    return cast("Better", question.better)


def _goal(figure: Figure) -> float | None:
    if figure.expected is None:
        return None
    return figure.expected.at_least if figure.expected.at_least is not None else figure.expected.at_most


def _too_rare(question: Question, run: Sequence[Figure]) -> bool:
    """Counts of rare events, or shares of a handful, swing by chance."""
    if isinstance(question, (Count, Rate)):
        counts = [figure.numerator or 0 for figure in run]
        return sum(counts) / len(counts) < LEAST_MEAN_COUNT
    sizes = [figure.number for figure in run]
    return sum(sizes) / len(sizes) < LEAST_DENOMINATOR


def _mostly_unknown(series: Sequence[Figure]) -> bool:
    """More than half of those that fell due are not known."""
    told = series[-1].verdicts if series else {}
    known = told.get("met", 0) + told.get("not_met", 0)
    return told.get("unknown", 0) > known
