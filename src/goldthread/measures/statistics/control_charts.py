"""XmR control charts as NHS England's Making Data Count team draws them.

Rules: "SPC charts SQL query v2.5" of the Mental Health Core Data Pack (nhsengland/MHSDS). The screening
of large moving ranges, off in that query and in the Excel tools, can be switched on in its own way or in
that of the R package NHSRplotthedots. Equal means equal up to rounding noise: a point on the mean is
neither above nor below it.

For counts with a mean under about 3 an XmR chart misleads: show days between events or a plain run chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast, get_args

from goldthread.kernel.refusals import Refused
from goldthread.measures.statistics import chart_lines, special_cause
from goldthread.measures.statistics.chart_lines import Screen
from goldthread.measures.statistics.inputs import count, number, one_of

Better = Literal["higher", "lower", "neutral"]
Conflict = Literal["improvement", "concern"]
Variation = Literal[
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neither_high",
    "neither_low",
]
Assurance = Literal["pass", "fail", "hit_or_miss"]

# The Core Data Pack shows limits and icons from 15 points, and warns of a step with fewer than 12.
CHART_FROM = 15
STEP_FROM = 12


class ControlPoint(NamedTuple):
    """One point of a control chart with its lines and the rules it breaks."""

    value: float
    step: int
    centre: float
    lower: float | None
    upper: float | None
    lower_two_sigma: float | None
    upper_two_sigma: float | None
    above_limit: bool
    below_limit: bool
    shift_above: bool
    shift_below: bool
    trend_up: bool
    trend_down: bool
    two_of_three_above: bool
    two_of_three_below: bool
    variation: Variation
    conflict: bool


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A control chart: one entry for each point in every tuple.

    `step` is 0 in a baseline, then 1, 2 and so on. `lower`, `upper` and the two-sigma lines are in the
    unit of the values, not clipped, and None where the moving ranges carry no limits. `variations` and
    `conflicts` hold the state of every point; `variation` and `conflict` that of the last, which makes
    the icon. `variation` is None only for a chart with fewer points than asked for by `minimum_points`.
    `short_steps` names the steps whose own lines rest on fewer than 12 points.
    """

    values: tuple[float, ...]
    step: tuple[int, ...]
    centre: tuple[float, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    lower_two_sigma: tuple[float | None, ...]
    upper_two_sigma: tuple[float | None, ...]
    above_limit: tuple[bool, ...]
    below_limit: tuple[bool, ...]
    shift_above: tuple[bool, ...]
    shift_below: tuple[bool, ...]
    trend_up: tuple[bool, ...]
    trend_down: tuple[bool, ...]
    two_of_three_above: tuple[bool, ...]
    two_of_three_below: tuple[bool, ...]
    variations: tuple[Variation, ...]
    conflicts: tuple[bool, ...]
    variation: Variation | None
    conflict: bool
    assurance: Assurance | None
    short_steps: tuple[int, ...]

    @property
    def points(self) -> tuple[ControlPoint, ...]:
        """The same chart point by point."""
        return tuple(
            ControlPoint(*row)
            for row in zip(
                self.values,
                self.step,
                self.centre,
                self.lower,
                self.upper,
                self.lower_two_sigma,
                self.upper_two_sigma,
                self.above_limit,
                self.below_limit,
                self.shift_above,
                self.shift_below,
                self.trend_up,
                self.trend_down,
                self.two_of_three_above,
                self.two_of_three_below,
                self.variations,
                self.conflicts,
                strict=True,
            )
        )

    def __len__(self) -> int:
        return len(self.values)


def xmr(
    values: Sequence[float],
    better: Better = "higher",
    target: float | None = None,
    baseline: int | None = None,
    recalculate_at: Iterable[int] = (),
    screen: Screen = "none",
    conflict: Conflict = "improvement",
    *,
    minimum_points: int = 1,
) -> ControlChart:
    """Control chart of a series without gaps, in order of time.

    better: which direction is improvement: `higher`, `lower` or `neutral`.
    target: the value wanted, in the unit of the values; without it, or when neutral, there is no assurance.
    baseline: so many first points form step 0 of their own; step 1, up to the first recalculation,
    borrows their mean and limits, and shifts and two-of-three are not counted across the border. A
    baseline as long as the series or longer changes nothing.
    recalculate_at: positions, counted from 0, of the first point of each new step. Its mean and limits
    come from its own points. Trends, unlike shifts, run across steps.
    screen: `ranges` leaves out moving ranges of 3.267 times their mean or more and takes that mean again
    (as in R); `ranges_and_mean` leaves out those above 3.267 times, and their points from the mean too
    (as in the SQL).
    conflict: which side wins where a point breaks rules of both sides.
    minimum_points: under it there is a run chart: the mean, no limits, no rules, no icons. The Core Data Pack
    asks for 15 (`CHART_FROM`); 1 asks for nothing.

    Refused: an empty series, a gap, a baseline under 2, a position outside the series or within the baseline.
    """
    seen = tuple(number(value, "Every value of the series") for value in values)
    if not seen:
        raise Refused("A control chart needs at least one value.")
    one_of(better, "`better`", get_args(Better))
    one_of(screen, "`screen`", get_args(Screen))
    one_of(conflict, "`conflict`", get_args(Conflict))
    wanted = None if target is None else number(target, "A target")
    steps = chart_lines.steps_of(len(seen), baseline, tuple(recalculate_at))
    noise = chart_lines.rounding_noise(seen)
    lines = chart_lines.lines_by_point(seen, steps, screen, noise)
    enough = len(seen) >= count(minimum_points, "`minimum_points`")
    if enough:
        flags = special_cause.flags_of(seen, lines, steps, noise)
    else:
        lines = [chart_lines.Lines(each.centre) for each in lines]
        flags = special_cause.no_flags(len(seen))
    states = [_state(high, low, better, conflict) for high, low in zip(flags.high, flags.low, strict=True)]
    borrowed = any(step.number == 0 for step in steps)
    return ControlChart(
        values=seen,
        step=tuple(step.number for step in steps for _ in range(step.start, step.end)),
        centre=tuple(each.centre for each in lines),
        lower=tuple(each.lower for each in lines),
        upper=tuple(each.upper for each in lines),
        lower_two_sigma=tuple(each.lower_two_sigma for each in lines),
        upper_two_sigma=tuple(each.upper_two_sigma for each in lines),
        above_limit=flags.above_limit,
        below_limit=flags.below_limit,
        shift_above=flags.shift_above,
        shift_below=flags.shift_below,
        trend_up=flags.trend_up,
        trend_down=flags.trend_down,
        two_of_three_above=flags.two_of_three_above,
        two_of_three_below=flags.two_of_three_below,
        variations=tuple(state for state, _ in states),
        conflicts=tuple(both for _, both in states),
        variation=states[-1][0] if enough else None,
        conflict=states[-1][1],
        assurance=_assurance(lines[-1], wanted, better, noise),
        short_steps=tuple(
            step.number
            for step in steps
            if step.end - step.start < STEP_FROM and not (borrowed and step.number == 1)
        ),
    )


def _state(high: bool, low: bool, better: Better, conflict: Conflict) -> tuple[Variation, bool]:
    """What a point says, and whether it broke rules of both sides."""
    if not high and not low:
        return "common_cause", False
    if better == "neutral":
        return ("neither_high" if high else "neither_low"), False
    good_is_high = better == "higher"
    improves = high if good_is_high else low
    both = high and low
    improvement = conflict == "improvement" if both else improves
    side = "high" if good_is_high == improvement else "low"
    return cast("Variation", f"{'improvement' if improvement else 'concern'}_{side}"), both


def _assurance(
    line: chart_lines.Lines, target: float | None, better: Better, noise: float
) -> Assurance | None:
    """Whether the process, left as it is, meets the target: always, never, or by chance."""
    if target is None or better == "neutral" or line.lower is None or line.upper is None:
        return None
    if line.lower + noise < target < line.upper - noise:
        return "hit_or_miss"
    target_is_low = target <= line.lower + noise
    return "pass" if target_is_low == (better == "higher") else "fail"
