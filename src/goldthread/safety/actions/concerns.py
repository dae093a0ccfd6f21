"""Safeguarding concerns: raised, the person made safe, referred or not with the reason, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from goldthread.access.models import Worker
from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.people import rules as people
from goldthread.people.actions.around import placed
from goldthread.people.actions.writing import check_worker, seen
from goldthread.safety import rules
from goldthread.safety.actions.writing import changed, made
from goldthread.safety.models import SafeguardingConcern

CLOSED = "This concern is closed. Raise a new one where there is more to it."


class ConcernTold(TypedDict, total=False):
    """A concern; what was done about it may be told with it, where records are brought from elsewhere."""

    id: str
    source: str
    person: Required[str]
    support: str | None
    team: str | None
    owner: str | None
    activity: str
    community_contact: str
    raised_at: Required[datetime]
    kind: str
    words: str
    wishes: str
    made_safe_at: datetime | None
    safe_words: str
    referral_needed: bool | None
    not_referred_words: str
    referred_at: datetime | None
    referred_to: str
    closed_at: datetime | None
    outcome: str
    closing_words: str


@transaction.atomic
def raise_concerns(told: Sequence[ConcernTold], *, by: Scope, at: datetime) -> list[SafeguardingConcern]:
    """Concerns: from then the person is to be made safe the same day."""
    wanted = []
    for one in told:
        people.check_not_ahead(one["raised_at"], at=at, what="The concern")
        for name, what in (
            ("made_safe_at", "Making safe"),
            ("referred_at", "The referral"),
            ("closed_at", "Closing"),
        ):
            moment: Any = one.get(name)
            people.check_not_ahead(moment, at=at, what=what)
            rules.check_forward(one["raised_at"], moment, what)
        if one.get("referred_at") and one.get("referral_needed") is None:
            one = {**one, "referral_needed": True}
        wanted.append(one)
    return made(SafeguardingConcern, placed(wanted, "raised_at", by), verb="raise_concern", by=by, at=at)


def raise_concern(*, by: Scope, at: datetime, **told: Unpack[ConcernTold]) -> SafeguardingConcern:
    """One concern; whoever raises it owns it, unless another is named."""
    if not told.get("kind"):
        raise Refused("Choose what the concern is.")
    if told.get("made_safe_at") and not told.get("safe_words", "").strip():
        raise Refused("Say what was done to make the person safe.")
    if owner := told.get("owner"):
        check_worker(owner, by)
    elif isinstance(by.worker, Worker):
        told["owner"] = by.worker.pk
    return raise_concerns([told], by=by, at=at)[0]


@transaction.atomic
def make_safe(
    concern: SafeguardingConcern | str, *, made_safe_at: datetime, words: str, by: Scope, at: datetime
) -> SafeguardingConcern:
    """What was done so that the person is safe for now."""
    row = _open(concern, by)
    if row.made_safe_at is not None:
        raise Refused("It is recorded already what made the person safe.")
    if not words.strip():
        raise Refused("Say what was done to make the person safe.")
    people.check_not_ahead(made_safe_at, at=at, what="Making safe")
    rules.check_forward(row.raised_at, made_safe_at, "Making safe")
    told = {"made_safe_at": made_safe_at, "safe_words": words}
    return changed(row, told, verb="make_safe", by=by, at=at)


@transaction.atomic
def refer_concern(
    concern: SafeguardingConcern | str,
    *,
    referred_at: datetime,
    referred_to: str,
    wishes: str = "",
    by: Scope,
    at: datetime,
) -> SafeguardingConcern:
    """The concern went to the local authority."""
    row = _open(concern, by)
    if row.referred_at is not None:
        raise Refused("This concern is referred already.")
    if not referred_to.strip():
        raise Refused("Name the authority, and the reference it gave.")
    people.check_not_ahead(referred_at, at=at, what="The referral")
    rules.check_forward(row.raised_at, referred_at, "The referral")
    told = {"referred_at": referred_at, "referred_to": referred_to, "referral_needed": True}
    if wishes.strip():
        told["wishes"] = wishes
    return changed(row, told, verb="refer_concern", by=by, at=at)


@transaction.atomic
def need_no_referral(
    concern: SafeguardingConcern | str, *, words: str, wishes: str = "", by: Scope, at: datetime
) -> SafeguardingConcern:
    """By the policy of the authority it need not be referred; the reason stands beside it."""
    row = _open(concern, by)
    if row.referred_at is not None:
        raise Refused("This concern is referred already.")
    if not words.strip():
        raise Refused("Say why, by the policy of the authority, it need not be referred.")
    told = {"referral_needed": False, "not_referred_words": words}
    if wishes.strip():
        told["wishes"] = wishes
    return changed(row, told, verb="need_no_referral", by=by, at=at)


@transaction.atomic
def need_referral(concern: SafeguardingConcern | str, *, by: Scope, at: datetime) -> SafeguardingConcern:
    """It must go to the authority, and has not gone yet: the clock of the referral runs on."""
    row = _open(concern, by)
    if row.referral_needed:
        raise Refused("It is said already that it must be referred.")
    return changed(row, {"referral_needed": True}, verb="need_referral", by=by, at=at)


@transaction.atomic
def close_concern(
    concern: SafeguardingConcern | str,
    *,
    closed_at: datetime,
    outcome: str,
    words: str,
    by: Scope,
    at: datetime,
) -> SafeguardingConcern:
    """How a concern closed: only once the person is safe and the referral is made or not needed."""
    row = seen(SafeguardingConcern, concern, by)
    rules.check_close_concern(state=rules.concern_state_of(row), outcome=outcome, words=words)
    people.check_not_ahead(closed_at, at=at, what="Closing")
    rules.check_forward(row.raised_at, closed_at, "Closing")
    told = {"closed_at": closed_at, "outcome": outcome, "closing_words": words}
    return changed(row, told, verb="close_concern", by=by, at=at)


def _open(concern: SafeguardingConcern | str, by: Scope) -> SafeguardingConcern:
    row = seen(SafeguardingConcern, concern, by)
    if row.closed_at is not None:
        raise Refused(CLOSED)
    return row
