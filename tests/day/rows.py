"""Rows that begin clocks, written straight into the tables: these tests are about the day alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from casework import AT, Place
from goldthread.contacts.models import Contact, EarlyWarning, StepEpisode, StepReview, WelfareCheck
from goldthread.day.models import Pause
from goldthread.kernel.identifiers import new_key
from goldthread.kernel.instants import to_utc
from goldthread.people.models import (
    AccessNeed,
    Enquiry,
    Person,
    Plan,
    PlanAction,
    PlanTask,
    Referral,
    RiskAssessment,
    StageSpell,
    Support,
)

MODELS = {
    "referral": Referral,
    "enquiry": Enquiry,
    "early_warning": EarlyWarning,
    "step_episode": StepEpisode,
    "step_review": StepReview,
    "welfare_check": WelfareCheck,
    "stage_spell": StageSpell,
    "plan": Plan,
    "plan_action": PlanAction,
    "plan_task": PlanTask,
    "risk_assessment": RiskAssessment,
    "access_need": AccessNeed,
    "support": Support,
    "contact": Contact,
    "pause": Pause,
}


def moment(text: str) -> datetime:
    """A London time such as "2026-11-20 09:40" as an instant."""
    return to_utc(datetime.fromisoformat(text))


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)


def write(place: Place, table: str, person: Person | None = None, **values: Any) -> Any:
    """One row, with what its table demands filled in."""
    manager = place.scope("manager")
    if person is not None:
        values["person"] = person
    if table in ("referral", "contact", "support"):
        values.setdefault("team", place.teams["north"])
    if table == "contact":
        values = {
            "worker": place.workers["support_worker"],
            "two_way": True,
            "outcome": "made",
            "sent_key": new_key(),
            **values,
        }
    if table == "support":
        values.setdefault("started_on", date(2026, 3, 1))
    if table in ("stage_spell",):
        values.setdefault("support", place.support(person) if person is not None else None)
        values = {"stage": "active", "started_on": date(2026, 3, 1), **values}
    if table == "plan":
        values = {"kind": "support", "agreed_at": datetime(2026, 3, 2, 9, tzinfo=UTC), **values}
    if table in ("plan_action", "plan_task"):
        values.setdefault("plan", write(place, "plan", person))
        values.setdefault(*(("what", "Ring the landlord") if table == "plan_action" else ("task", "cooking")))
    if table == "risk_assessment":
        values = {"assessed_at": datetime(2026, 3, 2, 9, tzinfo=UTC), "level": "medium", **values}
    if table == "access_need":
        values = {"kind": "large_print", "started_on": date(2026, 3, 1), **values}
    if table == "early_warning":
        values.setdefault("kind", "sleep")
    if table == "step_episode":
        values.setdefault("reason", "Two signs in a week")
    if table == "enquiry":
        values = {"kind": "enquiry", "name": "Cleo Specimen", "sent_key": new_key(), **values}
    if table == "welfare_check":
        values.setdefault("opened_for", "Two calls without a reply")
    row = MODELS[table].new(by=manager, at=AT, **values)
    row.save(force_insert=True)
    return row


def busy(place: Place, count: int) -> list[Person]:
    """People with something due under every standard."""
    people = []
    for number in range(count):
        person = place.person(f"Person {number}")
        people.append(person)
        support = place.support(person, planned_end_on=day("2026-11-25"))
        write(place, "stage_spell", person, support=support, contacts_per_week=1)
        write(place, "referral", person, received_at=moment("2026-11-20 09:00"), referral_source="A1")
        plan = write(place, "plan", person, support=support, review_due_on=day("2026-11-24"))
        write(place, "plan_action", person, plan=plan, due_on=day("2026-11-24"))
        write(place, "plan_task", person, plan=plan, increased_until=day("2026-11-24"))
        write(place, "risk_assessment", person, review_due_on=day("2026-11-24"))
        write(place, "access_need", person, review_due_on=day("2026-11-24"))
        write(place, "early_warning", person, raised_at=moment("2026-11-22 12:00"), threshold_crossed=True,
              in_work=True)  # fmt: skip
        write(place, "step_episode", person, opened_at=moment("2026-11-20 12:00"),
              planned_end_on=day("2026-11-24"))  # fmt: skip
        write(place, "welfare_check", person, opened_at=moment("2026-11-22 12:00"))
        write(place, "pause", person, reason="hospital", started_on=day("2026-11-22"))
        write(place, "contact", person, happened_at=moment("2026-10-01 12:00"))
    return people
