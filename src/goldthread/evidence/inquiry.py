"""An inquiry: questions put to one pinned snapshot, under one set of terms, up to one day.

with opened(path) as inquiry:
    for figure in inquiry.figures(question, period, by=("service",)):
        ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.evidence.asking import Basis, kept
from goldthread.evidence.figures import Expected, Figure, counts_events, figure, rate, ratio
from goldthread.evidence.tally import Scope, Tally, people_of, tallies, undated
from goldthread.facts.store import Store
from goldthread.facts.terms import Terms
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import PERIOD, Question, Rate, Ratio, Verdict

if TYPE_CHECKING:
    import duckdb

EMPTY: Mapping[str, int] = {verdict.word: 0 for verdict in Verdict}


@contextmanager
def opened(
    store: Path | str | Store,
    *,
    terms: Terms | None = None,
    as_of: date | None = None,
    snapshot: str | None = None,
) -> Iterator[Inquiry]:
    """An inquiry on a store's current snapshot, or on the one named; it pins the snapshot while open."""
    store = store if isinstance(store, Store) else Store.open(store)
    with store.pinned(snapshot) as pinned:
        cut_off = pinned.cut_off
        if cut_off is None:
            raise Refused("The records say no day up to which they reach. Declare cut_off in the mapping.")
        asked = min(as_of, cut_off) if as_of is not None else cut_off
        inquiry = Inquiry(Basis(store, pinned, terms or Terms.packaged(), asked))
        try:
            yield inquiry
        finally:
            inquiry.close()


class Inquiry:
    """Asks, tallies and lists. Every answer of one inquiry stands on the same snapshot, terms and day."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self._tallying: duckdb.DuckDBPyConnection | None = None

    @property
    def as_of(self) -> date:
        return self.basis.as_of

    @property
    def snapshot(self) -> str:
        """The identity of the snapshot."""
        return self.basis.snapshot.identity

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection for tallies of kept verdicts, made when it is first needed."""
        if self._tallying is None:
            import duckdb

            self._tallying = duckdb.connect(config={"threads": "2", "memory_limit": "1GB"})
        return self._tallying

    def close(self) -> None:
        """Close the connections of this inquiry."""
        self.basis.close()
        if self._tallying is not None:
            self._tallying.close()
            self._tallying = None

    def expected(self, question: Question, period: Period, cut: Mapping[str, str | None]) -> Expected | None:
        """The target that holds for a figure: of the terms for its service and day, else of the question."""
        service = cut.get("service")
        found = self.basis.terms.target_for(question.code, service=service, on=period.end)
        if found is not None:
            return Expected(found.at_least, found.at_most, found.least_number, found.ours)
        own = question.target
        if own is None:
            return None
        return Expected(own.at_least, own.at_most, own.least_number, question.number_from == "ours")

    def figures(
        self,
        question: Question,
        period: Period,
        *,
        by: Sequence[str] = (),
        where: Mapping[str, str | None] | None = None,
        with_split: bool = True,
    ) -> list[Figure]:
        """The whole, every cut in `by` and their combinations, and the bands of the question's splits."""
        scope = Scope(period, dict(where or {}), tuple(by))
        if isinstance(question, Rate):
            return self._rates(question, scope)
        if isinstance(question, Ratio):
            return self._ratios(question, scope)
        paths = kept(self.basis, question, [period])
        cells = tallies(self.connection, question, paths, scope, with_split=with_split)
        cells = _with_wholes(_with_bands(question, cells, scope), scope)
        wholes = {_key(cell.cut): cell for cell in cells if not cell.split}
        missing = undated(self.connection, question, paths) if question.grain is not PERIOD else 0
        return [
            figure(
                question,
                period,
                cell,
                wholes[_key(cell.cut)],
                self.expected(question, period, cell.cut),
                missing if not cell.cut and not cell.split else 0,
            )
            for cell in cells
        ]

    def trend(
        self, question: Question, periods: Sequence[Period], where: Mapping[str, str | None] | None = None
    ) -> list[Figure]:
        """The figure of one scope in each period, without its splits."""
        for _, side in question.sides():
            kept(self.basis, side, periods)  # asked together, so that a question opens the snapshot once
        return [self.figures(question, period, where=where, with_split=False)[0] for period in periods]

    def _sides(self, question: Rate | Ratio, scope: Scope) -> list[dict[tuple[object, ...], Tally]]:
        made = []
        for _, side in question.sides():
            paths = kept(self.basis, side, [scope.period])
            cells = _with_wholes(
                _with_bands(side, tallies(self.connection, side, paths, scope), scope), scope
            )
            made.append({_key({**cell.cut, **_marked(cell.split)}): cell for cell in cells})
        return made

    def _rates(self, question: Rate, scope: Scope) -> list[Figure]:
        events, exposure = self._sides(question, scope)
        people = None if counts_events(question) else self._people(question, scope)
        found = []
        for key in _joined(events, exposure):
            one = events.get(key) or _empty(exposure[key])
            other = exposure.get(key) or _empty(one)
            expected = self.expected(question, scope.period, one.cut)
            theirs = None if people is None else people.get(key, [])
            found.append(rate(question, scope.period, one, other, expected, theirs))
        return found

    def _people(self, question: Rate, scope: Scope) -> dict[tuple[object, ...], list[tuple[float, float]]]:
        """Each person's events and exposure in each cell."""
        found: dict[tuple[object, ...], list[tuple[float, float]]] = {}
        for grouping in scope.groupings():
            sides = [
                people_of(self.connection, side, kept(self.basis, side, [scope.period]), scope, grouping)
                for _, side in question.sides()
            ]
            for cell in sides[0].keys() | sides[1].keys():
                one, other = (side.get(cell, {}) for side in sides)
                key = _key({**scope.where, **dict(cell)})
                found[key] = [(one.get(who, 0.0), other.get(who, 0.0)) for who in one.keys() | other.keys()]
        return found

    def _ratios(self, question: Ratio, scope: Scope) -> list[Figure]:
        top, bottom = self._sides(question, scope)
        found = []
        for key in _joined(top, bottom):
            one = top.get(key) or _empty(bottom[key])
            other = bottom.get(key) or _empty(one)
            wholes = _wholes_of(one, scope, top), _wholes_of(other, scope, bottom)
            expected = self.expected(question, scope.period, one.cut)
            found.append(ratio(question, scope.period, one, other, wholes, expected))
        return found


