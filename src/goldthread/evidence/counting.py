"""Counting: the cells of many questions in few statements over kept verdicts, and nothing but those.

The engine takes longer to plan a small tally than to run it. So the kept files of many questions are read in
one scan, each row is told by its file which cells it belongs to, and all are grouped once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldthread.evidence.asking import rows_of
from goldthread.evidence.tally import Scope, Tally, amount_of, check_scope, fixed_by, placed_in
from goldthread.facts.duck import text
from goldthread.kernel.periods import Period
from goldthread.measures.questions import EVENT, Change, Count, Curve, Grain, Question, Spread, Verdict
from goldthread.measures.sql import literal, picks_person, quoted
from goldthread.measures.tables import Type

Rows = Callable[[str, Sequence[Path]], Sequence[Sequence[Any]]]
Pairs = dict[tuple[Period, tuple[tuple[str, str | None], ...]], list[tuple[float, float]]]

MOST_BYTES = 64 * 2**20  # of kept verdicts in one statement: more is counted by itself, in bounded memory
MET = "verdict = 1"
LASTING = "verdict IN (0, 1) AND value IS NOT NULL"

# Sums are compensated (FSUM, FAVG), so that the order in which rows come cannot show in a figure.
NUMBERS = {
    "mean": f"FAVG(value) FILTER ({MET} AND value IS NOT NULL)",
    "deviation": f"STDDEV_SAMP(value) FILTER ({MET})",
    "median": f"QUANTILE_CONT(ranked, 0.5) FILTER ({MET})",
    "p90": f"QUANTILE_CONT(ranked, 0.9) FILTER ({MET})",
    "longest": f"MAX(value) FILTER ({MET})",
    "meaningful": f"COUNT(*) FILTER ({MET} AND far)",
}
LISTS = {
    "values": f"LIST(value ORDER BY record_id) FILTER ({LASTING})",
    "causes": f"LIST(cause ORDER BY record_id) FILTER ({LASTING})",
}
PUBLISHED = {
    "mean": f"AVG(value) FILTER ({MET})",
    "low": f"MAX(low) FILTER ({MET})",
    "high": f"MAX(high) FILTER ({MET})",
}


@dataclass(frozen=True)
class Wanted:
    """One side of a question, its kept verdicts, and what is to be told apart."""

    question: Question
    paths: tuple[Path, ...]
    scope: Scope
    with_split: bool = True

    def groups(self) -> Iterator[tuple[tuple[str, ...], str | None]]:
        """(cuts, split) of each group of cells: in every grouping of cuts the whole, then each split."""
        for grouping in self.scope.groupings():
            yield grouping, None
            if self.with_split:
                for name in self.question.split:
                    yield grouping, name


@dataclass(frozen=True)
class Counted:
    """Every cell of one side by period. `undated` are rows without a place in time, and so in no period."""

    cells: Mapping[Period, list[Tally]]
    undated: int = 0


@dataclass(frozen=True)
class _Group:
    """Cells of one side that are told apart by the same cuts and split; `place` is that of the side."""

    place: int
    wanted: Wanted
    cuts: tuple[str, ...] = ()
    split: str | None = None
    dated: bool = True

    @property
    def question(self) -> Question:
        return self.wanted.question

    def read_alike(self) -> tuple[Any, ...]:
        """Groups with the same answer find their rows by one condition, and pick them by one order."""
        order = self.question.order
        picked = order.type if order is not None else None
        return (self.question.grain, self.dated, picked, self.named_by)

    @property
    def named_by(self) -> tuple[str, bool] | None:
        """Where the names of records are read; None where no name is needed, unless a column asks for it."""
        question = self.question
        if question.one_per is None or not self.dated:
            return None
        return question.each.name, picks_person(question)


def count_all(rows: Rows, wanted: Sequence[Wanted]) -> list[Counted]:
    """Every cell of each side, in the order asked; all of one scope. `rows` answers a statement of files."""
    cells: list[dict[Period, list[Tally]]] = [{period: [] for period in one.scope.periods} for one in wanted]
    undated = [0] * len(wanted)
    for one in wanted:
        check_scope(one.question, one.scope)
    for places in _together(wanted):
        groups = [group for place in places for group in _groups(place, wanted[place])]
        measured = _measures(groups[0].question)
        scope = groups[0].wanted.scope
        paths = [path for place in places for path in wanted[place].paths]
        for number, period, *row in rows(_statement(groups, scope, measured), paths):
            group = groups[number]
            cut = {**scope.where, **dict(zip(group.cuts, row, strict=False))}
            split = {group.split: row[len(scope.by)]} if group.split is not None else {}
            told = dict(zip(measured, row[len(scope.by) + 1 :], strict=True))
            if group.dated:
                cells[group.place][scope.periods[period]].append(_tally(cut, split, told))
            else:
                undated[group.place] = sum(told[verdict.word] for verdict in Verdict)
    return [Counted(*one) for one in zip(cells, undated, strict=True)]


def _together(wanted: Sequence[Wanted]) -> Iterator[list[int]]:
    """Places of what is counted in one statement: measured alike, and not too much at once."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for place, one in enumerate(wanted):
        alike.setdefault(tuple(_measures(one.question)), []).append(place)
    for places in alike.values():
        found: list[int] = []
        size = 0
        for place in places:
            here = sum(path.stat().st_size for path in wanted[place].paths)
            if found and size + here > MOST_BYTES:
                yield found
                found, size = [], 0
            found.append(place)
            size += here
        yield found


