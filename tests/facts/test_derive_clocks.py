"""Clocks over a snapshot: tables of small worlds, and the kernel on thousands of records at once."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import apart, asked, merged, worked_out
from goldthread.contracts.terms import Terms
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.clocks import Clock, ClockState, Limit, Pause, work_out
from goldthread.kernel.instants import civil_date, day_end, day_start, to_utc

D = date.fromisoformat
CUT_OFF = date(2026, 11, 22)
PACKAGED = Terms.packaged()
World = dict[str, list[dict[str, Any]]]
Found = dict[str, list[dict[str, Any]]]


def moment(name: str, text: str) -> dict[str, Any]:
    """`raised` and "2026-03-02 10:00" (London), or a day alone, as the pair of columns."""
    if not text:
        return {}
    if len(text) == 10:
        return {f"{name}_on": D(text)}
    at = to_utc(datetime.fromisoformat(text))
    return {f"{name}_at": at.replace(tzinfo=None), f"{name}_on": D(text[:10])}


def risk(raised: str, *actions: tuple[str, str], closed: str = "") -> World:
    """A tenancy risk with its actions, as (kind, when)."""
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "kind": "housing", "started_on": D("2026-01-01"), "service": "Key"}],
        "tenancy_risk": [
            {"tenancy_risk_id": "R", "risk_kind": "arrears", "support_id": "S"}
            | moment("raised", raised)
            | moment("closed", closed)
        ],
        "tenancy_risk_action": [
            {"tenancy_risk_id": "R", "kind": kind} | moment("opened", when) for kind, when in actions
        ],
    }


PLAN, VISITS = "action_plan", "increased_visits"
RISKS: dict[str, tuple[World, bool | None, str]] = {  # world, in time, due in UTC
    "both in time": (
        risk("2026-03-02 10:00", (PLAN, "2026-03-03 09:00"), (VISITS, "2026-03-05 10:00")),
        True,
        "2026-03-05 10:00",
    ),
    "the action a minute late": (
        risk("2026-03-02 10:00", (PLAN, "2026-03-03 09:00"), (VISITS, "2026-03-05 10:01")),
        False,
        "2026-03-05 10:00",
    ),
    "an action and no plan": (
        risk("2026-03-02 10:00", (VISITS, "2026-03-03 09:00")),
        False,
        "2026-03-05 10:00",
    ),
    "a plan and no action": (risk("2026-03-02 10:00", (PLAN, "2026-03-03 09:00")), False, "2026-03-05 10:00"),
    "clocks go forward": (
        risk("2026-03-28 12:00", (PLAN, "2026-03-29 12:00"), (VISITS, "2026-03-31 13:00")),
        True,
        "2026-03-31 12:00",
    ),
    "clocks go back": (
        risk("2026-10-23 12:00", (PLAN, "2026-10-24 12:00"), (VISITS, "2026-10-26 11:01")),
        False,
        "2026-10-26 11:00",
    ),
    "not yet due": (risk("2026-11-21 10:00"), None, "2026-11-24 10:00"),
    "due within the last day": (risk("2026-11-19 10:00"), False, "2026-11-22 10:00"),
    "no time of day, and safe all the same": (
        risk("2026-03-02", (PLAN, "2026-03-03"), (VISITS, "2026-03-04")),
        True,
        "2026-03-05 23:59",
    ),
    "no time of day, and the hours would decide": (
        risk("2026-03-02", (PLAN, "2026-03-03"), (VISITS, "2026-03-05")),
        None,
        "2026-03-05 23:59",
    ),
    "no time of day, and late all the same": (
        risk("2026-03-02", (PLAN, "2026-03-03"), (VISITS, "2026-03-06")),
        False,
        "2026-03-05 23:59",
    ),
    "after the records end": (
        risk("2026-11-19 10:00", (PLAN, "2026-11-23 09:00"), (VISITS, "2026-11-23 09:00")),
        False,
        "2026-11-22 10:00",
    ),
}


def referral(received: str, responded: str = "", source: str = "A1") -> World:
    row = {"referral_source": source, "service": "IPS"} | moment("received", received)
    return {"person": [{"person_id": "P"}], "referral": [row | moment("responded", responded)]}


REFERRALS: dict[
    str, tuple[World, list[tuple[bool | None, str]]]
] = {  # world, (in time, due on) of each clock
    "on the fifth working day, over Easter": (
        referral("2026-04-01", "2026-04-10"),
        [(True, "2026-04-10")],
    ),
    "on the sixth": (referral("2026-04-01", "2026-04-11"), [(False, "2026-04-10")]),
    "received on a Saturday": (referral("2026-05-09", "2026-05-15"), [(True, "2026-05-15")]),
    "not from a GP": (referral("2026-04-01", "2026-04-10", source="M5"), []),
    "answered before it came": (referral("2026-04-01", "2026-03-31"), [(False, "2026-04-10")]),
}


def job(ended: str = "", started: str = "2026-03-02", **tables: list[dict[str, Any]]) -> World:
    ending = {"ended_on": D(ended), "status": "ended"} if ended else {"status": "held"}
    return {
        "person": [{"person_id": "P"}],
        "support": [
            {"support_id": "S", "kind": "employment", "started_on": D("2026-01-01"), "service": "IPS"}
        ],
        "job": [{"job_id": "J", "started_on": D(started), "weekly_hours": 20.0} | ending],
        **tables,
    }


def met(*whens: str, **different: Any) -> list[dict[str, Any]]:
    return [{"two_way": True} | moment("happened", when) | different for when in whens]


def reviews(*held: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"job_id": "J", "week": week, "held_on": D(day)} for week, day in held]


def plan(agreed: str, **different: Any) -> list[dict[str, Any]]:
    return [
        {"job_id": "J", "kind": "in_work", "agreed_on": D(agreed), "adjustments_schedule": True} | different
    ]


JOBS: dict[str, tuple[World, str, str]] = {  # world, standard, in time of each clock in order (y, n, ?)
    "a contact in each week": (
        job(contact=met("2026-03-02 09:00", "2026-03-15 23:30", "2026-03-16 00:30", "2026-03-29 22:00")),
        "weekly_contact",
        "yyyy",
    ),
    "none in the second": (
        job(contact=met("2026-03-08 09:00", "2026-03-16 09:00", "2026-03-23 09:00")),
        "weekly_contact",
        "ynyy",
    ),
    "weeks that began before the job ended": (
        job("2026-03-16", contact=met("2026-03-02 09:00")),
        "weekly_contact",
        "ynn",
    ),
    "tried and not made": (
        job("2026-03-08", contact=met("2026-03-03 09:00", two_way=None, outcome="no_reply")),
        "weekly_contact",
        "n",
    ),
    "seen face to face": (
        job("2026-03-08", contact=met("2026-03-03 09:00", two_way=None, outcome="made", mode="01")),
        "weekly_contact",
        "y",
    ),
    "a text message": (
        job("2026-03-08", contact=met("2026-03-03 09:00", two_way=None, outcome="made", mode="09")),
        "weekly_contact",
        "n",
    ),
    "nobody knows how": (
        job("2026-03-08", contact=met("2026-03-03 09:00", two_way=None)),
        "weekly_contact",
        "?",
    ),
    "weeks not over yet": (
        job(started="2026-11-10", contact=met("2026-11-10 09:00")),
        "weekly_contact",
        "y???",
    ),
    "reviews on their days": (
        job(adjustment_review=reviews((2, "2026-03-16"), (4, "2026-03-31"))),
        "adjustments_review",
        "yn",
    ),
    "a review of another week": (
        job(adjustment_review=reviews((4, "2026-03-10"))),
        "adjustments_review",
        "ny",
    ),
    "a plan agreed before the first day": (job(plan=plan("2026-02-20")), "in_work_plan", "y"),
    "on the first day": (job(plan=plan("2026-03-02")), "in_work_plan", "y"),
    "the day after": (job(plan=plan("2026-03-03")), "in_work_plan", "n"),
    "without a schedule": (
        job(plan=plan("2026-02-20", adjustments_schedule=False)),
        "in_work_plan",
        "n",
    ),
    "with a schedule not known": (
        job(plan=plan("2026-02-20", adjustments_schedule=None)),
        "in_work_plan",
        "?",
    ),
    "no plan": (job(), "in_work_plan", "n"),
    "a job before support": (job(started="2025-12-31"), "in_work_plan", ""),
}


def warning(raised: str, opened: str = "", **different: Any) -> World:
    world = job()
    world["early_warning"] = [
        {"early_warning_id": "E", "kind": "sleep", "job_id": "J"} | moment("raised", raised) | different
    ]
    if opened:
        world["step_episode"] = [{"early_warning_id": "E"} | moment("opened", opened)]
    return world


WARNINGS: dict[str, tuple[World, str, str]] = {
    "answered to the minute": (
        warning("2026-03-28 12:00", "2026-03-29 13:00"),
        "early_warning_response",
        "y",
    ),
    "a minute late": (warning("2026-03-28 12:00", "2026-03-29 13:01"), "early_warning_response", "n"),
    "not in work": (warning("2026-03-28 12:00", in_work=False), "early_warning_response", ""),
    "the threshold not crossed": (warning("2026-03-28 12:00"), "threshold_action", ""),
    "the threshold crossed": (
        warning("2026-03-28 12:00", threshold_crossed=True, acted_at=datetime(2026, 3, 29, 12, 1)),
        "threshold_action",
        "n",
    ),
}
WARNINGS["the threshold crossed"][0]["early_warning"][0]["acted_on"] = D("2026-03-29")

EVERY = {
    **{name: world for name, (world, _, _) in RISKS.items()},
    **{name: world for name, (world, _) in REFERRALS.items()},
    **{name: world for name, (world, _, _) in [*JOBS.items(), *WARNINGS.items()]},
}


@pytest.fixture(scope="module")
def clocks(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The clocks of every small world, by its name."""
    with worked_out(tmp_path_factory.mktemp("clocks") / "s", merged(EVERY), PACKAGED, CUT_OFF) as connection:
        return apart(connection, "clock", "standard, point")


