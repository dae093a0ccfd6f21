"""Support: started, its stages, its worker, extended, ended; and assessments of risk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.models import Worker
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import DESTINATION, SUPPORT_END
from goldthread.kernel.instants import civil_date, day_end
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import Told, tell, tell_all
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.actions.referrals import state_of
from goldthread.people.actions.sharing import check_sharing
from goldthread.people.models import (
    Extension,
    Person,
    Placement,
    Plan,
    Referral,
    RiskAssessment,
    StageSpell,
    Support,
)
from goldthread.people.rules import ReferralState


class SupportTold(TypedDict, total=False):
    """Support that starts. `stage` is its first stage, "" where the service has none."""

    id: str
    source: str
    person: Required[str]
    team: Required[str]
    worker: str | None
    referral: str | None
    started_on: Required[date]
    stage: str
    contacts_per_week: int | None
    planned_end_on: date | None
    offer: str
    offer_months: int | None
    employment_status_at_start: str
    hours_at_start: str
    in_contact: bool | None
    care_cluster: str
    housing_asked: bool | None
    housing_advice: bool | None
    housing_options: bool | None
    advocacy: bool | None
    moved_in_on: date | None
    out_of_work_ended_on: date | None


class StageTold(TypedDict, total=False):
    """A change of stage, with its rationale. The first stage of a support needs none."""

    id: str
    source: str
    support: Required[str]
    stage: Required[str]
    started_on: Required[date]
    contacts_per_week: int | None
    reason: str


class EndTold(TypedDict, total=False):
    """The end of a support."""

    support: Required[str]
    ended_on: Required[date]
    end_reason: str
    destination: str
    floated_off: bool | None
    light_offer: bool | None
    light_offer_employer: bool | None


class RiskTold(TypedDict, total=False):
    """An assessment of risk."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    assessed_at: Required[datetime]
    level: Required[str]
    reason: str
    review_due_on: date | None
    plan_in_place: bool | None
    worker: str | None


_STAGING = ("stage", "contacts_per_week")


@transaction.atomic
def start_supports(told: Sequence[SupportTold], *, by: Scope, at: datetime) -> list[Support]:
    """Start support: the team and the worker see the person from that day, the first stage begins."""
    for team in {one["team"] for one in told}:
        writing.check_team(team, by)
    for one in told:
        rules.check_not_ahead(one["started_on"], at=at, what="The first day of support")
        sentence = "Support cannot be planned to end before it starts. Check the dates."
        rules.check_order(one["started_on"], one.get("planned_end_on"), sentence)
    wanted = [{name: value for name, value in one.items() if name not in _STAGING} for one in told]
    rows = writing.made(Support, wanted, verb="people.start_support", by=by, at=at)
    pairs: dict[tuple[str, str], tuple[date, str | None]] = {}
    for row in rows:
        pairs[row.person_id, row.team_id] = (row.started_on, row.worker_id)
    writing.place(pairs, by=by, at=at)
    first: list[StageTold] = [
        {
            "support": row.pk,
            "stage": one["stage"],
            "started_on": row.started_on,
            "contacts_per_week": one.get("contacts_per_week"),
        }
        for row, one in zip(rows, told, strict=True)
        if one.get("stage")
    ]
    move_stages(first, by=by, at=at)
    return rows


@transaction.atomic
def start_support(*, by: Scope, at: datetime, **told: Unpack[SupportTold]) -> Support:
    """Start one support; where it comes of a referral, that was accepted and has none yet."""
    if key := told.get("referral"):
        referral = writing.seen(Referral, key, by)
        if referral.person_id != writing.key_of(told["person"]):
            raise Refused("This referral is somebody else's. Open the person again.")
        # Two who start support of one referral at once: the second waits, and then finds it started.
        Referral.every.select_for_update().get(pk=referral.pk)
        rules.check_next(state_of(referral), ReferralState.STARTED)
        before = "Support cannot start before the referral came. Check the date."
        rules.check_order(civil_date(referral.received_at), told["started_on"], before)
    if worker := told.get("worker"):
        writing.check_worker(worker, by)
    return start_supports([told], by=by, at=at)[0]


@transaction.atomic
def change_support(support: Support | str, *, version: int, by: Scope, at: datetime, **told: Any) -> Support:
    """Mend what a running support says of its start and of the universal offer."""
    row = writing.seen(Support, support, by)
    mendable = set(SupportTold.__annotations__) - {"id", "source", "person", "team", "worker", "referral"}
    if beyond := set(told) - (mendable - {*_STAGING, "planned_end_on"}):
        raise TypeError(f"{sorted(beyond)} of a support are not mended here")
    rules.check_not_ahead(told.get("started_on"), at=at, what="The first day of support")
    return writing.changed(row, told, verb="people.change_support", by=by, at=at, version=version)