def _measures(question: Question) -> dict[str, str]:
    """The columns of a tally, by shape: numbers and lists of values only where a shape needs them."""
    told = {verdict.word: f"COUNT(*) FILTER (verdict = {verdict.value})" for verdict in Verdict}
    told["amount"] = f"FSUM(amount) FILTER ({MET})"
    if question.shape == "published":
        return told | PUBLISHED
    if isinstance(question, (Spread, Change)) or (isinstance(question, Count) and question.value is not None):
        told |= NUMBERS
    if isinstance(question, Curve) or (isinstance(question, Spread) and question.running is not None):
        told |= LISTS
    return told


def _groups(place: int, wanted: Wanted) -> Iterator[_Group]:
    for cuts, split in wanted.groups():
        yield _Group(place, wanted, cuts, split)
    if wanted.question.grain is EVENT and len(wanted.scope.periods) == 1:
        yield _Group(place, wanted, dated=False)


def _statement(groups: Sequence[_Group], scope: Scope, measured: Mapping[str, str]) -> str:
    """One row a cell: number of the group, number of the period, cuts, split, and what is measured."""
    keys = _keys(scope)
    columns = ["verdict", "amount"]
    columns += ["value"] if "mean" in measured or "values" in measured else []
    columns += ["ranked", "far"] if "median" in measured else []
    columns += ["record_id", "cause"] if "values" in measured else []
    columns += ["low", "high"] if "low" in measured else []
    told = ", ".join([*keys, *(f"{sql} AS {quoted(name)}" for name, sql in measured.items())])
    order = ", ".join(f"{key} NULLS LAST" for key in keys)
    named = ", ".join(keys)
    return f"SELECT {told} FROM ({_source(groups, scope, columns)}) b GROUP BY {named} ORDER BY {order}"


def _keys(scope: Scope) -> list[str]:
    return ["n", "pn", *(f"k{place}" for place in range(len(scope.by))), "ks"]


def _source(groups: Sequence[_Group], scope: Scope, columns: Sequence[str]) -> str:
    """The rows of all groups, after the pick, with their keys and these columns."""
    alike: dict[tuple[Any, ...], dict[int, _Group]] = {}
    named = "record_id" in columns or "who" in columns
    for number, group in enumerate(groups):
        table = group.question.each.name if named else None
        alike.setdefault((*group.read_alike(), table), {})[number] = group
    return " UNION ALL ".join(_rows_of(numbered, scope, columns, named) for numbered in alike.values())


