"""One person, whole: header, referrals, support, plans, consent; and what a form offers to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef

from goldthread.access.kept import Exists
from goldthread.access.models import Organisation, Team, Worker
from goldthread.access.rules import Reach
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.people import rules
from goldthread.people.models import (
    AccessNeed,
    Consent,
    Enquiry,
    Extension,
    Interest,
    Person,
    Plan,
    PlanAction,
    PlanSign,
    PlanTask,
    Profile,
    Referral,
    RiskAssessment,
    SamePerson,
    SharingCheck,
    StageSpell,
    Support,
    Variation,
)
from goldthread.people.rules import ReferralState


def person(key: str, *, seen_by: Scope) -> Person | None:
    """The person, or None where there is none within the scope."""
    found: Person | None = Person.objects.seen_by(seen_by).filter(pk=key, voided=False).first()
    return found


@dataclass(frozen=True)
class Header:
    """What stands on every page of a person: who, what they need, where they are in support, their risk."""

    person: Person
    needs: Sequence[AccessNeed]
    support: Support | None
    stage: StageSpell | None
    risk: RiskAssessment | None
    worker: Worker | None
    team: Team | None

    @property
    def pk(self) -> str:
        """The key of the person: a look at the header is a look at them."""
        return str(self.person.pk)


def header(key: str, *, seen_by: Scope) -> Header | None:
    """The header of a person; None where they are not within the scope."""
    found = person(key, seen_by=seen_by)
    if found is None:
        return None
    supports = _of(Support, key, seen_by).select_related("team", "worker")
    support = supports.order_by(
        F("ended_on").desc(nulls_first=True), "-started_on", "-recorded_at", "-id"
    ).first()
    stages = _of(StageSpell, key, seen_by).filter(support=support, ended_on=None) if support else None
    return Header(
        person=found,
        needs=tuple(access_needs(key, seen_by=seen_by)),
        support=support,
        stage=stages.first() if stages is not None else None,
        risk=_of(RiskAssessment, key, seen_by).order_by("-assessed_at", "-recorded_at", "-id").first(),
        worker=support.worker if support else None,
        team=support.team if support else None,
    )


def access_needs(key: str, *, seen_by: Scope) -> Any:
    """The person's access needs that hold now, oldest first."""
    return _of(AccessNeed, key, seen_by).filter(ended_on=None).order_by("started_on", "recorded_at", "id")


def enquiry(key: str, *, seen_by: Scope) -> Enquiry | None:
    """One enquiry; None beyond the scope."""
    found: Enquiry | None = (
        Enquiry.objects.seen_by(seen_by)
        .filter(pk=key, voided=False)
        .select_related("team", "referral")
        .first()
    )
    return found


def referral(key: str, *, seen_by: Scope) -> Referral | None:
    """One referral; None beyond the scope."""
    found: Referral | None = (
        Referral.objects.seen_by(seen_by)
        .filter(pk=key, voided=False)
        .select_related("person", "team")
        .first()
    )
    return found


def accepted(key: str, *, seen_by: Scope) -> Referral | None:
    """The person's referral that was accepted and of which no support has come yet, the newest."""
    of_referral = Support.objects.seen_by(seen_by).filter(referral=OuterRef("pk"), voided=False)
    rows = _of(Referral, key, seen_by).filter(~Exists(of_referral), decision="accepted")
    found: Referral | None = rows.order_by("-received_at", "-recorded_at", "-id").first()
    return found


def state(row: Referral, *, seen_by: Scope) -> ReferralState:
    """Where a referral stands."""
    started = Support.objects.seen_by(seen_by).filter(referral=row, voided=False).exists()
    return rules.referral_state(
        responded=row.responded_at is not None, decision=row.decision, started=started
    )


def referrals(key: str, *, seen_by: Scope) -> Any:
    """A person's referrals, newest first."""
    return _of(Referral, key, seen_by).select_related("team").order_by("-received_at", "-recorded_at", "-id")


