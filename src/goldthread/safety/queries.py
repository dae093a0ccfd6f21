"""What may be asked of safety. Every query says who asks, and answers only what they may see.

A page that shows what comes back tells the ledger whom it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from goldthread.access.models import Team, Worker
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.people.models import RiskAssessment
from goldthread.safety import rules
from goldthread.safety.models import (
    Complaint,
    HousingQuestion,
    Incident,
    Notification,
    RiskDecision,
    RiskPlan,
    SafeguardingConcern,
    SystemContact,
)
from goldthread.safety.rules import ConcernState

PAGE = 100


@dataclass(frozen=True)
class ConcernRow:
    """A concern with where it stands and who must be told of it."""

    row: SafeguardingConcern
    state: ConcernState
    told: Sequence[Notification] = ()


@dataclass(frozen=True)
class IncidentRow:
    """An incident with who must be told of it."""

    row: Incident
    told: Sequence[Notification] = ()


@dataclass(frozen=True)
class Stay:
    """A stay on a ward or away, with its delays, its discharge and what was asked about housing."""

    row: SystemContact
    delays: Sequence[SystemContact] = ()
    left: SystemContact | None = None
    questions: Sequence[HousingQuestion] = ()

    @property
    def blocked(self) -> SystemContact | None:
        """The delay that is open, if one is."""
        return next((one for one in self.delays if one.ended_on is None), None)

    @property
    def unasked(self) -> list[str]:
        """Stages of the pathway that the stay has reached and nobody has asked housing at."""
        reached = ["admission", "stay", *(["discharge"] if self.left else [])]
        asked = {one.stage for one in self.questions}
        return [stage for stage in reached if stage not in asked]


@dataclass(frozen=True)
class Whole:
    """All that is known of a person's safety, newest first."""

    community: RiskPlan | None
    ward: RiskPlan | None
    earlier: Sequence[RiskPlan]
    assessment: RiskAssessment | None
    decisions: Sequence[RiskDecision]
    concerns: Sequence[ConcernRow]
    incidents: Sequence[IncidentRow]
    complaints: Sequence[Complaint]
    stays: Sequence[Stay]
    contacts: Sequence[SystemContact]
    questions: Sequence[HousingQuestion] = field(default_factory=tuple)


def whole(person: str, *, seen_by: Scope) -> Whole:
    """All that is known of a person's safety."""
    plans = list(
        _of(RiskPlan, person, seen_by)
        .select_related("assessment")
        .order_by("-agreed_at", "-recorded_at", "-id")
    )
    standing = {one.setting: one for one in reversed(plans) if one.ended_on is None}
    assessments = RiskAssessment.objects.seen_by(seen_by).filter(person_id=person, voided=False)
    concerns = list(_of(SafeguardingConcern, person, seen_by).order_by("-raised_at", "-recorded_at", "-id"))
    incidents = list(_of(Incident, person, seen_by).order_by("-happened_at", "-recorded_at", "-id"))
    told = _told(concerns, incidents, seen_by)
    contacts = list(_of(SystemContact, person, seen_by).order_by("-happened_at", "-recorded_at", "-id"))
    questions = list(_of(HousingQuestion, person, seen_by).order_by("asked_at", "recorded_at", "id"))
    return Whole(
        community=standing.get(rules.COMMUNITY),
        ward=standing.get(rules.WARD),
        earlier=[one for one in plans if one.ended_on is not None],
        assessment=assessments.order_by("-assessed_at", "-recorded_at", "-id").first(),
        decisions=list(
            _of(RiskDecision, person, seen_by)
            .select_related("owner")
            .order_by(F("ended_on").desc(nulls_first=True), "-decided_at", "-recorded_at", "-id")
        ),
        concerns=[ConcernRow(one, rules.concern_state_of(one), told[one.pk]) for one in concerns],
        incidents=[IncidentRow(one, told[one.pk]) for one in incidents],
        complaints=list(_of(Complaint, person, seen_by).order_by("-received_at", "-recorded_at", "-id")),
        stays=_stays(contacts, questions),
        contacts=[one for one in contacts if one.kind not in rules.STAYS and one.stay_id is None],
        questions=questions,
    )


def _stays(contacts: Sequence[SystemContact], questions: Sequence[HousingQuestion]) -> list[Stay]:
    under: dict[str, list[SystemContact]] = defaultdict(list)
    for one in contacts:
        if one.stay_id:
            under[one.stay_id].append(one)
    asked: dict[str, list[HousingQuestion]] = defaultdict(list)
    for question in questions:
        asked[question.contact_id or ""].append(question)
    return [
        Stay(
            row=one,
            delays=[each for each in under[one.pk] if each.kind == rules.DELAY],
            left=next((each for each in under[one.pk] if each.kind == rules.DISCHARGE), None),
            questions=[
                question for key in (one.pk, *(each.pk for each in under[one.pk])) for question in asked[key]
            ],
        )
        for one in contacts
        if one.kind in rules.STAYS
    ]


def _told(
    concerns: Sequence[SafeguardingConcern], incidents: Sequence[Incident], seen_by: Scope
) -> dict[str, list[Notification]]:
    found: dict[str, list[Notification]] = defaultdict(list)
    rows = Notification.objects.seen_by(seen_by).filter(
        Q(concern__in=[one.pk for one in concerns]) | Q(incident__in=[one.pk for one in incidents]),
        voided=False,
    )
    for one in rows.order_by("due_on", "recorded_at", "id"):
        found[one.concern_id or one.incident_id].append(one)
    return found


