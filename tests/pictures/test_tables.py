"""The tables beside the drawings, and drawings of groups, curves and funnels: the same numbers."""

from __future__ import annotations

import pytest

from goldthread.evidence.signals import signal
from goldthread.evidence.words import headline
from goldthread.kernel.words import say_share
from goldthread.measures.statistics import kaplan_meier
from goldthread.pictures import bars, curve, funnel_chart, group_name, table_of, table_of_curve
from goldthread.pictures.curve import MONTH, at_risk, day_ticks
from pictures.figures_made import counts, ends, months, parsed, share, shares, texts

HERE = months(1)[0]


def test_a_row_for_each_month_with_the_words_of_the_page() -> None:
    series = [*shares([(41, 52)], goal=0.65, unknown=2), *shares([(0, 0)], goal=0.65)]
    table = table_of(series)
    assert table.headings == ("Period", "Figure", "Likely", "Beside it", "Target")
    assert table.rows[0] == (
        "October 2026",
        "41 of 52 (79\u00a0%)",
        "between 66\u00a0% and 88\u00a0%",
        "2 not known",
        "Met",
    )
    assert table.rows[1][1:] == ("No figure. None is due yet.", "", "", "Cannot say yet")
    assert table.caption == "Kept by period. Target: at least 65\u00a0%"


def test_every_figure_of_a_drawing_stands_in_its_table() -> None:
    groups = [share(n, 20, HERE, service=f"Service {n}") for n in range(20)]
    made, table = bars(groups), table_of(groups, "service")
    assert [row[1] for row in table.rows] == [headline(figure) for figure in groups]
    drawn = " ".join(texts(made))
    assert all(headline(figure) in drawn for figure in groups if figure.value)
    assert "Service 0:" not in drawn
    assert (
        parsed(made)
        .get("aria-label")
        .endswith("1 of them at nought or without a figure are in the table only.")
    )
    assert len(table.rows) == 20


def test_few_groups_are_all_drawn_noughts_too() -> None:
    groups = [share(0, 20, HERE, service="None"), share(5, 20, HERE, service="Some")]
    assert texts(bars(groups)) == ["None: 0 of 20 (0\u00a0%)", "Some: 5 of 20 (25\u00a0%)"]


def test_groups_keep_their_order_and_are_never_ranked() -> None:
    groups = [share(n, 20, HERE, service=name) for n, name in ((3, "A"), (19, "B"), (7, "C"))]
    assert [said[0] for said in texts(bars(groups))] == ["A", "B", "C"]


def test_a_code_is_said_by_its_label() -> None:
    figure = share(3, 9, HERE, gender="1")
    assert group_name(figure) == "Male"
    assert texts(bars([figure]))[0].startswith("Male: ")
    assert table_of([figure], "gender").rows[0][0] == "Male"


@pytest.mark.parametrize("value", [None, "not recorded"])
def test_a_blank_is_said_to_be_one(value: str | None) -> None:
    assert group_name(share(3, 9, HERE, service=value)) == "Not recorded"


def test_a_value_that_is_no_code_stands_as_it_is() -> None:
    assert group_name(share(3, 9, HERE, service="1")) == "1"
    assert group_name(share(3, 9, HERE, gender="not a code")) == "not a code"
    assert group_name(share(3, 9, HERE)) == "all"


def test_the_table_says_which_months_are_beyond_the_usual() -> None:
    series = counts([4, 12, 3, 9, 2, 11, 5, 10, 3, 8, 2, 12, 4, 9, 3, 60])
    told = signal(series)
    table = table_of(series, "period", told)
    assert table.headings[-1] == "Beyond the usual"
    assert table.rows[-1][-1] == "higher than usual, better"
    assert {row[-1] for row in table.rows[:-1]} == {""}
    # Limits are said as they are, never clipped: a lower limit under nought is what the test used.
    assert told.chart is not None and (told.chart.lower[-1] or 0) < 0
    assert "usually between -" in table.caption


def test_without_limits_there_is_no_such_column() -> None:
    series = counts([4, 12, 3])
    table = table_of(series, "period", signal(series))
    assert "Beyond the usual" not in table.headings
    assert table.caption.endswith("Mean 6.33 starts")


DAYS = [10, 40, 95, 120, 150, 180]
CAUSES = ["moved", None, "lost", "lost", None, "moved"]


def test_a_curve_has_its_numbers_at_risk_under_the_axis() -> None:
    figure = ends(DAYS, ["over", None, "over", "over", None, "over"])
    said = texts(curve(figure))
    assert "still at risk:" in said
    place = said.index("100")
    assert said[place + 1] == "3"  # 120, 150 and 180 days were reached by three
    assert at_risk(figure.details["points"], 95) == 4
    assert at_risk(figure.details["points"], 500) == 0


def test_a_curve_and_its_table_say_what_the_estimate_says() -> None:
    causes = ["over", None, "over", "over", None, "over"]
    figure = ends(DAYS, causes)
    told = kaplan_meier(DAYS, [cause is not None for cause in causes])
    table = table_of_curve(figure)
    rows = {row[0]: row for row in table.rows}
    assert rows["0 days"][1] == "100\u00a0%"
    assert rows["100 days"][1] == say_share(told.at(100))
    assert rows["91 days"][-1] == "4"
    assert table.headings == ("After", "Still running", "Likely", "At risk")


def test_several_causes_have_a_line_and_a_column_each() -> None:
    figure = ends(DAYS, CAUSES, lost=("lost",))
    assert {"lost", "moved"} <= set(texts(curve(figure)))
    table = table_of_curve(figure)
    assert table.headings[3:5] == ("Ended: lost", "Ended: moved")
    last = table.rows[-1]
    share_of = [float(cell.removesuffix("\u00a0%")) for cell in (last[1], last[3], last[4])]
    assert sum(share_of) == pytest.approx(100, abs=2)  # what runs, what was lost and what moved is all


@pytest.mark.parametrize(
    "longest, most, unit", [(90, 8, "days"), (200, 4, "days"), (400, 8, "months"), (4000, 8, "months")]
)
def test_long_times_are_marked_in_months(longest: float, most: int, unit: str) -> None:
    marks, said = day_ticks(longest, most)
    assert said == unit
    assert 2 <= len(marks) <= most + 2
    assert marks[0][1] == "0"
    assert all(day <= longest for day, _ in marks)
    if unit == "months":
        assert marks[1][0] == pytest.approx(int(marks[1][1]) * MONTH)


def test_a_funnel_needs_ten_groups() -> None:
    groups = [share(n % 3 + 8, 20, HERE, service=f"Service {n}") for n in range(10)]
    assert funnel_chart(groups[:9]) is None
    made = funnel_chart(groups)
    assert made is not None
    assert parsed(made).get("aria-label") == "Kept: 10 groups, 0 of them beyond what chance explains."


def test_a_group_beyond_chance_is_a_diamond_with_its_name() -> None:
    groups = [share(50, 100, HERE, service=f"Service {n}") for n in range(11)]
    made = funnel_chart([*groups, share(95, 100, HERE, service="Elsewhere")])
    assert made is not None
    assert "Elsewhere" in texts(made)
    assert "1 of them beyond" in parsed(made).get("aria-label")
    assert made.count("gt-point--neither") == 1


def test_groups_without_records_take_no_part_in_a_funnel() -> None:
    groups = [share(n % 3 + 8, 20, HERE, service=f"Service {n}") for n in range(10)]
    made = funnel_chart([*groups, share(0, 0, HERE, service="Empty")])
    assert made is not None
    assert "10 groups" in parsed(made).get("aria-label")