@transaction.atomic
def move_stages(told: Sequence[StageTold], *, by: Scope, at: datetime) -> list[StageSpell]:
    """Move people to stages, in the order of the days: the stage before ends the day before."""
    supports = _supports((one["support"] for one in told), by)
    running = _running(StageSpell, supports)
    moves = sorted(told, key=lambda one: one["started_on"])
    wanted: list[dict[str, Any]] = []
    latest: dict[str, dict[str, Any]] = {}
    closing: list[StageSpell] = []
    for one in moves:
        key, day = one["support"], one["started_on"]
        before = latest.get(key) or (dict(vars(running[key])) if key in running else None)
        _check_move(supports[key], before, one, at=at)
        if key in latest:
            latest[key]["ended_on"] = max(latest[key]["started_on"], day - timedelta(days=1))
        elif key in running:
            running[key].ended_on = max(running[key].started_on, day - timedelta(days=1))
            closing.append(running[key])
        latest[key] = {**one, "person": supports[key].person_id}
        wanted.append(latest[key])
    # What ends goes first: a support is on one stage at a time, and the database says so too.
    _write(StageSpell, closing, ["ended_on"], at=at)
    return writing.made(StageSpell, wanted, verb="people.move_stage", by=by, at=at)


def move_stage(*, by: Scope, at: datetime, **told: Unpack[StageTold]) -> StageSpell:
    """Move one person to another stage."""
    return move_stages([told], by=by, at=at)[0]


def _check_move(support: Support, before: dict[str, Any] | None, one: StageTold, *, at: datetime) -> None:
    day = one["started_on"]
    stage, began = (before["stage"], before["started_on"]) if before else (None, None)
    rules.check_stage(stage, one["stage"], one.get("reason", ""))
    rules.check_not_ahead(day, at=at, what="A stage")
    early = "A stage cannot begin before the support, or before the stage it follows. Check the date."
    rules.check_order(support.started_on, day, early)
    rules.check_order(began, day, early)
    if support.ended_on is not None:
        rules.check_order(day, support.ended_on, "This support has ended: its stages are over.")


@transaction.atomic
def hand_over_worker(
    support: Support | str, *, worker: str, reason: str = "", by: Scope, at: datetime
) -> Support:
    """Somebody else becomes the person's named worker."""
    row = writing.seen(Support, support, by)
    if row.ended_on is not None:
        raise Refused("This support has ended. Record new support to name a worker.")
    taking = writing.check_worker(worker, by)
    if taking.pk == row.worker_id:
        raise Refused(f"{taking.name} is the named worker already.")
    writing.place({(row.person_id, row.team_id): (civil_date(at), taking.pk)}, by=by, at=at)
    return writing.changed(row, {"worker": taking.pk}, verb="people.hand_over_worker", by=by, at=at)


@transaction.atomic
def extend_support(
    support: Support | str,
    *,
    planned_end_on: date,
    reason: str,
    agreed_on: date | None = None,
    by: Scope,
    at: datetime,
) -> Extension:
    """Support goes on beyond its planned end, with the reason."""
    row = writing.seen(Support, support, by)
    if row.ended_on is not None:
        raise Refused("This support has ended: it cannot be extended.")
    if row.planned_end_on is not None and planned_end_on <= row.planned_end_on:
        raise Refused("An extension ends after the planned end. Choose a later day.")
    rules.check_order(row.started_on, planned_end_on, "An extension ends after the start. Check the date.")
    told = {
        "person": row.person_id,
        "support": row.pk,
        "agreed_on": agreed_on or civil_date(at),
        "planned_end_before": row.planned_end_on,
        "planned_end_on": planned_end_on,
        "reason": rules.plain(reason, 2_000, "The reason", required=True),
    }
    rules.check_not_ahead(told["agreed_on"], at=at, what="The day it was agreed")
    extension = writing.made(Extension, [told], verb="people.extend_support", by=by, at=at)[0]
    row.change(version=row.version, at=at, planned_end_on=planned_end_on)
    return extension


@transaction.atomic
def end_supports(told: Sequence[EndTold], *, by: Scope, at: datetime) -> list[Support]:
    """End supports, with their stages and plans; their teams see the people for some time yet."""
    by.check(May.RECORD)
    supports = _supports((one["support"] for one in told), by)
    ending = [_ended(supports[one["support"]], one, at=at) for one in told]
    columns = [name for name in EndTold.__annotations__ if name != "support"]
    _write(Support, ending, columns, at=at)
    for model in (StageSpell, Plan):
        running = [
            one
            for lot in writing.chunks(supports)
            for one in model.every.filter(support_id__in=lot, ended_on=None, voided=False)
        ]
        for row in running:
            starts = row.started_on if isinstance(row, StageSpell) else civil_date(row.agreed_at)
            row.ended_on = max(starts, supports[row.support_id].ended_on or starts)
        _write(model, running, ["ended_on"], at=at)
    writing.leave(_leaving(ending), at=at)
    acts = [
        Told("people.end_support", [(writing.table_of(Support), one["support"])], [row.person_id], _said(one))
        for one, row in zip(told, ending, strict=True)
    ]
    tell_all(acts, by=by, at=at)
    return ending


def _said(one: EndTold) -> dict[str, Any]:
    return writing.said(Support, {name: value for name, value in one.items() if name != "support"})


