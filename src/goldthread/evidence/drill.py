"""Opening a figure: its members, those not in it, and why; and one record with its source.

The rows are the kept verdicts that the tally counted, in one order, so a list is as long as its figure says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from goldthread.evidence.asking import kept
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.lean import lean
from goldthread.evidence.tally import Scope, amount_of, check_scope, holds, scoped
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.kernel.words import say_date, say_instant
from goldthread.measures.questions import EXPOSURE, Question, Verdict
from goldthread.measures.saying import columns_read
from goldthread.measures.sql import quoted
from goldthread.measures.tables import Table
from goldthread.measures.tree import Column, Parent, coded

if TYPE_CHECKING:
    import duckdb

Place = tuple[int, int]
Shown = tuple[tuple[str, Any], ...]
WORDS = {verdict.word: verdict for verdict in Verdict}


@dataclass(frozen=True)
class Member:
    """One record behind a figure. `shown` are the values that the question reads of it."""

    record_id: str
    table: str
    side: str
    person_id: str | None
    verdict: Verdict
    dated: date | None
    value: float | None
    cut: Mapping[str, str | None]
    shown: tuple[tuple[str, Any], ...] = ()

    @property
    def why(self) -> str:
        """The values that decided, in words: ended on 9 July 2026; status ended."""
        parts = [f"{label} {say(value)}" for label, value in self.shown]
        return "; ".join(parts)


@dataclass(frozen=True)
class Drill:
    """The records behind a figure: how many of each verdict there are, and the members listed here."""

    question: Question
    period: Period
    counted: Mapping[str, int]
    members: tuple[Member, ...]
    listed: int


def say(value: Any) -> str:
    """A recorded value as people read it; a blank is not known."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return say_instant(value if value.tzinfo else value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():,f}" if math.isfinite(value) else "not known"
    return str(value)


def drill(
    inquiry: Inquiry,
    question: Question,
    period: Period,
    *,
    verdict: str | None = None,
    where: Mapping[str, str | None] | None = None,
    services: Sequence[str] = (),
    limit: int | None = None,
    offset: int = 0,
    every_cut: bool = True,
) -> Drill:
    """The records of a period, of one verdict if named, with cuts and split bands held fixed.

    `where` takes cuts and splits by name. Members come by verdict (met, not met, unknown, not due, out), then
    day, then record id. Without `every_cut` they lack the cuts that would have to be looked up, see `lean`.
    """
    asked = _verdict(verdict)
    if limit is not None and (limit < 0 or offset < 0):
        raise Refused("A list cannot have fewer than no records. Give a number from 0.")
    counted: dict[str, int] = {one.word: 0 for one in Verdict}
    members: list[Member] = []
    room, passed = limit, offset
    for side, whole in question.sides():
        part = whole if every_cut else lean(whole, where or ())
        # Read once: counted and listed from the same rows.
        rows = _rows(inquiry, part, period, dict(where or {}), tuple(services))
        inquiry.connection.execute(f"CREATE OR REPLACE TEMP TABLE behind AS {rows}")
        told = _counted(inquiry)
        for word, number in told.items():
            counted[word] += number
        found = _listed(inquiry, part, side, asked, room, passed) if room != 0 else []
        members += found
        # The two sides of a rate are one list: the second begins where the first ends.
        passed = max(0, passed - (told.get(asked.word, 0) if asked else sum(told.values())))
        room = None if room is None else room - len(found)
    listed = counted[asked.word] if asked else sum(counted.values())
    return Drill(question, period, counted, tuple(members), listed)


def _verdict(word: str | None) -> Verdict | None:
    if word is None:
        return None
    plain = word.strip().lower().replace(" ", "_").replace("-", "_")
    if plain not in WORDS:
        raise Refused(f'"{word}" is not a verdict.{did_you_mean(plain, WORDS)} They are: {", ".join(WORDS)}.')
    return WORDS[plain]


def _rows(
    inquiry: Inquiry,
    question: Question,
    period: Period,
    where: dict[str, str | None],
    services: tuple[str, ...],
) -> str:
    """SQL of the kept rows of one side in a period, with cuts and split bands held fixed."""
    splits = {name: where.pop(name) for name in list(where) if name in question.split}
    scope = Scope((period,), inquiry.as_of, where, services=services)
    check_scope(question, scope)
    rows = f"SELECT * FROM ({scoped(question, kept(inquiry.basis, question, [period]), scope)}) k"
    fixed = [holds(f"s_{name}", value) for name, value in splits.items()]
    return f"{rows} WHERE {' AND '.join(fixed)}" if fixed else rows


