"""Cuts that have to be looked up are asked only when needed, and change no figure."""

from __future__ import annotations

from pathlib import Path

from evidence.few_records import store_of, support
from goldthread.catalogue import CATALOGUE
from goldthread.evidence.inquiry import opened
from goldthread.evidence.lean import lean
from goldthread.kernel.periods import parse_period
from goldthread.measures.tree import Related, walk


def test_only_cuts_that_are_looked_up_are_left_out() -> None:
    for question in CATALOGUE.values():
        for _, side in question.sides():
            light = lean(side, ("service",))
            assert not [
                part for node in light.cuts.values() for part in walk(node) if isinstance(part, Related)
            ]
            left = set(side.cuts) - set(light.cuts)
            assert left <= {"stage", "risk_level"} | set(side.cuts)
            if left:
                assert lean(side, (sorted(left)[0],)) is side
            # Everything but the cuts is the same question.
            told, other = (
                {name: node.form() for name, node in one.parts() if not name.startswith("cuts.")}
                for one in (side, light)
            )
            assert told == other


def test_both_readings_give_the_same_figure(tmp_path: Path) -> None:
    rows = [support(number, f"2026-0{number % 6 + 1}-11") for number in range(20)]
    question = CATALOGUE["employment.interest_asked"]
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        period = parse_period("2026-01..2026-06")
        usual = inquiry.figures(question, period, by=("service",))
        told_apart = inquiry.figures(question, period, by=("service", "stage"))
        kept = list(inquiry.basis.folder(question).glob("employment.interest_asked-*.parquet"))
        assert len(kept) == 2
    same = [figure for figure in told_apart if "stage" not in figure.cut]
    assert [(one.cut, one.verdicts, one.value) for one in same] == [
        (one.cut, one.verdicts, one.value) for one in usual
    ]
