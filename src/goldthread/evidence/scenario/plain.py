"""A scenario as plain values: what `goldthread scenario --json` prints. See docs/json.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from goldthread.contracts.terms import Standard
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.plain import figure_told
from goldthread.evidence.scenario.clocks import Count, Counted, Member
from goldthread.evidence.scenario.compared import Compared, Scenario
from goldthread.evidence.scenario.contacts import OfStage, Times
from goldthread.evidence.scenario.words import said
from goldthread.kernel.periods import Period


def scenario_told(
    inquiry: Inquiry, store: str, found: Scenario, records: Sequence[Member] | None = None
) -> dict[str, Any]:
    """The answer of `goldthread scenario --json`; `records` only where they are asked for."""
    told: dict[str, Any] = {
        "store": store,
        "snapshot": inquiry.snapshot,
        "terms": inquiry.basis.terms.hash,
        "as_of": inquiry.as_of.isoformat(),
        "period": _period(found.period),
        "services": list(found.services),
        "asked": {name: _plain(value) for name, value in found.asked.says().items()},
        "said": said(found),
        "clauses": {
            "was": [_clause(row) for row in found.standards],
            "would": [_clause(row) for row in found.others],
        },
        "clocks": None if found.clocks is None else _counted(found.clocks),
        "contacts": None
        if found.contacts is None
        else [_of_stage(one) for one in (found.contacts.whole, *found.contacts.stages)],
        "figures": [_compared(one) for one in found.figures],
        "apart": [one.code for one in found.apart],
    }
    if records is not None:
        told["records"] = [member_told(one) for one in records]
    return told


def member_told(member: Member) -> dict[str, Any]:
    """One record whose clock comes out otherwise."""
    return {name: _plain(value) for name, value in vars(member).items()}


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "code": one.question.code,
        "was": figure_told(one.was),
        "would": figure_told(one.would),
        "turned": one.turned,
    }


def _counted(counted: Counted) -> dict[str, Any]:
    return {
        "was": _count(counted.was),
        "would": _count(counted.would),
        "moves": [
            {"was": was, "would": would, "number": number}
            for (was, would), number in sorted(counted.moves.items())
            if was != would
        ],
        "months": [
            {"period": _period(period), "was": _count(was), "would": _count(would)}
            for period, was, would in counted.months
        ],
    }


def _count(count: Count) -> dict[str, int]:
    return dict(sorted(count.states.items()))


def _of_stage(one: OfStage) -> dict[str, Any]:
    return {
        "stage": one.stage,
        **_counted(one.counted),
        "days": {"was": _times(one.was), "would": _times(one.would)},
    }


def _times(times: Times) -> dict[str, int]:
    return {"on_stage": times.days, "overdue": times.late, "tried": times.tried}


def _clause(row: Standard) -> dict[str, Any]:
    names = ("contract", "name", "amount", "unit", "points", "pauses", "stages", "valid_from", "valid_to")
    return {name: _plain(getattr(row, name)) for name in names}


def _period(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
