"""Other terms make anew only the files that they touch; what they make is as if everything were made anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import asked, put
from goldthread.contracts.terms import Gaps, Terms
from goldthread.facts.connection import reader
from goldthread.facts.derive import DERIVED, derived
from goldthread.facts.derive.reuse import file_of, touched

CUT_OFF = date(2026, 11, 22)
PACKAGED = Terms.packaged()
D = date.fromisoformat


def world() -> dict[str, list[dict[str, Any]]]:
    """A risk, a referral, a job and a tenancy each week."""
    days = [D("2026-03-02") + timedelta(days=7 * n) for n in range(20)]
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "started_on": D("2026-01-01"), "service": "Key", "worker_id": "W"}],
        "worker": [{"worker_id": "W", "role": "employment_specialist", "service": "Key"}],
        "referral": [{"referral_source": "A1", "service": "Key", "received_on": day} for day in days],
        "tenancy_risk": [{"risk_kind": "arrears", "support_id": "S", "raised_on": day} for day in days],
        "job": [
            {"started_on": day, "ended_on": day + timedelta(days=2), "status": "ended", "support_id": "S"}
            for day in days
        ],
        "tenancy": [{"started_on": day, "support_id": "S", "status": "held"} for day in days],
    }


def slower(terms: Terms, name: str = "tenancy_risk_response") -> Terms:
    rows = (replace(row, amount=row.amount + 1) if row.name == name else row for row in terms.standards)
    return replace(terms, standards=tuple(rows))


def sustained(terms: Terms) -> Terms:
    contracts = tuple(replace(row, sustained="13 in 16 weeks") for row in terms.contracts)
    return replace(terms, contracts=contracts)


CHANGES: dict[str, tuple[Callable[[Terms], Terms], set[str]]] = {
    "one clock": (slower, {"term", "clock:tenancy_risk_response"}),
    "when work is sustained": (sustained, {"work_spell"}),
    "which jobs are long enough": (
        lambda terms: replace(
            terms, contracts=tuple(replace(row, minimum_weekly_hours=7.0) for row in terms.contracts)
        ),
        {"work_spell", "absence_day"}
        | {f"clock:{row.name}" for row in PACKAGED.standards if row.starts == "job.started"},
    ),
    "gaps": (lambda terms: replace(terms, gaps=Gaps(0, 0)), {"home_spell", "work_spell"}),
    "the gap between jobs of one contract": (
        lambda terms: replace(
            terms, contracts=(replace(terms.contracts[0], gaps=Gaps(14, 3)), *terms.contracts[1:])
        ),
        {"work_spell"},
    ),
    "caps": (
        lambda terms: replace(terms, caps=tuple(replace(row, people=9) for row in terms.caps)),
        {"term", "caseload_spell"},
    ),
    "targets": (lambda terms: replace(terms, targets=terms.targets[:3]), set()),
    "where bank holidays are": (
        lambda terms: replace(
            terms, contracts=tuple(replace(row, nation="scotland") for row in terms.contracts)
        ),
        {"home_spell", "work_spell", "caseload_spell", "absence_day"}
        | {f"clock:{row.name}" for row in PACKAGED.standards},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_a_change_touches_is_made_anew(tmp_path: Path, change: str) -> None:
    """The others are the same bytes; and every table is as a store that never saw the old terms makes it."""
    make, touches = CHANGES[change]
    store, other = put(tmp_path / "a", world(), CUT_OFF), put(tmp_path / "b", world(), CUT_OFF)
    changed = make(PACKAGED)
    with store.pinned() as snapshot, other.pinned() as alone:
        before, after = derived(store, snapshot, PACKAGED), derived(store, snapshot, changed)
        fresh = derived(other, alone, changed)
        new = {
            Path(path).name
            for name in DERIVED
            for path in after.paths[name]
            if not any(os.path.samefile(path, old) for old in before.paths[name])
        }
        assert new == {file_of(name) for name in touches}
        with reader(snapshot, after.paths) as one, reader(alone, fresh.paths) as two:
            for name in DERIVED:
                in_order = f"SELECT * FROM {name} ORDER BY ALL"
                assert asked(one, in_order) == asked(two, in_order)
    assert touched(PACKAGED, changed)[1] == {
        name.removeprefix("clock:") for name in touches if name.startswith("clock:")
    }


def test_where_links_cannot_be_made_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    store = put(tmp_path / "a", world(), CUT_OFF)
    monkeypatch.setattr(os, "link", refuse)
    with store.pinned() as snapshot:
        before, after = derived(store, snapshot, PACKAGED), derived(store, snapshot, slower(PACKAGED))
        for one, other in zip(before.paths["work_spell"], after.paths["work_spell"], strict=True):
            assert not os.path.samefile(one, other)
            assert Path(one).read_bytes() == Path(other).read_bytes()


def test_a_folder_of_an_earlier_version_is_read_and_nothing_is_taken_from_it(tmp_path: Path) -> None:
    """It names no files, so nobody can say what they were made from."""
    store = put(tmp_path / "a", world(), CUT_OFF)
    with store.pinned() as snapshot:
        made = Path(derived(store, snapshot, PACKAGED).paths["term"][0]).parent
        (made / "made.json").write_text('{"as_of": "2026-11-22", "terms": "old"}')
        assert derived(store, snapshot, PACKAGED).paths["home_spell"] == [str(made / "home_spell.parquet")]
        later = derived(store, snapshot, slower(PACKAGED))
        assert not os.path.samefile(later.paths["home_spell"][0], made / "home_spell.parquet")


def test_terms_without_a_standard_have_clocks_and_none_runs(tmp_path: Path) -> None:
    store = put(tmp_path / "a", world(), CUT_OFF)
    with store.pinned() as snapshot:
        found = derived(store, snapshot, replace(PACKAGED, standards=()))
        with reader(snapshot, found.paths) as connection:
            assert asked(connection, "SELECT * FROM clock") == []
