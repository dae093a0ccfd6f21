"""Clocks that begin with homes: risks, agreed actions, inspections, homes to confirm; and their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import RISK_ACTION, TENANCY_RISK_KIND
from goldthread.contracts.standards import Ahead, Answers, Asked, Begun, Known, Response, Start
from goldthread.housing.models import (
    Huddle,
    Inspection,
    Notice,
    RentBalance,
    Tenancy,
    TenancyRisk,
    TenancyRiskAction,
)
from goldthread.housing.rules import CONFIRMED_EVERY, INSPECTION, PLAN, answered_at
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date, say_money
from goldthread.people.models import Support

AHEAD_DAYS = 28  # ours: how far the end of a notice is told beforehand


def _risks(asked: Asked) -> Iterator[Begun]:
    rows = _theirs(asked, TenancyRisk).filter(**asked.unanswered(closed_at__isnull=True))
    for key, person, team, owner, raised, kind in rows.values_list(
        "id", "person_id", "team_id", "owner_id", "raised_at", "risk_kind"
    ):
        detail = TENANCY_RISK_KIND.label(kind).lower()
        yield Begun("tenancy_risk", key, person, raised, team=team, worker=owner, detail=detail)


def _theirs(asked: Asked, model: Any) -> Any:
    """Rows of a caseload, and those that the asker owns: an owner need not be the person's own worker."""
    if asked.people is None or asked.record is not None or asked.seen_by.worker is None:
        return asked.rows(model)
    rows = model.objects.seen_by(asked.seen_by).filter(voided=False)
    return rows.filter(Q(person_id__in=asked.people) | Q(owner=asked.seen_by.worker))


def _begun(asked: Asked, begun: Sequence[Begun]) -> dict[str, list[tuple[str, datetime]]]:
    rows = TenancyRiskAction.objects.seen_by(asked.seen_by).filter(
        voided=False, opened_at__isnull=False, tenancy_risk_id__in=[one.record for one in begun]
    )
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for risk, kind, opened in rows.values_list("tenancy_risk_id", "kind", "opened_at"):
        found[risk].append((kind, opened))
    return found