def profiles(key: str, *, seen_by: Scope) -> Any:
    """What a person said of their work, newest first."""
    return _of(Profile, key, seen_by).order_by("-stated_on", "-recorded_at", "-id")


# --- support


@dataclass(frozen=True)
class SupportWhole:
    """A support with its stages, extensions, answers on paid work and deviations, oldest first."""

    support: Support
    stages: Sequence[StageSpell]
    extensions: Sequence[Extension]
    interests: Sequence[Interest]
    variations: Sequence[Variation]


def supports(key: str, *, seen_by: Scope) -> list[SupportWhole]:
    """A person's times of support, newest first, each whole."""
    rows = (
        _of(Support, key, seen_by)
        .select_related("team__service", "worker")
        .order_by("-started_on", "-recorded_at", "-id")
    )
    stages = list(_of(StageSpell, key, seen_by).order_by("started_on", "recorded_at", "id"))
    extensions = list(_of(Extension, key, seen_by).order_by("agreed_on", "recorded_at", "id"))
    interests = list(_of(Interest, key, seen_by).order_by("asked_on", "recorded_at", "id"))
    variations = list(
        _of(Variation, key, seen_by).select_related("worker").order_by("decided_on", "recorded_at", "id")
    )
    return [
        SupportWhole(
            row,
            [one for one in stages if one.support_id == row.pk],
            [one for one in extensions if one.support_id == row.pk],
            [one for one in interests if one.support_id == row.pk],
            [one for one in variations if one.support_id == row.pk],
        )
        for row in rows
    ]


def running(key: str, *, seen_by: Scope) -> list[tuple[Support, StageSpell | None]]:
    """A person's support that runs, newest first, each with the stage it is on."""
    rows = list(
        _of(Support, key, seen_by)
        .filter(ended_on=None)
        .select_related("team")
        .order_by("-started_on", "-recorded_at")
    )
    stages = _of(StageSpell, key, seen_by).filter(ended_on=None) if rows else ()
    on = {spell.support_id: spell for spell in stages}
    return [(row, on.get(row.pk)) for row in rows]


def support(key: str, *, seen_by: Scope) -> Support | None:
    """One support; None beyond the scope."""
    rows = Support.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: Support | None = rows.select_related("team__service", "worker").first()
    return found


def current_support(key: str, *, seen_by: Scope) -> Support | None:
    """The support of a person that runs, the last started; None where none runs."""
    running = _of(Support, key, seen_by).filter(ended_on=None)
    found: Support | None = running.order_by("-started_on", "-recorded_at", "-id").first()
    return found


def risks(key: str, *, seen_by: Scope) -> Any:
    """A person's assessments of risk, newest first."""
    return (
        _of(RiskAssessment, key, seen_by)
        .select_related("worker")
        .order_by("-assessed_at", "-recorded_at", "-id")
    )


# --- plans


@dataclass(frozen=True)
class PlanWhole:
    """A plan with its tasks, own early-warning signs and actions."""

    plan: Plan
    tasks: Sequence[PlanTask]
    signs: Sequence[PlanSign]
    actions: Sequence[PlanAction]


def plans(key: str, *, seen_by: Scope, current: bool = True) -> list[PlanWhole]:
    """A person's plans, newest first, each whole; the current ones unless `current` is False."""
    rows = _of(Plan, key, seen_by)
    if current:
        rows = rows.filter(ended_on=None)
    return _whole(list(rows.order_by("-agreed_at", "-recorded_at", "-id")), seen_by)


def plans_told(key: str, *, seen_by: Scope) -> list[Plan]:
    """A person's current plans without their parts, newest first."""
    return list(_of(Plan, key, seen_by).filter(ended_on=None).order_by("-agreed_at", "-recorded_at", "-id"))


def plan(key: str, *, seen_by: Scope) -> PlanWhole | None:
    """One plan, whole; None beyond the scope."""
    rows = list(Plan.objects.seen_by(seen_by).filter(pk=key, voided=False))
    return next(iter(_whole(rows, seen_by)), None)


