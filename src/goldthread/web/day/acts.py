"""Where each act of Today is done: the words of its button, and the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch

from goldthread.day.due import Due
from goldthread.web.look.addresses import url


@dataclass(frozen=True)
class Place:
    """A button's words, and the name of a page under which of the two keys: the record's or the person's."""

    label: str
    page: str
    of: str = "record"


ACTS: dict[str, Place] = {
    "referral.answer": Place("Answer it", "people-referral"),
    "referral.decide": Place("Decide", "people-referral"),
    "enquiry.answer": Place("Open it", "people-enquiry"),
    "plan.review": Place("Review it", "people-plan-review"),
    "plan_action.done": Place("Open the plan", "people-plan", "person"),
    "plan_task.review": Place("Open the plan", "people-plan", "person"),
    "risk.assess": Place("Assess risk", "people-risk", "person"),
    "access_need.review": Place("Review it", "people-needs", "person"),
    "support.end": Place("End or extend", "people-support", "person"),
    "warning.act": Place("Act on it", "contacts-warning"),
    "step.check_in": Place("Record it", "contacts-step-up"),
    "step.act": Place("Add the action", "contacts-step-up"),
    "step.review": Place("Review it", "contacts-step-up"),
    "step.end": Place("Open it", "contacts-step-up"),
    "welfare.answer": Place("Say what was found", "contacts-welfare"),
    "tenancy_risk.act": Place("Add the action", "housing-act"),
    "tenancy_risk_action.complete": Place("Complete it", "housing-action"),
    "huddle.hold": Place("Start the huddle", "housing-huddle-start"),
    "inspection.hold": Place("Record it", "housing-inspected"),
    "tenancy.confirm": Place("Confirm it", "housing-confirm"),
    "job.plan": Place("Agree it", "employment-plan"),
    "job.confirm": Place("It is still held", "employment-confirm"),
    "adjustment.review": Place("Record it", "employment-review"),
    "adjustment.place": Place("It is in place", "employment-adjustment"),
    "isolation.measure": Place("Ask them", "inclusion-measure", "person"),
    "exposure.step": Place("Open it", "inclusion-step"),
    "exposure.review": Place("Review it", "inclusion-review"),
    "community_contact.confirm": Place("Ask about it", "inclusion-confirm"),
    "feedback.answer": Place("Say what was said", "wellbeing-answer"),
    "concern.safe": Place("Make safe", "safety-safe"),
    "concern.refer": Place("Refer it", "safety-refer"),
    "notification.tell": Place("Tell them", "safety-tell"),
    "complaint.answer": Place("Answer it", "safety-complaint"),
    "discharge.unblock": Place("Clear it", "safety-unblock"),
    "housing.ask": Place("Ask it", "safety-housing"),
    "risk.replan": Place("Assess risk", "safety-plan", "person"),
    "decision.review": Place("Look at it", "safety-review"),
    "contact.record": Place("Record a contact", "contacts-record", "person"),
}
RECORD = "people-person"


def way_to(due: Due) -> tuple[str, str]:
    """The words of the button and the address where it is done; of the person where no page is nearer."""
    place = ACTS.get(due.act)
    if place is not None:
        key = due.record_id if place.of == "record" else due.person
        try:
            return place.label, url(place.page, args=[key])
        except NoReverseMatch:
            pass
    return "Open the record", address_of(due.person)


def address_of(person: str | None) -> str:
    """The address of a person's record; blank where there is none."""
    try:
        return url(RECORD, args=[person]) if person else ""
    except NoReverseMatch:
        return ""


def address_to_record() -> str:
    """Where a contact is recorded with somebody yet to be chosen; else the list of people."""
    for name in ("contacts-choose", "people-list"):
        try:
            return url(name)
        except NoReverseMatch:
            continue
    return ""
