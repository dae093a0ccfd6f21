"""One expression of a local indicator, parsed into the tree of questions and never executed.

    surely(period_start <= ended_on <= period_end)
    days(started_on, ended_on) if leaver else days(started_on, period_end) + 1
    first(support.moved_in_on, by=support.moved_in_on, where=support.household_role == "head",
          same="household_id")

The text is bounded in length and depth before it is parsed. Python's own parser makes the syntax; only the
forms below become nodes, and every other form is refused with its place.

A bare name is a column of the record, or a name from [names.TABLE]. `person.gender` is a column of the row
that `person_id` points at. Inside first, last, any, count, sum and peak, `table.column` is the related row
and a bare name is the record.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import Registry, Table, Type
from goldthread.measures.tree import (
    And,
    Arithmetic,
    Band,
    Bands,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Duration,
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
    Surely,
    as_node,
    shifted,
)
from goldthread.measures.words import tied

MOST_CHARACTERS = 4_000
MOST_DEPTH = 40
MOST_PARTS = 2_000
MOST_OPENED = 5_000  # parts of one expression once its names are opened
MOST_IN_ALL = 100_000  # parts of all expressions of one file: a second or two of reading

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}
ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
GIVEN = ("as_of", "period_start", "period_end")
LOOKUPS = ("first", "last", "any", "count", "sum", "peak")


@dataclass
class Names:
    """What an expression may name: the record's table, all tables, bands, and shared expressions."""

    each: Table
    tables: Registry
    bands: Mapping[str, Bands] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    _opening: tuple[str, ...] = ()
    _read: list[int] = field(default_factory=lambda: [0])
    in_all: list[int] = field(default_factory=lambda: [0])

    def count(self) -> None:
        """One part more. A name that says another twice, which says another twice, soon has a billion."""
        self._read[0] += 1
        if self._read[0] > MOST_OPENED:
            raise Refused(
                f"The expression has more than {MOST_OPENED:,} parts once its names are opened. Shorten it."
            )
        self.in_all[0] += 1
        if self.in_all[0] > MOST_IN_ALL:
            raise Refused(
                f"All expressions together have more than {MOST_IN_ALL:,} parts once their names are opened. "
                "Use fewer names, or names that say less."
            )

    def opened(self, name: str) -> Names:
        """The same names while the shared expression `name` is being read: it may not name itself."""
        if name in self._opening:
            circle = " -> ".join((*self._opening, name))
            raise Refused(f'The shared expression "{name}" leads back to itself: {circle}.')
        return replace(self, _opening=(*self._opening, name))


def expression(text: object, names: Names) -> Node:
    """The tree of one expression. Refused, with its place, for anything outside the grammar."""
    try:
        return _Reader(replace(names, _read=[0])).node(_parsed(text))
    except RecursionError:
        raise Refused(
            "The names of this expression lead too deep. Say it in fewer steps.", where=names.place or None
        ) from None
    except Refused as refusal:
        if names.place and not str(refusal).startswith(names.place):
            raise Refused(str(refusal), where=names.place) from None
        raise


def _parsed(text: object) -> ast.expr:
    if isinstance(text, bool) or not isinstance(text, str):
        raise Refused(f"An expression is text in quotes; this is {text!r}.")
    _bounded(text)
    try:
        # In parentheses, so that an expression may run over several lines.
        tree = ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = getattr(error, "offset", None)
        where = f" near character {max(column - 1, 1)}" if column else ""
        raise Refused(f"This is not an expression{where}: {_short(text)}") from None
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS:
        raise Refused(f"The expression has more than {MOST_PARTS:,} parts. Name some of them in [names].")
    _not_too_deep(tree)
    return tree


def _not_too_deep(tree: ast.expr) -> None:
    """Brackets are not the only depth: a + b + c and not -x nest too. Counted without recursion."""
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > 2 * MOST_DEPTH:
            raise Refused(
                f"The expression is nested more than {2 * MOST_DEPTH} deep. Name parts of it in [names]."
            )
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]


def _bounded(text: str) -> None:
    """Length and depth are bounded before anything parses the text."""
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"The expression is longer than {MOST_CHARACTERS:,} characters.")
    if not text.strip():
        raise Refused("The expression is empty.")
    if "\0" in text:
        raise Refused("The expression holds a character that no text has.")
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    words = text.replace("(", " ").replace(")", " ").split()
    chained = max(
        _longest_run(words, "not"), _longest_run(list(text.replace(" ", "")), "-"), words.count("if")
    )
    if max(deepest, chained, words.count("else")) > MOST_DEPTH or _longest_run(words, "~") > MOST_DEPTH:
        raise Refused(f"The expression is nested more than {MOST_DEPTH} deep.")