def _rows_of(groups: Mapping[int, _Group], scope: Scope, columns: Sequence[str], named: bool) -> str:
    """The rows of groups that are read alike: one scan of their files."""
    one = next(iter(groups.values()))
    amounts = list(dict.fromkeys(amount_of(group.question) for group in groups.values()))
    told = {
        "n": "n",
        "pn": "pn" if one.dated else "NULL::INTEGER",
        **{f"k{place}": _chosen(f"d{place}", _named("c", groups, place)) for place in range(len(scope.by))},
        "ks": _chosen("ds", [f"s_{group.split}" for group in groups.values() if group.split]),
    }
    made = {
        "amount": _by_number("a", amounts) if one.dated else "NULL::DOUBLE",
        "ranked": "CASE WHEN cause = 'worst' THEN worst ELSE value END",
        "far": "CASE WHEN least >= 0 THEN value >= least ELSE value <= least END",
        "who": "COALESCE(person_id, record_id)",
    }
    told |= {name: made.get(name, name) for name in columns}
    listed = ", ".join(name if sql == name else f"{sql} AS {name}" for name, sql in told.items())
    paths = dict.fromkeys(path for group in groups.values() for path in group.wanted.paths)
    several = len(paths) > 1
    kept_rows = rows_of(list(paths), named=named or one.named_by is not None, by_file=several)
    told_apart = _told_by_file(groups, amounts, scope)
    # Of one file every row is told the same; joining by its name costs more than the count.
    rows = (
        f"{kept_rows} k JOIN {told_apart} USING (file)"
        if several
        else f"{kept_rows} k CROSS JOIN {told_apart}"
    )
    where = [*fixed_by(scope), *([_reach(one.question.grain, scope)] if one.dated else _without_day())]
    if one.dated:
        rows += f" JOIN {scope.table()} ON {_by_month(one.question.grain, scope)}{placed_in(one.question)}"
    conditions = " AND ".join(filter(None, where))
    rows += f" WHERE {conditions}" if conditions else ""
    if one.question.one_per is None or not one.dated:
        return f"SELECT {listed} FROM {rows}"
    cuts = [f"k{place}" for place in range(len(scope.by))]
    within = ", ".join(["n", "pn", "pick", *cuts])
    order = "ORDER BY pick_order DESC NULLS LAST, record DESC"
    ranked = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY {within} {order}) AS place"
    told_all = f"SELECT {listed}, pick, pick_order, record_id AS record FROM {rows}"
    return f"SELECT {', '.join(told)} FROM ({ranked} FROM ({told_all})) WHERE place = 1 OR pick IS NULL"


def _named(prefix: str, groups: Mapping[int, _Group], place: int) -> list[str]:
    return [f"{prefix}_{group.cuts[place]}" for group in groups.values() if place < len(group.cuts)]


def _chosen(key: str, columns: Iterable[str]) -> str:
    """The column that a row's file names under `key`; blank where it names none."""
    cases = "".join(f" WHEN {text(name)} THEN {quoted(name)}" for name in dict.fromkeys(columns))
    return f"CASE {key}{cases} END" if cases else "NULL::VARCHAR"


def _by_number(key: str, choices: Sequence[str]) -> str:
    cases = "".join(f" WHEN {number} THEN CAST({sql} AS DOUBLE)" for number, sql in enumerate(choices))
    return f"CASE {key}{cases} END"


def _told_by_file(groups: Mapping[int, _Group], amounts: Sequence[str], scope: Scope) -> str:
    """A table of what each file's rows are told: their groups, and what these count and tell apart."""
    rows = []
    for number, group in groups.items():
        question = group.question
        worst = "-infinity" if isinstance(question, Spread) and question.better == "higher" else "infinity"
        least = question.meaningful if isinstance(question, Change) else None
        cuts = [f"c_{name}" for name in group.cuts] + [None] * (len(scope.by) - len(group.cuts))
        named = [*cuts, f"s_{group.split}" if group.split is not None else None]
        cells = [
            str(number),
            str(amounts.index(amount_of(question))),
            f"{text(worst)}::DOUBLE",
            f"{least!r}::DOUBLE" if least is not None else "NULL::DOUBLE",
            *("NULL::VARCHAR" if name is None else text(name) for name in named),
        ]
        rows += [f"({', '.join([text(path), *cells])})" for path in group.wanted.paths]
    names = ["file", "n", "a", "worst", "least", *(f"d{place}" for place in range(len(scope.by))), "ds"]
    return f"(VALUES {', '.join(rows)}) q({', '.join(names)})"


