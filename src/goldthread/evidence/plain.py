"""Figures, drills and indicators as plain values: what `--json` prints and exports carry.

The keys are stable for scripts (see docs/json.md): new ones may be added, none is renamed without a version.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from goldthread.evidence.figures import Expected, Figure
from goldthread.kernel.periods import Period
from goldthread.measures.questions import Question

if TYPE_CHECKING:
    from goldthread.evidence.drill import Drill, Member
    from goldthread.evidence.inquiry import Inquiry


def figures_told(inquiry: Inquiry, store: str, period: Period, figures: Sequence[Figure]) -> dict[str, Any]:
    """The answer of `goldthread figures --json`."""
    return {
        "store": store,
        "snapshot": inquiry.snapshot,
        "terms": inquiry.basis.terms.hash,
        "as_of": inquiry.as_of.isoformat(),
        "period": [period.start.isoformat(), period.end.isoformat()],
        "figures": [figure_told(figure) for figure in figures],
    }


def figure_told(figure: Figure) -> dict[str, Any]:
    """One figure. `value` is a fraction for a proportion, else a number in `unit`; null where `why` says."""
    question = figure.question
    told: dict[str, Any] = {
        "code": question.code,
        "version": question.version,
        "shape": question.shape,
        "cut": dict(figure.cut),
        "value": _plain(figure.value),
        "lower": _plain(figure.limits.lower) if figure.limits is not None else None,
        "upper": _plain(figure.limits.upper) if figure.limits is not None else None,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "verdicts": dict(figure.verdicts),
        "bounds": list(figure.bounds) if figure.bounds is not None else None,
        "target": goal(figure.expected),
        "judgement": figure.judgement,
        "said": figure.said or None,
        "unit": question.unit,
    }
    if figure.why:
        told["why"] = figure.why
    if figure.expected is not None:
        told["target_range"] = [figure.expected.at_least, figure.expected.at_most]
    told.update({key: _plain(value) for key, value in figure.details.items()})
    return told


def goal(expected: Expected | None) -> float | None:
    """The end of a target that is printed: the floor where there is one."""
    if expected is None:
        return None
    return expected.at_least if expected.at_least is not None else expected.at_most


def _plain(value: Any) -> Any:
    """JSON has no infinity: an open limit is null, however deep it lies."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def drill_told(inquiry: Inquiry, drill: Drill) -> dict[str, Any]:
    """The answer of `goldthread drill --json`."""
    return {
        "code": drill.question.code,
        "version": drill.question.version,
        "snapshot": inquiry.snapshot,
        "as_of": inquiry.as_of.isoformat(),
        "period": [drill.period.start.isoformat(), drill.period.end.isoformat()],
        "counted": dict(drill.counted),
        "listed": drill.listed,
        "records": [member_told(member) for member in drill.members],
    }


def member_told(member: Member) -> dict[str, Any]:
    """One record behind a figure."""
    told: dict[str, Any] = {
        "record_id": member.record_id,
        "person_id": member.person_id,
        "verdict": member.verdict.word,
        "why": member.why,
        "dated": member.dated.isoformat() if member.dated is not None else None,
        "cut": dict(member.cut),
    }
    if member.value is not None:
        told["value"] = member.value
    if member.side:
        told["side"] = member.side
        told["table"] = member.table
    return told


def indicator_told(question: Question, expected: Expected | None = None) -> dict[str, Any]:
    """One entry of `goldthread indicators --json`."""
    target = expected
    if target is None and question.target is not None:
        target = Expected(question.target.at_least, question.target.at_most)
    sides = [side for _, side in question.sides()]
    return {
        "code": question.code,
        "version": question.version,
        "name": question.name,
        "shape": question.shape,
        "asks": question.asks,
        "source": str(question.source),
        "target": goal(target),
        "better": question.better,
        "cuts": list(sides[0].cuts),
        "splits": {name: list(bands) for name, bands in sides[0].bands.items()},
        "balanced_by": list(question.balanced_by),
        "unit": question.unit,
        "grain": sides[0].grain.value,
        "timing": question.timing,
        "number_from": question.number_from,
        "hash": question.hash,
    }
