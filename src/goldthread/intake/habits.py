"""How a file writes its dates, where the mapping does not say: proved by the file itself, or asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from goldthread.intake.mapping.language import Dates, Expression, Fact, Ref
from goldthread.intake.values import day_or_month_first
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Type

_DATED = ("age", "birth_month", "plus")


def undeclared_dates(facts: Iterable[Fact], default: Dates) -> set[Ref]:
    """Columns that are read as dates while nothing says how they are written."""
    if default.declared:
        return set()
    found: set[Ref] = set()
    for fact in facts:
        for name, expression in fact.columns.items():
            found |= _undeclared(expression, fact.table.spec(name).type)
    return found


def _undeclared(expression: Expression, type_: Type) -> set[Ref]:
    found: set[Ref] = set()
    if expression.kind == "column" and type_ in (Type.DATE, Type.INSTANT) and expression.dates is None:
        found |= set(expression.refs)
    if expression.kind in ("age", "birth_month") and expression.dates is None:
        found |= set(expression.refs)
        if expression.on:
            found.add(expression.on)
    if expression.start:
        found |= _undeclared(expression.start, type_)
    for _, choice in expression.choices:
        found |= _undeclared(choice, type_)
    return found


@dataclass
class Proof:
    """What the dates of one column prove about their order."""

    asks: bool = False
    day_first: bool = False
    month_first: bool = False

    def add(self, texts: Iterable[str]) -> None:
        """Look at more of the column."""
        asks, day_first, month_first = day_or_month_first(texts)
        self.asks |= asks
        self.day_first |= day_first
        self.month_first |= month_first


def orders(
    proofs: Mapping[Ref, Proof], file_of: Callable[[Ref], str], notes: Callable[[Iterable[str]], None]
) -> dict[Ref, Dates]:
    """The order of day and month in each column that needs one. Refused where a whole file does not tell."""
    settled: dict[Ref, Dates] = {}
    by_file: dict[str, set[str]] = {}
    for ref, proof in proofs.items():
        if proof.day_first != proof.month_first:
            order = "day first" if proof.day_first else "month first"
            by_file.setdefault(file_of(ref), set()).add(order)
    for ref, proof in proofs.items():
        if not proof.asks:
            continue
        name = file_of(ref)
        found = {"day first"} if proof.day_first else {"month first"} if proof.month_first else set()
        if proof.day_first and proof.month_first:
            raise Refused(
                f'{name}: in "{ref.column}" some dates can only be day first and others only month first. '
                'Declare which it is, as dates = "day first"; the other rows are then refused.'
            )
        found = found or by_file.get(name, set())
        if len(found) != 1:
            raise Refused(
                f'{name}: day and month cannot be told apart in "{ref.column}": no date has a part above 12. '
                'Declare which it is in the mapping, as dates = "day first" or dates = "month first".'
            )
        order = next(iter(found))
        settled[ref] = Dates(order="day first" if order == "day first" else "month first")
        notes([f'{name}: the dates in "{ref.column}" are {order}; dates with a part above 12 prove it.'])
    return settled
