"""Every question of the catalogue, written as a local file, is the same question: the same hash."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

import pytest

from goldthread.catalogue import CATALOGUE
from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES
from goldthread.measures.local.files import questions
from goldthread.measures.questions import Question, Rate, Ratio
from goldthread.measures.tables import Table
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
)

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


class Written:
    """The tree of a question as the text of a local file."""

    def __init__(self, each: Table) -> None:
        self.each = each
        self.names: dict[str, str] = {}
        self.bands: dict[str, list[list[object]]] = {}

    def named(self, node: Node) -> str:
        text = self.say(node)
        for name, known in self.names.items():
            if known == text:
                return name
        name = f"part_{self.each.name}_{len(self.names)}"
        self.names[name] = text
        return name

    def say(self, node: Node, inner: Table | None = None) -> str:
        def told(part: Node) -> str:
            return self.say(part, inner)

        match node:
            case Outer():
                return node.inner.spec.name if isinstance(node.inner, Column) else self.named(node.inner)
            case Column():
                return f"{inner.name}.{node.spec.name}" if inner is not None else node.spec.name
            case Parent():
                table = inner or self.each
                owner = next(
                    owner
                    for owner in (node.via.spec.name.removesuffix("_id"), node.column.table.name)
                    if table.relation(owner) is not None
                )
                return f"{owner}.{node.column.spec.name}"
            case Literal():
                return self._literal(node.value)
            case Given():
                return node.name
            case Compare():
                return f"({told(node.left)} {SIGNS[node.how]} {told(node.right)})"
            case In():
                return f"({told(node.value)} in [{', '.join(map(told, node.values))}])"
            case And() | Or():
                word = " and " if isinstance(node, And) else " or "
                return f"({word.join(map(told, node.terms))})"
            case Not():
                return f"(not {told(node.value)})"
            case Blank() | Surely():
                return f"{type(node).__name__.lower()}({told(node.value)})"
            case Pick():
                return f"{node.how}({', '.join(map(told, node.terms))})"
            case Choice():
                parts = [part for case in node.cases for part in case]
                parts += [node.otherwise] if node.otherwise is not None else []
                return f"choice({', '.join(map(told, parts))})"
            case Shift():
                sign = "+" if node.sign > 0 else "-"
                return f"({told(node.value)} {sign} {node.unit}({told(node.amount)}))"
            case Between():
                return f"{node.unit}({told(node.start)}, {told(node.end)})"
            case Arithmetic():
                return f"({told(node.left)} {ARITHMETIC[node.how]} {told(node.right)})"
            case Band():
                name = node.bands.name
                ends: list[list[object]] = [
                    [label, *("" if end is None else end for end in pair)]
                    for label, *pair in node.bands.ranges
                ]
                self.bands[name] = ends
                return f"band({told(node.value)}, {name})"
            case Related():
                return self._lookup(node)
        raise AssertionError(type(node))

    @staticmethod
    def _literal(value: object) -> str:
        if isinstance(value, datetime.date):
            return f'date("{value.isoformat()}")'
        return json.dumps(value) if isinstance(value, str) else repr(value)

    def _lookup(self, node: Related) -> str:
        pairs = []
        for column, outside in node.same:
            plain = isinstance(outside, Column) and outside.spec.name == column.spec.name
            name = json.dumps(column.spec.name)
            pairs.append(name if plain else f"({name}, {self.say(outside)})")
        parts = [self.say(node.value, node.table) if node.value is not None else node.table.name]
        parts.append(f"same=[{', '.join(pairs)}]")
        for key in ("where", "by", "until"):
            part = getattr(node, key)
            if part is not None:
                parts.append(f"{key}={self.say(part, node.table)}")
        return f"{node.how}({', '.join(parts)})"


def _keys(question: Question, code: bool) -> tuple[str, Mapping[str, str], Mapping[str, list[list[object]]]]:
    """The lines of one question or side, with the names and bands that it needs."""
    written = Written(question.each)
    lines = [
        f'each = "{question.each.name}"',
        f'grain = "{question.grain.value}"',
        f"version = {question.version}",
    ]
    lines += [f'code = "{question.code}"'] if code else []
    lines += [f'shape = "{question.shape}"', f'unknown = "{question.unknown}"', 'asks = "?"']
    for kind in ("per", "headline", "meaningful", "lost", "horizons"):
        value = getattr(question, kind, None)
        if value is not None and value != ():
            lines.append(f"{kind} = {json.dumps(value)}")
    grouped: dict[str, list[str]] = {"split": [], "cuts": []}
    for name, node in question.parts():
        kind, _, key = name.partition(".")
        text = json.dumps(written.say(node))
        if key:
            grouped[kind].append(f"{key} = {text}")
        else:
            lines.append(f"{name} = {text}")
    lines += [f"{kind} = {{ {', '.join(said)} }}" for kind, said in grouped.items()]
    return "\n".join(lines), written.names, written.bands


def in_toml(question: Question) -> str:
    names: dict[str, dict[str, str]] = {}
    bands: dict[str, list[list[object]]] = {}
    text = ""
    if isinstance(question, (Rate, Ratio)):
        text += f'[[indicator]]\ncode = "{question.code}"\nversion = {question.version}\nasks = "?"\n'
        text += f'shape = "{question.shape}"\n'
        setting = "multiplier" if isinstance(question, Rate) else "share"
        text += f"{setting} = {json.dumps(getattr(question, setting))}\n"
        for side, part in question.sides():
            lines, own, theirs = _keys(part, code=False)
            names.setdefault(part.each.name, {}).update(own)
            bands.update(theirs)
            text += f"[indicator.{side}]\n{lines}\n"
    else:
        lines, own, theirs = _keys(question, code=True)
        names[question.each.name] = dict(own)
        bands.update(theirs)
        text = f"[[indicator]]\n{lines}\n"
    head = "[bands]\n" + "".join(f"{name} = {json.dumps(rows)}\n" for name, rows in bands.items())
    for table, shared in names.items():
        head += f"[names.{table}]\n" + "".join(
            f"{name} = {json.dumps(said)}\n" for name, said in shared.items()
        )
    return head + text


@pytest.mark.parametrize("code", list(CATALOGUE))
def test_the_same_question_has_the_same_hash(code: str) -> None:
    (read,) = questions(in_toml(CATALOGUE[code]), TABLES, standard_cut, where=f"{code}.toml")
    assert read.form() == CATALOGUE[code].form()
    assert read.hash == CATALOGUE[code].hash