def stay(key: str, *, seen_by: Scope) -> Stay | None:
    """One contact with the wider system, with what hangs on it; None beyond the scope."""
    rows = SystemContact.objects.seen_by(seen_by).filter(voided=False)
    first = rows.filter(pk=key).select_related("person", "team", "owner").first()
    if first is None:
        return None
    under = list(rows.filter(stay=first).select_related("owner").order_by("happened_at", "recorded_at", "id"))
    questions = HousingQuestion.objects.seen_by(seen_by).filter(
        contact_id__in=[first.pk, *(one.pk for one in under)], voided=False
    )
    return Stay(
        row=first,
        delays=[one for one in under if one.kind == rules.DELAY],
        left=next((one for one in under if one.kind == rules.DISCHARGE), None),
        questions=list(questions.order_by("asked_at", "recorded_at", "id")),
    )


def concern(key: str, *, seen_by: Scope) -> ConcernRow | None:
    """One concern; None beyond the scope."""
    rows = SafeguardingConcern.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found = rows.select_related("person", "team", "owner").first()
    if found is None:
        return None
    return ConcernRow(found, rules.concern_state_of(found), _told([found], [], seen_by)[found.pk])


def incident(key: str, *, seen_by: Scope) -> IncidentRow | None:
    """One incident; None beyond the scope."""
    rows = Incident.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found = rows.select_related("person", "team", "concern").first()
    return None if found is None else IncidentRow(found, _told([], [found], seen_by)[found.pk])


def row(model: Any, key: str, *, seen_by: Scope) -> Any:
    """One row of this room with its person; None beyond the scope."""
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related("person").first()


# --- the register


@dataclass(frozen=True)
class Register:
    """What is open in the reader's teams: concerns, blocked discharges, who must be told, complaints."""

    concerns: Sequence[ConcernRow]
    blocked: Sequence[SystemContact]
    to_tell: Sequence[Notification]
    complaints: Sequence[Complaint]
    on_wards: Sequence[SystemContact]

    @property
    def people(self) -> list[str]:
        """Keys of everybody whom it shows."""
        rows: list[Any] = [one.row for one in self.concerns]
        rows += [*self.blocked, *self.to_tell, *self.on_wards]
        rows += [one for one in self.complaints if one.person_id]
        return list(dict.fromkeys(str(one.person_id) for one in rows))


def register(*, seen_by: Scope, team: str | None = None, size: int = PAGE) -> Register:
    """What is open, oldest first; of one team, or of all that the reader sees."""

    def rows(model: Any, *hangs: str, **where: Any) -> Any:
        found = model.objects.seen_by(seen_by).filter(voided=False, **where)
        if team is not None:
            found = found.filter(team_id=team)
        return found.select_related("person", "team", *hangs)

    concerns = list(
        rows(SafeguardingConcern, "owner", closed_at=None).order_by("raised_at", "recorded_at", "id")[:size]
    )
    told = _told(concerns, [], seen_by)
    return Register(
        concerns=[ConcernRow(one, rules.concern_state_of(one), told[one.pk]) for one in concerns],
        blocked=list(
            rows(SystemContact, "owner", kind=rules.DELAY, ended_on=None).order_by(
                "happened_at", "recorded_at", "id"
            )[:size]
        ),
        to_tell=list(
            rows(Notification, told_at=None, not_needed="").order_by("due_on", "recorded_at", "id")[:size]
        ),
        complaints=list(
            rows(Complaint, "owner", responded_at=None).order_by("received_at", "recorded_at", "id")[:size]
        ),
        on_wards=list(
            rows(SystemContact, kind=rules.ADMISSION, ended_on=None).order_by(
                "happened_at", "recorded_at", "id"
            )[:size]
        ),
    )


# --- what hangs on taking part


@dataclass(frozen=True)
class Linked:
    """Incidents and concerns by the key of the activity or the community contact that they are about."""

    incidents: dict[str, list[Incident]]
    concerns: dict[str, list[SafeguardingConcern]]

    def on(self, key: str) -> list[tuple[str, Any]]:
        """("incident" or "concern", row) of an activity or a contact, newest first."""
        return [
            *(("concern", one) for one in self.concerns.get(key, ())),
            *(("incident", one) for one in self.incidents.get(key, ())),
        ]


def linked(person: str, *, seen_by: Scope) -> Linked:
    """What went wrong at a person's activities and with people in the community."""
    incidents: dict[str, list[Incident]] = defaultdict(list)
    concerns: dict[str, list[SafeguardingConcern]] = defaultdict(list)
    somewhere = ~Q(activity="") | ~Q(community_contact="")
    for found, model, day in (
        (incidents, Incident, "-happened_at"),
        (concerns, SafeguardingConcern, "-raised_at"),
    ):
        for one in _of(model, person, seen_by).filter(somewhere).order_by(day, "-id"):
            for key in filter(None, (one.activity, one.community_contact)):
                found[key].append(one)
    return Linked(incidents, concerns)


# --- choices


def teams(*, seen_by: Scope) -> list[Team]:
    """Teams whose register the reader may open."""
    found = Team.objects.filter(organisation_id=seen_by.organisation_id).select_related("service")
    if seen_by.reach is not Reach.ORGANISATION:
        found = found.filter(pk__in=seen_by.teams)
    return list(found)


def workers(*, seen_by: Scope) -> list[Worker]:
    """Who may own a concern, a delay or a complaint: colleagues who work here now."""
    found = Worker.objects.filter(organisation_id=seen_by.organisation_id, is_active=True)
    return list(found.order_by("name", "id"))


def concerns_of(person: str, *, seen_by: Scope) -> list[SafeguardingConcern]:
    """Open concerns of a person, for an incident to name."""
    rows = _of(SafeguardingConcern, person, seen_by).filter(closed_at=None)
    return list(rows.order_by("-raised_at", "-recorded_at", "-id"))


def _of(model: Any, person: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=person, voided=False)
