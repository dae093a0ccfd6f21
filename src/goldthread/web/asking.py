"""What an address asks for: period, cuts and page, read from the query or refused in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from goldthread.evidence.tally import NOT_RECORDED
from goldthread.kernel.periods import Period, add_months, month, parse_period, preceding, rolling
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.questions import Question
from goldthread.web.refusing import shortened
from goldthread.web.standing import Standing

LENGTHS = {1: "1 month", 3: "3 months", 12: "12 months"}
MONTHS_SHOWN = 24
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 200  # letters of one value in an address


def last_full_month(as_of: date) -> Period:
    """The last month that the records reach to its end."""
    running = month(as_of.year, as_of.month)
    if as_of == running.end:
        return running
    before = add_months(running.start, -1)
    return month(before.year, before.month)


def months_to(end: Period, count: int = MONTHS_SHOWN) -> list[Period]:
    """So many months in order, the last one given."""
    return [*preceding(end, count - 1), end]


@dataclass(frozen=True)
class When:
    """The period that a page is about, and the choices beside it.

    `last_shown` ends a series: a month that the records do not reach to its end would look like a fall.
    """

    period: Period
    last_month: Period
    length: int | None
    last_shown: Period

    @property
    def code(self) -> str:
        return self.period.code

    def choices(self) -> list[tuple[str, str, bool]]:
        """(code, words, chosen) for the usual lengths up to the same last month."""
        found = []
        for length, words in LENGTHS.items():
            period = rolling(self.last_month, length)
            found.append((period.code, words, period == self.period))
        return found

    def ends(self, as_of: date) -> list[tuple[str, str, bool]]:
        """(code, words, chosen): the same length up to each of the last 24 months."""
        length = self.length or 3
        found = []
        for one in reversed(months_to(last_full_month(as_of))):
            period = rolling(one, length)
            found.append((period.code, period.label, period == self.period))
        return found


def when(request: HttpRequest, as_of: date, usual: int = 3) -> When:
    """The period of the query, else the last three full months."""
    return when_told(request.GET.get("period", ""), as_of, usual)


def when_told(said: str, as_of: date, usual: int = 3) -> When:
    """The period that somebody typed or chose, else the last full months."""
    told = shortened(said.strip())
    period = parse_period(told) if told else rolling(last_full_month(as_of), usual)
    if period.start.year < FIRST_YEAR or period.end.year > LAST_YEAR:
        raise Refused(f"Pages show the years {FIRST_YEAR} to {LAST_YEAR}. Choose a period among them.")
    last = month(period.end.year, period.end.month)
    length = next((one for one in LENGTHS if rolling(last, one) == period), None)
    return When(period, last, length, min(last, last_full_month(as_of)))


def check_query(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse what a page would pass over: a figure of everybody must not look like one of a few."""
    for name, values in request.GET.lists():
        if name not in known:
            said = did_you_mean(name, known) or f" It knows: {', '.join(known)}."
            raise Refused(f'This page does not know "{shortened(name)}".{said}')
        if len(values) > 1:
            raise Refused(f'The address names "{name}" twice. Leave one of them.')
        if len(values[0]) > LONGEST:
            raise Refused(f'What the address says of "{name}" is longer than {LONGEST} letters. Shorten it.')


@dataclass(frozen=True)
class Held:
    """What an address holds fixed: cuts and bands of the question, and the contract whose services count."""

    cuts: Mapping[str, str | None]
    bands: Mapping[str, str | None]
    contract: str | None = None
    services: tuple[str, ...] = ()

    @property
    def where(self) -> dict[str, str | None]:
        """Cuts and bands together, as a drill takes them."""
        return {**self.cuts, **self.bands}

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {**({"contract": self.contract} if self.contract else {}), **asked_of(self.where)}


def held(request: HttpRequest, view: Standing, question: Question, *, more: Collection[str] = ()) -> Held:
    """What the query holds fixed. Only a page that lists records, and so knows `verdict`, holds bands."""
    side = question.sides()[0][1]
    bands = tuple(side.split) if "verdict" in more else ()
    check_query(request, ("period", "contract", *more, *side.cuts, *bands))
    contract = request.GET.get("contract") or None
    services = tuple(view.contract(contract)[1]) if contract else ()
    return Held(_told(request, side.cuts), _told(request, bands), contract, services)


def _told(request: HttpRequest, names: Collection[str]) -> dict[str, str | None]:
    told = {name: request.GET[name] for name in names if request.GET.get(name)}
    return {name: None if value == NOT_RECORDED else value for name, value in told.items()}


def asked_of(where: Mapping[str, str | None]) -> dict[str, str]:
    """Cuts as they stand in an address."""
    return {name: NOT_RECORDED if value is None else value for name, value in where.items()}


def page_of(request: HttpRequest) -> int:
    """The page of a list, from 1."""
    told = request.GET.get("page", "1")
    # Measured before it is read: Python refuses to read a number of thousands of digits.
    if len(told) > 7 or not told.isascii() or not told.isdigit() or int(told) < 1:
        raise Refused(f'"{told[:20]}" is not a page. Pages are numbered from 1.')
    return int(told)
