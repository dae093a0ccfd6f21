"""The case record of the demo, made by calling the actions of the rooms: thousands at a time, each told.

`record` takes settled rows and writes them through `access`, `people` and `contacts`; nothing else writes.
Records of people keep the keys of the simulation, so that what no room holds yet still points at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.contacts import actions as contacts
from goldthread.contacts.actions import NewContact, NewReview, NewStepUp, NewWarning
from goldthread.demo import (
    feedback_casework,
    home_casework,
    part_casework,
    safety_casework,
    work_casework,
)
from goldthread.demo.contact_rows import TASKS_AT_HOME, TASKS_AT_WORK
from goldthread.demo.names import name_of, phone_of
from goldthread.demo.places import Places, places
from goldthread.demo.service import OPENED
from goldthread.demo.settling import Row, Rows, Settled
from goldthread.people import actions as people

GOALS = "To keep what I have worked for, and to do more of it by myself."
CHOICES = "Meet in the morning. Ask before you ring anyone for me."
CARER = "My sister comes on Sundays. Tell her only what I say she may know."
STEPS = ("Open the post together every Monday", "Try the bus to work once alone")
SIGNS = (("sleep", "I stop sleeping"), ("distress", "I stop answering"), ("absence", "I miss work"))
SAID = "made-up words"
REASONS = {"in_work": "Work began", "active": "Settled in", "step_down": "The plan to move on was agreed"}


def record(settled: Settled, *, at: datetime, say: Callable[[str], None]) -> Places:
    """Write everything; answers the places. One transaction: a kill leaves nothing half done."""
    rooms = settled.rooms
    with transaction.atomic():
        say("Recording organisations, teams and workers")
        made = places(rooms, since=OPENED, at=at)
        for organisation, by in made.scopes.items():
            mine = {
                name: [row for row in rows if row["organisation"] == organisation]
                for name, rows in rooms.items()
            }
            say(f"Recording {len(mine['person']):,} people of {organisation}")
            _people(mine, made, by, at)
            work_casework.record(mine, made, by, at)
            _plans(mine, by, at)
            say(f"Recording {len(mine['contact']):,} contacts of {organisation}")
            _contacts(mine, made, organisation, at)
            _warnings(mine, by, at)
            home_casework.record(mine, made, by, at)
            part_casework.record(mine, by, at, settled.ends_on)
            safety_casework.record(mine, made, by, at)
            _ends(mine, by, at)
            feedback_casework.record(mine, made, by, at)
    return made


def _people(rooms: Mapping[str, Rows], made: Places, by: Scope, at: datetime) -> None:
    first: dict[str, Row] = {}
    for row in sorted(rooms["referral"], key=lambda row: row["received_at"]):
        first.setdefault(row["person_id"], row)
    people.add_people(
        [
            {
                "id": row["person_id"],
                "name": name_of(number),
                "phone": phone_of(number),
                "team": made.teams[first[row["person_id"]]["team"]],
                "placed_on": first[row["person_id"]]["received_on"],
                **{name: row[name] for name in ("birth_date", "died_on")},
                **_texts(row, "gender", "ethnicity", "disability", "locality"),
            }
            for number, row in enumerate(rooms["person"])
        ],
        by=by,
        at=at,
    )
    people.refer_people([_referral(row, made) for row in rooms["referral"]], by=by, at=at)
    people.start_supports([_support(row, made) for row in rooms["support"]], by=by, at=at)
    people.move_stages(
        [
            {
                "id": row["stage_spell_id"],
                "reason": REASONS.get(row["stage"], SAID),
                **{name: row[name] for name in ("started_on", "contacts_per_week", "stage")},
                "support": row["support_id"],
            }
            for row in rooms["stage_spell"]
        ],
        by=by,
        at=at,
    )
    people.record_profiles([_profile(row) for row in rooms["employment_profile"]], by=by, at=at)
    people.record_interests(
        [
            {
                "person": row["person_id"],
                "support": row["support_id"],
                "asked_on": row["interest_asked_on"],
                "answered_on": row["interest_answered_on"],
                "interest": row["interest"] or "",
            }
            for row in rooms["employment_profile"]
            if row["interest_asked_on"] is not None
        ],
        by=by,
        at=at,
    )
    people.assess_risks(
        [
            {
                "id": row["risk_assessment_id"],
                "person": row["person_id"],
                "support": row["support_id"],
                "assessed_at": _aware(row["assessed_at"]),
                "worker": _worker(row, made),
                **{name: row[name] for name in ("review_due_on", "plan_in_place")},
                **_texts(row, "level", "reason"),
            }
            for row in rooms["risk_assessment"]
        ],
        by=by,
        at=at,
    )
    people.give_consents(
        [
            {
                "id": row["consent_id"],
                "person": row["person_id"],
                "purpose": row["purpose"],
                "given_at": _aware(row["given_at"]),
                "withdrawn_at": _aware(row["withdrawn_at"]),
                "expires_on": row["expires_on"],
                "how": "written",
            }
            for row in rooms["consent"]
        ],
        by=by,
        at=at,
    )


def _referral(row: Row, made: Places) -> Any:
    declined = row["decision"] in ("declined", "withdrawn")
    return {
        "id": row["referral_id"],
        "person": row["person_id"],
        "team": made.teams[row["team"]],
        "received_at": _aware(row["received_at"]),
        "responded_at": _aware(row["responded_at"]),
        "decided_at": _aware(row["decided_at"]),
        "decision_reason": SAID if declined else "",
        "in_contact": row["in_contact"],
        **_texts(row, "referral_source", "employment_status", "decision"),
    }


def _support(row: Row, made: Places) -> Any:
    offered = row["housing_offer_made"]
    return {
        "id": row["support_id"],
        "person": row["person_id"],
        "team": made.teams[row["team"]],
        "worker": _worker(row, made),
        "referral": row["referral_id"],
        "housing_asked": offered,
        "housing_advice": offered,
        "housing_options": offered,
        "advocacy": offered,
        **{
            name: row[name]
            for name in ("started_on", "planned_end_on", "offer_months", "in_contact", "out_of_work_ended_on")
        },
        **_texts(row, "offer", "employment_status_at_start"),
    }


def _profile(row: Row) -> Any:
    return {
        "id": row["employment_profile_id"],
        "person": row["person_id"],
        "support": row["support_id"],
        "referral": row["referral_id"],
        **{name: row[name] for name in ("stated_on", "last_worked_on", "held_year", "long_term_benefits")},
        **_texts(row, "employment_status", "weekly_hours", "qualification", "last_worked"),
    }


def _plans(rooms: Mapping[str, Rows], by: Scope, at: datetime) -> None:
    """Plans with the tasks, signs and threshold that a contact is recorded against."""
    kinds = {row["support_id"]: row["kind"] for row in rooms["support"]}
    people.agree_plans(
        [_plan(row, kinds[row["support_id"]], number) for number, row in enumerate(rooms["plan"])],
        by=by,
        at=at,
    )


def _plan(row: Row, kind: str, number: int) -> Any:
    tasks = TASKS_AT_HOME if kind == "housing" else TASKS_AT_WORK
    levels = ("prompted", "supported", "prompted")
    return {
        "id": row["plan_id"],
        "person": row["person_id"],
        "support": row["support_id"],
        "kind": row["kind"],
        "agreed_at": _aware(row["agreed_at"]),
        "review_due_on": row["review_due_on"],
        "own_goals": GOALS if row["own_goals"] else "",
        "choices": CHOICES if row["choices_recorded"] else "",
        "carers_part": CARER if number % 3 == 0 else "",
        "copy_given_on": row["agreed_on"] if row["copy_given"] else None,
        "work_actions": row["work_actions"],
        "retention_actions": row["retention_actions"],
        "adjustments_schedule": row["adjustments_schedule"],
        **({"job": row["job_id"], "ended_on": row["ended_on"]} if row["job_id"] else {}),
        "signs_threshold": 2,
        "tasks": [
            {"task": tasks[(number + place) % len(tasks)], "planned_level": level, "prompts_per_week": 2}
            for place, level in enumerate(levels)
        ],
        "signs": [
            {"kind": kind_, "words": words, "urgent": place == 1}
            for place, (kind_, words) in enumerate(SIGNS)
        ],
        "actions": [{"what": STEPS[number % 2], "whose": "Me, with my worker"}],
    }


def _contacts(rooms: Mapping[str, Rows], made: Places, organisation: str, at: datetime) -> None:
    tasks: dict[str, dict[str, str]] = {}
    for row in rooms["task_support"]:
        tasks.setdefault(row["contact_id"], {})[row["task"]] = row["level"]
    by_worker: dict[str, list[NewContact]] = {}
    for row in rooms["contact"]:
        entry = NewContact(
            person=row["person_id"],
            happened_at=_aware(row["happened_at"]),
            sent_key=f"demo:{row['contact_id']}",
            minutes=row["minutes"],
            tasks=tasks.get(row["contact_id"], {}),
            warnings_checked=row["warnings_checked"],
            planned=row["planned"],
            worker=made.workers[row["worker_id"]].pk,
            team=made.teams[row["team"]],
            support=row["support_id"],
            **_texts(row, "mode", "outcome", "contact_with", "attendance"),
        )
        by_worker.setdefault(row["worker_id"], []).append(entry)
    for key, entries in by_worker.items():
        contacts.record_contacts(entries, by=made.as_worker(organisation, key), at=at)


def _warnings(rooms: Mapping[str, Rows], by: Scope, at: datetime) -> None:
    """Warnings, and the times of increased support that answered them, one of a person after the other."""
    rows = rooms["early_warning"]
    raised = contacts.raise_warnings(
        [
            NewWarning(
                person=row["person_id"],
                kind=row["kind"],
                raised_at=_aware(row["raised_at"]),
                in_work=row["in_work"],
                job=row["job_id"] or "",
                threshold_crossed=row["threshold_crossed"],
                support=row["support_id"],
                acted_at=_aware(row["acted_at"]),
                action=SAID if row["acted_at"] else "",
            )
            for row in rows
        ],
        by=by,
        at=at,
    )
    keys = {row["early_warning_id"]: one.pk for row, one in zip(rows, raised, strict=True)}
    for wave in _waves(rooms["step_episode"]):
        opened = contacts.open_step_ups(
            [
                NewStepUp(
                    person=row["person_id"],
                    reason=SAID,
                    opened_at=_aware(row["opened_at"]),
                    early_warning=keys.get(row["early_warning_id"], ""),
                    step_down_plan=SAID if row["step_down_agreed_on"] else "",
                    support=row["support_id"],
                    same_day_offer=row["same_day_offer"],
                    **{n: row[n] for n in ("step_down_agreed_on", "planned_end_on", "review_due_on")},
                )
                for row in wave
            ],
            by=by,
            at=at,
        )
        for row, episode in zip(wave, opened, strict=True):
            _through(row, episode.pk, by, at)


def _through(row: Row, key: str, by: Scope, at: datetime) -> None:
    """A step-up from its first weekly review to its end."""
    last = row["ended_on"] or at.date()
    day = row["opened_on"] + timedelta(days=6)
    reviews: list[NewReview] = []
    while day < last and len(reviews) < 26:
        reviews.append(NewReview(key, day, senior=True, decision="carry_on", words=SAID))
        day += timedelta(days=7)
    contacts.review_step_ups(reviews, by=by, at=at)
    if row["ended_on"] is None:
        first = min(_aware(row["opened_at"]) + timedelta(hours=2), at)
        contacts.check_in(key, when=first, by=by, at=at)
        contacts.record_step_action(key, what="Called in, agreed two more visits", when=first, by=by, at=at)
    else:
        contacts.end_step_up(
            key,
            ended_on=row["ended_on"],
            back_to_baseline=row["back_to_baseline"],
            reason=SAID,
            by=by,
            at=at,
        )


def _waves(rows: Rows) -> Iterator[Rows]:
    """The first step-up of everyone, then the second: nobody has two at once."""
    waiting = sorted(rows, key=lambda row: row["opened_at"])
    while waiting:
        wave: dict[str, Row] = {}
        rest: Rows = []
        for row in waiting:
            if row["person_id"] in wave:
                rest.append(row)
            else:
                wave[row["person_id"]] = row
        yield list(wave.values())
        waiting = rest


def _ends(rooms: Mapping[str, Rows], by: Scope, at: datetime) -> None:
    people.end_supports(
        [
            {
                "support": row["support_id"],
                "ended_on": row["ended_on"],
                **_texts(row, "end_reason", "destination"),
            }
            for row in rooms["support"]
            if row["ended_on"] is not None
        ],
        by=by,
        at=at,
    )


def _texts(row: Row, *names: str) -> dict[str, Any]:
    """Codes as a room takes them: blank is empty."""
    return {name: row[name] or "" for name in names}


def _worker(row: Row, made: Places) -> str | None:
    return made.workers[row["worker_id"]].pk if row["worker_id"] else None


def _aware(moment: datetime | None) -> Any:
    return moment.replace(tzinfo=UTC) if moment is not None else None


def renamed(table: Any, workers: Mapping[str, str]) -> Any:
    """A table with the keys that workers have in the record."""
    import pyarrow as pa

    if "worker_id" not in table.schema.names:
        return table
    place = table.schema.get_field_index("worker_id")
    keys: Sequence[str | None] = [key and workers.get(key, key) for key in table["worker_id"].to_pylist()]
    return table.set_column(place, table.schema.field(place), pa.array(keys, pa.string()))
