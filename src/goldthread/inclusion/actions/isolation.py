"""How isolated a person is, asked again and again with the same questions; the first is the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.scope import Scope
from goldthread.inclusion import rules
from goldthread.inclusion.actions.writing import made
from goldthread.inclusion.models import IsolationMeasure
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import chunks


class IsolationTold(TypedDict, total=False):
    """How isolated a person is on a day. Without `baseline` the first of a support is it."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    measured_on: Required[date]
    baseline: bool | None
    participation: str
    travel: str
    contacts_initiated: int | None
    usual_recovery_hours: Decimal | None
    words: str


_ANSWERS = ("participation", "travel", "contacts_initiated", "usual_recovery_hours")


@transaction.atomic
def measure_isolations(told: Sequence[IsolationTold], *, by: Scope, at: datetime) -> list[IsolationMeasure]:
    """Measures of isolation. Refused ahead of time, or where a support has its baseline already."""
    wanted = on_support(told, "measured_on", by)
    supports = [one["support"] for one in wanted if one["support"]]
    known: set[str] = set()
    for lot in chunks(supports):
        rows = IsolationMeasure.every.filter(support_id__in=lot, voided=False, baseline=True)
        known.update(rows.values_list("support_id", flat=True))
    for one in sorted(wanted, key=lambda one: one["measured_on"]):
        people.check_not_ahead(one["measured_on"], at=at, what="The day of the measure")
        rules.check_hours(one.get("usual_recovery_hours"), "Hours to recover")
        has = one["support"] in known
        if one.get("baseline") and has:
            raise Refused("This support has its baseline. Record it as a later measure.")
        if "baseline" not in one:
            one["baseline"] = bool(one["support"]) and not has
        if one["baseline"] and one["support"]:
            known.add(one["support"])
    return made(IsolationMeasure, wanted, verb="measure_isolation", by=by, at=at)


def measure_isolation(*, by: Scope, at: datetime, **told: Unpack[IsolationTold]) -> IsolationMeasure:
    """One measure, with at least one answer."""
    if all(told.get(name) in ("", None) for name in _ANSWERS):
        raise Refused("Answer at least one of the questions, or leave the page.")
    return measure_isolations([told], by=by, at=at)[0]