@pytest.mark.parametrize("name", RISKS)
def test_a_tenancy_risk_is_answered_by_a_plan_and_an_action(name: str, clocks: Found) -> None:
    _, in_time, due = RISKS[name]
    (row,) = [row for row in clocks[name] if row["standard"] == "tenancy_risk_response"]
    assert (row["in_time"], row["due_at"].strftime("%Y-%m-%d %H:%M")) == (in_time, due)
    assert row["tenancy_risk_id"] == "R" and row["service"] == "Key" and row["support_id"] == "S"


@pytest.mark.parametrize("name", REFERRALS)
def test_a_gp_is_answered_in_five_working_days(name: str, clocks: Found) -> None:
    rows = [row for row in clocks.get(name, []) if row["standard"] == "gp_response"]
    assert [(row["in_time"], str(row["due_on"])) for row in rows] == REFERRALS[name][1]


@pytest.mark.parametrize("name", [*JOBS, *WARNINGS])
def test_a_job_has_its_contacts_reviews_plan_and_warnings(name: str, clocks: Found) -> None:
    _, standard, expected = (JOBS | WARNINGS)[name]
    rows = [row for row in clocks.get(name, []) if row["standard"] == standard]
    assert "".join({True: "y", False: "n", None: "?"}[row["in_time"]] for row in rows) == expected


