"""A second, slow reading of the control-chart rules: the query's window functions, in exact fractions.

It shares nothing with the package: partitions, lag and lead, running counts of start flags.
"""

from __future__ import annotations

from fractions import Fraction

LIMIT, LARGE = Fraction("2.66"), Fraction("3.267")
RUN = 7


def partitions(size: int, baseline: int | None, recalculate: list[int]) -> list[int]:
    found, current = [], 1
    for at in range(size):
        current += at in recalculate and at > 0
        found.append(current)
    if baseline is not None and baseline < size:
        found[:baseline] = [0] * baseline
    return found


def mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def own_lines(values: list[Fraction], screen: str) -> tuple[Fraction, Fraction | None]:
    """Mean of a partition and its mean moving range."""
    ranges: list[Fraction | None] = [None]
    ranges += [abs(values[at] - values[at - 1]) for at in range(1, len(values))]
    known = [each for each in ranges if each is not None]
    average = mean(known)
    centre = mean(values)
    if average is not None and screen == "ranges":
        average = mean([each for each in known if each < LARGE * average])
    elif average is not None and screen == "ranges_and_mean":
        edge = LARGE * average
        average = mean([each for each in known if each <= edge])
        rows = zip(values, ranges, strict=True)
        centre = mean([value for value, each in rows if each is None or each <= edge])
    assert centre is not None
    return centre, average


def lines(values: list[Fraction], ids: list[int], screen: str) -> list[tuple[Fraction, Fraction | None]]:
    by_id = {
        one: own_lines([value for value, each in zip(values, ids, strict=True) if each == one], screen)
        for one in set(ids)
    }
    if 0 in by_id:
        by_id[1] = by_id[0]
    return [by_id[one] for one in ids]


def lead(column: list[int], at: int, steps: int) -> int | None:
    return column[at + steps] if at + steps < len(column) else None


def lag(column: list[int], at: int, steps: int) -> int | None:
    return column[at - steps] if at >= steps else None


def running(column: list[int]) -> list[int]:
    return [sum(column[: at + 1]) for at in range(len(column))]


def since(starts: list[int], steps: int) -> list[bool]:
    counts = running(starts)
    return [counts[at] > (lag(counts, at, steps) or 0) for at in range(len(counts))]


def shift(side: list[int]) -> list[bool]:
    counts = running(side)
    starts = []
    for at in range(len(side)):
        ahead = lead(counts, at, RUN - 1)
        starts.append(int(side[at] == 1 and ahead is not None and ahead - counts[at] == RUN - 1))
    return since(starts, RUN)


def trend(moves: list[int]) -> list[bool]:
    counts = running(moves)
    starts = []
    for at in range(len(moves)):
        ahead = lead(counts, at, RUN - 1)
        starts.append(int(ahead is not None and ahead - counts[at] == RUN - 1))
    return since(starts, RUN)


def two_of_three(side: list[int], zone: list[int]) -> list[bool]:
    starts = []
    for at in range(len(side)):
        next_two = lead(zone, at, 1) == 1 and (lag(side, at, 1) == 1 or lead(side, at, 2) == 1)
        over_one = lead(zone, at, 2) == 1 and lead(side, at, 1) == 1
        starts.append(int(zone[at] == 1 and (next_two or over_one)))
    flagged = since(starts, 3)
    return [zone[at] == 1 and flagged[at] for at in range(len(side))]


def chart(
    values: list[Fraction], baseline: int | None, recalculate: list[int], screen: str
) -> dict[str, list[object]]:
    """Every column of the chart, by name."""
    ids = partitions(len(values), baseline, recalculate)
    drawn = lines(values, ids, screen)
    columns: dict[str, list[object]] = {"step": list(ids), "centre": [centre for centre, _ in drawn]}
    has = [average is not None and average > 0 for _, average in drawn]
    reach = [LIMIT * (average or 0) for _, average in drawn]
    columns["lower"] = [c - r if ok else None for (c, _), r, ok in zip(drawn, reach, has, strict=True)]
    columns["upper"] = [c + r if ok else None for (c, _), r, ok in zip(drawn, reach, has, strict=True)]
    for sign, side_name in ((1, "above"), (-1, "below")):
        off = [sign * (value - centre) for value, (centre, _) in zip(values, drawn, strict=True)]
        side = [int(each > 0) for each in off]
        beyond = [int(ok and each > r) for each, r, ok in zip(off, reach, has, strict=True)]
        zone = [int(ok and r * 2 / 3 < each <= r) for each, r, ok in zip(off, reach, has, strict=True)]
        columns[f"{side_name}_limit"] = [bool(each) for each in beyond]
        shifts: list[object] = []
        twos: list[object] = []
        for one in sorted(set(ids)):
            inside = [at for at, each in enumerate(ids) if each == one]
            shifts += shift([side[at] for at in inside])
            twos += two_of_three([side[at] for at in inside], [zone[at] for at in inside])
        columns[f"shift_{side_name}"] = shifts
        columns[f"two_of_three_{side_name}"] = twos
    for sign, name in ((1, "trend_up"), (-1, "trend_down")):
        moves = [0] + [int(sign * (values[at] - values[at - 1]) > 0) for at in range(1, len(values))]
        columns[name] = list(trend(moves))
    return columns


def last_state(columns: dict[str, list[object]], better: str, conflict: str) -> tuple[str, bool]:
    """Variation icon and whether rules of both sides hit the last point."""
    up = any(columns[name][-1] for name in ("above_limit", "shift_above", "trend_up", "two_of_three_above"))
    down = any(
        columns[name][-1] for name in ("below_limit", "shift_below", "trend_down", "two_of_three_below")
    )
    if better == "neutral":
        return ("neither_high" if up else "neither_low" if down else "common_cause"), False
    improvement, concern = (up, down) if better == "higher" else (down, up)
    both = improvement and concern
    if both:
        improvement, concern = conflict == "improvement", conflict == "concern"
    good, bad = ("high", "low") if better == "higher" else ("low", "high")
    if improvement:
        return f"improvement_{good}", both
    return (f"concern_{bad}" if concern else "common_cause"), both
