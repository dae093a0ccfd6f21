"""A question in plain English, for "How this is counted" and for the reasons behind one record.

say(blank(homes.ended_on) | (homes.ended_on >= homes.supported_from + months(6)))
"ended on is blank, or ended on is on or after supported from plus 6 months"
"""

from __future__ import annotations

from typing import Any

from goldthread.measures.phrases import GIVEN, answered, denied, label_of, of_record, operand, plain, say
from goldthread.measures.questions import (
    EXPOSURE,
    EXPOSURE_UNITS,
    IN,
    TRUE,
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Rate,
    Ratio,
    Spread,
)
from goldthread.measures.tree import Column, Parent

__all__ = ["columns_read", "how_counted", "label_of", "say"]


SHORT = 240  # a longer denial only repeats what stands above it


def columns_read(question: Question) -> list[tuple[str, Column | Parent]]:
    """What a question reads of the record and of the rows it points at, once each, cuts left out.

    Columns read of other rows inside a lookup are not among them: those rows are many. Nor are keys, which
    say nothing to a reader.
    """
    found: dict[str, Column | Parent] = {}
    for name, node in question.parts():
        if not name.startswith("cuts."):
            for column in of_record(node):
                if isinstance(column, Column) and _is_key(column):
                    continue
                found.setdefault(label_of(column), column)
    return list(found.items())


def _is_key(column: Column) -> bool:
    return column.spec.refers_to is not None or column.spec.name == column.table.key


def how_counted(question: Question) -> dict[str, Any]:
    """What a page says under "How this is counted"; parts that say nothing are left out.

    Keys: asks, of, considered, among, left_out, not_due, counts, unknown, value, placed, one_per, splits
    (name to words), source; a rate or a ratio has asks, source and `sides` (name to the same keys) instead.
    """
    said: dict[str, Any] = {"asks": question.asks, "source": str(question.source)}
    if isinstance(question, (Rate, Ratio)):
        said["sides"] = {name: how_counted(side) for name, side in question.sides()}
        return said
    said["of"] = question.each.called
    if question.pool is not TRUE:
        said["considered"] = say(question.pool)
    if question.among is not TRUE:
        said["among"] = say(question.among)
        left_out = denied(question.among, "")
        said["left_out"] = left_out if len(left_out) <= SHORT else "the others"
    due = question.due if question.due is not None else question.dated
    if due is not None:
        said["not_due"] = f"{operand(due, '')} is after {GIVEN['as_of']}"
    said |= _of_shape(question)
    said |= _in_time(question)
    if question.one_per is not None and question.order is not None:
        each, order = plain(question.one_per, ""), plain(question.order, "")
        said["one_per"] = f"one for each {each} in a period: the last by {order}"
    if question.split:
        said["splits"] = {name: answered(node, "") for name, node in question.split.items()}
    return said


def _of_shape(question: Question) -> dict[str, str]:
    match question:
        case Proportion():
            counts = "every one" if question.met.form() == TRUE.form() else say(question.met)
            where = (
                "counted in the whole, never as met" if question.unknown == IN else "shown beside the figure"
            )
            return {"counts": counts, "unknown": f"where the answer is blank: {where}"}
        case Count():
            return _of_count(question)
        case Spread():
            said = {"value": plain(question.value, ""), "unknown": "where the number is blank"}
            if question.running is not None:
                said["running"] = say(question.running)
            if question.worst is not None:
                said["worst"] = say(question.worst)
            return said
        case Change():
            before, after = plain(question.before, ""), plain(question.after, "")
            return {
                "value": f"the change from {before} to {after}",
                "unknown": "where either of the two is blank",
            }
        case Curve():
            return {
                "value": plain(question.length, ""),
                "counts": f"ended, because of {plain(question.cause, '')}; blank while it runs",
                "unknown": "where the length is blank",
            }
        case Published():
            return {"value": plain(question.value, ""), "unknown": "where no value is published"}
    return {}


def _of_count(question: Count) -> dict[str, str]:
    said = {"counts": f"each of the {question.each.called}"}
    if question.amount is not None:
        said = {"value": f"the sum of {plain(question.amount, '')}", "unknown": "where that is blank"}
    elif question.value is not None:
        said["value"] = plain(question.value, "")
    if question.grain is EXPOSURE:
        said["counts"] = EXPOSURE_UNITS[question.per]
    return said


def _in_time(question: Question) -> dict[str, str]:
    if question.starts is not None:
        starts = plain(question.starts, "")
        if question.ends is None:
            return {"placed": f"from {starts}, while it runs"}
        return {"placed": f"from {starts} to {plain(question.ends, '')}"}
    if question.dated is not None:
        return {"placed": f"on {plain(question.dated, '')}"}
    return {}
