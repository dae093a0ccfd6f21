"""The work of the days since the simulation ends, and of today: what makes the first page live.

Contacts go on as before up to now. Then, for each worker, something that was just seen, something that is due
and something that is late; for each team somebody who waits, and a note from the last shift.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from goldthread.access.models import Worker
from goldthread.access.scope import Scope, public_scope, scope_of
from goldthread.contacts import actions as contacts
from goldthread.contacts.actions import NewContact, NewStepUp, NewWarning
from goldthread.demo import feedback_casework, home_today, safety_today, threads_today, work_today
from goldthread.demo.casework import SAID
from goldthread.demo.chance import Chance
from goldthread.demo.contact_rows import TASKS_AT_HOME, TASKS_AT_WORK
from goldthread.demo.names import name_of, phone_of
from goldthread.demo.places import Places
from goldthread.demo.settling import Row, Rows, Settled
from goldthread.kernel.instants import civil_date, to_utc
from goldthread.people import actions as people

# Contacts on a working day by stage; unknown stages are like active ones.
_A_DAY = {"intensive": 0.35, "active": 0.23, "in_work": 0.13, "step_down": 0.14}
_NEEDS = (
    ("large_print", "18 point"),
    ("other_language", "Welsh"),
    ("contact_by_text", ""),
    ("easy_read", ""),
)
_TEAMS_NOTE = (
    "All quiet overnight. The heating in the north block is back on; two visits moved to the afternoon."
)
_NEW = 1_000  # names of people who wait begin here


def record(settled: Settled, made: Places, *, at: datetime, seed: int) -> None:
    """Write the last days, up to `at`."""
    running = _running(settled.rooms)
    chance = Chance(seed, "the last days")
    _contacts(settled, running, made, chance, at)
    stepped_up = {row["person_id"] for row in settled.rooms["step_episode"] if row["ended_on"] is None}
    for number, (key, mine) in enumerate(sorted(_by_worker(running, made, at).items())):
        by = made.as_worker(mine[0]["organisation"], key)
        _just_seen(mine, by, number, at)
        _stepped_up([row for row in mine if row["person_id"] not in stepped_up], by, number, at)
        if number % 3 == 0 and len(mine) > 2:
            _no_reply(mine[2], made.workers[key], made.teams[mine[2]["team"]], at)
        if len(mine) > 3:
            kind, detail = _NEEDS[number % len(_NEEDS)]
            people.set_access_need(mine[3]["person_id"], kind=kind, detail=detail, by=by, at=at)
    for number, (team, key) in enumerate(made.teams.items()):
        organisation = next(row["organisation"] for row in settled.rooms["worker"] if row["team"] == team)
        _waiting(key, made.scopes[organisation], number, at)
        _note(team, settled.rooms, made, at)
    for by in made.scopes.values():
        _enquiries(by, at)
    home_today.record(settled, made, at=at)
    work_today.record(settled, made, at=at)
    safety_today.record(settled, made, at=at)
    threads_today.record(settled, made, at=at)
    feedback_casework.lately(settled.rooms, made, at)


def _running(rooms: Mapping[str, Rows]) -> Rows:
    """Supports that run, each with its stage."""
    stages = {row["support_id"]: row["stage"] for row in rooms["stage_spell"] if row["ended_on"] is None}
    return [
        {**row, "stage": stages.get(row["support_id"], "active")}
        for row in rooms["support"]
        if row["ended_on"] is None
    ]


def _by_worker(running: Rows, made: Places, at: datetime) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in running:
        if row["worker_id"] and made.workers[row["worker_id"]].is_active:
            found.setdefault(row["worker_id"], []).append(row)
    return found


# --- contacts


def _contacts(settled: Settled, running: Rows, made: Places, chance: Chance, at: datetime) -> None:
    entries: dict[tuple[str, str], list[NewContact]] = {}
    for day in _working_days(settled.ends_on, civil_date(at)):
        for row in running:
            likely, minute, turn, task = chance.shares(4).tolist()
            happened = _at(day, 540 + int(480 * minute))
            key = row["worker_id"]
            if likely >= _A_DAY.get(row["stage"], 0.2) or happened > at or not key:
                continue
            entry = _contact(row, made, happened, turn, task)
            entries.setdefault((row["organisation"], key), []).append(entry)
    for (organisation, key), listed in entries.items():
        contacts.record_contacts(listed, by=made.as_worker(organisation, key), at=at)


def _contact(row: Row, made: Places, happened: datetime, turn: float, task: float) -> NewContact:
    reached = turn < 0.86
    in_person = turn < 0.5
    tasks = TASKS_AT_HOME if row["kind"] == "housing" else TASKS_AT_WORK
    level = ("independent", "prompted", "supported")[int(task * 3)]
    return NewContact(
        person=row["person_id"],
        happened_at=happened,
        sent_key=f"demo:{row['support_id']}:{happened.isoformat()}",
        minutes=15 + int(task * 40) if reached else None,
        mode="01" if in_person else "02",
        outcome="made" if reached else "no_reply" if turn < 0.95 else "cancelled_by_person",
        tasks={tasks[int(task * len(tasks))]: level} if in_person else {},
        warnings_checked=True if in_person else None,
        planned=turn < 0.8,
        worker=made.workers[row["worker_id"]].pk,
        team=made.teams[row["team"]],
        support=row["support_id"],
    )


def _working_days(after: date, until: date) -> Iterator[date]:
    day = after + timedelta(days=1)
    while day <= until:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


# --- what is due, and what is late


def _just_seen(mine: Rows, by: Scope, number: int, at: datetime) -> None:
    """A sign seen between three and thirty hours ago, not acted on yet."""
    row = mine[0]
    raised = max(at - timedelta(hours=3 + number * 7 % 28), _at(row["started_on"], 720))
    kind = ("distress", "sleep", "absence")[number % 3]
    in_work = row["stage"] == "in_work"
    warning = NewWarning(
        person=row["person_id"],
        kind=kind,
        raised_at=raised,
        in_work=in_work,
        threshold_crossed=True,
        support=row["support_id"],
    )
    contacts.raise_warnings([warning], by=by, at=at)


def _stepped_up(mine: Rows, by: Scope, number: int, at: datetime) -> None:
    """Support stepped up some days ago: its first review is due tomorrow, or was due already."""
    if number % 2 or len(mine) < 2:
        return
    row = mine[1]
    opened = _at(max(civil_date(at) - timedelta(days=6 + number % 4), row["started_on"]), 660)
    entry = NewStepUp(
        person=row["person_id"],
        reason="Less sleep, and two visits missed",
        opened_at=opened,
        step_down_plan="Back to one visit a week when sleep has been steady for a fortnight",
        planned_end_on=civil_date(at) + timedelta(days=14),
        support=row["support_id"],
    )
    episode = contacts.open_step_ups([entry], by=by, at=at)[0]
    contacts.check_in(episode.pk, when=opened + timedelta(hours=3), by=by, at=at)
    contacts.record_step_action(
        episode.pk, what="Called in, agreed two more visits", when=opened + timedelta(hours=4), by=by, at=at
    )


def _no_reply(row: Row, worker: Worker, team: str, at: datetime) -> None:
    """Two tries that reached nobody: a welfare check opens."""
    tries = [
        NewContact(
            person=row["person_id"],
            happened_at=at - timedelta(hours=hours),
            sent_key=f"demo:{row['support_id']}:tried-{hours}",
            mode="02",
            outcome="no_reply",
            team=team,
        )
        for hours in (27, 4)
    ]
    contacts.record_contacts(tries, by=scope_of(worker, at=at), at=at)


def _waiting(team: str, by: Scope, number: int, at: datetime) -> None:
    """Two people who were referred to the team and wait: one not answered yet."""
    for place, days in enumerate((1, 6)):
        new = _NEW + 2 * number + place
        person = people.add_person(by=by, at=at, name=name_of(new), phone=phone_of(new), team=team)
        received = _at(civil_date(at) - timedelta(days=days), 620)
        referral = people.refer(
            by=by,
            at=at,
            person=person.pk,
            team=team,
            received_at=received,
            referral_source="A1" if place else "B1",
            reason=SAID,
        )
        if place:
            people.answer_referral(referral, responded_at=received + timedelta(days=1), by=by, at=at)


def _note(team: str, rooms: Mapping[str, Rows], made: Places, at: datetime) -> None:
    """What the last shift says to the next."""
    leader = next((r for r in rooms["worker"] if r["team"] == team and r["role"] == "team_leader"), None)
    if leader is not None:
        by = scope_of(made.workers[leader["worker_id"]], at=at)
        contacts.write_handover(made.teams[team], _TEAMS_NOTE, by=by, at=at)


def _enquiries(by: Scope, at: datetime) -> None:
    """One person who asks for themselves, one whom a partner refers."""
    public = public_scope(by.organisation_id)
    own: dict[str, Any] = {
        "kind": "self_referral",
        "name": name_of(_NEW + 100),
        "phone": phone_of(_NEW + 100),
        "words": "I would like help to keep my flat.",
    }
    people.receive_enquiry(
        sent_key=f"demo:own:{by.organisation_id}", by=public, at=at - timedelta(hours=15), **own
    )
    partner: dict[str, Any] = {
        "kind": "partner",
        "name": name_of(_NEW + 101),
        "phone": phone_of(_NEW + 101),
        "partner": f"{name_of(_NEW + 102)}, Example Surgery",
        "partner_email": "surgery@example.org",
        "person_agrees": True,
        "words": "Wants to go back to work and asks for someone to go with them at first.",
    }
    people.receive_enquiry(
        sent_key=f"demo:partner:{by.organisation_id}", by=public, at=at - timedelta(hours=2), **partner
    )


def _at(day: date, minute: int) -> datetime:
    """A minute of the London day."""
    return to_utc(datetime.combine(day, time(minute // 60, minute % 60)))
