"""Caseloads day by day, days of absence, and the folder that derived tables are kept in."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import apart, asked, merged, put, worked_out
from goldthread.catalogue.tables import TABLES
from goldthread.contracts.terms import Terms
from goldthread.facts.connection import reader
from goldthread.facts.derive import DERIVED, derived
from goldthread.kernel.calendar import Nation, WorkingCalendar

D = date.fromisoformat
CUT_OFF = date(2026, 11, 22)
PACKAGED = Terms.packaged()
CAPPED = Terms.parse("""
[[contract]]
code = "c"
[[cap]]
contract = "c"
role = "employment_specialist"
people = 2
to = 2026-03-31
[[cap]]
contract = "c"
role = "employment_specialist"
people = 3
from = 2026-04-01
""")
World = dict[str, list[dict[str, Any]]]


def staff(wte: float | None, *supports: tuple[str, str, str]) -> World:
    """One worker from 1 January 2026, with supports as (person, start, end)."""
    return {
        "worker": [{"worker_id": "W", "role": "employment_specialist", "service": "IPS", "team": "North"}],
        "attachment": [
            {"worker_id": "W", "wte": wte, "started_on": D("2026-01-01")},
            {"worker_id": "X", "wte": 1.0, "started_on": D("2026-01-01"), "ended_on": D("2026-01-31")},
        ],
        "support": [
            {"person_id": person, "worker_id": "W", "service": "IPS", "started_on": D(start)}
            | ({"ended_on": D(end)} if end else {})
            for person, start, end in supports
        ],
    }


CASELOADS: dict[str, tuple[World, list[str]]] = {
    "people come and go": (
        staff(1.0, ("P", "2026-02-01", "2026-02-20"), ("Q", "2026-02-10", "")),
        [
            "2026-01-01 2026-01-31 0 1.0 2.0 False",
            "2026-02-01 2026-02-09 1 1.0 2.0 False",
            "2026-02-10 2026-02-20 2 1.0 2.0 False",
            "2026-02-21 2026-03-31 1 1.0 2.0 False",
            "2026-04-01 - 1 1.0 3.0 False",
        ],
    ),
    "two supports of one person count once": (
        staff(1.0, ("P", "2026-01-01", ""), ("P", "2026-01-01", "2026-06-30")),
        ["2026-01-01 2026-03-31 1 1.0 2.0 False", "2026-04-01 - 1 1.0 3.0 False"],
    ),
    "over the cap of half a post until the cap rises": (
        staff(0.5, ("P", "2026-01-01", ""), ("Q", "2026-05-01", "")),
        [
            "2026-01-01 2026-03-31 1 0.5 1.0 False",
            "2026-04-01 2026-04-30 1 0.5 1.5 False",
            "2026-05-01 - 2 0.5 1.5 True",
        ],
    ),
    "a share of full time not known": (
        staff(None, ("P", "2026-01-01", "")),
        ["2026-01-01 2026-03-31 1 - - -", "2026-04-01 - 1 - - -"],
    ),
}


@pytest.fixture(scope="module")
def caseloads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The caseload spells of every small world."""
    worlds = {name: world for name, (world, _) in CASELOADS.items()}
    path = tmp_path_factory.mktemp("caseloads") / "s"
    with worked_out(path, merged(worlds), CAPPED, CUT_OFF) as connection:
        return apart(connection, "caseload_spell", "worker_id, started_on")


@pytest.mark.parametrize("name", CASELOADS)
def test_a_caseload_changes_on_the_day(name: str, caseloads: dict[str, list[dict[str, Any]]]) -> None:
    columns = ("started_on", "ended_on", "people", "wte", "cap", "over_cap")
    rows = [row for row in caseloads[name] if row["worker_id"] == "W"]
    found = [" ".join("-" if row[c] is None else str(row[c]) for c in columns) for row in rows]
    assert found == CASELOADS[name][1]
    assert {(row["service"], row["team"]) for row in rows} == {("IPS", "North")}