def _reach(grain: Grain, scope: Scope) -> str:
    """All days of the scope as two constants, by which whole row groups are passed over."""
    if grain is not EVENT:
        return ""
    first, last = min(one.start for one in scope.periods), max(one.end for one in scope.periods)
    return f"placed BETWEEN {literal(first, Type.DATE)} AND {literal(last, Type.DATE)}"


def _by_month(grain: Grain, scope: Scope) -> str:
    """Where each period lies in a month of its own, that month as a key: faster than a join by range."""
    starts = {one.start for one in scope.periods}
    whole = all(
        one.start.day == 1 and one.start.replace(day=1) == one.end.replace(day=1) for one in scope.periods
    )
    if grain is not EVENT or not whole or len(starts) < 2:
        return ""
    return "CAST(date_trunc('month', placed) AS DATE) = ps AND "


def _without_day() -> list[str]:
    return ["placed IS NULL", f"verdict <> {Verdict.OUT.value}"]


def _tally(cut: Mapping[str, str | None], split: Mapping[str, str | None], told: dict[str, Any]) -> Tally:
    verdicts = {verdict.word: int(told.pop(verdict.word) or 0) for verdict in Verdict}
    lists = {name: tuple(told.pop(name) or ()) for name in LISTS if name in told}
    amount = float(told.pop("amount") or 0)
    meaningful = int(told.pop("meaningful", 0) or 0)
    numbers = {name: None if value is None else float(value) for name, value in told.items()}
    return Tally(cut, split, verdicts, amount, meaningful=meaningful, **numbers, **lists)  # type: ignore[arg-type]


def pairs_of_people(rows: Rows, events: Wanted, exposure: Wanted) -> Pairs:
    """What each person adds to both sides in each period and cell, for rates whose events cluster in people.

    A cell is named by its cuts, then by its split as "split.<name>". People come in no telling order.
    """
    scope = events.scope
    sides = [
        [_Group(side, one, *told) for told in events.groups()] for side, one in enumerate((events, exposure))
    ]
    keys = ", ".join(_keys(scope))
    sources = [_source(groups, scope, ["verdict", "amount", "who"]) for groups in sides]
    amounts = (
        f"CASE WHEN {MET} THEN amount END AS top, NULL::DOUBLE AS bottom",
        f"NULL::DOUBLE AS top, CASE WHEN {MET} THEN amount END AS bottom",
    )
    both = " UNION ALL ".join(
        f"SELECT {keys}, who, {amount} FROM ({source}) s{side}"
        for side, (source, amount) in enumerate(zip(sources, amounts, strict=True))
    )
    people = (
        f"SELECT {keys}, who, COALESCE(FSUM(top), 0) AS top, COALESCE(FSUM(bottom), 0) AS bottom "
        f"FROM ({both}) b GROUP BY {keys}, who"
    )
    listed = "LIST(top ORDER BY who) AS tops, LIST(bottom ORDER BY who) AS bottoms"
    found: Pairs = {}
    statement = f"SELECT {keys}, {listed} FROM ({people}) p GROUP BY {keys}"
    for number, period, *row in rows(statement, [*events.paths, *exposure.paths]):
        group = sides[0][number]
        cell = tuple(zip(group.cuts, row, strict=False))
        if group.split is not None:
            cell = (*cell, (f"split.{group.split}", row[len(scope.by)]))
        found[scope.periods[period], cell] = list(zip(row[-2], row[-1], strict=True))
    return found
