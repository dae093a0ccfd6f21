"""Clocks that begin with safety: concerns, complaints, stays, decisions; and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from goldthread.catalogue.tables.codes import COMPLAINT_THEME, SAFEGUARDING_KIND, SYSTEM_CONTACT_KIND
from goldthread.contracts.standards import Ahead, Answers, Asked, Begun, Response, Start, Stood
from goldthread.kernel import clocks
from goldthread.kernel.instants import civil_date
from goldthread.people.models import RiskAssessment, Support
from goldthread.safety import rules
from goldthread.safety.models import (
    Complaint,
    HousingQuestion,
    Incident,
    Notification,
    RiskDecision,
    SafeguardingConcern,
    SystemContact,
)

SHOWN_DAYS = 14  # ours: what a discharge, an incident or a stay left undone is asked for as long
AHEAD_DAYS = 14  # ours: how far a review of a decision is told beforehand


def _theirs(asked: Asked, model: Any, **where: Any) -> Any:
    """Rows of a caseload, and those that the asker owns: an owner need not be the person's own worker."""
    if asked.people is None or asked.record is not None or asked.seen_by.worker is None:
        return asked.rows(model, **where)
    rows = model.objects.seen_by(asked.seen_by).filter(voided=False, **where)
    return rows.filter(Q(person_id__in=asked.people) | Q(owner=asked.seen_by.worker))


def _concerns(asked: Asked) -> Iterator[Begun]:
    """Concerns; what was done stands in the same row."""
    rows = _theirs(asked, SafeguardingConcern, **asked.unanswered(made_safe_at__isnull=True))
    yield from _begun_concerns(rows)


def _to_refer(asked: Asked) -> Iterator[Begun]:
    """Concerns that go to the authority, or of which nobody has said that they need not."""
    rows = _theirs(asked, SafeguardingConcern, **asked.unanswered(referred_at__isnull=True))
    rows = rows.filter(Q(referral_needed__isnull=True) | Q(referral_needed=True))
    yield from _begun_concerns(rows)


def _begun_concerns(rows: Any) -> Iterator[Begun]:
    for key, person, team, owner, raised, safe, referred, kind in rows.values_list(
        *("id", "person_id", "team_id", "owner_id", "raised_at", "made_safe_at", "referred_at", "kind")
    ):
        yield Begun(
            *("safeguarding_concern", key, person, raised),
            team=team,
            worker=owner,
            own={"safeguarding_concern.made_safe": safe, "safeguarding_concern.referred": referred},
            detail=SAFEGUARDING_KIND.label(kind).lower() if kind else "",
        )


def _notifications(asked: Asked) -> Iterator[Begun]:
    """Those who must be told: the last day for it comes."""
    rows = asked.rows(
        Notification, due_on__lte=asked.until, not_needed="", **asked.unanswered(told_at__isnull=True)
    )
    for key, person, team, due, told, whom in rows.values_list(
        "id", "person_id", "team_id", "due_on", "told_at", "to_whom"
    ):
        detail = rules.NOTIFIED.label(whom).split(":")[0].lower()
        yield Begun(
            "notification", key, person, due, team=team, own={"notification.told": told}, detail=detail
        )


def _complaints(asked: Asked) -> Iterator[Begun]:
    """Complaints about the service, of somebody or of nobody."""
    where = asked.unanswered(responded_at__isnull=True)
    rows = Complaint.objects.seen_by(asked.seen_by).filter(voided=False, **where)
    if asked.record is not None:
        rows = rows.filter(pk=asked.record)
    elif asked.people is not None:
        mine = Q(person_id__in=asked.people)
        rows = rows.filter(mine | Q(owner=asked.seen_by.worker) if asked.seen_by.worker else mine)
    for key, person, team, owner, received, responded, theme in rows.values_list(
        "id", "person_id", "team_id", "owner_id", "received_at", "responded_at", "theme"
    ):
        about = COMPLAINT_THEME.label(theme).lower()
        yield Begun(
            *("complaint", key, person, received),
            team=team,
            worker=owner,
            own={"complaint.responded": responded},
            detail=about,
            subject="" if person else f"Complaint: {about}",
        )


def _running() -> Q:
    """Of people whose support runs: nobody else is followed up."""
    running = Support.every.filter(ended_on=None, voided=False)
    return Q(person_id__in=running.values("person_id"), person__died_on__isnull=True)


def _lately(asked: Asked, name: str) -> dict[str, Any]:
    since = asked.at - timedelta(days=SHOWN_DAYS)
    where: dict[str, Any] = asked.unanswered(**{f"{name}__gte": since})
    return {f"{name}__lte": asked.at, **where}


def _discharged(asked: Asked) -> Iterator[Begun]:
    """Discharges of people on support: somebody speaks with them, and risk is assessed again."""
    rows = asked.rows(SystemContact, kind=rules.DISCHARGE, **_lately(asked, "happened_at"))
    for key, person, team, left in rows.filter(_running()).values_list(
        "id", "person_id", "team_id", "happened_at"
    ):
        yield Begun("system_contact", key, person, left, team=team, detail="after discharge")


