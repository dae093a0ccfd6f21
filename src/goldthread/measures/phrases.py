"""Parts of a question in plain English. `saying` puts whole questions into words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from goldthread.kernel.words import plural, say_date
from goldthread.measures.tables import Type
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
    return plain(node, "")


def of_record(node: Node, inside: bool = False) -> list[Column | Parent]:
    """Columns of the record below a node; inside a lookup only what outer() and the ties name."""
    match node:
        case Column() | Parent():
            return [] if inside else [node]
        case Outer():
            return of_record(node.inner)
        case Related():
            loose = [part for part in (node.value, node.where, node.by, node.until) if part is not None]
            ties = [column for _, outside in node.same for column in of_record(outside)]
            return [*ties, *(column for part in loose for column in of_record(part, True))]
    return [column for child in node.children() for column in of_record(child, inside)]


def _say(node: Node, whose: str) -> str:
    """`whose` stands before each column: "" for the record itself, "this tenancy's " inside a lookup."""
    match node:
        case Literal():
            return _literal(node)
        case Column() | Parent():
            return _column(node, whose, "yes")
        case Given():
            return GIVEN[node.name]
        case Outer():
            return _say(node.inner, _this(node.inner))
        case Compare():
            return _compare(node, node.how, whose)
        case In():
            values = _listed([_value(value, node.value) for value in node.values], "or")
            return f"{_beside(node.value, node.value, whose)} is {values}"
        case And() | Or():
            return _joined(node, whose)
        case Not():
            return denied(node.value, whose)
        case Blank():
            return f"{plain(node.value, whose)} is blank"
        case Surely():
            return f"{_grouped(node.value, whose)} (blank counts as no)"
        case Pick():
            return _pick(node, whose)
        case Choice():
            return _choice(node, whose)
        case Shift():
            sign = "plus" if node.sign > 0 else "minus"
            return f"{operand(node.value, whose)} {sign} {_amount(node.amount, node.unit, whose)}"
        case Between():
            unit = node.unit if node.unit == "days" else f"whole {node.unit}"
            return f"{unit} from {operand(node.start, whose)} to {operand(node.end, whose)}"
        case Arithmetic():
            return f"{_side(node.left, whose)} {_SIGNS[node.how]} {_side(node.right, whose)}"
        case Band():
            return f"the band of {plain(node.value, whose)}"
        case Related():
            return _related(node)
    raise TypeError(type(node).__name__)


def _column(node: Column | Parent, whose: str, said: str = "") -> str:
    """A column by name; of a yes-or-no one, also what it is said to be."""
    if isinstance(node, Column):
        own, name = node.spec.name, f"{whose}{_name(node.spec.name)}"
    else:
        own = node.column.spec.name
        name = f"{whose or 'the '}{_possessive(_name(node.via.spec.name))} {_name(own)}"
    if not said or node.type is not Type.BOOLEAN:
        return name
    if own.startswith("is_"):
        return name if said == "yes" else f"{name.removesuffix(_name(own))}is not {_name(own)[3:]}"
    return f"{name} is {said}"


def _name(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _this(node: Node) -> str:
    tables = [part.table if isinstance(part, Column) else part.via.table for part in of_record(node)]
    return f"this {_possessive(_name(tables[0].name))} " if tables else ""


def _literal(node: Literal) -> str:
    value: Any = node.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, (int, float)):
        return f"{value:,}"
    return str(value).strip() or '""'


def _value(node: Node, beside: Node, whose: str = "") -> str:
    """A literal beside a coded column is said by its label."""
    spec = coded(beside)
    if isinstance(node, Literal) and spec is not None and spec.codes is not None:
        label = spec.codes.label(str(node.value))
        return f'"{label}"' if _is_a_list(label) else label
    return plain(node, whose)


def _is_a_list(label: str) -> bool:
    """A label that would read as several, among others."""
    return any(mark in label for mark in (",", " and ", " or "))


def plain(node: Node, whose: str) -> str:
    """A value that is not asserted: a yes-or-no column by its bare name."""
    if node.type is not Type.BOOLEAN:
        return _say(node, whose)
    match node:
        case Pick() if node.how == "coalesce":
            return _first_known([plain(term, whose) for term in node.terms])
        case Column() | Parent():
            return _column(node, whose)
        case Outer():
            return plain(node.inner, _this(node.inner))
        case Literal():
            return _literal(node)
        case Related() if node.how != "any":
            return _first_or_last(node)
    return f"whether {_say(node, whose)}"


def _compare(node: Compare, how: str, whose: str) -> str:
    left, right = node.left, node.right
    words = {"eq": "is", "ne": "is not"} | (_OF_NUMBERS if left.type.is_number else _OF_DAYS)
    return f"{_beside(left, right, whose)} {words[how]} {_beside(right, left, whose)}"


def _beside(node: Node, other: Node, whose: str) -> str:
    """One side of a comparison: a lookup with a condition of its own stands in brackets."""
    said = _value(node, other, whose)
    opened = isinstance(node, Choice) or (isinstance(node, Related) and node.where is not None)
    return f"({said})" if opened else said


def _joined(node: And | Or, whose: str) -> str:
    word = "and" if isinstance(node, And) else "or"
    said = [_grouped(term, whose) for term in node.terms]
    return f", {word} ".join(said) if word == "or" else " and ".join(said)


def _grouped(node: Node, whose: str) -> str:
    said = _say(node, whose)
    if isinstance(node, Not):
        opened = isinstance(node.value, (And, Or))
        return f"({said})" if opened else said
    return f"({said})" if isinstance(node, (And, Or, Choice)) else said


def _first_known(said: Sequence[str]) -> str:
    """ "ended on (if blank: last confirmed on; if that is blank: started on)"."""
    rest = [f"if blank: {said[1]}", *(f"if that is blank: {one}" for one in said[2:])]
    return f"{said[0]} ({'; '.join(rest)})"


def _side(node: Node, whose: str) -> str:
    said = plain(node, whose)
    return f"({said})" if isinstance(node, (Arithmetic, Choice, Between, Related)) else said


def denied(node: Node, whose: str) -> str:
    """The opposite, said straight where it can be."""
    match node:
        case Compare():
            return _compare(node, _OPPOSITE[node.how], whose)
        case Blank():
            return f"{plain(node.value, whose)} is not blank"
        case Column() | Parent():
            return _column(node, whose, "no")
        case In():
            values = _listed([_value(value, node.value) for value in node.values], "nor")
            both = "neither " if len(node.values) > 1 else "not "
            return f"{plain(node.value, whose)} is {both}{values}"
        case Related() if node.how == "any":
            return f"there is no {_which(node)}"
        case Related():
            return f"({_first_or_last(node)}) is no"
        case Not():
            return _say(node.value, whose)
        case Surely():
            return f"{_grouped(Not(node.value), whose)} (or not known)"
        case And():
            return ", or ".join(_grouped(Not(term), whose) for term in node.terms)
        case Or():
            return " and ".join(_grouped(Not(term), whose) for term in node.terms)
        case Pick() if node.how == "coalesce" and node.type is Type.BOOLEAN:
            # What fills a blank is denied with the rest: the first that is known decides.
            return _first_known([_grouped(Not(term), whose) for term in node.terms])
        case Literal():
            return "no" if node.value else "yes"
    return f"not ({_say(node, whose)})"


def _pick(node: Pick, whose: str) -> str:
    if node.how == "coalesce":
        return _first_known([operand(term, whose) for term in node.terms])
    said = [_side(term, whose) for term in node.terms]
    words = {"later": "larger", "earlier": "smaller"} if node.type.is_number else {}
    word = words.get(node.how, node.how)
    if len(said) > 2:
        word = {"later": "latest", "earlier": "earliest", "larger": "largest", "smaller": "smallest"}[word]
    return f"the {word} of {_listed(said, 'and')}"


def _choice(node: Choice, whose: str) -> str:
    said = [f"{answered(value, whose)} if {_say(condition, whose)}" for condition, value in node.cases]
    last = answered(node.otherwise, whose) if node.otherwise is not None else "blank"
    return "; ".join([*said, f"otherwise {last}"])


def answered(node: Node, whose: str) -> str:
    """A value in its own words: a condition as asserted, anything else plainly."""
    asserted = node.type is Type.BOOLEAN and not isinstance(node, Literal)
    return _say(node, whose) if asserted else plain(node, whose)


def _amount(node: Node, unit: str, whose: str) -> str:
    if isinstance(node, Literal):
        return plural(node.value, unit.removesuffix("s"))
    return f"{_side(node, whose)} in {unit}"


def operand(node: Node, whose: str) -> str:
    """A value within a longer phrase: a choice stands in brackets."""
    said = answered(node, whose)
    return f"({said})" if isinstance(node, Choice) else said


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
            return f"the sum of {plain(node.value, '')} over {_which(node, many=True)}"
        case "peak":
            return f"the most {_which(node, many=True)} on any one day of the period"
    said = _first_or_last(node)
    return f"({said}) is yes" if node.type is Type.BOOLEAN else said


def _first_or_last(node: Related) -> str:
    """ "the last known level by assessed on among the risk assessments of the same person"."""
    assert node.value is not None and node.by is not None
    whole = () if node.where is None else (node.where,)
    terms = node.where.terms if isinstance(node.where, And) else whole
    known = Not(Blank(node.value)).form()
    rest = [term for term in terms if term.form() != known]
    which = "known " if len(rest) < len(terms) else ""
    among = _rows(node, And(tuple(rest)) if len(rest) > 1 else rest[0] if rest else None, many=True)
    return f"the {node.how} {which}{plain(node.value, '')} by {plain(node.by, '')} among the {among}"


def _which(node: Related, many: bool = False) -> str:
    return _rows(node, node.where, many)


def _rows(node: Related, where: Node | None, many: bool) -> str:
    """The related rows: "contact of the same person where two way is yes"."""
    name = node.table.called if many else _name(node.table.name)
    ties = " and ".join(_tie(inner, outside) for inner, outside in node.same)
    said = f" where {_grouped(where, '')}" if where is not None else ""
    return f"{name} {ties}{said}"


def _tie(inner: Column, outside: Node) -> str:
    if isinstance(outside, Column) and inner.spec.name == outside.spec.name:
        whole = outside.spec.name == outside.table.key
        return f"of {'this' if whole else 'the same'} {_name(inner.spec.name)}"
    if isinstance(outside, Column) and inner.spec.name == f"{outside.table.name}_id":
        return f"of this {_name(outside.table.name)}"
    if isinstance(outside, Literal):
        return f"with {_name(inner.spec.name)} {_value(outside, inner)}"
    return f"whose {_name(inner.spec.name)} is {_say(outside, _this(outside))}"
