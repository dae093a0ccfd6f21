"""What an address asks for: period, cuts and page, read from the query or refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from goldthread.kernel.periods import Period, add_months, month, parse_period, preceding, rolling
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question

LENGTHS = {1: "1 month", 3: "3 months", 12: "12 months"}
MONTHS_SHOWN = 24
BLANK = "not recorded"


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
    """The period that a page is about, and the choices beside it."""

    period: Period
    last_month: Period
    length: int | None

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
    told = request.GET.get("period", "").strip()
    period = parse_period(told) if told else rolling(last_full_month(as_of), usual)
    last = month(period.end.year, period.end.month)
    length = next((one for one in LENGTHS if rolling(last, one) == period), None)
    return When(period, last, length)


def where(request: HttpRequest, question: Question) -> dict[str, str | None]:
    """Cuts and splits of the question that the query holds fixed."""
    side = question.sides()[0][1]
    found: dict[str, str | None] = {}
    for name in (*side.cuts, *side.split):
        value = request.GET.get(name)
        if value:
            found[name] = None if value == BLANK else value
    return found


def asked_of(where: Mapping[str, str | None]) -> dict[str, str]:
    """Cuts as they stand in an address."""
    return {name: BLANK if value is None else value for name, value in where.items()}


def page_of(request: HttpRequest) -> int:
    """The page of a list, from 1."""
    told = request.GET.get("page", "1")
    if not told.isascii() or not told.isdigit() or not 1 <= int(told) <= 1_000_000:
        raise Refused(f'"{told[:20]}" is not a page. Pages are numbered from 1.')
    return int(told)
