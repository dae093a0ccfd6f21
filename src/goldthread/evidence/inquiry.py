"""An inquiry: questions put to one pinned snapshot, under one set of terms, up to one day.

with opened(path) as inquiry:
    for figure in inquiry.figures(question, period, by=("service",)):
        ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.contracts.terms import Terms
from goldthread.evidence.answers import Answers
from goldthread.evidence.asking import keep_together, kept
from goldthread.evidence.basis import Basis
from goldthread.evidence.counting import Counted, Wanted, count_all, pairs_of_people
from goldthread.evidence.figures import Expected, Figure, counts_events, figure, rate, ratio
from goldthread.evidence.lean import lean
from goldthread.evidence.tally import Scope, Tally, check_scope
from goldthread.facts.reach import reach
from goldthread.facts.store import Store
from goldthread.kernel.periods import Period
from goldthread.kernel.words import say_date
from goldthread.measures.questions import Published, Question, Rate, Ratio, Verdict

if TYPE_CHECKING:
    import duckdb

Key = tuple[object, ...]
Cells = dict[Key, Tally]
People = dict[tuple[Period, Key], list[tuple[float, float]]]
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
        cut_off = reach(pinned, store.registry)
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
        self._counted: dict[Key, Counted] = {}
        self._kept: dict[Key, tuple[Path, ...]] = {}
        folder = basis.verdicts / basis.snapshot.identity / "counted"
        self._answers = Answers(folder, lambda: self.connection)

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

    def expected(
        self, question: Question, period: Period, cut: Mapping[str, str | None], services: Sequence[str] = ()
    ) -> Expected | None:
        """The target that holds for a figure: of the terms for its service and day, else of the question."""
        service = cut.get("service") or (services[0] if services else None)
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
        services: Sequence[str] = (),
        with_split: bool = True,
    ) -> list[Figure]:
        """The whole, every cut in `by` and their combinations, and the bands of the question's splits.

        `where` holds cuts fixed; `services` are those of a contract, taken together.
        """
        scope = Scope((period,), self.as_of, dict(where or {}), _apart(by, where), tuple(services))
        return [self._reached(one) for one in self._figures(question, scope, with_split)[period]]

    def trend(
        self,
        question: Question,
        periods: Sequence[Period],
        where: Mapping[str, str | None] | None = None,
        services: Sequence[str] = (),
    ) -> list[Figure]:
        """The figure of one scope in each period, without its splits: one reading of the kept rows."""
        scope = Scope(tuple(periods), self.as_of, dict(where or {}), services=tuple(services))
        told = self._figures(question, scope, with_split=False)
        return [self._reached(told[period][0]) for period in periods]

    def _reached(self, figure: Figure) -> Figure:
        """The figure; without its value where no record reaches the period: that is not nought."""
        if figure.period.start <= self.as_of or isinstance(figure.question, Published):
            return figure
        silent = not any(figure.verdicts.values()) or figure.value is not None
        why = f"Records reach only to {say_date(self.as_of)}." if silent else figure.why
        return replace(figure, value=None, limits=None, bounds=None, why=why)

    def _figures(self, question: Question, scope: Scope, with_split: bool) -> dict[Period, list[Figure]]:
        if isinstance(question, (Rate, Ratio)):
            sides = [self._side(side, scope, with_split) for _, side in question.sides()]
            if isinstance(question, Rate):
                return self._rates(question, scope, sides[0], sides[1], with_split)
            return self._ratios(question, scope, *sides)
        counted = self._count(question, scope, with_split)
        missing = counted.undated if len(scope.periods) == 1 else 0
        return {
            period: self._plain(question, period, cells, missing, scope)
            for period, cells in self._banded(question, counted, scope, with_split).items()
        }

    def look_ahead(
        self,
        questions: Iterable[Question],
        periods: Sequence[Period],
        *,
        by: Sequence[str] = (),
        where: Mapping[str, str | None] | None = None,
        services: Sequence[str] = (),
        with_split: bool = True,
    ) -> None:
        """Count many questions at once: what is asked of the same scope afterwards is at hand.

        Where a question lacks a cut it is passed over here; whoever asks it then is refused.
        """
        scope = Scope(tuple(periods), self.as_of, dict(where or {}), _apart(by, where), tuple(services))
        needed = {*scope.by, *scope.where, *(["service"] if scope.services else [])}
        sides = [side for question in questions for _, side in question.sides() if needed <= set(side.cuts)]
        asked = [lean(side, (*scope.by, *scope.where)) for side in sides]
        new = [side for side in asked if (side, scope.periods) not in self._kept]
        keep_together(self.basis, new, scope.periods)
        wanted = [self._wanted(side, scope, with_split) for side in sides]
        for one, counted in zip(wanted, count_all(self._answers.rows, wanted), strict=True):
            self._counted[_counted_as(one)] = counted

    def _wanted(self, side: Question, scope: Scope, with_split: bool) -> Wanted:
        asked = lean(side, (*scope.by, *scope.where))
        known = (asked, scope.periods)
        if known not in self._kept:
            self._kept[known] = tuple(kept(self.basis, asked, scope.periods))
        return Wanted(asked, self._kept[known], scope, with_split)

    def _count(self, side: Question, scope: Scope, with_split: bool) -> Counted:
        check_scope(side, scope)
        wanted = self._wanted(side, scope, with_split)
        found = self._counted.get(_counted_as(wanted))
        return found if found is not None else count_all(self._answers.rows, [wanted])[0]

    def _banded(
        self, side: Question, counted: Counted, scope: Scope, with_split: bool
    ) -> dict[Period, list[Tally]]:
        bands = side if with_split else None
        return {period: _with_bands(bands, cells, scope) for period, cells in counted.cells.items()}

    def _plain(
        self, question: Question, period: Period, cells: Sequence[Tally], missing: int, scope: Scope
    ) -> list[Figure]:
        wholes = {_key(cell.cut): cell for cell in cells if not cell.split}
        return [
            figure(
                question,
                period,
                cell,
                wholes[_key(cell.cut)],
                self.expected(question, period, cell.cut, scope.services),
                missing if not cell.split and dict(cell.cut) == dict(scope.where) else 0,
            )
            for cell in cells
        ]

    def _side(self, side: Question, scope: Scope, with_split: bool) -> dict[Period, Cells]:
        counted = self._count(side, scope, with_split)
        return {
            period: {_key({**cell.cut, **_marked(cell.split)}): cell for cell in cells}
            for period, cells in self._banded(side, counted, scope, with_split).items()
        }

    def _rates(
        self,
        question: Rate,
        scope: Scope,
        events: dict[Period, Cells],
        exposure: dict[Period, Cells],
        with_split: bool,
    ) -> dict[Period, list[Figure]]:
        people = None if counts_events(question) else self._people(question, scope, with_split)
        found: dict[Period, list[Figure]] = {period: [] for period in scope.periods}
        for period in scope.periods:
            for one, other, key in _joined(events[period], exposure[period]):
                expected = self.expected(question, period, one.cut, scope.services)
                theirs = None if people is None else people.get((period, key), [])
                found[period].append(rate(question, period, one, other, expected, theirs))
        return found

    def _people(self, question: Rate, scope: Scope, with_split: bool) -> People:
        """Each person's events and exposure in each period and cell."""
        events, exposure = (self._wanted(side, scope, with_split) for _, side in question.sides())
        found = pairs_of_people(self._answers.rows, events, exposure)
        return {
            (period, _key({**scope.where, **dict(cell)})): pairs for (period, cell), pairs in found.items()
        }

    def _ratios(
        self, question: Ratio, scope: Scope, top: dict[Period, Cells], bottom: dict[Period, Cells]
    ) -> dict[Period, list[Figure]]:
        found = {}
        for period in scope.periods:
            found[period] = [
                ratio(
                    question,
                    period,
                    one,
                    other,
                    (_wholes_of(one, scope, top[period]), _wholes_of(other, scope, bottom[period])),
                    self.expected(question, period, one.cut, scope.services),
                )
                for one, other, _ in _joined(top[period], bottom[period])
            ]
        return found