def test_a_week_that_the_job_did_not_last_is_cut_short(clocks: Found) -> None:
    rows = [
        row for row in clocks["weeks that began before the job ended"] if row["standard"] == "weekly_contact"
    ]
    assert [(row["point"], str(row["started_on"]), str(row["due_on"]), row["cut_short"]) for row in rows] == [
        (1, "2026-03-02", "2026-03-08", False),
        (2, "2026-03-09", "2026-03-15", False),
        (3, "2026-03-16", "2026-03-22", True),
    ]


def test_terms_hold_from_their_day(tmp_path: Path) -> None:
    standard = """
[[standard]]
contract = "c"
name = "gp_response"
starts = "referral.received_from_gp"
response = "referral.responded"
amount = 5
unit = "working_days"
"""
    terms = Terms.parse(
        "[[contract]]\ncode = 'c'\n"
        + standard
        + "to = 2026-03-31\n"
        + standard.replace("amount = 5", "amount = 2")
        + "from = 2026-04-01\n"
    )
    worlds = {"before": referral("2026-03-31"), "after": referral("2026-04-13")}
    with worked_out(tmp_path / "s", merged(worlds), terms, CUT_OFF) as connection:
        found = apart(connection, "clock", "clock_id")
    assert {name: [str(row["due_on"]) for row in rows] for name, rows in found.items()} == {
        "before": ["2026-04-09"],
        "after": ["2026-04-15"],
    }


# --- the kernel, on many records at once

UNITS = ("hours", "working_days", "days", "weeks")
NATIONS = list(Nation)
# Around both changes of the clocks, Easter, Christmas, a holiday of Scotland alone, the end of records.
NEAR = [D(d) for d in ("2026-03-28", "2026-10-24", "2026-04-02", "2025-12-23", "2025-11-28", "2026-11-19")]
AMOUNTS = {"hours": (0, 1, 24, 25, 72), "working_days": (0, 1, 2, 5), "days": (0, 1, 7), "weeks": (0, 1, 2)}