def test_a_worker_without_people_is_there_while_attached(caseloads: dict[str, list[dict[str, Any]]]) -> None:
    (row,) = [row for row in caseloads["people come and go"] if row["worker_id"] == "X"]
    assert (row["people"], row["ended_on"], row["wte"]) == (0, D("2026-01-31"), 1.0)


def test_caseloads_agree_with_counting_each_day(tmp_path: Path) -> None:
    pick = random.Random(7)
    days = [D("2026-01-01") + timedelta(days=n) for n in range(120)]
    supports: list[dict[str, Any]] = []
    for n in range(400):
        start = pick.choice(days)
        end = start + timedelta(days=pick.randint(-1, 60)) if pick.random() < 0.8 else None
        supports.append(
            {
                "support_id": f"S{n}",
                "person_id": f"P{pick.randint(0, 120)}",
                "worker_id": f"W{pick.randint(0, 9)}",
                "service": pick.choice(["A", "B"]),
                "started_on": start,
                "ended_on": max(start, end) if end else None,
            }
        )
    world: World = {"support": supports, "worker": [{"worker_id": f"W{n}"} for n in range(10)]}
    with worked_out(tmp_path / "s", world, CAPPED, CUT_OFF) as connection:
        rows = asked(connection, "SELECT * FROM caseload_spell")
    found = {
        (row["worker_id"], row["service"], day): row["people"]
        for row in rows
        for day in days
        if row["started_on"] <= day <= (row["ended_on"] or CUT_OFF)
    }
    expected: dict[tuple[Any, ...], set[str]] = {}
    for each in supports:
        for day in days:
            if each["started_on"] <= day <= (each["ended_on"] or CUT_OFF):
                expected.setdefault((each["worker_id"], each["service"], day), set()).add(each["person_id"])
    assert found == {key: len(people) for key, people in expected.items()}


ABSENCES: dict[str, tuple[dict[str, Any], str, list[str]]] = {  # absence, end of the job, days and parts
    "over Easter": ({"ended_on": D("2026-04-08")}, "", ["04-01 1.0", "04-02 1.0", "04-07 1.0", "04-08 1.0"]),
    "as the sender counts them": (
        {"ended_on": D("2026-04-08"), "working_days": 2.0},
        "",
        ["04-01 0.5", "04-02 0.5", "04-07 0.5", "04-08 0.5"],
    ),
    "to the end of the job": ({}, "2026-04-02", ["04-01 1.0", "04-02 1.0"]),
    "a weekend worked": (
        {"started_on": D("2026-04-11"), "ended_on": D("2026-04-12"), "working_days": 2.0},
        "",
        ["04-11 2.0"],
    ),
    "a weekend not worked": ({"started_on": D("2026-04-11"), "ended_on": D("2026-04-12")}, "", []),
}


