"""How the people of the demo take part and how they are, written by the actions of inclusion and wellbeing.

Scores come from the simulation, so figures about them are its own. The rest is made here from the key of the
person alone, so that the same seed gives the same record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.demo.chance import of_key
from goldthread.demo.settled_rows import Row, Rows
from goldthread.inclusion import actions as inclusion
from goldthread.wellbeing import actions as wellbeing
from goldthread.wellbeing.rules import ANCHORS, HIGHEST, LOWEST

if TYPE_CHECKING:
    from goldthread.access.scope import Scope

RATED_AFTER = (7, 120, 300)  # days of support after which outcomes are rated
ISOLATED = 9  # one support in so many has a graded plan
LEVELS = ("none", "accompanied", "prompted", "independent")
AIMS = (
    "To take the bus to my sister by myself",
    "To sit in the café without leaving early",
    "To go to the walking group again",
)
STEPS = (
    ("Walk to the corner shop and back", "accompanied"),
    ("Ride two stops on the bus", "accompanied"),
    ("Ride two stops on the bus", "prompted"),
    ("Take the bus to town and back", "independent"),
)
HARD = "Stop, breathe out slowly, text my worker. Going home is allowed."
FRIENDS = (("A neighbour", "neighbour"), ("My cousin", "family"), ("Somebody of the walking group", "group"))


def record(rooms: Mapping[str, Rows], by: Scope, at: datetime, today: date) -> None:
    """Write how the people of one organisation take part and how they are, up to a last day."""
    wellbeing.record_scores([_score(row) for row in rooms["questionnaire_score"]], by=by, at=at)
    supports = rooms["support"]
    ratings: dict[tuple[Any, ...], Any] = {}
    for row in supports:
        for one in _ratings(row, today):
            ratings[one["person"], one["domain"], one["rated_on"]] = one
    wellbeing.record_ratings(list(ratings.values()), by=by, at=at)
    chosen: dict[str, Row] = {}
    for row in supports:
        if row["ended_on"] is None and of_key(row["support_id"], "plan") % ISOLATED == 0:
            chosen[row["person_id"]] = row
    _taking_part([row for row in chosen.values() if _since(row, today) >= 60], today, by, at)


def _taking_part(rows: Rows, today: date, by: Scope, at: datetime) -> None:
    inclusion.measure_isolations([one for row in rows for one in _measures(row, today)], by=by, at=at)
    plans: dict[str, Any] = {
        plan.person_id: plan
        for plan in inclusion.agree_exposures([_plan(row, today) for row in rows], by=by, at=at)
    }
    steps = inclusion.steps_of_plans(list(plans.values()), by=by, at=at)
    activities, reached = [], []
    for row in rows:
        mine = steps[plans[row["person_id"]].pk]
        done = _reached(row)
        for number, step in enumerate(mine[:done]):
            day = today - timedelta(days=49 - 14 * number)
            activities += [_activity(row, step, day - timedelta(days=each), number) for each in (0, 4)]
            reached.append({"step": step.pk, "reached_on": day})
    inclusion.attend_activities(activities, by=by, at=at)
    inclusion.reach_steps(reached, by=by, at=at)
    inclusion.start_contacts([_friend(row, today) for row in rows], by=by, at=at)


def _score(row: Row) -> Any:
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "tool": row["tool"],
        "stage": row["stage"] or "",
        **{name: row[name] for name in ("completed_on", "items_answered", "raw_score", "score")},
    }


def _ratings(row: Row, today: date) -> Iterator[Any]:
    last = min(row["ended_on"] or today, today)
    for number, days in enumerate(RATED_AFTER):
        day = row["started_on"] + timedelta(days=days + of_key(row["support_id"], f"day {number}") % 14)
        if day > last or of_key(row["support_id"], f"rated {number}") % 10 > 6:
            continue
        for domain in ANCHORS:
            first = 1 + of_key(row["person_id"], domain) % 3
            better = sum(of_key(row["support_id"], f"{domain} {each}") % 5 > 1 for each in range(number))
            rating = min(HIGHEST, max(LOWEST, first + better))
            yield {
                "person": row["person_id"],
                "support": row["support_id"],
                "rated_on": day,
                "domain": domain,
                "rating": rating,
            }


def _measures(row: Row, today: date) -> Iterator[Any]:
    told = {"person": row["person_id"], "support": row["support_id"]}
    first = of_key(row["support_id"], "isolation") % 2
    begun = min(row["started_on"] + timedelta(days=5), today)
    yield {**told, "measured_on": begun, **_levels(first, 0)}
    yield {**told, "measured_on": today - timedelta(days=3), **_levels(first + 1, 2)}


def _levels(level: int, more: int) -> dict[str, Any]:
    return {
        "participation": LEVELS[min(level + more // 2, 3)],
        "travel": LEVELS[level],
        "contacts_initiated": more + level,
        "usual_recovery_hours": 24 - 8 * level,
    }


def _plan(row: Row, today: date) -> Any:
    agreed = today - timedelta(days=56)
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "agreed_on": agreed,
        "aim": AIMS[of_key(row["support_id"], "aim") % len(AIMS)],
        "if_hard": HARD,
        "review_due_on": today + timedelta(days=of_key(row["support_id"], "review") % 28),
        "steps": [
            {"words": words, "level": level, "planned_on": today + timedelta(days=_due(row, number))}
            for number, (words, level) in enumerate(STEPS)
        ],
    }


def _activity(row: Row, step: Any, day: date, number: int) -> Any:
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "step": step.pk,
        "attended_on": day,
        "kind": "outdoors" if number == 0 else "travel",
        "participation": step.level,
        "travel": step.level,
        "initiated": number > 1,
        "recovery_hours": 12 - 3 * number,
    }


def _friend(row: Row, today: date) -> Any:
    who, kind = FRIENDS[of_key(row["support_id"], "friend") % len(FRIENDS)]
    worrying = of_key(row["support_id"], "safe") % 12 == 0
    return {
        "person": row["person_id"],
        "support": row["support_id"],
        "who": who,
        "kind": kind,
        "started_on": row["started_on"],
        "last_confirmed_on": max(row["started_on"], today - timedelta(days=20)),
        "safe": not worrying,
        "concern": "exploitation" if worrying else "",
        "words": "Asks for money on pay day" if worrying else "",
    }


def _reached(row: Row) -> int:
    """How many steps are reached."""
    return of_key(row["support_id"], "reached") % len(STEPS)


def _due(row: Row, number: int) -> int:
    """Days from the last day to the day of a step; now and then the next one is late."""
    late = of_key(row["support_id"], "late") % 7 == 0
    return 14 * (number - _reached(row)) + (-3 if late else 9)


def _since(row: Row, today: date) -> int:
    return int((today - row["started_on"]).days)
