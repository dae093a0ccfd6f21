"""Spells of homes and of work: tables of small worlds, and a plain second reading on many people at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import apart, asked, merged, worked_out
from goldthread.contracts.terms import Terms

D = date.fromisoformat
CUT_OFF = date(2026, 11, 22)
PACKAGED = Terms.packaged()

# One job or tenancy a line: start, end, status, last confirmed, and a word (why it ended, or origin).
Line = tuple[str, str, str, str, str]


def table(text: str) -> list[Line]:
    """Lines of `start | end | status | confirmed | word`; blanks stay blank."""
    lines = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        lines.append((*cells, *[""] * (5 - len(cells))))
    return lines  # type: ignore[return-value]


def day(text: str) -> date | None:
    return D(text) if text else None


def tenancy_rows(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "tenancy_id": f"T{n}",
            "started_on": day(start),
            "ended_on": day(end),
            "status": status or None,
            "last_confirmed_on": day(confirmed),
            "end_reason": word or None,
        }
        for n, (start, end, status, confirmed, word) in enumerate(lines, 1)
    ]


def job_rows(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "job_id": f"J{n}",
            "started_on": day(start),
            "ended_on": day(end),
            "status": status or None,
            "last_confirmed_on": day(confirmed),
            "origin": word or None,
            "weekly_hours": 20.0,
        }
        for n, (start, end, status, confirmed, word) in enumerate(lines, 1)
    ]


def said(rows: list[dict[str, Any]], *columns: str) -> list[str]:
    """Each row as one line of text, blanks as a dash."""
    return [" ".join("-" if row[c] is None else str(row[c]) for c in columns) for row in rows]


HOMES = {
    "one still held": (
        "2026-01-10 | | held",
        ["T1 T1 2026-01-10 - held - -"],
    ),
    "one lost": (
        "2026-01-10 | 2026-05-01 | ended | | eviction",
        ["T1 T1 2026-01-10 2026-05-01 ended 2026-05-01 loss"],
    ),
    "no status and no end is not known": (
        "2026-01-10 | | | 2026-02-03",
        ["T1 T1 2026-01-10 - unknown 2026-02-03 -"],
    ),
    "ended on a day nobody knows": (
        "2026-01-10 | | ended | 2026-02-03 | abandonment",
        ["T1 T1 2026-01-10 - ended 2026-02-03 loss"],
    ),
    "a planned move on the fourteenth day carries on": (
        "2026-01-10 | 2026-03-01 | ended | | planned_move\n2026-03-15 | | held",
        ["T1 T2 2026-01-10 - held - -"],
    ),
    "on the fifteenth it does not": (
        "2026-01-10 | 2026-03-01 | ended | | planned_move\n2026-03-16 | | held",
        ["T1 T1 2026-01-10 2026-03-01 ended 2026-03-01 planned_move", "T2 T2 2026-03-16 - held - -"],
    ),
    "a new home after an eviction is a new spell": (
        "2026-01-10 | 2026-03-01 | ended | | eviction\n2026-03-02 | | held",
        ["T1 T1 2026-01-10 2026-03-01 ended 2026-03-01 loss", "T2 T2 2026-03-02 - held - -"],
    ),
    "a chain of moves is one spell, and ends as its last": (
        "2026-01-10 | 2026-03-01 | ended | | planned_move\n"
        "2026-03-05 | 2026-06-01 | ended | | planned_move\n"
        "2026-06-02 | 2026-09-01 | ended | | died",
        ["T1 T3 2026-01-10 2026-09-01 ended 2026-09-01 death"],
    ),
    "a move into the next home before the first ends": (
        "2026-01-10 | 2026-03-01 | ended | | planned_move\n2026-02-20 | | held",
        ["T1 T2 2026-01-10 - held - -"],
    ),
    "one move is carried on once": (
        "2026-01-10 | 2026-03-01 | ended | | planned_move\n2026-03-02 | | held\n2026-03-03 | | held",
        ["T1 T2 2026-01-10 - held - -", "T3 T3 2026-03-03 - held - -"],
    ),
}


def home_world(lines: str, **support: Any) -> dict[str, list[dict[str, Any]]]:
    kept = {"support_id": "S", "kind": "housing", "service": "Key", "started_on": D("2026-01-10")} | support
    return {"person": [{"person_id": "P"}], "support": [kept], "tenancy": tenancy_rows(table(lines))}


FROM: dict[
    str, tuple[str, dict[str, Any], str | None, str | None]
] = {  # start of the tenancy, what is different about the support, origin, counted from
    "both on one day": ("2026-01-10", {}, "new", "2026-01-10"),
    "held the day before": ("2026-01-09", {}, "already_held", "2026-01-10"),
    "later": ("2026-02-01", {}, "new", "2026-02-01"),
    "after support ended": ("2026-02-01", {"ended_on": D("2026-01-31")}, None, None),
    "on the last day of support": ("2026-02-01", {"ended_on": D("2026-02-01")}, "new", "2026-02-01"),
    "support for work only": ("2026-02-01", {"kind": "employment"}, None, None),
    "support of no said kind": ("2026-02-01", {"kind": None}, "new", "2026-02-01"),
}

Found = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The home spells of every small world of homes, by its name."""
    worlds = {name: home_world(lines) for name, (lines, _) in HOMES.items()}
    worlds |= {
        name: home_world(f"{start} | | held", **support) for name, (start, support, _, _) in FROM.items()
    }
    worlds["unsettled"] = home_world(HOMES["a planned move on the fourteenth day carries on"][0])
    worlds["unsettled"]["tenancy"][1]["settled"] = False
    with worked_out(tmp_path_factory.mktemp("homes") / "s", merged(worlds), PACKAGED, CUT_OFF) as connection:
        return apart(connection, "home_spell", "started_on")


