"""The printed forms are those that docs/json.md promises, to the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run, Said
from cli.sender import written
from goldthread.catalogue import CATALOGUE

# What scripts were promised before this page was written.
FIRST_FIGURE = {
    *("code", "version", "shape", "cut", "value", "lower", "upper", "numerator", "denominator"),
    *("verdicts", "bounds", "target", "judgement", "unit"),
}
Promised = dict[str, list[tuple[set[str], set[str]]]]
FIRST_RECORD = {"record_id", "person_id", "verdict", "why", "dated", "cut"}
FIRST_INDICATOR = {
    *("code", "version", "name", "shape", "asks", "source", "target", "better", "cuts"),
    *("balanced_by", "hash"),
}


@pytest.fixture(scope="module")
def promised(repository: Path) -> Promised:
    """By command, the tables of the page in order: keys that are always there, and those that may be."""
    found: Promised = {}
    text = (repository / "docs/json.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        command = section.splitlines()[0].strip()
        for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
            always: set[str] = set()
            sometimes: set[str] = set()
            for row in table.splitlines()[2:]:
                cells = [cell.strip() for cell in row.strip("|").split("|")]
                (sometimes if cells[1] == "sometimes" else always).add(cells[0].strip("`"))
            found.setdefault(command, []).append((always, sometimes))
    return found


def hold(told: Iterable[Mapping[str, Any]], table: tuple[set[str], set[str]]) -> set[str]:
    """Each has the keys that are always there, and none that the page does not name; answers all seen."""
    always, sometimes = table
    seen: set[str] = set()
    for one in told:
        assert always <= set(one)
        assert set(one) <= always | sometimes
        seen |= set(one)
    assert seen, "Nothing was printed, so this test looks at nothing."
    return seen


@pytest.fixture
def all_figures(made_up: tuple[Path, Path], run: Run) -> Said:
    store, terms = made_up
    return run("figures", "--store", store, "--terms", terms, "--period", "2025-08..2026-10", "--json")


def test_figures(all_figures: Said, promised: Promised) -> None:
    told = all_figures.json
    hold([told], promised["figures"][0])
    seen = hold(told["figures"], promised["figures"][1])
    # A key that no indicator ever prints has no place on the page; "undated" needs a record without a day.
    assert promised["figures"][1][1] - seen <= {"undated", "longest_running"}
    assert promised["figures"][1][0] >= FIRST_FIGURE
    assert {one["code"] for one in told["figures"]} == set(CATALOGUE)
    assert set(told["figures"][0]["verdicts"]) == {"met", "not_met", "out", "not_due", "unknown"}
    assert [one["cut"] for one in told["figures"] if one["code"] == "tenancy.losses"] == [{}]
    assert "NaN" not in all_figures.out and "Infinity" not in all_figures.out
    assert all_figures.err == ""


def test_drill(made_up: tuple[Path, Path], run: Run, promised: Promised) -> None:
    store, terms = made_up
    seen = set()
    for code in ("tenancy.losses", "access.wait", "tenancy.sustained_6m"):
        told = run(
            "drill", code, "--store", store, "--terms", terms, "--period", "2026-01..2026-10", "--json"
        ).json
        hold([told], promised["drill"][0])
        seen |= hold(told["records"], promised["drill"][1])
        assert told["code"] == code
    assert seen == promised["drill"][1][0] | promised["drill"][1][1]
    assert promised["drill"][1][0] >= FIRST_RECORD


def test_indicators(run: Run, promised: Promised) -> None:
    told = run("indicators", "--json").json
    hold(told, promised["indicators"][0])
    assert promised["indicators"][0][0] >= FIRST_INDICATOR
    assert [one["code"] for one in told] == list(CATALOGUE)
    assert {one["hash"] for one in told} == {question.hash for question in CATALOGUE.values()}


def test_report(made_up: tuple[Path, Path], run: Run, tmp_path: Path, promised: Promised) -> None:
    store, terms = made_up
    out = tmp_path / "report.html"
    told = run(
        *("report", "--store", store, "--terms", terms, "--period", "2026-10", "--out", out, "--json"),
        *("--indicator", "access.*", "--contract", "IPS-EXAMPLE"),
    ).json
    hold([told], promised["report"][0])
    assert told["bytes"] == out.stat().st_size
    assert told["contract"] == "IPS-EXAMPLE"
    assert "access.wait" in told["indicators"]


def test_store(made_up: tuple[Path, Path], run: Run, promised: Promised) -> None:
    plain, verified = (
        run("store", "--store", made_up[0], *more, "--json").json for more in ((), ("--verify",))
    )
    hold([plain], promised["store"][0])
    assert set(plain) == promised["store"][0][0]
    assert set(verified) == promised["store"][0][0] | promised["store"][0][1]
    assert verified["sound"] is True
    assert plain["rows"]["person"] == 120
    assert set(plain["snapshots"][0]) == {"snapshot", "made_at", "made_by", "facts_version", "rows", "bytes"}


def test_templates(run: Run, tmp_path: Path, promised: Promised) -> None:
    told = run("templates", "--out", tmp_path / "t", "--json").json
    hold([told], promised["templates"][0])
    assert sorted(told["files"]) == sorted(path.name for path in (tmp_path / "t").iterdir())


def test_import(run: Run, tmp_path: Path, promised: Promised) -> None:
    mapping, exports = written(tmp_path)
    told = run("import", mapping, exports, "--into", tmp_path / "store", "--json").json
    hold([told], promised["import"][0])
    parts = promised["import"][0][0]
    assert {"files", "refusals", "snapshot"} <= parts
    assert set(told["files"][0]) == {
        *("name", "encoding", "how", "read", "loaded", "refused", "already_here", "left_out")
    }
    assert set(told["refusals"][0]) == {"file", "line", "column", "value", "why"}


def test_a_scenario_has_the_keys_that_are_promised(
    made_up: tuple[Path, Path], run: Run, promised: Promised
) -> None:
    store, terms = made_up
    asked = ("--standard", "tenancy_risk_response", "--amount", 9, "--records", 3, "--json")
    told = run("scenario", "--store", store, "--terms", terms, "--period", "2026-01..2026-09", *asked).json
    whole, figure, record = promised["scenario"]
    hold([told], whole)
    hold(told["figures"], figure)
    hold(told["records"], record)
