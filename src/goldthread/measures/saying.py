"""A question in plain English, for "How this is counted" and for the reasons behind one record.

say(blank(homes.ended_on) | (homes.ended_on >= homes.supported_from + months(6)))
"ended on is blank, or ended on is on or after supported from plus 6 months"
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from goldthread.kernel.words import plural, say_date
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
from goldthread.measures.tables import Table, Type
from goldthread.measures.tree import (
    And,
    Arithmetic,
    Band,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Given,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Pick,
    Related,
    Shift,
    Surely,
    coded,
    walk,
)

GIVEN = {
    "as_of": "the day the records reach",
    "period_start": "the first day of the period",
    "period_end": "the last day of the period",
}
_OF_DAYS = {"lt": "is before", "le": "is on or before", "gt": "is after", "ge": "is on or after"}
_OF_NUMBERS = {"lt": "is less than", "le": "is at most", "gt": "is more than", "ge": "is at least"}
_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
_SIGNS = {"add": "plus", "sub": "minus", "mul": "times", "div": "divided by"}


def say(node: Node) -> str:
    """A part of a question in plain English, without capital or full stop."""
    return _say(node, "")


def label_of(node: Column | Parent) -> str:
    """What a page calls a column: "ended on", "the person's gender"."""
    return _plain(node, "")


def columns_read(question: Question) -> list[tuple[str, Column | Parent]]:
    """What a question reads of the record and of the rows it points at, once each, cuts left out.

    Columns read of other rows inside a lookup are not among them: those rows are many. Nor are keys, which
    say nothing to a reader.
    """
    found: dict[str, Column | Parent] = {}
    for name, node in question.parts():
        if not name.startswith("cuts."):
            for column in _of_record(node):
                if isinstance(column, Column) and (column.spec.refers_to or _is_key(column)):
                    continue
                found.setdefault(label_of(column), column)
    return list(found.items())


def _is_key(column: Column) -> bool:
    return column.spec.name == column.table.key


def _of_record(node: Node, inside: bool = False) -> list[Column | Parent]:
    """Columns of the record below a node; inside a lookup only what outer() and the ties name."""
    match node:
        case Column() | Parent():
            return [] if inside else [node]
        case Outer():
            return _of_record(node.inner)
        case Related():
            loose = [part for part in (node.value, node.where, node.by, node.until) if part is not None]
            ties = [column for _, outside in node.same for column in _of_record(outside)]
            return [*ties, *(column for part in loose for column in _of_record(part, True))]
    return [column for child in node.children() for column in _of_record(child, inside)]


# --- nodes ---------------------------------------------------------------------------------------------


def _say(node: Node, whose: str) -> str:
    """`whose` stands before each column: "" for the record itself, "this tenancy's " inside a lookup."""
    match node:
        case Literal():
            return _literal(node)
        case Column():
            name = f"{whose}{_name(node.spec.name)}"
            return f"{name} is yes" if node.type is Type.BOOLEAN else name
        case Parent():
            name = f"{whose or 'the '}{_possessive(_name(node.via.spec.name))} {_name(node.column.spec.name)}"
            return f"{name} is yes" if node.type is Type.BOOLEAN else name
        case Given():
            return GIVEN[node.name]
        case Outer():
            return _say(node.inner, _this(node.inner))
        case Compare():
            return _compare(node, node.how, whose)
        case In():
            values = _listed([_value(value, node.value) for value in node.values], "or")
            return f"{_plain(node.value, whose)} is {values}"
        case And() | Or():
            return _joined(node, whose)
        case Not():
            return _not(node.value, whose)
        case Blank():
            return f"{_plain(node.value, whose)} is blank"
        case Surely():
            return f"{_grouped(node.value, whose)} (blank counts as no)"
        case Pick():
            return _pick(node, whose)
        case Choice():
            return _choice(node, whose)
        case Shift():
            sign = "plus" if node.sign > 0 else "minus"
            return f"{_plain(node.value, whose)} {sign} {_amount(node.amount, node.unit, whose)}"
        case Between():
            unit = node.unit if node.unit == "days" else f"whole {node.unit}"
            return f"{unit} from {_plain(node.start, whose)} to {_plain(node.end, whose)}"
        case Arithmetic():
            return f"{_side(node.left, whose)} {_SIGNS[node.how]} {_side(node.right, whose)}"
        case Band():
            return f"the band of {_plain(node.value, whose)}"
        case Related():
            return _related(node)
    raise TypeError(type(node).__name__)


def _name(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _this(node: Node) -> str:
    tables = [part.table if isinstance(part, Column) else part.via.table for part in _of_record(node)]
    return f"this {_possessive(_name(tables[0].name))} " if tables else ""


def _literal(node: Literal) -> str:
    value: Any = node.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, (int, float)):
        return f"{value:,}"
    return str(value)


def _value(node: Node, beside: Node, whose: str = "") -> str:
    """A literal beside a coded column is said by its label."""
    spec = coded(beside)
    if isinstance(node, Literal) and spec is not None and spec.codes is not None:
        return spec.codes.label(str(node.value))
    return _plain(node, whose)


def _plain(node: Node, whose: str) -> str:
    """A value that is not asserted: a yes-or-no column by its bare name."""
    if node.type is not Type.BOOLEAN:
        return _say(node, whose)
    match node:
        case Column() | Parent():
            return _say(node, whose).removesuffix(" is yes")
        case Outer():
            return _plain(node.inner, _this(node.inner))
        case Literal():
            return _literal(node)
    return f"whether {_say(node, whose)}"


def _compare(node: Compare, how: str, whose: str) -> str:
    left, right = node.left, node.right
    words = {"eq": "is", "ne": "is not"} | (_OF_NUMBERS if left.type.is_number else _OF_DAYS)
    return f"{_value(left, right, whose)} {words[how]} {_value(right, left, whose)}"


def _joined(node: And | Or, whose: str) -> str:
    word = "and" if isinstance(node, And) else "or"
    said = [_grouped(term, whose) for term in node.terms]
    return f", {word} ".join(said) if word == "or" else " and ".join(said)


def _grouped(node: Node, whose: str) -> str:
    said = _say(node, whose)
    return f"({said})" if isinstance(node, (And, Or, Choice)) else said


def _side(node: Node, whose: str) -> str:
    said = _plain(node, whose)
    return f"({said})" if isinstance(node, (Arithmetic, Choice, Pick, Between)) else said


def _not(node: Node, whose: str) -> str:
    match node:
        case Compare():
            return _compare(node, _OPPOSITE[node.how], whose)
        case Blank():
            return f"{_plain(node.value, whose)} is not blank"
        case Column() | Parent():
            return f"{_say(node, whose).removesuffix(' is yes')} is no"
        case In():
            values = _listed([_value(value, node.value) for value in node.values], "nor")
            both = "neither " if len(node.values) > 1 else "not "
            return f"{_plain(node.value, whose)} is {both}{values}"
        case Related() if node.how == "any":
            return f"there is no {_which(node)}"
        case Not():
            return _say(node.value, whose)
        case Surely():
            return f"{_not(node.value, whose)}, or that is not known"
        case Literal():
            return "no" if node.value else "yes"
    return f"not ({_say(node, whose)})"


def _pick(node: Pick, whose: str) -> str:
    said = [_side(term, whose) for term in node.terms]
    if node.how == "coalesce":
        return ", or where that is blank ".join(said)
    words = {"later": "larger", "earlier": "smaller"} if node.type.is_number else {}
    word = words.get(node.how, node.how)
    if len(said) > 2:
        word = {"later": "latest", "earlier": "earliest", "larger": "largest", "smaller": "smallest"}[word]
    return f"the {word} of {_listed(said, 'and')}"


def _choice(node: Choice, whose: str) -> str:
    said = [f"{_answer(value, whose)} where {_say(condition, whose)}" for condition, value in node.cases]
    last = _answer(node.otherwise, whose) if node.otherwise is not None else "blank"
    return "; ".join([*said, f"otherwise {last}"])


def _answer(node: Node, whose: str) -> str:
    return (
        _plain(node, whose)
        if isinstance(node, Literal) or node.type is not Type.BOOLEAN
        else _say(node, whose)
    )


def _amount(node: Node, unit: str, whose: str) -> str:
    if isinstance(node, Literal):
        return plural(node.value, unit.removesuffix("s"))
    return f"{_side(node, whose)} in {unit}"


def _listed(said: Sequence[str], word: str) -> str:
    return f"{', '.join(said[:-1])} {word} {said[-1]}" if len(said) > 1 else said[0]


# --- lookups -------------------------------------------------------------------------------------------


def _related(node: Related) -> str:
    match node.how:
        case "any":
            one = _which(node)
            return f"there is {'an' if one[0] in 'aeiou' else 'a'} {one}"
        case "count":
            return f"the number of {_which(node, many=True)}"
        case "sum":
            assert node.value is not None
            return f"the sum of {_plain(node.value, '')} over {_which(node, many=True)}"
        case "peak":
            return f"the most {_which(node, many=True)} on any one day of the period"
    assert node.value is not None and node.by is not None
    one = _which(node, by=f" by {_plain(node.by, '')},")
    return f"{_plain(node.value, '')} of the {node.how} {one}"


def _which(node: Related, many: bool = False, by: str = "") -> str:
    """The related rows: "contact of the same person where two way is yes"."""
    name = node.table.called if many else _name(node.table.name)
    ties = " and ".join(_tie(inner, outside) for inner, outside in node.same)
    where = f" where {_grouped(node.where, '')}" if node.where is not None else ""
    return f"{name}{by} {ties}{where}"


def _tie(inner: Column, outside: Node) -> str:
    if isinstance(outside, Column) and inner.spec.name == outside.spec.name:
        whole = outside.spec.name == outside.table.key
        return f"of {'this' if whole else 'the same'} {_name(inner.spec.name)}"
    if isinstance(outside, Column) and inner.spec.name == f"{outside.table.name}_id":
        return f"of this {_name(outside.table.name)}"
    if isinstance(outside, Literal):
        return f"with {_name(inner.spec.name)} {_value(outside, inner)}"
    return f"whose {_name(inner.spec.name)} is {_say(outside, _this(outside))}"


# --- whole questions -----------------------------------------------------------------------------------


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
        said["left_out"] = _not(question.among, "")
    due = question.due if question.due is not None else question.dated
    if due is not None:
        said["not_due"] = f"{_plain(due, '')} is after {GIVEN['as_of']}"
    said |= _of_shape(question)
    said |= _in_time(question)
    if question.one_per is not None and question.order is not None:
        each, order = _plain(question.one_per, ""), _plain(question.order, "")
        said["one_per"] = f"one for each {each} in a period: the last by {order}"
    if question.split:
        said["splits"] = {name: _answer(node, "") for name, node in question.split.items()}
    return said


def _of_shape(question: Question) -> dict[str, str]:
    match question:
        case Proportion():
            where = (
                "counted in the whole, never as met" if question.unknown == IN else "shown beside the figure"
            )
            return {"counts": say(question.met), "unknown": f"where the answer is blank: {where}"}
        case Count():
            return _of_count(question)
        case Spread():
            said = {"value": _plain(question.value, ""), "unknown": "where the number is blank"}
            if question.running is not None:
                said["running"] = say(question.running)
            if question.worst is not None:
                said["worst"] = say(question.worst)
            return said
        case Change():
            before, after = _plain(question.before, ""), _plain(question.after, "")
            return {
                "value": f"the change from {before} to {after}",
                "unknown": "where either of the two is blank",
            }
        case Curve():
            return {
                "value": _plain(question.length, ""),
                "counts": f"ended, because of {_plain(question.cause, '')}; blank while it runs",
                "unknown": "where the length is blank",
            }
        case Published():
            return {"value": _plain(question.value, ""), "unknown": "where no value is published"}
    return {}


def _of_count(question: Count) -> dict[str, str]:
    said = {"counts": f"each of the {question.each.called}"}
    if question.amount is not None:
        said = {"value": f"the sum of {_plain(question.amount, '')}", "unknown": "where that is blank"}
    elif question.value is not None:
        said["value"] = _plain(question.value, "")
    if question.grain is EXPOSURE:
        said["counts"] = EXPOSURE_UNITS[question.per]
    return said


def _in_time(question: Question) -> dict[str, str]:
    if question.starts is not None:
        ends = _plain(question.ends, "") if question.ends is not None else "while it runs"
        return {"placed": f"from {_plain(question.starts, '')} to {ends}"}
    if question.dated is not None:
        return {"placed": f"on {_plain(question.dated, '')}"}
    return {}


def tables_said(question: Question) -> list[str]:
    """The kinds of record that a question reads, in the plural, its own first."""
    found: dict[str, Table] = {}
    for _, side in question.sides():
        found[side.each.name] = side.each
        for name, node in side.parts():
            for part in walk(node) if not name.startswith("cuts.") else ():
                if isinstance(part, Related):
                    found[part.table.name] = part.table
                elif isinstance(part, Parent):
                    found[part.column.table.name] = part.column.table
    return [table.called for table in found.values()]