def _longest_run(words: list[str], word: str) -> int:
    longest = run = 0
    for one in words:
        run = run + 1 if one == word else 0
        longest = max(longest, run)
    return longest


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:77] + "..."


class _Reader:
    """Turns the syntax tree into nodes. `inner` is the related table while a lookup is read."""

    def __init__(self, names: Names, inner: Table | None = None) -> None:
        self.names, self.inner = names, inner

    def node(self, tree: ast.expr) -> Node:
        """A node; a duration or anything else is refused here."""
        made = self.read(tree)
        if isinstance(made, Duration):
            raise Refused(f"{made.unit}(n) is a length of time: add it to a date or take it from one.")
        return made

    def read(self, tree: ast.expr) -> Node | Duration:
        self.names.count()
        reader = self._forms().get(type(tree))
        if reader is None:
            raise Refused(f"{_spelt(tree)} is not part of the language of questions.")
        return reader(tree)

    def _forms(self) -> dict[type[ast.expr], Callable[..., Node | Duration]]:
        return {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Compare: self._compare,
            ast.BoolOp: self._joined,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.IfExp: self._choice,
            ast.Call: self._call,
        }

    def _constant(self, tree: ast.Constant) -> Node:
        if tree.value is None or isinstance(tree.value, (bytes, complex)) or tree.value is ...:
            raise Refused(f"{_spelt(tree)} is not a value. For not known, ask blank(...).")
        if isinstance(tree.value, (int, float)) and abs(tree.value) > 1e15:
            raise Refused("The number is too large.")
        return as_node(tree.value)

    def _name(self, tree: ast.Name) -> Node:
        name = tree.id
        if name in GIVEN:
            return Given(name)
        made = self._shared(name) if name in self.names.shared else self._column(name)
        return Outer(made) if self.inner is not None else made

    def _shared(self, name: str) -> Node:
        opened = self.names.opened(name)
        return _Reader(opened).node(_parsed(self.names.shared[name]))

    def _column(self, name: str) -> Node:
        each = self.names.each
        if not each.has(name):
            known = (*each.column_names, *self.names.shared, *GIVEN, "True", "False")
            raise Refused(f'"{name}" is not a column of {each.name}.{did_you_mean(name, known)}')
        return Column(each, each.spec(name))

    def _attribute(self, tree: ast.Attribute) -> Node:
        if not isinstance(tree.value, ast.Name):
            raise Refused(f"{_spelt(tree)} reaches too far. Name a column as table.column.")
        owner, name = tree.value.id, tree.attr
        if self.inner is not None and owner == self.inner.name:
            return Column(self.inner, self.inner.spec(name))
        if self.inner is not None and owner != "outer" and self.inner.relation(owner) is not None:
            return self._parent(self.inner, owner, name)
        if self.inner is not None and owner == "outer":
            return self._name(ast.Name(id=name))
        made = self._parent(self.names.each, owner, name)
        return Outer(made) if self.inner is not None else made

    def _parent(self, table: Table, owner: str, name: str) -> Node:
        via = table.relation(owner)
        if via is None or via.refers_to is None:
            hint = (
                f" Read rows of {owner} with first, last, any, count or sum."
                if owner in self.names.tables
                else ""
            )
            raise Refused(f'{table.name} points at no row called "{owner}".{hint}')
        target = self.names.tables[via.refers_to]
        return Parent(Column(table, via), Column(target, target.spec(name)))

    def _compare(self, tree: ast.Compare) -> Node:
        terms: list[Node] = []
        left = tree.left
        for operator, right in zip(tree.ops, tree.comparators, strict=True):
            terms.append(self._one_compare(left, operator, right))
            left = right
        return terms[0] if len(terms) == 1 else _anded(terms)

    def _one_compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(operator, (ast.In, ast.NotIn)):
            if not isinstance(right, (ast.List, ast.Tuple, ast.Set)):
                raise Refused('"in" needs a list of values in brackets.')
            found = In(self.node(left), tuple(self.node(value) for value in right.elts))
            return found if isinstance(operator, ast.In) else Not(found)
        how = COMPARISONS.get(type(operator))
        if how is None:
            raise Refused('"is" is not part of the language. Use == or blank(...).')
        one, other = _dates_agree(self.node(left), self.node(right))
        return Compare(how, one, other)

    def _joined(self, tree: ast.BoolOp) -> Node:
        kind = And if isinstance(tree.op, ast.And) else Or
        terms: list[Node] = []
        for value in tree.values:
            made = self.node(value)
            terms.extend(made.terms if isinstance(made, kind) else (made,))
        return kind(tuple(terms))

    def _unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self.node(tree.operand))
        value = self.node(tree.operand)
        if isinstance(tree.op, ast.USub) and isinstance(value, Literal) and value.type.is_number:
            return Literal(-value.value, value.type)
        if isinstance(tree.op, ast.USub):
            return Arithmetic("sub", as_node(0), value)
        raise Refused(f"{_spelt(tree)} is not part of the language of questions.")

    def _arithmetic(self, tree: ast.BinOp) -> Node:
        how = ARITHMETIC.get(type(tree.op))
        if how is None:
            raise Refused("Arithmetic knows + - * and /. For and, or, not write the words.")
        left, right = self.node(tree.left), self.read(tree.right)
        if how in ("add", "sub"):
            return shifted(left, right, 1 if how == "add" else -1)
        if isinstance(right, Duration):
            raise Refused("A length of time can only be added to a date or taken from it.")
        return Arithmetic(how, left, right)

    def _choice(self, tree: ast.IfExp) -> Node:
        return Choice(((self.node(tree.test), self.node(tree.body)),), self.node(tree.orelse))

    def _call(self, tree: ast.Call) -> Node | Duration:
        if not isinstance(tree.func, ast.Name):
            raise Refused(f"{_spelt(tree.func)} is not a word of the language.")
        name = tree.func.id
        if any(isinstance(argument, ast.Starred) for argument in tree.args):
            raise Refused(f"{name}(...) takes no star.")
        if name in LOOKUPS:
            return self._lookup(name, tree)
        if tree.keywords:
            raise Refused(f'{name}(...) takes no "{tree.keywords[0].arg}=".')
        word = _WORDS.get(name)
        if word is None:
            known = (*_WORDS, *LOOKUPS)
            raise Refused(f'"{name}" is not a word of the language.{did_you_mean(name, known)}')
        fewest, most, make = word
        if not fewest <= len(tree.args) <= most:
            wanted = (
                str(fewest) if fewest == most else f"{fewest} or more" if most > 9 else f"{fewest} or {most}"
            )
            raise Refused(f"{name}(...) takes {wanted} values; here are {len(tree.args)}.")
        return make(self, tree.args)

    def _lookup(self, how: str, tree: ast.Call) -> Node:
        """first(table.column, by=, where=, same=); any(table, where=, same=) and the like."""
        if self.inner is not None:
            raise Refused("A lookup inside a lookup is not possible. Give it a name in [names] and use that.")
        allowed = {"same", "where"} | {"first": {"by"}, "last": {"by"}, "peak": {"by", "until"}}.get(
            how, set()
        )
        given: dict[str, ast.expr] = {}
        for keyword in tree.keywords:
            if keyword.arg not in allowed:
                raise Refused(
                    f'{how}(...) takes no "{keyword.arg}=".{did_you_mean(str(keyword.arg), allowed)}'
                )
            given[keyword.arg] = keyword.value
        if len(tree.args) != 1:
            raise Refused(f"{how}(...) takes one value before its keywords; here are {len(tree.args)}.")
        table, value = self._looked_at(how, tree.args[0])
        inside = _Reader(self.names, table)
        parts = {key: inside.node(part) for key, part in given.items() if key != "same"}
        if "same" not in given:
            raise Refused(f'{how}(...) needs same=, such as same="person_id".')
        same = tied(table, self._same(given["same"]), self.names.each)
        return Related(how, table, same, value, parts.get("where"), parts.get("by"), parts.get("until"))

    def _looked_at(self, how: str, tree: ast.expr) -> tuple[Table, Node | None]:
        if how in ("any", "count", "peak"):
            if not isinstance(tree, ast.Name):
                raise Refused(f"{how}(...) takes the name of a table.")
            return self.names.tables[tree.id], None
        found = [part for part in ast.walk(tree) if isinstance(part, ast.Attribute)]
        owners = {part.value.id for part in found if isinstance(part.value, ast.Name)} - {"outer"}
        owners = {owner for owner in owners if owner in self.names.tables}
        if len(owners) != 1:
            raise Refused(f"{how}(...) reads a column of one table, as table.column.")
        table = self.names.tables[owners.pop()]
        return table, _Reader(self.names, table).node(tree)

    def _same(self, tree: ast.expr) -> object:
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
            return tree.value
        if isinstance(tree, ast.Tuple) and len(tree.elts) == 2 and not isinstance(tree.elts[1], ast.Constant):
            inner = self._same(tree.elts[0])
            return [(inner, _Reader(self.names).node(tree.elts[1]))]
        if isinstance(tree, (ast.List, ast.Tuple)) and tree.elts:
            found = [self._same(one) for one in tree.elts]
            return [pair for one in found for pair in (one if isinstance(one, list) else [one])]
        raise Refused(
            'same= takes a column name in quotes, or a list of them: same=["person_id", "service"]. Where'
            ' the record calls it otherwise, write both: same=("job_id", first_job_id).'
        )


