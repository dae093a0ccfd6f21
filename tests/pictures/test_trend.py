"""The chart through time and its small sister: gaps, limits, signals by shape, targets."""

from __future__ import annotations

import re

import pytest

from goldthread.evidence.signals import signal
from goldthread.pictures import sparkline, trend
from goldthread.pictures.trend import sentence
from pictures.figures_made import WAIT, counts, medians, parsed, shares, texts

SVG = "{http://www.w3.org/2000/svg}"
STEADY = [20, 24, 19, 22, 25, 21, 18, 23, 20, 22, 24, 19, 21, 23]
RAISED = [*STEADY, 30, 31, 29, 32, 30, 31, 33]


def of_class(svg: str, name: str) -> list[object]:
    return [element for element in parsed(svg).iter() if name in (element.get("class") or "").split()]


def heights(svg: str, name: str) -> list[float]:
    found = []
    for element in of_class(svg, name):
        told = element.get("cy") or element.get("y1")  # type: ignore[attr-defined]
        if told is not None:
            found.append(float(told))
    return found


def test_a_month_without_a_figure_is_a_gap() -> None:
    made = trend(shares([(20, 40), (21, 40), (0, 0), (22, 40), (25, 40)]))
    assert len(of_class(made, "gt-line")) == 2
    assert len(of_class(made, "gt-point")) == 4
    # A single month between two gaps is a point without a line.
    alone = trend(shares([(20, 40), (0, 0), (22, 40), (0, 0), (25, 40), (26, 40)]))
    assert len(of_class(alone, "gt-line")) == 1


def test_shares_are_drawn_between_nought_and_all() -> None:
    made = trend(shares([(20, 40), (40, 40), (0, 40)]))
    assert texts(made)[:6] == [f"{n}\u00a0%" for n in (0, 20, 40, 60, 80, 100)]


def test_control_limits_beyond_what_can_be_are_drawn_at_the_edge_only() -> None:
    """A limit over 100 % is sound in the test and cannot happen: the line lies at 100 %."""
    series = shares([(n, 40) for n in (36, 40, 35, 39, 34, 40, 36, 38, 33, 40, 37, 35, 39, 36, 38, 35)])
    told = signal(series)
    assert told.chart is not None and (told.chart.upper[-1] or 0) > 1
    made = trend(series, told)
    tops = heights(made, "gt-limit")
    assert min(tops) == min(heights(made, "gt-grid"))


def test_a_lower_limit_under_nought_is_drawn_at_nought() -> None:
    series = counts([4, 12, 3, 9, 2, 11, 5, 10, 3, 8, 2, 12, 4, 9, 3, 10])
    told = signal(series)
    assert told.chart is not None and (told.chart.lower[-1] or 0) < 0
    made = trend(series, told)
    assert max(heights(made, "gt-limit")) == max(heights(made, "gt-grid"))
    assert "-5" not in texts(made)


@pytest.mark.parametrize(
    "series, kind", [(counts(RAISED), "better"), (medians([float(n) for n in RAISED]), "worse")]
)
def test_special_causes_are_told_by_shape(series: list[object], kind: str) -> None:
    told = signal(series)  # type: ignore[arg-type]
    assert told.chart is not None
    flagged = sum(state != "common_cause" for state in told.chart.variations)
    assert flagged >= 7
    made = trend(series, told)  # type: ignore[arg-type]
    shaped = [e for e in of_class(made, "gt-point") if e.tag == f"{SVG}path"]  # type: ignore[attr-defined]
    assert len(shaped) == flagged
    # Points in the low years before are the other way round: the colour says what the shape already said.
    assert len(of_class(made, f"gt-point--{kind}")) >= 7


def test_without_enough_months_there_is_a_mean_and_no_limits() -> None:
    series = counts(STEADY[:10])
    made = trend(series, signal(series))
    assert len(of_class(made, "gt-mean")) == 1
    assert not of_class(made, "gt-limit")
    assert "mean" in texts(made)


def test_the_target_is_a_line_with_its_number() -> None:
    made = trend(shares([(20, 40), (21, 40)], goal=0.65))
    assert len(of_class(made, "gt-target")) == 1
    assert "target 65\u00a0%" in texts(made)
    assert not of_class(trend(shares([(20, 40), (21, 40)])), "gt-target")


def test_the_sentence_says_range_last_and_signal() -> None:
    series = counts(RAISED)
    assert sentence(series, signal(series)) == (
        "Starts, February 2025 to October 2026: between 18 starts and 33 starts, last 33 starts. Improving."
    )
    assert sentence(counts([None, None]), None).endswith("no figures from September 2026 to October 2026.")


def test_one_month_with_hardly_anybody_does_not_flatten_the_rest() -> None:
    from goldthread.measures.statistics import Limits

    series = medians([20, 22, 21], Limits(15, 25))
    wild = medians([20, 22, 21], Limits(1, 4000))[-1]
    made = trend([*series, wild])
    assert "4,000" not in texts(made)
    points = heights(made, "gt-point")
    assert max(points) - min(points) > 2  # they still differ to the eye


def test_months_are_written_with_their_year() -> None:
    told = [said for said in texts(trend(counts(RAISED))) if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", said)]
    assert told[0] == "Oct 2026"
    assert len(told) <= 8


def test_a_small_line_marks_its_last_point_by_the_signal() -> None:
    better, usual = counts(RAISED), counts([*STEADY, 22])
    assert of_class(sparkline(better, signal(better)), "gt-point")[-1].tag == f"{SVG}path"  # type: ignore[attr-defined]
    assert of_class(sparkline(usual, signal(usual)), "gt-point")[-1].tag == f"{SVG}circle"  # type: ignore[attr-defined]


def test_a_small_line_does_not_make_a_storm_of_two_per_cent() -> None:
    calm = sparkline(shares([(78, 100), (80, 100), (79, 100), (80, 100)]))
    path = of_class(calm, "gt-line")[0].get("d")  # type: ignore[attr-defined]
    ys = [float(y) for _, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]
    assert max(ys) - min(ys) < 5


def test_a_small_line_says_where_it_has_been() -> None:
    said = parsed(sparkline(counts([5, 9, 7], WAIT))).get("aria-label")
    assert said == "August 2026 to October 2026: between 5 days and 9 days, last 7 days."