@pytest.mark.parametrize("name", HOMES)
def test_a_home_is_kept_across_planned_moves(name: str, homes: Found) -> None:
    columns = "tenancy_id last_tenancy_id started_on ended_on status last_confirmed_on end_kind"
    assert said(homes[name], *columns.split()) == HOMES[name][1]


def test_an_unsettled_home_carries_nothing_on(homes: Found) -> None:
    assert len(homes["unsettled"]) == 2


@pytest.mark.parametrize("name", FROM)
def test_a_home_counts_from_the_later_of_its_start_and_that_of_support(name: str, homes: Found) -> None:
    _, _, origin, supported_from = FROM[name]
    (row,) = homes[name]
    assert (row["origin"], row["supported_from"]) == (origin, supported_from and D(supported_from))
    assert row["supported"] is (origin is not None)
    assert row["service"] == ("Key" if row["supported"] else None)


JOBS = {
    "a gap of fourteen days joins": (
        "2026-02-01 | 2026-03-01 | ended\n2026-03-15 | | held",
        ["J1 J2 2 2026-02-01 - held True"],
    ),
    "a gap of fifteen does not": (
        "2026-02-01 | 2026-03-01 | ended\n2026-03-16 | | held",
        ["J1 J1 1 2026-02-01 2026-03-01 ended True", "J2 J2 1 2026-03-16 - held False"],
    ),
    "a chain of short gaps is one spell": (
        "2026-02-01 | 2026-03-01 | ended\n2026-03-10 | 2026-04-01 | ended\n2026-04-10 | 2026-07-01 | ended",
        ["J1 J3 3 2026-02-01 2026-07-01 ended True"],
    ),
    "two jobs at once are one spell, to the end of the longer": (
        "2026-02-01 | 2026-09-01 | ended\n2026-03-01 | 2026-04-01 | ended\n2026-09-10 | 2026-10-01 | ended",
        ["J1 J3 3 2026-02-01 2026-10-01 ended True"],
    ),
    "a job before support is no first job": (
        "2025-12-01 | | held | | already_held",
        ["J1 J1 1 2025-12-01 - held False"],
    ),
    "a stale confirmation of the first says nothing of the second": (
        "2026-02-01 | 2026-03-01 | ended | 2026-02-10\n2026-03-02 | | held",
        ["J1 J2 2 2026-02-01 - held True"],
    ),
    "unknown joins only from where it was confirmed": (
        "2026-02-01 | | unknown | 2026-03-01\n2026-03-15 | | held",
        ["J1 J2 2 2026-02-01 - held True"],
    ),
    "unknown and too long ago": (
        "2026-02-01 | | unknown | 2026-03-01\n2026-03-16 | | held",
        ["J1 J1 1 2026-02-01 - unknown True", "J2 J2 1 2026-03-16 - held False"],
    ),
    "an end on an unknown day leaves the end unknown": (
        "2026-02-01 | | ended | 2026-02-20\n2026-03-01 | 2026-05-01 | ended",
        ["J1 J2 2 2026-02-01 - ended True"],
    ),
}


def job_world(lines: str, **support: Any) -> dict[str, list[dict[str, Any]]]:
    kept: dict[str, Any] = {"support_id": "S", "kind": "employment", "started_on": D("2026-01-10")}
    return {"person": [{"person_id": "P"}], "support": [kept | support], "job": job_rows(table(lines))}