def _counted(inquiry: Inquiry) -> dict[str, int]:
    """How many rows have each verdict."""
    told = inquiry.connection.execute("SELECT verdict, COUNT(*) FROM behind GROUP BY verdict").fetchall()
    return {Verdict(number).word: count for number, count in told}


def _listed(
    inquiry: Inquiry,
    question: Question,
    side: str,
    verdict: Verdict | None,
    limit: int | None,
    offset: int,
) -> list[Member]:
    """The members of one side, in order, from `offset` on."""
    only = f" WHERE verdict = {verdict.value}" if verdict is not None else ""
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    names = [*question.split, *question.cuts]
    cells = [quoted(f"s_{name}") for name in question.split] + [quoted(f"c_{name}") for name in question.cuts]
    value = f"CASE WHEN verdict = 1 THEN {amount_of(question)} END" if question.grain is EXPOSURE else "value"
    columns = [
        "record_id",
        "person_id",
        "_part",
        "_row",
        "verdict",
        "COALESCE(placed, starts)",
        value,
        *cells,
    ]
    order = "CASE verdict WHEN 1 THEN 0 WHEN 0 THEN 1 WHEN 4 THEN 2 WHEN 3 THEN 3 ELSE 4 END"
    listed = inquiry.connection.execute(
        f"SELECT {', '.join(columns)} FROM behind m{only} ORDER BY {order}, 6 NULLS LAST, record_id{page}"
    ).fetchall()
    shown = _shown(inquiry, question, [(row[2], row[3]) for row in listed])
    return [
        Member(
            record_id=row[0],
            table=question.each.name,
            side=side,
            person_id=row[1],
            verdict=Verdict(row[4]),
            dated=row[5],
            value=row[6],
            cut=dict(zip(names, row[7:], strict=True)),
            shown=shown.get((row[2], row[3]), ()),
        )
        for row in listed
    ]


def _shown(inquiry: Inquiry, question: Question, places: Sequence[Place]) -> dict[Place, Shown]:
    """What the question reads of each record, out of the snapshot that the verdict came from."""
    read = columns_read(question)
    if not places or not read:
        return {}
    each = question.each
    # Parents are read apart, and only those that are asked for: a join would read all of them.
    through = {node.via.spec.name: node for _, node in read if isinstance(node, Parent)}
    columns = [node.spec.name for _, node in read if isinstance(node, Column)]
    chosen = ", ".join(f"r.{quoted(name)}" for name in (*columns, *through))
    connection = inquiry.basis.seeing(question)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT UNNEST(?::INTEGER[]) AS p, UNNEST(?::BIGINT[]) AS n",
        [[part for part, _ in places], [row for _, row in places]],
    )
    rows = connection.execute(
        f"SELECT r._part, r._row, {chosen} FROM {quoted(each.name)} r "
        "JOIN wanted ON wanted.n = r._row AND wanted.p = r._part"
    ).fetchall()
    own = {(row[0], row[1]): dict(zip((*columns, *through), row[2:], strict=True)) for row in rows}
    parents: dict[str, dict[str, dict[str, Any]]] = {}
    for via, node in through.items():
        theirs = [one for _, one in read if isinstance(one, Parent) and one.via.spec.name == via]
        names = [one.column.spec.name for one in theirs]
        keys = {str(values[via]) for values in own.values() if values[via] is not None}
        parents[via] = _of_parents(connection, node.column.table, names, sorted(keys))

    def value(node: Column | Parent, values: Mapping[str, Any]) -> Any:
        if isinstance(node, Column):
            return values[node.spec.name]
        return parents[node.via.spec.name].get(values[node.via.spec.name], {}).get(node.column.spec.name)

    return {
        place: tuple((label, _in_words(node, value(node, values))) for label, node in read)
        for place, values in own.items()
    }


def _of_parents(
    connection: duckdb.DuckDBPyConnection, table: Table, columns: Sequence[str], keys: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Columns of these records of a table, by their ids."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT UNNEST(?::VARCHAR[]) AS id", [list(keys)]
    )
    chosen = ", ".join(f"t.{quoted(name)}" for name in columns)
    same = f"wanted.id = t.{quoted(table.key)}"
    rows = connection.execute(
        f"SELECT wanted.id, {chosen} FROM {quoted(table.name)} t JOIN wanted ON {same}"
    ).fetchall()
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def _in_words(node: Column | Parent, value: Any) -> Any:
    """A code by its label; any other value as it is."""
    spec = coded(node)
    return spec.codes.label(value) if spec is not None and spec.codes is not None and value else value
