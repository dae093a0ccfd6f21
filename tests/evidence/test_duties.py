"""A duty owed every time: done every time it is met, missed once it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.tables import supports
from goldthread.evidence.inquiry import opened
from goldthread.kernel.periods import parse_period
from goldthread.measures.questions import Proportion, Target
from goldthread.measures.words import blank


@pytest.mark.parametrize(
    ("asked", "expected", "ended", "said"),
    [
        (Target(at_least=1), "ended", 9, "Met"),
        (Target(at_least=1), "ended", 8, "Not met"),
        (Target(at_least=1), "ended", 0, "Not met"),
        (Target(at_most=0), "running", 9, "Met"),
        (Target(at_least=0.99), "ended", 9, "Cannot say yet"),
    ],
)
def test_a_duty_owed_every_time(tmp_path: Path, asked: Target, expected: str, ended: int, said: str) -> None:
    rows = [support(n, "2026-05-01", "2026-06-01" if n < ended else None) for n in range(9)]
    over = ~blank(supports.ended_on)
    question = Proportion(
        code="test.duty",
        asks="?",
        each=supports,
        dated=supports.started_on,
        met=over if expected == "ended" else ~over,
        target=asked,
    )
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        assert inquiry.figures(question, parse_period("2026-05"))[0].said == said
