"""Spans that are no spans: they begin after the records reach, or end before they begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.tables import supports
from goldthread.evidence.inquiry import opened
from goldthread.kernel.periods import parse_period
from goldthread.measures.questions import EXPOSURE, Count

RUNNING = {
    per: Count(
        code=f"test.{per}",
        asks="How long did support run?",
        each=supports,
        grain=EXPOSURE,
        starts=supports.started_on,
        ends=supports.ended_on,
        per=per,
    )
    for per in ("day", "held")
}


@pytest.mark.parametrize(("per", "expected"), [("day", 10), ("held", 1)])
def test_a_span_that_ends_before_it_begins_takes_nothing_away(
    tmp_path: Path, per: str, expected: float
) -> None:
    rows = [
        support(1, "2026-09-11", "2026-09-20"),
        support(2, "2026-09-25", "2026-09-05"),  # a slip: ends before it begins
        support(3, "2026-10-12"),  # begins after the records reach
    ]
    store = store_of(tmp_path / "store", {"support": rows})
    with opened(store) as inquiry:
        figure = inquiry.figures(RUNNING[per], parse_period("2026-09..2026-10"))[0]
    assert figure.value == pytest.approx(expected)
