"""What a huddle looks at: its register row by row, its decisions, and what came of last week's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from goldthread.access.scope import Scope
from goldthread.catalogue.tables.codes import RISK_CLOSING
from goldthread.housing.models import Huddle, HuddleDecision, TenancyRisk
from goldthread.housing.queries import RegisterRow, register_rows
from goldthread.kernel.words import plural, say_list

MOST = 100  # risks on one board


@dataclass(frozen=True)
class Decided:
    """A decision, and what came of it."""

    row: HuddleDecision
    done: bool
    came: str  # in words


@dataclass(frozen=True)
class Board:
    """A huddle with the risks on its table."""

    huddle: Huddle
    rows: Sequence[RegisterRow]
    before: Sequence[Decided]

    @property
    def discussed(self) -> int:
        """How many risks have a decision of this huddle."""
        return sum(1 for one in self.rows if one.decisions)

    @property
    def helped(self) -> str:
        """5 of 6 decisions done; arrears plateaued (2) and notice avoided: what came of last week."""
        if not self.before:
            return ""
        asked = [one for one in self.before if one.row.decision != "carry_on"]
        done = sum(1 for one in asked if one.done)
        closings: dict[str, set[str]] = defaultdict(set)
        for one in self.before:
            risk = one.row.tenancy_risk
            if risk.closing_outcome and risk.closing_outcome != "raised_in_error":
                closings[risk.closing_outcome].add(risk.pk)
        told = [
            f"{RISK_CLOSING.label(how).lower()}{f' ({len(keys)})' if len(keys) > 1 else ''}"
            for how, keys in sorted(closings.items())
        ]
        said = f"{done} of {plural(len(asked), 'decision')} done"
        return f"{said}; {say_list(told)}" if told else said


def huddle(key: str, *, seen_by: Scope) -> Huddle | None:
    """One huddle; None beyond the scope."""
    rows = Huddle.objects.seen_by(seen_by).filter(pk=key, voided=False).select_related("team", "led_by")
    found: Huddle | None = rows.first()
    return found


def sitting(team: str, *, seen_by: Scope) -> Huddle | None:
    """The huddle of a team that is not over."""
    rows = Huddle.objects.seen_by(seen_by).filter(team_id=team, ended_at=None, voided=False)
    found: Huddle | None = rows.first()
    return found


def last_huddles(*, seen_by: Scope, size: int = 12) -> list[Huddle]:
    """The newest huddles of the reader's teams."""
    rows = Huddle.objects.seen_by(seen_by).filter(voided=False).select_related("team", "led_by")
    return list(rows.order_by("-started_at", "-recorded_at", "-id")[:size])


def board(meeting: Huddle, *, seen_by: Scope) -> Board:
    """The risks of a huddle: those open, and those it decided on; oldest first."""
    decisions: dict[str, list[HuddleDecision]] = defaultdict(list)
    for one in decisions_of(meeting, seen_by=seen_by):
        decisions[one.tenancy_risk_id].append(one)
    on_it = Q(closed_at__isnull=True) | Q(pk__in=list(decisions))
    if meeting.ended_at is not None:
        on_it = (on_it | Q(closed_at__gt=meeting.ended_at)) & Q(raised_at__lte=meeting.ended_at)
    rows = TenancyRisk.objects.seen_by(seen_by).filter(on_it, team_id=meeting.team_id, voided=False)
    listed = register_rows(rows.order_by("raised_at", "recorded_at", "id")[:MOST], seen_by=seen_by)
    return Board(
        meeting,
        [replace(one, decisions=decisions[one.risk.pk]) for one in listed],
        decided_before(meeting, seen_by=seen_by),
    )


def decisions_of(meeting: Huddle, *, seen_by: Scope) -> list[HuddleDecision]:
    """What a huddle decided, in order."""
    rows = HuddleDecision.objects.seen_by(seen_by).filter(huddle=meeting, voided=False)
    rows = rows.select_related("tenancy_risk", "person", "action", "owner")
    return list(rows.order_by("decided_at", "recorded_at", "id"))


def decisions_on(risk: TenancyRisk, *, seen_by: Scope) -> list[HuddleDecision]:
    """What huddles decided on one risk, newest first."""
    rows = HuddleDecision.objects.seen_by(seen_by).filter(tenancy_risk=risk, voided=False)
    return list(rows.select_related("action", "owner").order_by("-decided_at", "-recorded_at", "-id"))


def decided_on(meeting: str, risk: str, *, seen_by: Scope) -> bool:
    """Whether a huddle has decided anything on a risk."""
    rows = HuddleDecision.objects.seen_by(seen_by).filter(huddle_id=meeting, tenancy_risk_id=risk)
    return bool(rows.filter(voided=False).exists())


def decided_before(meeting: Huddle, *, seen_by: Scope) -> list[Decided]:
    """What the huddle before this one decided, and what came of it since."""
    earlier = Huddle.objects.seen_by(seen_by).filter(
        team_id=meeting.team_id, voided=False, started_at__lt=meeting.started_at
    )
    last: Huddle | None = earlier.order_by("-started_at", "-recorded_at", "-id").first()
    return [_came(one) for one in decisions_of(last, seen_by=seen_by)] if last is not None else []


def _came(row: HuddleDecision) -> Decided:
    """Whether what was decided is done, in words."""
    risk, action = row.tenancy_risk, row.action
    if row.decision == "close":
        return Decided(row, True, "closed")
    if action is not None:
        if action.completed_at is not None:
            return Decided(row, True, "done")
        if action.abandoned:
            return Decided(row, False, "given up")
        return Decided(row, False, "begun, not complete" if action.opened_at else "not begun")
    if row.decision == "owner":
        same = row.owner_id == risk.owner_id
        return Decided(row, same, "theirs since" if same else "somebody else's by now")
    if row.decision == "escalate":
        return Decided(row, True, "taken to the manager")
    if risk.closed_at is not None:
        return Decided(
            row,
            True,
            f"closed: {RISK_CLOSING.label(risk.closing_outcome).lower()}"
            if risk.closing_outcome
            else "closed",
        )
    return Decided(row, False, "still open")
