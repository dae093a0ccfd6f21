"""Clocks that begin with inclusion: baselines, steps and reviews of a graded plan, contacts to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q

from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.contracts.standards import Answers, Asked, Begun, Response, Start
from goldthread.inclusion.models import CommunityContact, ExposurePlan, ExposureStep, IsolationMeasure
from goldthread.inclusion.rules import CONFIRMED_EVERY
from goldthread.people.models import Support

FOR_INCLUSION = ("inclusion", "combined")  # kinds of service that ask everybody how isolated they are


def _supports(asked: Asked) -> Iterator[Begun]:
    """Support for inclusion from its first day; other support from the day a graded plan was agreed."""
    plans: dict[str, date] = {}
    agreed = ExposurePlan.objects.seen_by(asked.seen_by).filter(voided=False, support__isnull=False)
    for support, day in agreed.values_list("support_id", "agreed_on"):
        plans[support] = min(day, plans.get(support, day))
    rows = asked.rows(Support, **asked.unanswered(ended_on__isnull=True))
    rows = rows.filter(Q(team__service__kind__in=FOR_INCLUSION) | Q(pk__in=list(plans)))
    if not asked.answered:
        known = IsolationMeasure.objects.seen_by(asked.seen_by).filter(voided=False, baseline=True)
        rows = rows.exclude(pk__in=known.filter(support__isnull=False).values("support_id"))
    for key, person, team, started, kind in rows.values_list(
        "id", "person_id", "team_id", "started_on", "team__service__kind"
    ):
        began = started if kind in FOR_INCLUSION else max(started, plans[key])
        yield Begun("support", key, person, began, team=team)


def _baselines(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """A baseline of the support; one that was taken before a graded plan was agreed counts from that day."""
    found: dict[str, list[date]] = defaultdict(list)
    first = {one.record: one.started for one in begun}
    rows = IsolationMeasure.objects.seen_by(asked.seen_by).filter(
        voided=False, baseline=True, support_id__in=list(first)
    )
    for support, day in rows.values_list("support_id", "measured_on"):
        started = first[support]
        found[support].append(max(day, started) if type(started) is date else day)
    return found


def _steps(asked: Asked) -> Iterator[Begun]:
    """Steps agreed for a day: the day comes."""
    rows = asked.rows(
        ExposureStep,
        planned_on__lte=asked.until,
        dropped_on__isnull=True,
        plan__voided=False,
        **asked.unanswered(reached_on__isnull=True, plan__ended_on__isnull=True),
    )
    for key, person, team, due, reached, level in rows.values_list(
        "id", "person_id", "plan__support__team_id", "planned_on", "reached_on", "level"
    ):
        yield Begun(
            *("exposure_step", key, person, due),
            team=team,
            own={"exposure_step.reached": reached},
            detail=PARTICIPATION.label(level).lower(),
        )


def _reviews(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(ExposurePlan, ended_on__isnull=True, review_due_on__lte=asked.until)
    for key, person, team, due in rows.values_list("id", "person_id", "support__team_id", "review_due_on"):
        # By construction nobody has since: who reviews it moves the day.
        yield Begun("exposure_plan", key, person, due, team=team, own={"exposure_plan.reviewed": None})


def _contacts(asked: Asked) -> Iterator[Begun]:
    """Community contacts that nobody confirmed for a quarter, of people whose support runs."""
    running = Support.objects.seen_by(asked.seen_by).filter(ended_on=None, voided=False)
    rows = asked.rows(CommunityContact, ended_on__isnull=True, person_id__in=running.values("person_id"))
    every = timedelta(days=CONFIRMED_EVERY)
    for key, person, team, began, last in rows.filter(person__died_on__isnull=True).values_list(
        "id", "person_id", "support__team_id", "started_on", "last_confirmed_on"
    ):
        due = (last or began) + every
        if due <= asked.until:
            own = {"community_contact.confirmed": None}
            yield Begun("community_contact", key, person, due, team=team, own=own)


STARTS: dict[str, Start] = {
    "support.inclusion_begun": _supports,
    "exposure_step.planned": _steps,
    "exposure_plan.review_due": _reviews,
    "community_contact.confirmation_due": _contacts,
}
RESPONSES: dict[str, Response] = {
    "isolation_measure.baseline": Response(
        "Ask how the person takes part: the baseline", "isolation.measure", _baselines
    ),
    "exposure_step.reached": Response("Look at the step of the graded plan", "exposure.step"),
    "exposure_plan.reviewed": Response("Review the graded plan", "exposure.review"),
    "community_contact.confirmed": Response(
        "Ask whether they are still in touch", "community_contact.confirm"
    ),
}
