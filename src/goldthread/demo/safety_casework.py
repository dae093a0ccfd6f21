"""What went wrong in the demo and how it was answered, written by the actions of the room safety."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from goldthread.demo.settled_rows import Row, Rows, aware, day_of
from goldthread.safety import actions as safety
from goldthread.safety import rules

if TYPE_CHECKING:
    from goldthread.access.scope import Scope
    from goldthread.demo.places import Places

SEEN = {
    "physical": "A bruise on the arm. Says somebody at home pushed them",
    "sexual": "Told us of something that was done to them last month",
    "emotional": "Is shouted at over the telephone until they give in",
    "financial": "Somebody holds their bank card and gives them pocket money",
    "exploitation": "People they hardly know use the flat and the telephone",
    "domestic": "Is afraid of a partner who has moved back in",
    "neglect": "Care that was promised at home did not come for a week",
    "self_neglect": "No food in the house, and the post unopened for weeks",
    "discrimination": "Called names by neighbours, and followed to the bus",
    "organisational": "Was told to sign a form that nobody explained",
}
SAFER = (
    "Stayed with them until a friend came. They have the number of the night line.",
    "Changed the lock with the landlord the same day. They slept at their sister's.",
    "Spoke with them alone. They know whom to ring, and said what they want to happen.",
)
WISHES = ("I want it to stop. I do not want the police.", "Talk to my sister first.", "I want to stay here.")
NOT_REFERRED = "Below the threshold of the authority's policy; agreed with their duty team by telephone."
CLOSING = "Gone through with the person. What was agreed holds, and they know whom to ring."
HAPPENED = {
    "fall": "Slipped on the stairs. Nothing broken",
    "self-harm": "Hurt their arm at night and rang us in the morning",
    "property": "A pan caught fire. The alarm worked; the wall is black",
    "conflict": "A row with a neighbour on the landing, until others came",
    "missed medicine": "Three days of tablets still in the box",
}
LEARNT = {
    "fall": "The landlord fits a rail. We ask about stairs at every home we see first.",
    "self-harm": "The plan says now whom to ring at night, and we ring the next morning.",
    "property": "A timer for the cooker, and a visit from the fire service.",
    "conflict": "We meet outside the building for a month and see it through.",
    "missed medicine": "The pharmacy packs by the day, and Monday's visit looks at the box.",
}
COMPLAINED = {
    "support": "Nobody came on two Mondays, and nobody rang",
    "staff": "Felt talked down to in front of the landlord",
    "communication": "Left three messages and heard nothing for a week",
    "property": "The damp was reported in spring and is still there",
    "access": "Was told of the waiting list only when asking again",
    "other": "A letter went to an old address",
}
ANSWERED = "We met, said what we found, and said sorry where we were wrong."
CHANGED = "Messages are answered the same day by whoever is on duty."
WARDS = ("Juniper ward, Example Hospital", "Hazel ward, Example Hospital", "Example Valley unit")
ALTERNATIVES = ("none_found", "home_treatment", "crisis_house", "not_looked_for")
GOES_TO = ("own_home", "own_home_more", "own_home", "supported", "family")


def record(rooms: Mapping[str, Rows], made: Places, by: Scope, at: datetime) -> None:
    """Write what went wrong for the people of one organisation."""
    workers = {row["support_id"]: row["worker_id"] for row in rooms["support"]}
    leaders = {row["team"]: row["worker_id"] for row in rooms["worker"] if row["role"] == "team_leader"}

    def owner(row: Row) -> str | None:
        for key in (workers.get(row.get("support_id")), leaders.get(row["team"])):
            if key and made.workers[key].is_active:
                return str(made.workers[key].pk)
        return None

    concerns = [
        _concern(row, made, owner(row), number) for number, row in enumerate(rooms["safeguarding_concern"])
    ]
    safety.raise_concerns(concerns, by=by, at=at)
    _incidents(rooms["incident"], made, by, at)
    _complaints(rooms["complaint"], made, owner, by, at)
    _hospital(rooms["system_contact"], made, owner, by, at)


def _concern(row: Row, made: Places, owner: str | None, number: int) -> Any:
    kind = row["kind"] or "exploitation"
    return {
        "id": row["safeguarding_concern_id"],
        "person": row["person_id"],
        "support": row["support_id"],
        "team": made.teams.get(row["team"]),
        "owner": owner,
        "kind": row["kind"] or "",
        "words": f"{SEEN[kind]}.",
        "wishes": WISHES[number % len(WISHES)],
        "safe_words": SAFER[number % len(SAFER)] if row["made_safe_at"] else "",
        "referral_needed": row["referral_needed"],
        "not_referred_words": NOT_REFERRED if row["referral_needed"] is False else "",
        "referred_to": f"Example Council, reference {4100 + 7 * number}" if row["referred_at"] else "",
        **{name: aware(row[name]) for name in ("raised_at", "made_safe_at", "referred_at", "closed_at")},
        **({"outcome": _outcome(number), "closing_words": CLOSING} if row["closed_at"] else {}),
    }


def _outcome(number: int) -> str:
    return ("risk_reduced", "risk_removed", "risk_remains")[number % 3]


def _incidents(rows: Rows, made: Places, by: Scope, at: datetime) -> None:
    """Incidents, with those who had to be told of them and what was learnt."""
    done = safety.record_incidents(
        [
            {
                "id": row["incident_id"],
                "person": row["person_id"],
                "support": row["support_id"],
                "team": made.teams.get(row["team"]),
                "happened_at": aware(row["happened_at"]),
                "kind": row["kind"],
                "severity": row["severity"] or "",
                "exploitation": row["exploitation"],
                "words": f"{HAPPENED[row['kind']]}.",
            }
            for row in rows
        ],
        by=by,
        at=at,
    )
    for number, one in enumerate(done):
        due = rules.must_notify(kind=one.kind, severity=one.severity, exploitation=one.exploitation)
        known = day_of(one.happened_at.replace(tzinfo=None))
        told = safety.require_notifications(incident=one, to_whom=due, known_on=known, by=by, at=at)
        for row in told:
            if row.due_on < at.date():
                when = one.happened_at + timedelta(hours=5 + 9 * (number % 4))
                said = f"N-{2200 + number}"
                safety.notify(row, told_at=min(when, at), reference=said, by=by, at=at)
        if (at - one.happened_at).days > 10 and number % 6:
            when = one.happened_at + timedelta(days=4 + number % 5)
            safety.review_incident(one, reviewed_at=when, learning=LEARNT[one.kind], by=by, at=at)


def _complaints(rows: Rows, made: Places, owner: Any, by: Scope, at: datetime) -> None:
    received = safety.receive_complaints(
        [
            {
                "id": row["complaint_id"],
                "person": row["person_id"],
                "team": made.teams[row["team"]],
                "owner": owner(row),
                "received_at": aware(row["received_at"]),
                "theme": row["theme"],
                "made_by": "The person themselves" if number % 3 else "Their brother, by telephone",
                "words": f"{COMPLAINED[row['theme']]}.",
            }
            for number, row in enumerate(rows)
        ],
        by=by,
        at=at,
    )
    for number, (row, one) in enumerate(zip(rows, received, strict=True)):
        answered = aware(row["responded_at"])
        first = min(one.received_at + timedelta(days=1 + number % 3), answered or at)
        safety.acknowledge_complaint(one, acknowledged_at=first, by=by, at=at)
        if answered is not None:
            safety.answer_complaint(
                one.pk,
                responded_at=answered,
                upheld=row["upheld"],
                response=ANSWERED,
                learning=CHANGED if row["upheld"] else "",
                by=by,
                at=at,
            )


def _hospital(rows: Rows, made: Places, owner: Any, by: Scope, at: datetime) -> None:
    """Crises and stays as they came, and the housing question where somebody asked it."""
    place = {row["system_contact_id"]: WARDS[number % len(WARDS)] for number, row in enumerate(rows)}
    told = [
        {
            "id": row["system_contact_id"],
            "person": row["person_id"],
            "support": row["support_id"],
            "team": made.teams.get(row["team"]),
            "owner": owner(row) if row["kind"] == rules.DELAY else None,
            "stay": row["stay"],
            "kind": row["kind"],
            "happened_at": aware(row["happened_at"]),
            "ended_on": row["ended_on"],
            "planned": row["planned"],
            "place": place[row["stay"] or row["system_contact_id"]] if row["kind"] in _ON_WARDS else "",
            "delay_reason": row.get("delay_reason") or "",
            "delay_attributed_to": row.get("delay_attributed_to") or "",
            "delayed_days": row.get("delayed_days"),
        }
        for row in rows
    ]
    # A stay is there before what hangs on it.
    for hanging in (False, True):
        chosen: Any = [one for one in told if bool(one["stay"]) is hanging]
        safety.record_system_contacts(chosen, by=by, at=at)
    asked = [row for row in rows if row["kind"] in _ASKED]
    for number, row in enumerate(asked):
        when = aware(row["happened_at"]) + timedelta(hours=3 + 11 * (number % 3))
        if number % 4 != 3 and when <= at:
            question = _question(row["kind"], number)
            safety.ask_housing(row["system_contact_id"], asked_at=when, **question, by=by, at=at)


_ON_WARDS = (rules.ADMISSION, rules.DISCHARGE, rules.DELAY)
_ASKED = ("crisis", rules.ADMISSION, rules.DISCHARGE)


def _question(kind: str, number: int) -> dict[str, Any]:
    """What was answered: at a crisis and an admission about the way round it, at a discharge where to."""
    if kind == rules.DISCHARGE:
        return {"stage": "discharge", "destination": GOES_TO[number % len(GOES_TO)], "blocked": False}
    risk = number % 3 == 0
    return {
        "stage": rules.STAGE_OF[kind],
        "at_risk": risk,
        "alternative": ALTERNATIVES[number % len(ALTERNATIVES)],
        "words": "The rent is not paid while they are away. The landlord knows." if risk else "",
    }
