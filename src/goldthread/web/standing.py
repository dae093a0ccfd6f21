"""What a page stands on: the store's current snapshot, the terms and the questions, opened for one request.

Figures of a snapshot never change, so they are remembered by snapshot, terms and day; a new snapshot is a new
key, and what was remembered of the old one is dropped.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from goldthread.contracts import local_queries, queries
from goldthread.contracts.terms import Contract, Terms
from goldthread.evidence.cuts import services_of
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.signals import Signal, signal
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Question
from goldthread.web.refusing import Missing, shortened

MOST_KEPT = 20_000


def questions() -> Mapping[str, Question]:
    """The catalogue, the local indicators of the settings, and those that two people approved, by code."""
    return local_queries.questions()


def question(code: str) -> Question:
    """One question; a code that does not exist is a page that does not."""
    known = questions()
    if code not in known:
        said = shortened(code)
        raise Missing(f'There is no indicator "{said}".{did_you_mean(said, known)}')
    return known[code]


def terms() -> Terms:
    """The terms of all that is agreed in this database; beside it, or without any, those of the settings."""
    return queries.terms_in_force()


class Remembered:
    """Figures worked out before, while the snapshot stands. Shared by the server's threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._basis: tuple[Any, ...] = ()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def get(self, basis: tuple[Any, ...], key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for a basis and key."""
        with self._lock:
            if basis != self._basis:
                self._basis, self._kept = basis, OrderedDict()
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if basis == self._basis:
                self._kept[key] = made
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return made

    def has(self, basis: tuple[Any, ...], key: tuple[Any, ...]) -> bool:
        """True when `get` would make nothing."""
        with self._lock:
            return basis == self._basis and key in self._kept


REMEMBERED = Remembered()


def _line_key(
    asked: Question, period: Period, months: Sequence[Period], services: Sequence[str]
) -> tuple[Any, ...]:
    return ("line", asked.hash, period, tuple(months), tuple(services))


class Standing:
    """One request's view: an inquiry, with figures remembered across requests."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self.terms = inquiry.basis.terms
        self.as_of = inquiry.as_of
        self.snapshot = inquiry.snapshot
        self.made_at = inquiry.basis.snapshot.made_at

    def _basis(self) -> tuple[Any, ...]:
        return (self.snapshot, self.terms.hash, self.as_of, str(self.inquiry.basis.store.path))

    def _remembered(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        return REMEMBERED.get(self._basis(), key, make)

    def figures(
        self,
        asked: Question,
        period: Period,
        *,
        by: Sequence[str] = (),
        where: Mapping[str, str | None] | None = None,
        services: Sequence[str] = (),
        with_split: bool = True,
    ) -> list[Figure]:
        """As `Inquiry.figures`."""
        fixed = tuple(sorted((where or {}).items()))
        key = ("figures", asked.hash, period, tuple(by), fixed, tuple(services), with_split)
        found: list[Figure] = self._remembered(
            key,
            lambda: self.inquiry.figures(
                asked, period, by=by, where=where, services=services, with_split=with_split
            ),
        )
        return found

    def trend(
        self,
        asked: Question,
        periods: Sequence[Period],
        where: Mapping[str, str | None] | None = None,
        services: Sequence[str] = (),
    ) -> tuple[list[Figure], Signal]:
        """The series of a figure, and its signal."""
        fixed = tuple(sorted((where or {}).items()))
        key = ("trend", asked.hash, tuple(periods), fixed, tuple(services))

        def make() -> tuple[list[Figure], Signal]:
            series = self.inquiry.trend(asked, periods, where, services)
            return series, signal(series)

        made: tuple[list[Figure], Signal] = self._remembered(key, make)
        return made

    def line(
        self, asked: Question, period: Period, months: Sequence[Period], services: Sequence[str]
    ) -> tuple[Figure, list[Figure], Signal]:
        """The figure of a period, its months and their signal, in one reading of the kept rows."""

        def make() -> tuple[Figure, list[Figure], Signal]:
            together = list(dict.fromkeys([*months, period]))
            found = dict(zip(together, self.inquiry.trend(asked, together, None, services), strict=True))
            series = [found[month] for month in months]
            return found[period], series, signal(series)

        key = _line_key(asked, period, months, services)
        made: tuple[Figure, list[Figure], Signal] = self._remembered(key, make)
        return made

    def look_ahead(
        self, asked: Sequence[Question], period: Period, months: Sequence[Period], services: Sequence[str]
    ) -> None:
        """Count all that `line` will need for these questions at once, but for what is remembered."""
        together = list(dict.fromkeys([*months, period]))
        unknown = [
            one
            for one in asked
            if not REMEMBERED.has(self._basis(), _line_key(one, period, months, services))
        ]
        self.inquiry.look_ahead(unknown, together, services=services, with_split=False)

    def services(self) -> list[str]:
        """The services that the records name, in alphabetical order."""

        found: list[str] = self._remembered(("services",), lambda: services_of(self.inquiry))
        return found

    def contracts(self) -> dict[str, tuple[Contract, list[str]]]:
        """Contracts that cover a service of the records, each with its services."""
        found: dict[str, tuple[Contract, list[str]]] = {}
        for service in self.services():
            contract = self.terms.contract_of(service, self.as_of)
            if contract is not None:
                found.setdefault(contract.code, (contract, []))[1].append(service)
        return found

    def contract(self, code: str) -> tuple[Contract, list[str]]:
        """One contract and its services; one that covers none of them is a page that does not exist."""
        known = self.contracts()
        if code not in known:
            said = shortened(code)
            raise Missing(
                f'There is no contract "{said}" among the services of these records.'
                f"{did_you_mean(said, known)}"
            )
        return known[code]


@contextmanager
def standing() -> Iterator[Standing]:
    """The view of one request, on the store that the settings name."""
    if not settings.GOLDTHREAD_STORE:
        raise Refused("No store is named. Set GOLDTHREAD_STORE to its directory, or run: goldthread demo")
    with opened(settings.GOLDTHREAD_STORE, terms=terms()) as inquiry:
        yield Standing(inquiry)
