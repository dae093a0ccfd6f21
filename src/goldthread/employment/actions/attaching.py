"""Specialists attached to health and care teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.employment.actions.writing import changed, made, own_team
from goldthread.employment.models import TeamAttachment
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.writing import check_worker, key_of, seen


class AttachmentTold(TypedDict, total=False):
    """A worker's time with a health or care team."""

    id: str
    source: str
    team: str | None
    worker: Required[str]
    attached_team: Required[str]
    started_on: Required[date]
    ended_on: date | None


@transaction.atomic
def attach_workers(told: Sequence[AttachmentTold], *, by: Scope, at: datetime) -> list[TeamAttachment]:
    """Workers attached to health and care teams. For those who lead."""
    by = by.doing(May.LEAD)
    for one in told:
        people.check_order(one["started_on"], one.get("ended_on"), "It cannot end before it starts.")
    wanted = [{**one, "team": own_team(by, one.get("team"))} for one in told]
    return made(TeamAttachment, wanted, verb="attach_worker", by=by, at=at)


def attach_worker(*, by: Scope, at: datetime, **told: Unpack[AttachmentTold]) -> TeamAttachment:
    """One worker, who works here now."""
    worker = check_worker(told["worker"], by)
    name = people.plain(told["attached_team"], 200, "The health or care team", required=True)
    same = TeamAttachment.objects.seen_by(by).filter(worker=worker, ended_on=None, voided=False)
    if same.filter(attached_team__iexact=name).exists():
        raise Refused(f"{worker.name} is attached to {name} already.")
    return attach_workers([{**told, "attached_team": name}], by=by, at=at)[0]


@transaction.atomic
def end_attachment(
    attachment: TeamAttachment | str, *, ended_on: date, by: Scope, at: datetime
) -> TeamAttachment:
    """A worker leaves a health or care team."""
    by = by.doing(May.LEAD)
    row = seen(TeamAttachment, key_of(attachment), by)
    if row.ended_on is not None:
        raise Refused("This attachment has ended already.")
    people.check_order(row.started_on, ended_on, "It cannot end before it starts. Check the date.")
    return changed(row, {"ended_on": ended_on}, verb="end_attachment", by=by, at=at)