def _blocked(asked: Asked) -> Iterator[Begun]:
    """Discharges that are blocked: from the day the person was ready."""
    rows = _theirs(asked, SystemContact, kind=rules.DELAY, **asked.unanswered(ended_on__isnull=True)).filter(
        happened_at__lte=asked.at
    )
    for key, person, team, owner, ready, ended, reason in rows.values_list(
        "id", "person_id", "team_id", "owner_id", "happened_at", "ended_on", "delay_reason"
    ):
        yield Begun(
            *("system_contact", key, person, ready),
            team=team,
            worker=owner,
            own={"system_contact.unblocked": ended},
            detail="by housing" if rules.housing_blocks(reason) else "",
        )


def _to_ask(asked: Asked) -> Iterator[Begun]:
    """Crises and stays at which the housing question is asked."""
    rows = asked.rows(
        SystemContact, kind__in=("crisis", rules.ADMISSION), **_lately(asked, "happened_at")
    ).filter(_running())
    for key, person, team, came, kind in rows.values_list(
        "id", "person_id", "team_id", "happened_at", "kind"
    ):
        detail = SYSTEM_CONTACT_KIND.label(kind).lower()
        yield Begun("system_contact", key, person, came, team=team, detail=detail)


def _asked_of_housing(asked: Asked, begun: Sequence[Begun]) -> Answers:
    rows = HousingQuestion.objects.seen_by(asked.seen_by).filter(
        voided=False, contact_id__in=[one.record for one in begun]
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for contact, moment in rows.values_list("contact_id", "asked_at"):
        found[contact].append(moment)
    return found


def _serious(asked: Asked) -> Iterator[Begun]:
    """Incidents with harm: risk is assessed again."""
    rows = asked.rows(Incident, severity__in=rules.SERIOUS, **_lately(asked, "happened_at"))
    for key, person, team, happened, kind in rows.filter(_running()).values_list(
        "id", "person_id", "team_id", "happened_at", "kind"
    ):
        yield Begun(
            "incident", key, person, happened, team=team, detail=rules.INCIDENT_KIND.label(kind).lower()
        )


def _reassessed(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Assessments of the people since: risk after an incident, a step-up or a discharge."""
    people = {one.person for one in begun}
    rows = RiskAssessment.objects.seen_by(asked.seen_by).filter(voided=False, person_id__in=people)
    found: dict[str, list[datetime]] = defaultdict(list)
    for person, moment in rows.values_list("person_id", "assessed_at"):
        found[person].append(moment)
    return {one.record: found.get(one.person or "", []) for one in begun}


def _decisions(asked: Asked) -> Iterator[Begun]:
    """Decisions whose day of review comes."""
    rows = _theirs(asked, RiskDecision, review_due_on__lte=asked.until).filter(
        **asked.unanswered(ended_on__isnull=True)
    )
    for key, person, team, owner, due, ended, kind in rows.values_list(
        "id", "person_id", "team_id", "owner_id", "review_due_on", "ended_on", "kind"
    ):
        yield Begun(
            *("risk_decision", key, person, due),
            team=team,
            worker=owner,
            own={"risk_decision.reviewed": ended},
            detail=rules.DECISION_KIND.label(kind).split(",")[0].lower(),
        )


STARTS: dict[str, Start] = {
    "safeguarding_concern.raised": _concerns,
    "safeguarding_concern.raised_for_referral": _to_refer,
    "notification.due": _notifications,
    "complaint.received": _complaints,
    "system_contact.discharged": _discharged,
    "system_contact.discharge_blocked": _blocked,
    "system_contact.housing_to_ask": _to_ask,
    "incident.with_harm": _serious,
    "risk_decision.review_due": _decisions,
}
RESPONSES: dict[str, Response] = {
    "safeguarding_concern.made_safe": Response("Make the person safe", "concern.safe", first=True),
    "safeguarding_concern.referred": Response("Refer it to the local authority", "concern.refer"),
    "notification.told": Response("Tell those who must be told", "notification.tell"),
    "complaint.responded": Response("Answer the complaint", "complaint.answer"),
    "system_contact.unblocked": Response("Clear what blocks the discharge", "discharge.unblock"),
    "housing_question.asked": Response("Ask the housing question", "housing.ask", _asked_of_housing),
    "risk_assessment.after_event": Response("Assess the risk again", "risk.replan", _reassessed),
    "risk_decision.reviewed": Response("Look at the decision again", "decision.review"),
}


def standing(asked: Asked, people: frozenset[str]) -> Iterator[Stood]:
    """Stays on a ward: clocks that name hospital stand still, as they do in the figures.

    One that has no end yet stands still too: as of now it is known to last.
    """
    rows = SystemContact.objects.seen_by(asked.seen_by).filter(
        voided=False, kind=rules.ADMISSION, person_id__in=people, happened_at__lte=asked.at
    )
    for person, came, ended in rows.values_list("person_id", "happened_at", "ended_on"):
        yield Stood(person, "hospital", clocks.Pause.of_days(civil_date(came), ended))


def coming(asked: Asked) -> Iterable[Ahead]:
    """Decisions that are looked at again in the next weeks."""
    today = civil_date(asked.at)
    rows = asked.rows(
        RiskDecision,
        ended_on__isnull=True,
        review_due_on__gt=today,
        review_due_on__lte=today + timedelta(days=AHEAD_DAYS),
    )
    people = tuple(dict.fromkeys(rows.order_by("review_due_on").values_list("person_id", flat=True)))
    words = f"the review of a decision on risk in the next {AHEAD_DAYS} days"
    yield Ahead(f"person reaches {words}", f"people reach {words}", people)
