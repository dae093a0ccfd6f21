"""Incidents with who must be told of them; complaints about the service and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.models import Worker
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import placed
from goldthread.people.actions.writing import check_team, check_worker, seen
from goldthread.safety import rules
from goldthread.safety.actions.writing import changed, made
from goldthread.safety.models import Complaint, Incident, Notification, SafeguardingConcern


class IncidentTold(TypedDict, total=False):
    """Something that went wrong."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    activity: str
    community_contact: str
    concern: str | None
    happened_at: Required[datetime]
    kind: Required[str]
    severity: str
    exploitation: bool | None
    words: str


class ComplaintTold(TypedDict, total=False):
    """A complaint; of nobody in particular it names no person."""

    id: str
    source: str
    person: str | None
    team: Required[str]
    owner: str | None
    received_at: Required[datetime]
    theme: Required[str]
    made_by: str
    words: str
    acknowledged_at: datetime | None
    responded_at: datetime | None
    upheld: bool | None
    response: str


@transaction.atomic
def record_incidents(told: Sequence[IncidentTold], *, by: Scope, at: datetime) -> list[Incident]:
    """Incidents as they happened; who must be told of them is set by `record_incident` alone."""
    for one in told:
        people.check_not_ahead(one["happened_at"], at=at, what="The incident")
        if not one["kind"]:
            raise Refused("Choose what happened.")
    return made(Incident, placed(told, "happened_at", by), verb="record_incident", by=by, at=at)


@transaction.atomic
def record_incident(*, by: Scope, at: datetime, **told: Unpack[IncidentTold]) -> Incident:
    """One incident; from the day it is recorded the clocks of those who must be told of it run."""
    if not told.get("severity"):
        raise Refused("Say how much harm was done. No harm is an answer too.")
    if told.get("kind") == "other" and not told.get("words", "").strip():
        raise Refused("Say in words what happened.")
    if concern := told.get("concern"):
        row = seen(SafeguardingConcern, concern, by)
        if row.person_id != str(told["person"]):
            raise Refused("This concern is about somebody else. Open the person again.")
    done = record_incidents([told], by=by, at=at)[0]
    due = rules.must_notify(kind=done.kind, severity=done.severity, exploitation=done.exploitation)
    require_notifications(incident=done, to_whom=due, known_on=civil_date(at), by=by, at=at)
    return done


@transaction.atomic
def review_incident(
    incident: Incident | str, *, reviewed_at: datetime, learning: str, by: Scope, at: datetime
) -> Incident:
    """What changes because of an incident."""
    row = seen(Incident, incident, by)
    if row.reviewed_at is not None:
        raise Refused("This incident is reviewed already.")
    if not learning.strip():
        raise Refused("Say what changes because of it, or why nothing has to.")
    people.check_not_ahead(reviewed_at, at=at, what="The review")
    rules.check_forward(row.happened_at, reviewed_at, "The review")
    told = {"reviewed_at": reviewed_at, "learning": learning}
    return changed(row, told, verb="review_incident", by=by, at=at)


@transaction.atomic
def require_notifications(
    *,
    incident: Incident | str | None = None,
    concern: SafeguardingConcern | str | None = None,
    to_whom: Sequence[str],
    known_on: date,
    due_on: date | None = None,
    by: Scope,
    at: datetime,
) -> list[Notification]:
    """Who must be told of an incident or a concern, each by their own last day or a nearer one."""
    if (incident is None) == (concern is None):
        raise Refused("Someone is told of an incident or of a concern. Open the one it is about.")
    of: Any = seen(Incident, incident, by) if incident is not None else None
    if of is None and concern is not None:
        of = seen(SafeguardingConcern, concern, by)
    name = "incident" if incident is not None else "concern"
    there = Notification.objects.seen_by(by).filter(**{f"{name}_id": of.pk}, voided=False)
    known = set(there.values_list("to_whom", flat=True))
    wanted = []
    for code in dict.fromkeys(to_whom):
        people.check_code(rules.NOTIFIED, code)
        if not code or code in known:
            continue
        latest = rules.notify_by(code, known_on)
        if due_on is not None and due_on > latest:
            who = rules.NOTIFIED.label(code).split(":")[0]
            raise Refused(f"{who} is to be told sooner than that. Set an earlier day.")
        row = {"person": of.person_id, "team": of.team_id, name: of.pk, "to_whom": code}
        wanted.append({**row, "due_on": due_on or latest})
    return made(Notification, wanted, verb="require_notification", by=by, at=at)