@pytest.fixture(scope="module")
def absences(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The days of absence of every small world."""
    worlds = {}
    for name, (different, ended, _) in ABSENCES.items():
        job = {"job_id": "J", "started_on": D("2026-03-01"), "weekly_hours": 20.0}
        job |= {"ended_on": D(ended), "status": "ended"} if ended else {"status": "held"}
        absence = {"job_id": "J", "reason": "sickness", "started_on": D("2026-04-01")} | different
        support = {"support_id": "S", "kind": "employment", "service": "IPS", "started_on": D("2026-01-01")}
        worlds[name] = {"support": [support], "job": [job], "absence": [absence]}
    path = tmp_path_factory.mktemp("absences") / "s"
    with worked_out(path, merged(worlds), PACKAGED, CUT_OFF) as connection:
        return apart(connection, "absence_day", "lost_on")


@pytest.mark.parametrize("name", ABSENCES)
def test_absence_is_counted_in_working_days(name: str, absences: dict[str, list[dict[str, Any]]]) -> None:
    rows = absences.get(name, [])
    assert [f"{row['lost_on']:%m-%d} {row['days_lost']}" for row in rows] == ABSENCES[name][2]
    assert {row["support_id"] for row in rows} <= {"S"} and {row["service"] for row in rows} <= {"IPS"}


# --- the folder


def test_each_derived_table_has_the_columns_declared(tmp_path: Path) -> None:
    store = put(tmp_path / "s", {"person": [{"person_id": "P"}]}, None)
    with store.pinned() as snapshot:
        found = derived(store, snapshot, PACKAGED)
        assert found.terms_hash == PACKAGED.hash and set(found.paths) == set(DERIVED)
        with reader(snapshot, found.paths) as connection:
            for name in DERIVED:
                held = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
                assert held == list(TABLES[name].column_names)
                asked_for = [f'count(*) - count("{c.name}")' for c in TABLES[name].columns if c.required]
                assert set(
                    connection.execute(f"SELECT {', '.join(asked_for)} FROM {name}").fetchall()[0]
                ) == {0}
            working = asked(connection, "SELECT nation, day, working FROM calendar")
    assert len(working) > 300
    for row in working:
        assert row["working"] is WorkingCalendar.of(Nation(row["nation"])).is_working_day(row["day"])


def test_derived_tables_are_kept_and_other_terms_lie_beside(tmp_path: Path) -> None:
    store = put(tmp_path / "s", {"person": [{"person_id": "P"}]}, CUT_OFF)
    with store.pinned() as snapshot:
        first = derived(store, snapshot, PACKAGED)
        path = Path(first.paths["clock"][0])
        written = path.stat().st_mtime_ns
        assert derived(store, snapshot, PACKAGED) == first
        assert path.stat().st_mtime_ns == written
        other = derived(store, snapshot, CAPPED)
        assert Path(other.paths["clock"][0]).parent != path.parent
        assert first.as_of == CUT_OFF


def test_a_half_made_folder_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build cut off in the middle leaves nothing that a reader takes for whole."""
    from goldthread.facts import derive

    store = put(tmp_path / "s", {"person": [{"person_id": "P"}]}, CUT_OFF)
    wrote = derive._write

    def cut_off(connection: Any, table: Any, path: Path) -> None:
        if table.name == "home_spell":
            raise KeyboardInterrupt
        wrote(connection, table, path)

    with store.pinned() as snapshot:
        monkeypatch.setattr(derive, "_write", cut_off)
        with pytest.raises(KeyboardInterrupt):
            derived(store, snapshot, PACKAGED)
        kept = store.path / "derived" / snapshot.identity
        assert [each.name for each in kept.iterdir()] == []
        monkeypatch.undo()
        assert Path(derived(store, snapshot, PACKAGED).paths["clock"][0]).is_file()


WORKER = """
import json, sys
from pathlib import Path
from goldthread.facts.connection import reader
from goldthread.facts.derive import derived
from goldthread.facts.store import Store
from goldthread.contracts.terms import Terms
store = Store.open(Path(sys.argv[1]))
with store.pinned() as snapshot:
    found = derived(store, snapshot, Terms.packaged())
    with reader(snapshot, found.paths, tables=["clock"]) as connection:
        rows = connection.execute("SELECT count(*), min(due_on)::VARCHAR FROM clock").fetchall()[0]
print(json.dumps([found.paths["clock"][0], *rows]))
"""


def test_two_readers_at_once_see_the_same_whole(tmp_path: Path) -> None:
    referrals = [
        {"referral_source": "A1", "service": "IPS", "received_on": D("2026-03-02") + timedelta(days=n % 60)}
        for n in range(2000)
    ]
    store = put(tmp_path / "s", {"referral": referrals}, CUT_OFF)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(store.path)],
            stdout=subprocess.PIPE,
            env=os.environ | {"TZ": zone},
        )
        for zone in ("UTC", "Pacific/Auckland")
    ]
    said = [json.loads(each.communicate(timeout=300)[0]) for each in running]
    assert said[0] == said[1]
    assert said[0][1:] == [2000, "2026-03-09"]