DAYS = {  # days of work in the first sixteen weeks; the records end on 22 November 2026
    "held all the time": ("2026-02-01 | | held", 112),
    "the 112 days are not over": ("2026-08-04 | | held", None),
    "the 112 days end with the records": ("2026-08-03 | | held", 112),
    "two jobs far apart": ("2026-02-01 | 2026-02-28 | ended\n2026-04-01 | 2026-04-30 | ended", 58),
    "two jobs at once": ("2026-02-01 | 2026-02-28 | ended\n2026-02-20 | 2026-03-01 | ended", 29),
    "a job that begins late": ("2026-02-01 | 2026-02-28 | ended\n2026-05-20 | | held", 32),
    "not known whether it went on": ("2026-02-01 | | unknown | 2026-04-01", None),
    "not known, and enough already": ("2026-02-01 | | unknown | 2026-05-02", 91),
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The work spells of every small world of jobs, by its name."""
    worlds = {name: job_world(lines) for name, (lines, _) in [*JOBS.items(), *DAYS.items()]}
    worlds["at the start"] = job_world("2026-01-09 | | held")
    worlds["unpaid"] = job_world("2026-02-01 | | held\n2026-06-01 | | held")
    worlds["unpaid"]["job"][0]["paid"] = False
    for name, named in (("no support named", None), ("second named", "B")):
        worlds[name] = job_world("2026-02-01 | | held")
        worlds[name]["support"] = [
            {"support_id": "A", "kind": "employment", "started_on": D("2026-01-01")},
            {"support_id": "B", "kind": "employment", "started_on": D("2026-01-05")},
        ]
        worlds[name]["job"][0]["support_id"] = named
    with worked_out(tmp_path_factory.mktemp("work") / "s", merged(worlds), PACKAGED, CUT_OFF) as connection:
        return apart(connection, "work_spell", "started_on")


@pytest.mark.parametrize("name", JOBS)
def test_work_is_joined_across_short_gaps(name: str, work: Found) -> None:
    columns = "job_id last_job_id jobs started_on ended_on status is_first"
    assert said(work[name], *columns.split()) == JOBS[name][1]


def test_the_last_known_day_of_an_unknown_end_is_kept(work: Found) -> None:
    (row,) = work["an end on an unknown day leaves the end unknown"]
    assert row["last_confirmed_on"] == D("2026-05-01")


def test_a_job_held_at_the_start_of_support_says_so(work: Found) -> None:
    (row,) = work["at the start"]
    assert row["in_work_at_start"] and not row["is_first"]
    assert row["supported_from"] == D("2026-01-10")


def test_unpaid_work_is_no_work_spell(work: Found) -> None:
    assert [row["job_id"] for row in work["unpaid"]] == ["J2"]


def test_the_support_named_by_the_record_wins(work: Found) -> None:
    assert [work[name][0]["support_id"] for name in ("no support named", "second named")] == ["A", "B"]


@pytest.mark.parametrize("name", DAYS)
def test_days_of_work_in_sixteen_weeks(name: str, work: Found) -> None:
    assert [row["days_in_16_weeks"] for row in work[name] if row["is_first"]] == [DAYS[name][1]]


def test_a_contract_may_leave_out_short_hours(tmp_path: Path) -> None:
    terms = Terms.parse("[[contract]]\ncode = 'c'\nminimum_weekly_hours = 16\nsustained = '13 in 16 weeks'\n")
    worlds = {name: job_world("2026-02-01 | | held") for name in ("15.9", "16", "unknown")}
    for name, hours in (("15.9", 15.9), ("16", 16.0), ("unknown", None)):
        worlds[name]["job"][0]["weekly_hours"] = hours
    with worked_out(tmp_path / "s", merged(worlds), terms, CUT_OFF) as connection:
        found = apart(connection, "work_spell", "started_on")
    assert sorted(found) == ["16", "unknown"]
    assert all(row["thirteen_in_sixteen"] for rows in found.values() for row in rows)


# --- a plain second reading, on many people at once

START = date(2026, 1, 1)
Chain = tuple[set[str], str, date | None, date | None]


def some_records(seed: int, reasons: bool) -> list[Line]:
    """Up to five records of one person within a few months, their days close to the borders of a gap."""
    pick = random.Random(seed)
    lines: list[Line] = []
    start = START + timedelta(days=pick.randint(0, 9))
    for _ in range(pick.randint(1, 5)):
        end = start + timedelta(days=pick.choice([0, 3, 20, 45]))
        status = pick.choice(["ended"] * 6 + ["held", "unknown", ""])
        dated = status in ("ended", "") and pick.random() < 0.85
        confirmed = start + timedelta(days=pick.randint(0, 20)) if pick.random() < 0.5 else None
        word = pick.choice(["planned_move", "planned_move", "eviction", ""]) if reasons else ""
        lines.append(
            (
                start.isoformat(),
                end.isoformat() if dated else "",
                status,
                confirmed.isoformat() if confirmed else "",
                word,
            )
        )
        start = max(start, (end if pick.random() < 0.8 else start) + timedelta(days=pick.randint(-2, 17)))
    return lines


def known_to(line: Line) -> date:
    start, end, status, confirmed, _ = line
    if end:
        return max(D(end), D(start))
    if status == "held":
        return date.max
    return max(D(start), D(confirmed)) if confirmed else D(start)


def in_order(lines: list[Line], letter: str) -> list[tuple[Line, str]]:
    return sorted(((line, f"{letter}{n}") for n, line in enumerate(lines, 1)), key=lambda x: (x[0][0], x[1]))


def plain_work(lines: list[Line]) -> list[Chain]:
    """Chains of jobs: which, in what status, and when they ended."""
    named = in_order(lines, "J")
    chains: list[list[tuple[Line, str]]] = []
    for line, name in named:
        reached = max((known_to(other) for other, _ in chains[-1]), default=None) if chains else None
        if reached is not None and (reached == date.max or (D(line[0]) - reached).days <= 14):
            chains[-1].append((line, name))
        else:
            chains.append([(line, name)])
    return [ending(chain) for chain in chains]


def plain_homes(lines: list[Line]) -> list[Chain]:
    """Chains of tenancies: each planned move carried on by the first home that fits."""
    named = in_order(lines, "T")
    wanted: dict[str, str] = {}
    for line, name in named:
        before = [
            (known_to(other), other[0], -int(called[1:]), called)
            for other, called in named
            if other[4] == "planned_move"
            and other[1]
            and other[0] < line[0]
            and (D(line[0]) - known_to(other)).days <= 14
            and known_to(line) >= known_to(other)
        ]
        if before:
            wanted[name] = max(before)[3]
    link: dict[str, str] = {}
    for _, name in named:  # the first to begin takes it
        if name in wanted and wanted[name] not in link.values():
            link[name] = wanted[name]
    by_name = {name: line for line, name in named}
    chains: dict[str, list[tuple[Line, str]]] = {}
    for line, name in named:
        head = name
        while head in link:
            head = link[head]
        chains.setdefault(head, []).append((line, name))
    assert len(by_name) == len(named)
    return [ending(chain) for chain in chains.values()]


def ending(chain: list[tuple[Line, str]]) -> Chain:
    """Which records, their status, when they ended, and the last day on which they were known to be held."""
    names = {name for _, name in chain}
    open_ones = [line for line, _ in chain if known_to(line) == date.max]
    undated = [line for line, _ in chain if not line[1] and line[2] != "held"]
    known = [known_to(line) for line, _ in chain if line not in open_ones]
    if open_ones:
        confirmed = [day(line[3]) for line in open_ones]
        last = None if None in confirmed else max([each for each in confirmed if each] + known)
        return names, "held", None, last
    if undated:
        status = "ended" if all(line[2] == "ended" for line in undated) else "unknown"
        return names, status, None, max(known)
    return names, "ended", max(known), max(known)


@pytest.mark.parametrize("kind, reasons, plain", [("job", False, plain_work), ("tenancy", True, plain_homes)])
def test_spells_agree_with_a_plain_reading(
    kind: str,
    reasons: bool,
    plain: Callable[[list[Line]], list[Chain]],
    tmp_path: Path,
) -> None:
    people = {f"P{n}": some_records(n, reasons) for n in range(3000)}
    make = job_rows if kind == "job" else tenancy_rows
    rows = [
        row | {"person_id": person, f"{kind}_id": f"{person} {row[f'{kind}_id']}"}
        for person, lines in people.items()
        for row in make(lines)
    ]
    spell = "work_spell" if kind == "job" else "home_spell"
    with worked_out(tmp_path / "s", {kind: rows}, PACKAGED, CUT_OFF) as connection:
        found = asked(connection, f"SELECT * FROM {spell}")
    by_person: dict[str, set[tuple[Any, ...]]] = {}
    counted = "jobs" if kind == "job" else "tenancies"
    for row in found:
        first = row[f"{kind}_id"].split()[1]
        by_person.setdefault(row["person_id"], set()).add(
            (
                first,
                str(row["started_on"]),
                row[counted],
                row["status"],
                row["ended_on"],
                row["last_confirmed_on"],
            )
        )
    for person, lines in people.items():
        named = {f"{kind[0].upper()}{n}": line for n, line in enumerate(lines, 1)}
        expected = set()
        for names, status, ended, known in plain(lines):
            first = min(names, key=lambda name: (named[name][0], name))
            expected.add((first, named[first][0], len(names), status, ended, known))
        assert by_person[person] == expected, lines