def _anded(terms: list[Node]) -> Node:
    return And(tuple(terms))


def _dates_agree(left: Node, right: Node) -> tuple[Node, Node]:
    """Text compared with a date is a date when it is written as one: started_on >= "2026-04-01"."""
    return _as_date(left, right), _as_date(right, left)


def _as_date(node: Node, other: Node) -> Node:
    if isinstance(node, Literal) and node.type is Type.TEXT and other.type is Type.DATE:
        return _date(str(node.value))
    return node


def _date(text: str) -> Node:
    try:
        return as_node(date.fromisoformat(text))
    except ValueError:
        raise Refused(f'"{text}" is not a date. Write it as 2026-07-31.') from None


def _spelt(tree: ast.AST) -> str:
    try:
        return f'"{_short(ast.unparse(tree))}"'
    except (ValueError, RecursionError):
        return "This"


def _duration_or_between(unit: str) -> Callable[[_Reader, list[ast.expr]], Node | Duration]:
    def make(reader: _Reader, arguments: list[ast.expr]) -> Node | Duration:
        if len(arguments) == 2:
            if unit == "weeks":
                raise Refused("weeks(...) takes one number. For time between two dates use days(a, b).")
            return Between(unit, reader.node(arguments[0]), reader.node(arguments[1]))
        if unit == "years":
            raise Refused("years(...) takes two dates. To move a date by a year add months(12).")
        return Duration(reader.node(arguments[0]), unit)

    return make