@transaction.atomic
def notify(
    notification: Notification | str, *, told_at: datetime, reference: str = "", by: Scope, at: datetime
) -> Notification:
    """They were told, with the number they gave."""
    row = _waiting(notification, by)
    people.check_not_ahead(told_at, at=at, what="The moment they were told")
    of = row.incident or row.concern
    began = of.happened_at if isinstance(of, Incident) else of.raised_at
    rules.check_forward(began, told_at, "Telling them")
    return changed(row, {"told_at": told_at, "reference": reference}, verb="notify", by=by, at=at)


@transaction.atomic
def need_not_notify(notification: Notification | str, *, words: str, by: Scope, at: datetime) -> Notification:
    """They need not be told after all; the reason stands there, with who decided it."""
    row = _waiting(notification, by)
    if not words.strip():
        raise Refused("Say why they need not be told.")
    return changed(row, {"not_needed": words}, verb="need_not_notify", by=by, at=at)


def _waiting(notification: Notification | str, by: Scope) -> Notification:
    row = seen(Notification, notification, by)
    if row.told_at is not None:
        raise Refused("They are told already.")
    if row.not_needed:
        raise Refused("It is decided already that they need not be told.")
    return row


@transaction.atomic
def receive_complaints(told: Sequence[ComplaintTold], *, by: Scope, at: datetime) -> list[Complaint]:
    """Complaints about the service, each to the team that it is about."""
    for one in told:
        people.check_not_ahead(one["received_at"], at=at, what="The complaint")
        if not one["theme"]:
            raise Refused("Choose what the complaint is about.")
        for name, what in (("acknowledged_at", "The first word"), ("responded_at", "The answer")):
            moment: Any = one.get(name)
            people.check_not_ahead(moment, at=at, what=what)
            rules.check_forward(one["received_at"], moment, what)
    for team in dict.fromkeys(one["team"] for one in told):
        check_team(team, by)
    return made(Complaint, list(told), verb="receive_complaint", by=by, at=at)


def receive_complaint(*, by: Scope, at: datetime, **told: Unpack[ComplaintTold]) -> Complaint:
    """One complaint; whoever takes it owns it, unless another is named."""
    if owner := told.get("owner"):
        check_worker(owner, by)
    elif isinstance(by.worker, Worker):
        told["owner"] = by.worker.pk
    return receive_complaints([told], by=by, at=at)[0]


@transaction.atomic
def acknowledge_complaint(
    complaint: Complaint | str, *, acknowledged_at: datetime, by: Scope, at: datetime
) -> Complaint:
    """Whoever complained knows that it came, and who answers it."""
    row = _unanswered(complaint, by)
    if row.acknowledged_at is not None:
        raise Refused("The first word is recorded already.")
    people.check_not_ahead(acknowledged_at, at=at, what="The first word")
    rules.check_forward(row.received_at, acknowledged_at, "The first word")
    return changed(row, {"acknowledged_at": acknowledged_at}, verb="acknowledge_complaint", by=by, at=at)


@transaction.atomic
def answer_complaint(
    complaint: Complaint | str,
    *,
    responded_at: datetime,
    upheld: bool | None,
    response: str,
    learning: str = "",
    by: Scope,
    at: datetime,
) -> Complaint:
    """The full answer, whether it was right, and what changes."""
    row = _unanswered(complaint, by)
    if upheld is None:
        raise Refused("Say whether the complaint was right, in whole or in part.")
    if not response.strip():
        raise Refused("Write down the answer that was given.")
    if upheld and not learning.strip():
        raise Refused("The complaint was right: say what changes because of it.")
    people.check_not_ahead(responded_at, at=at, what="The answer")
    rules.check_forward(row.received_at, responded_at, "The answer")
    told = {"responded_at": responded_at, "upheld": upheld, "response": response, "learning": learning}
    return changed(row, told, verb="answer_complaint", by=by, at=at)


def _unanswered(complaint: Complaint | str, by: Scope) -> Complaint:
    row = seen(Complaint, complaint, by)
    if row.responded_at is not None:
        raise Refused("This complaint is answered already.")
    return row