def plan_on(key: str, *, day: date, seen_by: Scope) -> list[PlanWhole]:
    """The plans of a person that held on a day: by these a contact of that day is judged."""
    held = [
        one
        for one in plans(key, seen_by=seen_by, current=False)
        if civil_date(one.plan.agreed_at) <= day and (one.plan.ended_on is None or day <= one.plan.ended_on)
    ]
    newest: dict[tuple[str, str], PlanWhole] = {}
    for one in held:
        newest.setdefault((one.plan.support_id or "", one.plan.kind), one)
    return list(newest.values())


def _whole(rows: Sequence[Plan], seen_by: Scope) -> list[PlanWhole]:
    keys = [row.pk for row in rows]

    def parts(model: Any, *order: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for one in model.objects.seen_by(seen_by).filter(plan_id__in=keys, voided=False).order_by(*order):
            found.setdefault(one.plan_id, []).append(one)
        return found

    tasks, signs = parts(PlanTask, "position", "id"), parts(PlanSign, "position", "id")
    actions = parts(PlanAction, "due_on", "recorded_at", "id")
    return [
        PlanWhole(row, tasks.get(row.pk, []), signs.get(row.pk, []), actions.get(row.pk, [])) for row in rows
    ]


# --- consent


def consents(key: str, *, seen_by: Scope) -> Any:
    """A person's consents, newest first, those withdrawn and over included."""
    return _of(Consent, key, seen_by).order_by("-given_at", "-recorded_at", "-id")


def standing_consents(key: str, *, at: datetime, seen_by: Scope) -> list[Consent]:
    """A person's consents that stand at a moment, newest first."""
    return [one for one in consents(key, seen_by=seen_by) if rules.in_force(one, at=at)]


def sharing_checks(key: str, *, seen_by: Scope) -> Any:
    """When consent was looked for, newest first."""
    found = _of(SharingCheck, key, seen_by).select_related("consent", "second_person")
    return found.order_by("-checked_at", "-recorded_at", "-id")


# --- choices


def teams(*, seen_by: Scope, own: bool = True) -> Any:
    """Teams to choose from: those whose people the asker sees or, without `own`, all of the organisation."""
    found = Team.objects.filter(organisation_id=seen_by.organisation_id).select_related("service")
    if own and seen_by.reach is not Reach.ORGANISATION:
        found = found.filter(pk__in=seen_by.teams)
    return found


def workers(*, seen_by: Scope) -> Any:
    """Colleagues who work here now."""
    return Worker.objects.filter(organisation_id=seen_by.organisation_id, is_active=True)


def recipients(*, seen_by: Scope) -> Any:
    """Other organisations that take people on."""
    return Organisation.objects.filter(takes_enquiries=True).exclude(pk=seen_by.organisation_id)


def _of(model: Any, key: str, seen_by: Scope) -> Any:
    return model.objects.seen_by(seen_by).filter(person_id=key, voided=False)


def plan_task(key: str, *, seen_by: Scope) -> PlanTask | None:
    """One task of a plan; None beyond the scope."""
    rows = PlanTask.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: PlanTask | None = rows.select_related("plan").first()
    return found


def hand_overs(key: str, *, seen_by: Scope) -> Any:
    """To which organisations a person was handed over, newest first."""
    return (
        _of(SamePerson, key, seen_by)
        .select_related("recipient")
        .order_by("-handed_over_at", "-recorded_at", "-id")
    )


# What may be said to have been entered in error, by the word of its page.
VOIDABLE: dict[str, Any] = {
    "consent": Consent,
    "referral": Referral,
    "risk": RiskAssessment,
    "plan": Plan,
    "profile": Profile,
    "interest": Interest,
    "variation": Variation,
}


def voidable(table: str, key: str, *, seen_by: Scope) -> Any:
    """A row that may be said to have been entered in error; None beyond the scope."""
    model = VOIDABLE.get(table)
    return model.objects.seen_by(seen_by).filter(pk=key, voided=False).first() if model else None
