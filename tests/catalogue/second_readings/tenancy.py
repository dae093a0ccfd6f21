"""The questions about tenancies, read a second time from the list of indicators and the tables alone."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
Period = tuple[date, date] | None
Told = dict[str, Any] | None

LOST = ("eviction", "abandonment", "forced_move")
PREVENTION = ("benefits_liaison", "landlord_communication", "increased_visits", "practical_stabilisation")
RESOLVED = ("notice_avoided", "inspection_passed", "complaints_reduced", "arrears_plateaued")


def _months_on(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _said(verdict: str, **more: Any) -> Told:
    return {"verdict": verdict, **more}


def _sustained(row: Row, as_of: date, months: int) -> Told:
    if not row["supported"]:
        return _said("out")
    point = _months_on(row["supported_from"], months)
    if point > as_of:
        return _said("not due")
    if row["ended_on"] is not None:
        return _said("met" if row["ended_on"] >= point else "not met", placed=point)
    confirmed = row["last_confirmed_on"]
    # A status that was confirmed holds for the day of its confirmation and no later.
    known = row["status"] == "held" if confirmed is None else confirmed >= point
    return _said("met", placed=point) if known else _said("unknown")


def tenancy_sustained_3m(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Still held 3 months after the later of its start and the start of support."""
    return _sustained(row, as_of, 3)