def _wholes_of(cell: Tally, scope: Scope, side: Mapping[tuple[object, ...], Tally]) -> Tally:
    """What a share is a share of: the same cell without its split, or the whole where there is no split."""
    key = _key(cell.cut) if cell.split else _key(scope.where)
    return side.get(key) or _empty(cell)


def _key(cut: Mapping[str, str | None]) -> tuple[object, ...]:
    return tuple(sorted(cut.items(), key=lambda part: part[0]))


def _marked(split: Mapping[str, str | None]) -> dict[str, str | None]:
    return {f"split.{name}": value for name, value in split.items()}


def _joined(
    one: Mapping[tuple[object, ...], Tally], other: Mapping[tuple[object, ...], Tally]
) -> list[tuple[object, ...]]:
    return list(dict.fromkeys((*one, *other)))


def _empty(like: Tally) -> Tally:
    return Tally(like.cut, like.split, EMPTY, 0.0)


def _with_wholes(cells: list[Tally], scope: Scope) -> list[Tally]:
    """The whole is a figure even where nothing falls in the period, and it stands first."""
    if not any(not cell.split and dict(cell.cut) == dict(scope.where) for cell in cells):
        cells = [Tally(dict(scope.where), {}, EMPTY, 0.0), *cells]
    return cells


def _says_something(cell: Tally) -> bool:
    """Records that are all left out have no band to stand in; they are counted with the whole."""
    return any(number for word, number in cell.verdicts.items() if word != Verdict.OUT.word)


def _with_bands(question: Question, cells: list[Tally], scope: Scope) -> list[Tally]:
    """Every declared band prints, zeros too, in the declared order; others after."""
    if not question.split:
        return cells
    grouped: dict[tuple[object, ...], list[Tally]] = {}
    for cell in _with_wholes(cells, scope):
        grouped.setdefault(_key(cell.cut), []).append(cell)
    found: list[Tally] = []
    for group in grouped.values():
        found += [cell for cell in group if not cell.split]
        for name, bands in question.bands.items():
            there = {cell.split[name]: cell for cell in group if name in cell.split}
            for band in bands:
                none = Tally(group[0].cut, {name: band}, EMPTY, 0.0)
                found.append(there.pop(band, none))
            found += [cell for cell in there.values() if _says_something(cell)]
    return found
