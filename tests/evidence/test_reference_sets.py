"""Reference sets from elsewhere: survival curves as an established library has them, entry into work."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goldthread.catalogue import CATALOGUE
from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES
from goldthread.evidence.inquiry import opened
from goldthread.intake import load
from goldthread.kernel.periods import parse_period
from goldthread.measures.local import read_indicators
from goldthread.measures.statistics import wilson

pytestmark = pytest.mark.shared
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_survival_curve_is_that_of_the_reference(repository: Path, shared: Path, tmp_path: Path) -> None:
    examples = repository / "examples" / "survival"
    folder = shared / "data" / "survival-reference"
    load(examples / "mapping.toml", [folder], tmp_path / "store", at=AT, by="test")
    (question,) = read_indicators(examples / "indicators.toml", TABLES, standard_cut)
    expected = json.loads((folder / "waltons_expected.json").read_text(encoding="utf-8"))["groups"]
    with opened(tmp_path / "store") as inquiry:
        figures = inquiry.figures(question, parse_period("2000"), by=("team",), where={"service": "waltons"})
    told = {figure.cut["team"]: figure for figure in figures if "team" in figure.cut}
    assert set(told) == set(expected)
    for group, official in expected.items():
        details = told[group].details
        assert details["n"] == official["n"]
        assert details["median"] == official["median"]
        assert len(details["points"]) == len(official["table"])
        for point, row in zip(details["points"], official["table"], strict=True):
            assert (point["day"], point["at_risk"]) == (row[0], row[1])
            assert point["survival"] == pytest.approx(row[4], abs=2e-6)
            assert point["lower"] == pytest.approx(row[5], abs=2e-6)
            assert point["upper"] == pytest.approx(row[6], abs=2e-6)


def test_who_entered_work_is_counted_among_those_out_of_it(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    examples = repository / "examples" / "supported-work"
    path = shared / "data" / "supported-work-nsw" / "nsw_supported_work.csv"
    load(examples / "mapping.toml", [path], tmp_path / "store", at=AT, by="test")
    with path.open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    local = {one.code: one for one in read_indicators(examples / "indicators.toml", TABLES, standard_cut)}
    asked = {
        "work.entered": local["work.entered"],
        "employment.paid_work_entry": CATALOGUE["employment.paid_work_entry"],
    }
    with opened(tmp_path / "store") as inquiry:
        for question in asked.values():
            for figure in inquiry.figures(question, parse_period("1976"), by=("service",)):
                treated = {"Supported": "1", "Control": "0"}.get(str(figure.cut.get("service")))
                group = [one for one in people if treated in (None, one["treat"]) and float(one["re75"]) == 0]
                entered = sum(float(one["re78"]) > 0 for one in group)
                assert (figure.numerator, figure.denominator) == (entered, len(group))
                assert figure.limits == wilson(entered, len(group))
        (whole, *_) = inquiry.figures(local["work.working"], parse_period("1976"))
        assert (whole.numerator, whole.denominator) == (sum(float(one["re78"]) > 0 for one in people), 445)