def _plan_and_first_action(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """The moment at which both were begun."""
    both = {key: answered_at(rows) for key, rows in _begun(asked, begun).items()}
    return {key: [moment] for key, moment in both.items() if moment is not None}


def _first_action(asked: Asked, begun: Sequence[Begun]) -> Answers:
    return {
        key: [moment for kind, moment in rows if kind != PLAN] for key, rows in _begun(asked, begun).items()
    }


def _actions(asked: Asked) -> Iterator[Begun]:
    """Actions agreed for a day: the day comes."""
    where = asked.unanswered(completed_at__isnull=True, tenancy_risk__closed_at__isnull=True)
    rows = _theirs(asked, TenancyRiskAction).filter(
        planned_by_on__lte=asked.until, tenancy_risk__voided=False, **where
    )
    for key, person, team, owner, due, done, kind in (
        rows.exclude(kind=PLAN)
        .filter(Q(abandoned__isnull=True) | Q(abandoned=False))
        .values_list(
            *("id", "person_id", "tenancy_risk__team_id", "owner_id", "planned_by_on", "completed_at"), "kind"
        )
    ):
        yield Begun(
            *("tenancy_risk_action", key, person, due),
            team=team,
            worker=owner,
            own={"tenancy_risk_action.completed": done},
            detail=RISK_ACTION.label(kind).lower(),
        )


def _inspections(asked: Asked) -> Iterator[Begun]:
    rows = asked.rows(
        Inspection,
        due_on__lte=asked.until,
        tenancy__ended_on__isnull=True,
        tenancy__voided=False,
        **asked.unanswered(held_on__isnull=True),
    )
    for key, person, team, due, held, kind in rows.values_list(
        "id", "person_id", "tenancy__team_id", "due_on", "held_on", "kind"
    ):
        yield Begun(
            *("inspection", key, person, due),
            team=team,
            own={"inspection.held": held},
            detail=INSPECTION.label(kind).lower(),
        )


def _tenancies(asked: Asked) -> Iterator[Begun]:
    """Homes that nobody confirmed for a quarter, of people whose support runs: the day comes to ask."""
    running = Support.objects.seen_by(asked.seen_by).filter(ended_on=None, voided=False)
    rows = asked.rows(Tenancy, ended_on__isnull=True, person_id__in=running.values("person_id"))
    rows = rows.exclude(status="ended").filter(person__died_on__isnull=True)
    every = timedelta(days=CONFIRMED_EVERY)
    for key, person, team, began, last in rows.values_list(
        "id", "person_id", "team_id", "started_on", "last_confirmed_on"
    ):
        due = (last or began) + every
        if due <= asked.until:
            # By construction nobody has since: who confirms it moves the day.
            yield Begun("tenancy", key, person, due, team=team, own={"tenancy.confirmed": None})


def _huddles(asked: Asked) -> Iterator[Begun]:
    """Of every team with open risks, to whoever leads it: since its last huddle, or its first risk."""
    if not asked.seen_by.may(May.LEAD) or asked.record is not None:
        return
    open_ones = TenancyRisk.objects.seen_by(asked.seen_by).filter(voided=False, closed_at=None)
    oldest = open_ones.filter(team__isnull=False, raised_at__lte=asked.at).values_list("team_id")
    last = Huddle.objects.seen_by(asked.seen_by).filter(voided=False, started_at__lte=asked.at)
    sat = dict(last.values_list("team_id").annotate(last=Max("started_at")))
    for team, first in oldest.annotate(first=Min("raised_at")):
        own = {"huddle.held": None}  # by construction: the last one began it
        yield Begun("huddle", team, None, sat.get(team, first), team=team, own=own, subject="Tenancy risks")


STARTS: dict[str, Start] = {
    "tenancy_risk.raised": _risks,
    "tenancy_risk_action.planned": _actions,
    "inspection.due": _inspections,
    "tenancy.confirmation_due": _tenancies,
    "huddle.expected": _huddles,
}
RESPONSES: dict[str, Response] = {
    "tenancy_risk.plan_and_first_action": Response(
        "Agree a plan and take a first action", "tenancy_risk.act", _plan_and_first_action
    ),
    "tenancy_risk.first_action": Response("Take a first action", "tenancy_risk.act", _first_action),
    "tenancy_risk_action.completed": Response("Complete what was agreed", "tenancy_risk_action.complete"),
    "huddle.held": Response("Hold the weekly huddle", "huddle.hold"),
    "inspection.held": Response("Record the inspection", "inspection.hold"),
    "tenancy.confirmed": Response("Make sure that the home is still held", "tenancy.confirm"),
}


def coming(asked: Asked) -> Iterable[Ahead]:
    """Notices that run out in the next weeks."""
    today = civil_date(asked.at)
    rows = asked.rows(
        Notice,
        withdrawn_on__isnull=True,
        tenancy__ended_on__isnull=True,
        ends_on__gte=today,
        ends_on__lte=today + timedelta(days=AHEAD_DAYS),
    )
    people = tuple(dict.fromkeys(rows.order_by("ends_on").values_list("person_id", flat=True)))
    words = f"the day of a notice on their home in the next {AHEAD_DAYS} days"
    yield Ahead(f"person reaches {words}", f"people reach {words}", people)


def at_stake(asked: Asked) -> Iterable[Known]:
    """Whose home is at risk now: a risk that is open, a notice that stands, or rent that is owed."""
    risks = asked.rows(TenancyRisk, closed_at=None, raised_at__lte=asked.at).order_by(
        "raised_at", "recorded_at", "id"
    )
    for person, raised, kind in risks.values_list("person_id", "raised_at", "risk_kind"):
        said = TENANCY_RISK_KIND.label(kind).lower()
        yield Known(person, f"home at risk since {say_date(raised)} ({said})")
    standing = asked.rows(Notice, withdrawn_on=None, tenancy__ended_on=None, tenancy__voided=False)
    for person, served in standing.order_by("served_at", "recorded_at", "id").values_list(
        "person_id", "served_at"
    ):
        yield Known(person, f"notice served on {say_date(served)}")
    held = asked.rows(RentBalance, tenancy__ended_on=None, tenancy__voided=False)
    last: dict[str, tuple[str, date, Decimal]] = {}
    for tenancy, whose, day, balance in held.order_by("balance_on", "recorded_at", "id").values_list(
        "tenancy_id", "person_id", "balance_on", "balance"
    ):
        last[tenancy] = (whose, day, balance)
    for person, on, owed in last.values():
        if owed > 0:
            yield Known(person, f"{say_money(owed)} owed on {say_date(on)}")
