"""Deviations from the pathway: permitted by the contract of the day, decided by whom it names, with why."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldthread.access.queries import colleagues_in
from goldthread.access.rules import Role
from goldthread.access.scope import Scope
from goldthread.contracts.queries import variances_of
from goldthread.contracts.specification.words import ACTORS
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.people import rules
from goldthread.people.actions import writing
from goldthread.people.models import Support, Variation


@transaction.atomic
def record_variation(
    support: Support | str,
    *,
    variance: str,
    decided_on: date,
    reason: str,
    worker: str | None = None,
    by: Scope,
    at: datetime,
) -> Variation:
    """A deviation of one person from the pathway. `worker` decided it, where the contract names a role here.

    Refused where the contract of that day permits no such deviation, or somebody else decides on it.
    """
    row = writing.seen(Support, support, by)
    rules.check_not_ahead(decided_on, at=at, what="The day it was decided")
    rules.check_order(row.started_on, decided_on, "It was decided after support began. Check the date.")
    permitted = {one.code: one for one in variances_of(row.team.service.name, decided_on, seen_by=by)}
    if not permitted:
        raise Refused("No contract that covers this service permits a deviation on that day.")
    if variance not in permitted:
        near = did_you_mean(variance, permitted)
        raise Refused(f"The contract of that day permits no such deviation. Choose one of its own.{near}")
    held = permitted[variance]
    told = {
        "person": row.person_id,
        "support": row.pk,
        "contract": held.contract,
        "variance": variance,
        "says": held.says,
        "decided_on": decided_on,
        "decided_as": held.decided_by,
        "worker": _decider(held.decided_by, worker, decided_on, by),
        "reason": rules.plain(reason, 2_000, "The reason", required=True),
    }
    return writing.made(Variation, [told], verb="people.record_variation", by=by, at=at)[0]


def _decider(actor: str, worker: str | None, on: date, by: Scope) -> str | None:
    """Who decided, where the contract names a role of those who work here; else nobody of this house."""
    if actor not in list(Role):
        return None
    known = {one.pk for one in colleagues_in(Role(actor), seen_by=by, on=on)}
    if worker not in known:
        raise Refused(f"{ACTORS[actor]} decides on this. Choose who it was.")
    return worker