def _apart(by: Sequence[str], where: Mapping[str, str | None] | None) -> tuple[str, ...]:
    """The cuts told apart, each once; what is held fixed is not told apart."""
    return tuple(name for name in dict.fromkeys(by) if name not in (where or {}))


def _counted_as(wanted: Wanted) -> Key:
    scope = wanted.scope
    told = (scope.periods, scope.by, scope.services, _key(scope.where))
    return (wanted.question, wanted.paths, wanted.with_split, *told)


def _wholes_of(cell: Tally, scope: Scope, side: Cells) -> Tally:
    """What a share is a share of: all known bands of the same split, or the whole where there is no split.

    Several splits of one side may each hold everybody: a population told by gender and again by locality. And
    a band that is not recorded has no part in the comparison, because the other side cannot have it.
    """
    if not cell.split:
        return side.get(_key(scope.where)) or _empty(cell)
    bands = [
        one.amount
        for one in side.values()
        if one.cut == cell.cut and one.split.keys() == cell.split.keys() and None not in one.split.values()
    ]
    return replace(_empty(cell), amount=sum(bands))


def _key(cut: Mapping[str, str | None]) -> Key:
    return tuple(sorted(cut.items(), key=lambda part: part[0]))


def _marked(split: Mapping[str, str | None]) -> dict[str, str | None]:
    return {f"split.{name}": value for name, value in split.items()}


def _joined(one: Cells, other: Cells) -> Iterator[tuple[Tally, Tally, Key]]:
    """Cells of both sides together; where one side has none, it is empty there."""
    for key in dict.fromkeys((*one, *other)):
        here, there = one.get(key), other.get(key)
        yield here or _empty(there), there or _empty(here), key


def _empty(like: Tally | None) -> Tally:
    assert like is not None  # one side has the cell, or it would not be asked for
    return Tally(like.cut, like.split, EMPTY, 0.0)


def _with_wholes(cells: list[Tally], scope: Scope) -> list[Tally]:
    """The whole is a figure even where nothing falls in the period, and it stands first."""
    if not any(not cell.split and dict(cell.cut) == dict(scope.where) for cell in cells):
        cells = [Tally(dict(scope.where), {}, EMPTY, 0.0), *cells]
    return cells


def _says_something(cell: Tally) -> bool:
    """Records that are all left out have no band to stand in; they are counted with the whole."""
    return any(number for word, number in cell.verdicts.items() if word != Verdict.OUT.word)


def _with_bands(question: Question | None, cells: list[Tally], scope: Scope) -> list[Tally]:
    """Every declared band prints, zeros too, in the declared order; others after."""
    cells = _with_wholes(cells, scope)
    if question is None or not question.split:
        return cells
    grouped: dict[Key, list[Tally]] = {}
    for cell in cells:
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
