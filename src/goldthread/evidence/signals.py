"""What a series of figures says: improving, getting worse, or no change beyond the usual.

The rules are those of NHS England's Making Data Count (see measures.statistics.xmr). A signal is read off the
last point only, in words and a shape, never colour alone. Where chance alone would often raise one, none is
read: "too few to judge".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from goldthread.evidence.figures import Figure
from goldthread.measures.questions import Count, Proportion, Question, Rate
from goldthread.measures.statistics import xmr
from goldthread.measures.statistics.control_charts import Better, ControlChart

LEAST_POINTS = 15  # Core Data Pack: under this a run chart, with its mean and no limits
LEAST_MEAN_COUNT = 3  # XmR on rarer counts raises false alarms: statistics.md section 1
LEAST_DENOMINATOR = 5
# Of shares, the rarer answer must come once a month on average. Simulated on 24 months of a steady share, the
# last point raises a false alarm in 2 to 6 % of series from there on, in 9 to 50 % where it is rarer still.
LEAST_MEAN_RARER = 1


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
    if not run:
        return Signal(*NOT_KNOWN) if _mostly_unknown(series) else Signal(*TOO_FEW)
    question = run[-1].question
    values = [figure.value or 0.0 for figure in run]
    points = tuple(range(first, len(series)))
    if len(run) < LEAST_POINTS or _too_rare(question, run):
        # A run chart: the mean without limits.
        mean = xmr(values, minimum_points=len(run) + 1)
        return Signal(*TOO_FEW, chart=mean, points=points)
    chart = xmr(values, better=cast("Better", question.better), target=_goal(run[-1]))
    if _mostly_unknown(run):
        return Signal(*NOT_KNOWN, chart=chart, points=points)
    # A series that never moves has no limits, and nothing that could stand out.
    said = WORDS[chart.variation or "common_cause"] if chart.upper[-1] is not None else USUAL
    return Signal(*said, chart=chart, points=points)


def _unbroken(series: Sequence[Figure]) -> int:
    """Where the last unbroken run of figures begins: a moving range may not cross a gap."""
    start = len(series)
    while start and series[start - 1].value is not None:
        start -= 1
    return start


def _goal(figure: Figure) -> float | None:
    if figure.expected is None:
        return None
    return figure.expected.at_least if figure.expected.at_least is not None else figure.expected.at_most


def _too_rare(question: Question, run: Sequence[Figure]) -> bool:
    """Counts of rare events, or shares of a handful, swing by chance."""
    months = len(run)
    if isinstance(question, (Count, Rate)):
        return sum(figure.numerator or 0 for figure in run) / months < LEAST_MEAN_COUNT
    asked = sum(figure.number for figure in run)
    if asked / months < LEAST_DENOMINATOR:
        return True
    if not isinstance(question, Proportion) or _never_moves(run):
        return False
    met = sum(figure.numerator or 0 for figure in run)
    return min(met, asked - met) / months < LEAST_MEAN_RARER


def _never_moves(run: Sequence[Figure]) -> bool:
    return len({figure.value for figure in run}) == 1


def _mostly_unknown(series: Sequence[Figure]) -> bool:
    """More than half of the last figure's records that fell due are not known."""
    told = series[-1].verdicts if series else {}
    known = told.get("met", 0) + told.get("not_met", 0)
    return told.get("unknown", 0) > known
