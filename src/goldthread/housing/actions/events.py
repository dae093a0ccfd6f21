"""Inspections of a home, and complaints about a tenancy."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.housing.actions.risks import raise_risk
from goldthread.housing.actions.writing import changed, made, of_tenancies
from goldthread.housing.models import Inspection, Tenancy, TenancyComplaint
from goldthread.housing.rules import COMPLAINT_ABOUT, COMPLAINT_BY
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.writing import seen


@transaction.atomic
def plan_inspection(
    tenancy: Tenancy | str, *, kind: str, due_on: date, by: Scope, at: datetime
) -> Inspection:
    """An inspection is due on a day."""
    if not kind:
        raise Refused("Choose who looks at the home.")
    told = of_tenancies([{"tenancy": tenancy, "kind": kind, "due_on": due_on}], "due_on", by)
    return made(Inspection, told, verb="plan_inspection", by=by, at=at)[0]


@transaction.atomic
def hold_inspection(
    inspection: Inspection | str, *, held_on: date, result: str, words: str = "", by: Scope, at: datetime
) -> Inspection:
    """What came of an inspection."""
    row = seen(Inspection, inspection, by)
    if row.held_on is not None:
        raise Refused("The result of this inspection is recorded already.")
    if not result:
        raise Refused("Say what came of the inspection.")
    if result != "passed" and not words.strip():
        raise Refused("Say in words what is to be mended, or why nobody could get in.")
    people.check_not_ahead(held_on, at=at, what="The inspection")
    told = {"held_on": held_on, "result": result, "words": words}
    return changed(row, told, verb="hold_inspection", by=by, at=at)


@transaction.atomic
def move_inspection(inspection: Inspection | str, *, due_on: date, by: Scope, at: datetime) -> Inspection:
    """An inspection that was not held is due on another day."""
    row = seen(Inspection, inspection, by)
    if row.held_on is not None:
        raise Refused("This inspection was held. Plan another.")
    people.check_order(civil_date(at), due_on, "An inspection moves to a day to come. Check the date.")
    return changed(row, {"due_on": due_on}, verb="move_inspection", by=by, at=at)


@transaction.atomic
def receive_complaint(
    tenancy: Tenancy | str,
    *,
    received_on: date,
    made_by: str,
    about: str,
    words: str = "",
    as_risk: bool = False,
    by: Scope,
    at: datetime,
) -> TenancyComplaint:
    """Somebody complains about the tenancy, or the tenant about the home; `as_risk` raises a risk for it."""
    if not made_by or not about:
        raise Refused("Say who complains, and what about.")
    people.check_not_ahead(received_on, at=at, what="The complaint")
    one = {"tenancy": tenancy, "received_on": received_on, "made_by": made_by, "about": about, "words": words}
    told = of_tenancies([one], "received_on", by)
    made_now: TenancyComplaint = made(TenancyComplaint, told, verb="receive_complaint", by=by, at=at)[0]
    if as_risk:
        raise_risk(
            person=made_now.person_id,
            tenancy=made_now.tenancy_id,
            raised_at=at,
            risk_kind="complaint",
            words=f"{COMPLAINT_BY.label(made_by)}: {COMPLAINT_ABOUT.label(about).lower()}. {words}".strip(),
            by=by,
            at=at,
        )
    return made_now


@transaction.atomic
def close_complaint(
    complaint: TenancyComplaint | str, *, closed_on: date, outcome: str, by: Scope, at: datetime
) -> TenancyComplaint:
    """How a complaint closed."""
    row = seen(TenancyComplaint, complaint, by)
    if row.closed_on is not None:
        raise Refused("This complaint is closed already.")
    if not outcome:
        raise Refused("Say how the complaint closed.")
    people.check_not_ahead(closed_on, at=at, what="The day it closed")
    people.check_order(row.received_on, closed_on, "A complaint closes after it came. Check the date.")
    told = {"closed_on": closed_on, "outcome": outcome}
    return changed(row, told, verb="close_complaint", by=by, at=at)