@transaction.atomic
def end_support(
    *,
    employer: str = "",
    lawful_reason: str = "",
    second_person: str | None = None,
    by: Scope,
    at: datetime,
    **told: Unpack[EndTold],
) -> Support:
    """End one support. The reason is needed: a service that does not know why people leave learns nothing.

    Where the employer was told that they may come back and ask, consent is looked for and the check is kept;
    `employer` is its name.
    """
    if not told.get("end_reason"):
        raise Refused("Say why support ends.")
    if told.get("light_offer_employer"):
        ended = told["ended_on"]
        rules.check_not_ahead(ended, at=at, what="The last day of support")
        check_sharing(
            writing.seen(Support, told["support"], by).person_id,
            purpose="employer_liaison",
            recipient=rules.plain(employer, 200, "The name of the employer"),
            lawful_reason=lawful_reason,
            second_person=second_person or None,
            shared_at=at if ended == civil_date(at) else day_end(ended),
            by=by,
            at=at,
        )
    return end_supports([told], by=by, at=at)[0]


def _ended(support: Support, one: EndTold, *, at: datetime) -> Support:
    day = one["ended_on"]
    if support.ended_on is not None:
        raise Refused("This support has ended already.")
    rules.check_not_ahead(day, at=at, what="The last day of support")
    rules.check_order(support.started_on, day, "Support cannot end before it starts. Check the dates.")
    rules.check_told({"end_reason": SUPPORT_END, "destination": DESTINATION}, one, on=day)
    for name, value in writing.tidied(Support, {k: v for k, v in one.items() if k != "support"}).items():
        setattr(support, name, value)
    return support


def _leaving(ended: Sequence[Support]) -> dict[tuple[str, str], tuple[date, int]]:
    """Placements that end with these supports: no other runs with the team, and no referral waits there."""
    still = {
        (one.person_id, one.team_id)
        for lot in writing.chunks(row.person_id for row in ended)
        for rows in (
            Support.every.filter(person_id__in=lot, ended_on=None, voided=False),
            Referral.every.filter(person_id__in=lot, decision="", voided=False),
        )
        for one in rows
    }
    leaving: dict[tuple[str, str], tuple[date, int]] = {}
    for row in ended:
        pair = (row.person_id, row.team_id)
        if pair not in still and row.ended_on is not None:
            last = max(row.ended_on, leaving.get(pair, (row.ended_on, 0))[0])
            leaving[pair] = (last, rules.SEEN_AFTER_SUPPORT)
    return leaving


@transaction.atomic
def move_to_team(
    person: Person | str, *, team: str, worker: str | None = None, by: Scope, at: datetime
) -> Placement:
    """Another team of the organisation sees the person too, from today: for joint work, or before a move."""
    by.check(May.RECORD)
    row = writing.seen(Person, person, by)
    found = writing.check_team(team, by, own=False)
    writing.place({(row.pk, found.pk): (civil_date(at), worker)}, by=by, at=at)
    placed: Placement = Placement.every.get(person=row, team=found, ended_on=None, voided=False)
    subjects = [("people.placement", placed.pk)]
    tell("people.move_to_team", by=by, at=at, subjects=subjects, people=[row.pk], content={"team": found.pk})
    return placed


@transaction.atomic
def assess_risks(told: Sequence[RiskTold], *, by: Scope, at: datetime) -> list[RiskAssessment]:
    """Assessments of risk, each with the day its review is due."""
    for one in told:
        rules.check_not_ahead(one["assessed_at"], at=at, what="The assessment")
        if not one["level"]:
            raise Refused("Choose the level of risk.")
        sentence = "A review is due after the assessment. Check the dates."
        rules.check_order(civil_date(one["assessed_at"]), one.get("review_due_on"), sentence)
    return writing.made(RiskAssessment, told, verb="people.assess_risk", by=by, at=at)


def assess_risk(*, by: Scope, at: datetime, **told: Unpack[RiskTold]) -> RiskAssessment:
    """Assess one person's risk; whoever records it assessed it, unless said."""
    if isinstance(by.worker, Worker):
        told.setdefault("worker", by.worker.pk)
    return assess_risks([told], by=by, at=at)[0]


def _supports(keys: Iterable[str], by: Scope) -> dict[str, Support]:
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Support] = {}
    by = by.doing(May.RECORD)
    for lot in writing.chunks(wanted):
        found |= {row.pk: row for row in Support.objects.seen_by(by).filter(pk__in=lot, voided=False)}
    if len(found) != len(wanted):
        raise Refused(writing.NOT_SEEN)
    return found


def _running(model: type[StageSpell], supports: Iterable[str]) -> dict[str, StageSpell]:
    return {
        row.support_id: row
        for lot in writing.chunks(supports)
        for row in model.every.select_for_update().filter(support_id__in=lot, ended_on=None, voided=False)
    }


def _write(model: Any, rows: Sequence[Any], columns: Sequence[str], *, at: datetime) -> None:
    for row in rows:
        row.version, row.changed_at = row.version + 1, at
    model.every.bulk_update(rows, [*columns, "version", "changed_at"], batch_size=writing.CHUNK)