def some_terms() -> tuple[Terms, dict[str, tuple[Limit, Nation]]]:
    """One contract for each limit and nation, with every pause allowed."""
    written, limits = [], {}
    for unit in UNITS:
        for amount in AMOUNTS[unit]:
            for nation in NATIONS:
                code = f"{unit} {amount} {nation}"
                limits[code] = (Limit(amount, unit), nation)  # type: ignore[arg-type]
                written.append(
                    f'[[contract]]\ncode = "{code}"\nservices = ["{code}"]\nnation = "{nation}"\n'
                    f'[[standard]]\ncontract = "{code}"\nname = "answer"\nown = true\n'
                    'starts = "referral.received"\n'
                    f'response = "referral.responded"\namount = {amount}\nunit = "{unit}"\n'
                    'pauses = ["hospital", "away"]\n'
                )
    return Terms.parse("\n".join(written)), limits


def some_moment(pick: random.Random, after: datetime | None = None) -> datetime:
    if after is not None:
        return after + pick.choice(
            [timedelta(), timedelta(minutes=1), timedelta(hours=24), timedelta(hours=72, minutes=-1)]
            + [timedelta(minutes=pick.randint(0, 20_000))]
        )
    start = day_start(pick.choice(NEAR)) + timedelta(days=pick.randint(-1, 3))
    return start + timedelta(
        minutes=pick.choice([0, 1, 59, 60, 719, 1379, 1380, 1439, pick.randint(0, 1439)])
    )


def test_sql_agrees_with_the_kernel(tmp_path: Path) -> None:
    terms, limits = some_terms()
    pick = random.Random(20261122)
    world: World = {"referral": [], "pause": []}
    expected: dict[str, tuple[Clock, Clock]] = {}
    until = day_end(CUT_OFF)
    for n in range(6000):
        service = pick.choice(list(limits))
        limit, nation = limits[service]
        started = some_moment(pick)
        responses = [some_moment(pick, started)] if pick.random() < 0.7 else []
        pauses = []
        for _ in range(pick.choice([0, 0, 0, 1, 2])):
            low = some_moment(pick, started - timedelta(days=pick.randint(0, 3)))
            high = some_moment(pick, low) if pick.random() < 0.8 else None
            pauses.append(Pause(low, high))
            world["pause"].append(
                {
                    "pause_id": f"{n} {len(pauses)}",
                    "person_id": f"P{n}",
                    "reason": pick.choice(["hospital", "away"]),
                }
                | {"started_at": low.replace(tzinfo=None), "started_on": civil_date(low)}
                | ({"ended_at": high.replace(tzinfo=None), "ended_on": civil_date(high)} if high else {})
            )
        came: dict[str, Any] = {"referral_id": f"R{n}", "person_id": f"P{n}", "service": service}
        came |= {"received_at": started.replace(tzinfo=None), "received_on": civil_date(started)}
        if responses:
            came |= {
                "responded_at": responses[0].replace(tzinfo=None),
                "responded_on": civil_date(responses[0]),
            }
        world["referral"].append(came)

        def kernel(these: list[Pause]) -> Clock:
            return work_out(
                started=started,  # noqa: B023 - called at once
                limit=limit,  # noqa: B023
                responses=responses,  # noqa: B023
                pauses=these,
                calendar=WorkingCalendar.of(nation),  # noqa: B023
                as_of=until,
            )

        ended = [Pause(p.start, min(p.end or until, until)) for p in pauses if p.start <= until]
        expected[f"R{n}"] = kernel(pauses), kernel(ended)
    with worked_out(tmp_path / "s", world, terms, CUT_OFF) as connection:
        rows = asked(connection, "SELECT * FROM clock")
    assert {row["record_id"] for row in rows} == set(expected)
    said = {ClockState.MET: True, ClockState.NOT_MET: False, ClockState.BREACHED: False}
    states = set()
    for row in rows:
        clock, going_on = expected[row["record_id"]]
        states.add(clock.state)
        assert row["paused"] is (clock.state is ClockState.PAUSED), row
        assert row["in_time"] is said.get(clock.state), (row, clock)
        due = clock.due if clock.due is not None else max(going_on.due or until, until)
        assert row["due_at"].replace(tzinfo=UTC) == due, (row, clock)
        assert row["due_on"] == civil_date(due)
        assert row["answered"] is (clock.responded is not None)
        assert row["responded_at"] == (clock.responded and clock.responded.replace(tzinfo=None))
        assert row["responded_on"] == (clock.responded and civil_date(clock.responded))
        assert row["started_on"] == civil_date(clock.started)
    assert states == set(ClockState)
