"""Facts under versions of a contract: clocks, gaps and rules of work are those of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.specified import ANSWER, RISK, SPEC
from facts.worlds import apart, asked, merged, worked_out
from goldthread.contracts.specification.declared import Agreed, Clock, Counting, Specification
from goldthread.contracts.specification.termed import terms_of
from goldthread.contracts.terms import Terms

D = date.fromisoformat
CUT_OFF = D("2026-12-31")
NORTH, SOUTH = "Key Homes North", "Key Homes South"
WEEKLY = Clock("weekly_contact", "job.started", "contact.two_way", 1, "weeks", "specialist", points=(1,))
ON_ACTIVE = Clock(
    "early_warning_acted",
    "early_warning.raised",
    "early_warning.acted",
    24,
    "hours",
    "team_leader",
    stages=("active",),
)
ON_STEP_UP = replace(ON_ACTIVE, amount=4, stages=("step_up",))


def agreed(first: Specification, second: Specification | None = None) -> list[Agreed]:
    """One version; or two, the second from 1 October 2026."""
    if second is None:
        return [Agreed(first, 1, first.starts_on)]
    return [Agreed(first, 1, first.starts_on, D("2026-09-30")), Agreed(second, 2, D("2026-10-01"))]


def terms(*of: Agreed) -> Terms:
    return Terms(**vars(terms_of(of)))


FIRST = replace(
    SPEC,
    clocks=(RISK, ANSWER, WEEKLY, ON_ACTIVE, ON_STEP_UP),
    counting=Counting(home_gap_days=14, work_gap_days=14),
)
SECOND = replace(
    FIRST,
    clocks=(replace(RISK, amount=48), *FIRST.clocks[1:]),
    counting=Counting("13 in 16 weeks", 7.0, home_gap_days=28, work_gap_days=0),
)
ELSEWHERE = replace(
    FIRST, code="south", services=(SOUTH,), counting=Counting(home_gap_days=60, work_gap_days=60)
)
TERMS = terms(*agreed(FIRST, SECOND), *agreed(ELSEWHERE))


def home(*spans: tuple[str, str], service: str = NORTH) -> dict[str, list[dict[str, Any]]]:
    """Homes one after another, each left by a planned move but the last."""
    return {
        "person": [{"person_id": "P"}],
        "support": [
            {"support_id": "S", "kind": "housing", "started_on": D("2026-01-01"), "service": service}
        ],
        "tenancy": [
            {"tenancy_id": f"T{n}", "started_on": D(low), "status": "ended" if high else "held"}
            | ({"ended_on": D(high), "end_reason": "planned_move"} if high else {})
            for n, (low, high) in enumerate(spans)
        ],
    }


def work(*spans: tuple[str, str], service: str = NORTH, hours: float = 20) -> dict[str, list[dict[str, Any]]]:
    """Jobs one after another."""
    return {
        "person": [{"person_id": "P"}],
        "support": [
            {"support_id": "S", "kind": "employment", "started_on": D("2026-01-01"), "service": service}
        ],
        "job": [
            {
                "job_id": f"J{n}",
                "started_on": D(low),
                "weekly_hours": hours,
                "status": "ended" if high else "held",
            }
            | ({"ended_on": D(high)} if high else {})
            for n, (low, high) in enumerate(spans)
        ],
    }


def warning(raised: str, *stages: tuple[str, str, str]) -> dict[str, list[dict[str, Any]]]:
    """An early warning of somebody on these stages, as (stage, first day, last day)."""
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "kind": "housing", "started_on": D("2026-01-01"), "service": NORTH}],
        "stage_spell": [
            {"support_id": "S", "stage": code, "started_on": D(low)} | ({"ended_on": D(high)} if high else {})
            for code, low, high in stages
        ],
        "early_warning": [
            {"early_warning_id": "W", "kind": "sleep", "support_id": "S", "raised_on": D(raised)}
        ],
    }


def risk(raised: str) -> dict[str, list[dict[str, Any]]]:
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "kind": "housing", "started_on": D("2026-01-01"), "service": NORTH}],
        "tenancy_risk": [
            {"tenancy_risk_id": "R", "support_id": "S", "raised_on": D(raised), "risk_kind": "arrears"}
        ],
    }


HOMES = {  # spells of each: the last day of the first home decides under which version the gap stands
    "fourteen days under the first version": (home(("2026-05-01", "2026-06-01"), ("2026-06-15", "")), 1),
    "fifteen under the first version": (home(("2026-05-01", "2026-06-01"), ("2026-06-16", "")), 2),
    "28 from a home left on the last day of the first": (
        home(("2026-05-01", "2026-09-30"), ("2026-10-28", "")),
        2,
    ),
    "28 from a home left on the first day of the second": (
        home(("2026-05-01", "2026-10-01"), ("2026-10-29", "")),
        1,
    ),
    "29 under the second": (home(("2026-05-01", "2026-10-01"), ("2026-10-30", "")), 2),
    "sixty in the other service": (home(("2026-05-01", "2026-06-01"), ("2026-07-31", ""), service=SOUTH), 1),
    "before any contract the whole set's": (home(("2026-01-01", "2026-02-01"), ("2026-02-15", "")), 1),
    "fifteen in no contract": (home(("2026-01-01", "2026-02-01"), ("2026-02-16", ""), service="Other"), 2),
}
JOBS = {
    "fourteen days under the first version": (work(("2026-05-01", "2026-06-01"), ("2026-06-15", "")), 1),
    "a day under the second": (work(("2026-10-05", "2026-11-01"), ("2026-11-02", "")), 2),
    "no day between under the second": (work(("2026-10-05", "2026-11-01"), ("2026-11-01", "")), 1),
    "sixty in the other service": (work(("2026-05-01", "2026-06-01"), ("2026-07-31", ""), service=SOUTH), 1),
    "too few hours count before the second": (work(("2026-05-01", ""), hours=3), 1),
    "too few hours count for nothing under it": (work(("2026-10-01", ""), hours=3), 0),
    "seven hours are enough": (work(("2026-10-01", ""), hours=7), 1),
}
WARNED = {  # stages, and the hours of the clock that began
    "on a stage": (warning("2026-05-01", ("active", "2026-04-01", "")), [24]),
    "on another stage": (warning("2026-05-01", ("step_up", "2026-04-01", "")), [4]),
    "on a stage of which nothing is said": (warning("2026-05-01", ("step_down", "2026-04-01", "")), []),
    "on no stage": (warning("2026-05-01"), []),
    "on the day of a change the later stage": (
        warning("2026-05-01", ("active", "2026-04-01", "2026-05-01"), ("step_up", "2026-05-01", "")),
        [4],
    ),
    "the day after a stage ended": (warning("2026-05-02", ("active", "2026-04-01", "2026-05-01")), []),
}
RISKS = {
    "before the contract": (risk("2026-03-31"), []),
    "on its first day": (risk("2026-04-01"), [72]),
    "on the last day of the first version": (risk("2026-09-30"), [72]),
    "on the first day of the second": (risk("2026-10-01"), [48]),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[dict[str, Any]]]]:
    worlds = {
        f"{kind}:{name}": world
        for kind, table in (("home", HOMES), ("job", JOBS), ("warned", WARNED), ("risk", RISKS))
        for name, (world, _) in table.items()
    }
    with worked_out(tmp_path_factory.mktemp("versions"), merged(worlds), TERMS, CUT_OFF) as connection:
        terms = asked(connection, "SELECT * FROM term")
        assert len({row["term_id"] for row in terms}) == len(terms)
        return {
            "home": apart(
                connection, "(SELECT * FROM home_spell WHERE person_id LIKE 'home:%')", "started_on"
            ),
            "job": apart(connection, "(SELECT * FROM work_spell WHERE person_id LIKE 'job:%')", "started_on"),
            "warned": apart(connection, "(SELECT * FROM clock WHERE person_id LIKE 'warned:%')", "clock_id"),
            "risk": apart(connection, "(SELECT * FROM clock WHERE person_id LIKE 'risk:%')", "clock_id"),
        }


@pytest.mark.parametrize("name", HOMES)
def test_a_gap_between_homes_is_that_of_the_contract_and_the_day(name: str, found: Any) -> None:
    assert len(found["home"][name]) == HOMES[name][1]


@pytest.mark.parametrize("name", JOBS)
def test_a_gap_between_jobs_is_that_of_the_contract_and_the_day(name: str, found: Any) -> None:
    assert len(found["job"].get(name, [])) == JOBS[name][1]


def test_the_rule_of_sustained_work_is_that_of_the_day_on_which_it_began(found: Any) -> None:
    first = found["job"]["fourteen days under the first version"][0]
    second = found["job"]["seven hours are enough"][0]
    assert (first["thirteen_in_sixteen"], second["thirteen_in_sixteen"]) == (False, True)


@pytest.mark.parametrize("name", WARNED)
def test_a_clock_narrowed_to_a_stage_runs_for_people_on_it(name: str, found: Any) -> None:
    rows = [row for row in found["warned"].get(name, []) if row["standard"] == "early_warning_acted"]
    assert [row["amount"] for row in rows] == WARNED[name][1]


@pytest.mark.parametrize("name", RISKS)
def test_a_time_is_that_of_the_version_in_force_when_the_clock_began(name: str, found: Any) -> None:
    rows = [row for row in found["risk"].get(name, []) if row["standard"] == "tenancy_risk_response"]
    assert [row["amount"] for row in rows] == RISKS[name][1]


def test_the_rule_reaches_the_stored_facts(tmp_path: Path) -> None:
    with worked_out(tmp_path, risk("2026-05-01"), terms(*agreed(FIRST)), CUT_OFF) as connection:
        (row,) = asked(
            connection, "SELECT contract, service, due_on FROM clock WHERE standard LIKE 'tenancy%'"
        )
    assert row == {"contract": "north", "service": NORTH, "due_on": D("2026-05-04")}