def tenancy_sustained_6m(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Still held 6 months after the later of its start and the start of support."""
    return _sustained(row, as_of, 6)


def tenancy_sustained_12m(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Still held 12 months after the later of its start and the start of support."""
    return _sustained(row, as_of, 12)


def tenancy_survival(row: Row, world: World, as_of: date, period: Period) -> Told:
    """How long a supported tenancy has run, and why it ended."""
    if not row["supported"]:
        return _said("out")
    start = row["supported_from"]
    if start > as_of:
        return _said("not due")
    ended = row["ended_on"]
    until = ended if ended is not None else row["last_confirmed_on"]
    if until is None and row["status"] == "held":
        until = as_of
    if until is None or until < start:
        return _said("unknown")
    length = (min(until, as_of) - start).days
    if ended is not None and ended <= as_of:
        return _said("met", placed=start, value=length, cause=row["end_kind"] or "not_known")
    return _said("not met", placed=start, value=length, cause=None)


def _balance(world: World, tenancy: Row, day: date, since: date | None = None) -> float | None:
    """What was owed on a day: the last balance on or before it (ties: the higher record id)."""
    known = [
        (one["balance_on"], one["rent_balance_id"], one["balance"])
        for one in world.get("rent_balance", [])
        if one["tenancy_id"] == tenancy["tenancy_id"]
        and one["balance_on"] <= day
        and (since is None or one["balance_on"] >= since)
    ]
    return float(max(known)[2]) if known else None


def _arrears(row: Row, world: World, period: tuple[date, date]) -> tuple[float, float | None, bool] | None:
    """Owed at the start, owed at the end, and lost meanwhile; None where not in arrears at the start."""
    first, last = period
    if row["started_on"] > first:
        return None
    if row["ended_on"] < first if row["ended_on"] is not None else row["status"] == "ended":
        return None
    start = _balance(world, row, first)
    if start is None or start <= 0:
        return None
    lost = row["end_reason"] in LOST and row["ended_on"] is not None and row["ended_on"] <= last
    # The balance as the next period begins says what is owed as this one ends.
    return start, _balance(world, row, last + timedelta(days=1), first + timedelta(days=1)), lost


def tenancy_arrears_trend(row: Row, world: World, as_of: date, period: Period) -> Told:
    """How much more or less is owed a month, of tenancies in arrears as the period begins."""
    assert period is not None
    found = _arrears(row, world, period)
    if found is None:
        return None
    if period[1] > as_of:
        return _said("not due")
    start, end, lost = found
    if lost:
        return _said("met", cause="worst")
    if end is None:
        return _said("unknown")
    months = (period[1].year - period[0].year) * 12 + period[1].month - period[0].month + 1
    return _said("met", value=(end - start) / months, cause=None)


def tenancy_arrears_plateaued(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether no more is owed as the period ends than as it began."""
    assert period is not None
    found = _arrears(row, world, period)
    if found is None:
        return None
    if period[1] > as_of:
        return _said("not due")
    start, end, lost = found
    if lost:
        return _said("not met")
    return _said("unknown") if end is None else _said("met" if end <= start else "not met")


def tenancy_prevention_completed(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether an intervention to prevent eviction was complete by the day planned."""
    if row["kind"] not in PREVENTION:
        return _said("out")
    planned, completed = row["planned_by_on"], row["completed_on"]
    placed = planned or row["opened_on"]
    if placed > as_of:
        return _said("not due")
    if planned is None and not row["abandoned"]:
        return _said("unknown")
    done = not row["abandoned"] and completed is not None and completed <= planned
    return _said("met" if done else "not met", placed=placed)


def _answered_in_time(row: Row, as_of: date, standard: str) -> Told:
    if row["standard"] != standard:
        return None
    if row["due_on"] > as_of:
        return _said("not due")
    if row["in_time"] is None:
        return _said("unknown")
    return _said("met" if row["in_time"] else "not met", placed=row["started_on"])


def tenancy_risk_response_72h(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether a plan and a first action came in the time of the standard."""
    return _answered_in_time(row, as_of, "tenancy_risk_response")


def tenancy_formal_notices_events(row: Row, world: World, as_of: date, period: Period) -> Told:
    """A formal notice, on the day it was served."""
    served = row["served_on"]
    return _said("not due") if served > as_of else _said("met", placed=served)


def _known_until(row: Row, start: date, as_of: date) -> date:
    """The last day on which a tenancy is known to be held, as far as the records reach."""
    until: date | None = row["ended_on"] or row["last_confirmed_on"]
    if until is None:
        until = as_of if row["status"] == "held" else start
    return min(until, as_of)


def tenancy_formal_notices_exposure(row: Row, world: World, as_of: date, period: Period) -> Told:
    """A tenancy, from its first day, or the first day of the support it names, to its last known day."""
    first = [one["started_on"] for one in world["support"] if one["support_id"] == row["support_id"]]
    start = max([row["started_on"], *first])
    return _said("met", starts=start, ends=_known_until(row, row["started_on"], as_of))


def tenancy_losses_events(row: Row, world: World, as_of: date, period: Period) -> Told:
    """A supported home lost: its last tenancy ended by eviction, abandonment or a forced move."""
    if not row["supported"]:
        return None
    if row["end_kind"] != "loss":
        return _said("out")
    ended = row["ended_on"]
    return _said("not due") if ended is not None and ended > as_of else _said("met", placed=ended)


def tenancy_losses_exposure(row: Row, world: World, as_of: date, period: Period) -> Told:
    """A supported home, from its first supported to its last known day."""
    if not row["supported"]:
        return None
    start = row["supported_from"]
    return _said("met", starts=start, ends=_known_until(row, start, as_of))


def _raised_again(row: Row, risks: Sequence[Row]) -> bool:
    """A risk of the same kind, for the same person or tenancy, in the 90 days after the day of closing."""
    last = row["closed_on"] + timedelta(days=90)
    return any(
        one["risk_kind"] == row["risk_kind"]
        and row["closed_on"] < one["raised_on"] <= last
        and (
            one["person_id"] == row["person_id"]
            or (row["tenancy_id"] is not None and one["tenancy_id"] == row["tenancy_id"])
        )
        for one in risks
    )


def tenancy_notice_avoided(row: Row, world: World, as_of: date, period: Period) -> Told:
    """Whether a risk closed well and was not raised again in the 90 days after."""
    if row["closed_on"] is None or row["closing_outcome"] == "raised_in_error":
        return _said("out")
    settled = row["closed_on"] + timedelta(days=90)
    if settled > as_of:
        return _said("not due")
    if _raised_again(row, world.get("tenancy_risk", [])):
        return _said("not met", placed=settled)
    if row["closing_outcome"] is None:
        return _said("unknown")
    return _said("met" if row["closing_outcome"] in RESOLVED else "not met", placed=settled)