def _picked(how: str) -> Callable[[_Reader, list[ast.expr]], Node]:
    return lambda reader, arguments: Pick(how, tuple(reader.node(one) for one in arguments))


def _banded(reader: _Reader, arguments: list[ast.expr]) -> Node:
    name = arguments[1]
    if not isinstance(name, ast.Name) or name.id not in reader.names.bands:
        asked = name.id if isinstance(name, ast.Name) else _spelt(name)
        raise Refused(f'There are no bands "{asked}" in [bands].{did_you_mean(asked, reader.names.bands)}')
    return Band(reader.node(arguments[0]), reader.names.bands[name.id])


def _choices(reader: _Reader, arguments: list[ast.expr]) -> Node:
    """choice(condition, value, condition, value, ..., otherwise)"""
    read = [reader.node(one) for one in arguments]
    pairs = tuple((read[n], read[n + 1]) for n in range(0, len(read) - 1, 2))
    return Choice(pairs, read[-1] if len(read) % 2 else None)


def _dated(reader: _Reader, arguments: list[ast.expr]) -> Node:
    if not isinstance(arguments[0], ast.Constant) or not isinstance(arguments[0].value, str):
        raise Refused('date(...) takes a date in quotes, such as date("2026-07-31").')
    return _date(arguments[0].value)


_WORDS: dict[str, tuple[int, int, Callable[[_Reader, list[ast.expr]], Node | Duration]]] = {
    "blank": (1, 1, lambda reader, arguments: Blank(reader.node(arguments[0]))),
    "surely": (1, 1, lambda reader, arguments: Surely(reader.node(arguments[0]))),
    "coalesce": (2, 50, _picked("coalesce")),
    "later": (2, 50, _picked("later")),
    "earlier": (2, 50, _picked("earlier")),
    "days": (1, 2, _duration_or_between("days")),
    "weeks": (1, 2, _duration_or_between("weeks")),
    "months": (1, 2, _duration_or_between("months")),
    "years": (1, 2, _duration_or_between("years")),
    "band": (2, 2, _banded),
    "choice": (2, 100, _choices),
    "date": (1, 1, _dated),
}
