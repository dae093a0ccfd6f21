"""Warnings acted on, and support stepped up, reviewed and stepped down again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from goldthread.access.rules import NotAllowed
from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.contacts.actions.proving import leads, prove, row_of
from goldthread.contacts.around import around
from goldthread.contacts.models import EarlyWarning, Milestone, StepEpisode, StepReview
from goldthread.kernel.instants import as_instant, civil_date, to_london
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import Told, tell_all

BATCH = 500
RUNNING = "Support is stepped up already. Review that step-up, or end it first."


@dataclass(frozen=True)
class NewWarning:
    """A warning seen outside a contact. `person`, `support` and `job`, where it was seen, are keys."""

    person: str
    kind: str
    raised_at: datetime
    in_work: bool | None = None
    threshold_crossed: bool | None = None
    support: str = ""
    acted_at: datetime | None = None
    action: str = ""
    job: str = ""


@dataclass(frozen=True)
class NewStepUp:
    """Increased support to open. `early_warning` is the key of the warning that it answers, or blank."""

    person: str
    reason: str
    opened_at: datetime
    early_warning: str = ""
    same_day_offer: bool | None = True
    step_down_plan: str = ""
    step_down_agreed_on: date | None = None
    planned_end_on: date | None = None
    review_due_on: date | None = None
    support: str = ""


@dataclass(frozen=True)
class NewReview:
    """A review of a step-up. `senior`: held by somebody who leads."""

    episode: str
    reviewed_on: date
    senior: bool | None = None
    decision: str = ""
    words: str = ""


@dataclass(frozen=True)
class NewMilestone:
    """A step-down milestone reached. `plan` is the key of the step-down plan, or blank."""

    person: str
    kind: str
    reached_on: date
    plan: str = ""
    support: str = ""


@transaction.atomic
def raise_warnings(warnings: Sequence[NewWarning], *, by: Scope, at: datetime) -> list[EarlyWarning]:
    """Record warnings that were seen outside a contact."""
    prove({one.person for one in warnings}, by)
    supports = _supports([(one.person, as_instant(one.raised_at)) for one in warnings])
    rows = []
    for one, support in zip(warnings, supports, strict=True):
        rules.check_warning_kind(one.kind, civil_date(one.raised_at))
        _not_ahead(one.raised_at, at)
        rows.append(
            EarlyWarning.new(
                by=by,
                at=at,
                person_id=one.person,
                support_id=one.support or support,
                job_id=one.job or None,
                raised_at=as_instant(one.raised_at),
                kind=one.kind,
                in_work=one.in_work,
                threshold_crossed=one.threshold_crossed,
                acted_at=as_instant(one.acted_at) if one.acted_at else None,
                action=one.action.strip(),
            )
        )
    EarlyWarning.every.bulk_create(rows, batch_size=BATCH)
    _tell_rows("contacts.raise_warning", "contacts.early_warning", rows, by=by, at=at)
    return rows


@transaction.atomic
def act_on_warning(
    key: str, *, action: str, acted_at: datetime | None = None, by: Scope, at: datetime
) -> EarlyWarning:
    """Say what was first done about a warning. What was done later belongs to the contacts or the step-up."""
    row: EarlyWarning = row_of(EarlyWarning, key, by, "warning")
    when = as_instant(acted_at or at)
    _not_ahead(when, at)
    if row.acted_at is not None:
        raise Refused("This warning was acted on already. Record what was done since as a contact.")
    if when < row.raised_at:
        raise Refused("The action lies before the warning. Correct the day or the time.")
    words = rules.need_words(action, "what was done")
    row.change(version=row.version, at=as_instant(at), acted_at=when, action=words)
    _tell_rows("contacts.act_on_warning", "contacts.early_warning", [row], by=by, at=at)
    return row


def open_step_up(entry: NewStepUp, *, by: Scope, at: datetime) -> StepEpisode:
    """Step support up for one person: see `open_step_ups`."""
    return open_step_ups([entry], by=by, at=at)[0]


@transaction.atomic
def open_step_ups(entries: Sequence[NewStepUp], *, by: Scope, at: datetime) -> list[StepEpisode]:
    """Step support up, with its reason, its planned end and the day of its first review (a week on).

    Refused while another step-up of the person runs. Answers the warning that it follows, if nobody had.
    """
    prove({entry.person for entry in entries}, by)
    moment = as_instant(at)
    running = StepEpisode.every.filter(
        person_id__in=[entry.person for entry in entries], ended_on__isnull=True, voided=False
    )
    taken = set(running.values_list("person_id", flat=True))
    supports = _supports([(entry.person, as_instant(entry.opened_at)) for entry in entries])
    rows = []
    for entry, support in zip(entries, supports, strict=True):
        if entry.person in taken:
            raise Refused(RUNNING)
        taken.add(entry.person)
        _not_ahead(entry.opened_at, at)
        warning = _warning_of(entry, by)
        row = StepEpisode.new(
            by=by,
            at=moment,
            person_id=entry.person,
            support_id=entry.support or support,
            early_warning=warning,
            opened_at=as_instant(entry.opened_at),
            reason=rules.need_words(entry.reason, "why support is stepped up"),
            same_day_offer=entry.same_day_offer,
            step_down_plan=entry.step_down_plan.strip(),
            step_down_agreed_on=entry.step_down_agreed_on
            or (civil_date(entry.opened_at) if entry.step_down_plan.strip() else None),
            review_due_on=rules.step_up_dates(entry.opened_at, entry.planned_end_on, entry.review_due_on),
            planned_end_on=entry.planned_end_on,
        )
        rows.append(row)
        if warning is not None and warning.acted_at is None:
            warning.change(
                version=warning.version, at=moment, acted_at=row.opened_at, action="Support stepped up"
            )
    try:
        with transaction.atomic():
            StepEpisode.every.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        # Somebody else opened one at the same moment.
        raise Refused(RUNNING) from None
    _tell_rows("contacts.open_step_up", "contacts.step_episode", rows, by=by, at=moment)
    return rows


@transaction.atomic
def check_in(
    key: str, *, when: datetime | None = None, version: int | None = None, by: Scope, at: datetime
) -> StepEpisode:
    """Say that the person was checked in on after their support was stepped up."""
    row = _running(key, by)
    moment = as_instant(when or at)
    _after_opening(row, moment, at)
    if row.same_day_check_in_at is not None:
        raise Refused("The check-in is recorded already. Record what is new as a contact.")
    row.change(version=version or row.version, at=as_instant(at), same_day_check_in_at=moment)
    _tell_rows("contacts.check_in", "contacts.step_episode", [row], by=by, at=at)
    return row


@transaction.atomic
def record_step_action(
    key: str,
    *,
    what: str,
    when: datetime | None = None,
    version: int | None = None,
    by: Scope,
    at: datetime,
) -> StepEpisode:
    """Add an action of the step-up; the first one stops the clock of 24 hours."""
    row = _running(key, by)
    moment = as_instant(when or at)
    _after_opening(row, moment, at)
    words = rules.need_words(what, "what was done", most=1_000)
    line = f"{to_london(moment):%Y-%m-%d %H:%M} {words}"
    actions = f"{row.actions}\n{line}".strip()
    if len(actions) > 4_000:
        raise Refused("This step-up lists all the actions it can hold. Record this one as a contact.")
    first = moment if row.acted_at is None else min(moment, row.acted_at)
    row.change(version=version or row.version, at=as_instant(at), actions=actions, acted_at=first)
    _tell_rows("contacts.record_step_action", "contacts.step_episode", [row], by=by, at=at)
    return row


@transaction.atomic
def agree_step_down(
    key: str, *, plan: str, agreed_on: date, version: int | None = None, by: Scope, at: datetime
) -> StepEpisode:
    """Agree how support steps down again, where that was not done at the outset."""
    row = _running(key, by)
    if not civil_date(row.opened_at) <= agreed_on <= civil_date(at):
        raise Refused("The day lies before the step-up or is yet to come. Correct it.")
    words = rules.need_words(plan, "how support steps down again", most=4_000)
    row.change(
        version=version or row.version,
        at=as_instant(at),
        step_down_plan=words,
        step_down_agreed_on=row.step_down_agreed_on or agreed_on,
    )
    _tell_rows("contacts.agree_step_down", "contacts.step_episode", [row], by=by, at=at)
    return row


def review_step_up(entry: NewReview, *, by: Scope, at: datetime) -> StepReview:
    """Review one step-up: see `review_step_ups`."""
    return review_step_ups([entry], by=by, at=at)[0]


@transaction.atomic
def review_step_ups(entries: Sequence[NewReview], *, by: Scope, at: datetime) -> list[StepReview]:
    """Record reviews of step-ups; the next is due a week later while they run.

    Refused: a review said to be a senior's, recorded by somebody who does not lead.
    """
    rows = []
    for entry in entries:
        episode: StepEpisode = row_of(StepEpisode, entry.episode, by, "step-up")
        senior = leads(episode, by)
        if entry.senior and not senior:
            raise NotAllowed("A senior's review is recorded by a team leader or manager. Ask yours.")
        if entry.decision and entry.decision not in rules.REVIEW_DECISIONS:
            raise Refused("Choose one of the decisions shown.")
        if not civil_date(episode.opened_at) <= entry.reviewed_on <= civil_date(at):
            raise Refused("The review lies before the step-up or is yet to come. Correct the day.")
        rows.append(
            StepReview.new(
                by=by,
                at=as_instant(at),
                person_id=episode.person_id,
                step_episode=episode,
                reviewed_on=entry.reviewed_on,
                senior=senior if entry.senior is None else entry.senior,
                decision=entry.decision,
                words=entry.words.strip()[:2_000],
            )
        )
        # The day of the first review stays: it is what was promised. Later ones follow from the last held.
    StepReview.every.bulk_create(rows, batch_size=BATCH)
    _tell_rows("contacts.review_step_up", "contacts.step_review", rows, by=by, at=at)
    return rows


@transaction.atomic
def end_step_up(
    key: str,
    *,
    ended_on: date,
    back_to_baseline: bool | None,
    reason: str,
    version: int | None = None,
    by: Scope,
    at: datetime,
) -> StepEpisode:
    """End a step-up: whether support is back at the baseline, and why it ends."""
    row = _running(key, by)
    if not civil_date(row.opened_at) <= ended_on <= civil_date(at):
        raise Refused("The end lies before the step-up or is yet to come. Correct the day.")
    row.change(
        version=version or row.version,
        at=as_instant(at),
        ended_on=ended_on,
        back_to_baseline=back_to_baseline,
        end_reason=rules.need_words(reason, "why the step-up ends"),
    )
    _tell_rows("contacts.end_step_up", "contacts.step_episode", [row], by=by, at=at)
    return row


def reach_milestone(entry: NewMilestone, *, by: Scope, at: datetime) -> Milestone:
    """Record one milestone: see `reach_milestones`."""
    return reach_milestones([entry], by=by, at=at)[0]


@transaction.atomic
def reach_milestones(entries: Sequence[NewMilestone], *, by: Scope, at: datetime) -> list[Milestone]:
    """Record step-down milestones reached."""
    prove({entry.person for entry in entries}, by)
    supports = _supports([(entry.person, as_instant(at)) for entry in entries])
    rows = []
    for entry, support in zip(entries, supports, strict=True):
        rules.check_milestone(entry.kind, entry.reached_on)
        if entry.reached_on > civil_date(at):
            raise Refused("A milestone is recorded once it is reached. Correct the day.")
        rows.append(
            Milestone.new(
                by=by,
                at=as_instant(at),
                person_id=entry.person,
                plan_id=entry.plan or None,
                support_id=entry.support or support,
                kind=entry.kind,
                reached_on=entry.reached_on,
            )
        )
    Milestone.every.bulk_create(rows, batch_size=BATCH)
    _tell_rows("contacts.reach_milestone", "contacts.milestone", rows, by=by, at=at)
    return rows


def _running(key: str, by: Scope) -> StepEpisode:
    row: StepEpisode = row_of(StepEpisode, key, by, "step-up")
    if row.ended_on is not None:
        raise Refused("This step-up has ended. Open another if support is needed again.")
    return row


def _warning_of(entry: NewStepUp, by: Scope) -> EarlyWarning | None:
    if not entry.early_warning:
        return None
    warning: EarlyWarning = row_of(EarlyWarning, entry.early_warning, by, "warning")
    if warning.person_id != entry.person:
        raise Refused("This warning is another person's. Go back and choose it again.")
    if as_instant(entry.opened_at) < warning.raised_at:
        raise Refused("The step-up lies before the warning that it answers. Correct the day or the time.")
    return warning


def _after_opening(row: StepEpisode, moment: datetime, at: datetime) -> None:
    _not_ahead(moment, at)
    if moment < row.opened_at:
        raise Refused("This lies before the step-up. Correct the day or the time.")


def _not_ahead(moment: datetime, at: datetime) -> None:
    if as_instant(moment) > as_instant(at) + rules.AHEAD:
        raise Refused("This is yet to come. Record it once it has happened, or correct the time.")


def _supports(asked: Sequence[tuple[str, datetime]]) -> list[str | None]:
    """The key of each person's support at a moment; None where there was none."""
    if not asked:
        return []
    moments = [moment for _, moment in asked]
    known = around({person for person, _ in asked}, first=min(moments), last=max(moments))
    found = [known.support_on(person, civil_date(moment)) for person, moment in asked]
    return [support.id if support else None for support in found]


def _tell_rows(verb: str, table: str, rows: Sequence[object], *, by: Scope, at: datetime) -> None:
    acts = [Told(verb, [(table, row.id)], [row.person_id]) for row in rows]  # type: ignore[attr-defined]
    tell_all(acts, by=by, at=at)
