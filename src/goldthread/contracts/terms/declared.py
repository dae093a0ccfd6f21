"""What a set of terms holds, and which of it holds for a service on a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal, TypeVar

from goldthread.catalogue.tables.codes import STAGE
from goldthread.contracts.terms.windows import Span, both, ends_of, span_of, without
from goldthread.kernel.calendar import bank_holidays
from goldthread.kernel.clocks import Unit
from goldthread.kernel.refusals import Refused, did_you_mean

# Goes up when what `derive` makes of terms changes: kept tables and verdicts are then worked out again.
RULES = 2

SUSTAINED = ("unbroken", "13 in 16 weeks")


@dataclass(frozen=True)
class Gaps:
    """Days after the last day of one home or job by which the next must begin to be the same spell."""

    home_days: int = 14
    work_days: int = 14


@dataclass(frozen=True)
class Contract:
    """One contract: the services it covers, by name or pattern, and how it counts work as sustained.

    A code may stand several times, for days that do not overlap: each time is one version of the contract.
    """

    code: str
    name: str = ""
    services: tuple[str, ...] = ("*",)
    valid_from: date | None = None
    valid_to: date | None = None
    nation: str = "england-and-wales"
    template: str | None = None
    sustained: str = "unbroken"
    minimum_weekly_hours: float | None = None
    gaps: Gaps | None = None  # None where those of the whole set hold
    beside: bool = False  # holds only for services, and on days, that no other contract covers
    elsewhere: tuple[str, ...] = ()  # services of other organisations, folded: never covered by a pattern

    def fit(self, service: str | None) -> int:
        """How closely it covers a service: 3 by name, 2 by pattern, 1 as one of all, 0 not at all."""
        wanted = (service or "").casefold()
        if wanted in self.elsewhere:
            return 0
        fits = [0]
        for pattern in self.services:
            folded = pattern.casefold()
            if folded == "*":
                fits.append(1)
            elif wanted and folded == wanted:
                fits.append(3)
            elif wanted and fnmatchcase(wanted, folded):
                fits.append(2)
        return max(fits)


@dataclass(frozen=True)
class Escalation:
    """Who is told when a clock is not yet answered so long after its start."""

    amount: int
    unit: Unit
    to: str  # of contracts.specification.words.ACTORS


@dataclass(frozen=True)
class Standard:
    """A duty with a time to it. `points` are weeks after the start, where one start makes several duties.

    With `stages` it holds only for people who are on one of them when it starts. `who` and `escalations` are
    said to those who work; no figure depends on them.
    """

    contract: str
    name: str
    starts: str
    response: str
    amount: int
    unit: str
    points: tuple[int, ...] = ()
    pauses: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    ours: bool = False
    stages: tuple[str, ...] = ()
    who: str = ""
    escalations: tuple[Escalation, ...] = ()


@dataclass(frozen=True)
class Target:
    """What a figure is to reach, in the scale of the figure: a share is a fraction. Both ends belong to it.

    `least_number` is the smallest denominator that is judged; `ours` says that no source gives the figure.
    `balance` is the indicators that the contract reads it with, else `no_balance_because` says why there is
    none; both blank leave it to the catalogue. They are said to readers; no figure depends on them.
    """

    contract: str
    indicator: str
    at_least: float | None = None
    at_most: float | None = None
    least_number: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    ours: bool = False
    balance: tuple[str, ...] = ()
    no_balance_because: str = ""

    @property
    def between(self) -> bool:
        """True when it has a floor and a ceiling."""
        return self.at_least is not None and self.at_most is not None

    @property
    def goal(self) -> float | None:
        """The end that a page prints first: the floor where there is one."""
        return self.at_least if self.at_least is not None else self.at_most

    def judge(self, value: float | None, number: float | None) -> Literal["met", "not_met"] | None:
        """Met or not, on the figure as it stands, never rounded; None where there is too little to judge."""
        if value is None or number is None or number < self.least_number:
            return None
        low = self.at_least is None or value >= self.at_least
        high = self.at_most is None or value <= self.at_most
        return "met" if low and high else "not_met"


@dataclass(frozen=True)
class Cap:
    """How many people one whole-time equivalent of a role may carry."""

    contract: str
    role: str
    people: float
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    ours: bool = False


# What no figure depends on.
_NO_MATTER = ("source", "template", "who", "escalations", "balance", "no_balance_because")

Row = TypeVar("Row", Standard, Target, Cap)


@dataclass(frozen=True)
class TermSet:
    """A whole set of terms. The same content has the same `hash`, whatever order or file it came in."""

    contracts: tuple[Contract, ...] = ()
    standards: tuple[Standard, ...] = ()
    targets: tuple[Target, ...] = ()
    caps: tuple[Cap, ...] = ()
    gaps: Gaps = Gaps()
    name: str = ""
    casework: tuple[Standard, ...] = ()  # duties of the day: facts do not know them, so no hash holds them

    @cached_property  # worked out once: every figure is kept under it
    def hash(self) -> str:
        """SHA-256 of all that clocks and spells depend on beside the records, without names and sources.

        That is the content, how it is worked out, and the bank holidays that are known.
        """

        def plain(row: Contract | Standard | Target | Cap) -> str:
            said = {key: value for key, value in asdict(row).items() if key not in _NO_MATTER}
            if isinstance(row, Contract):
                del said["name"]
            for key in ("gaps", "stages", "beside"):
                if not said.get(key):
                    said.pop(key, None)  # a set that says nothing of it keeps its hash
            return json.dumps(said, sort_keys=True, default=str)

        content = {
            # Where two contracts fit a service equally well the first one holds, so their order counts.
            "contracts": [plain(row) for row in self.contracts],
            "standards": sorted(map(plain, self.standards)),
            "targets": sorted(map(plain, self.targets)),
            "caps": sorted(map(plain, self.caps)),
            "gaps": asdict(self.gaps),
            "rules": RULES,
            "holidays": bank_holidays().read_text("utf-8"),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def contract(self, code: str, on: date | None = None) -> Contract:
        """The contract of a code that one of the rows names, as it stands on a day; else its last version."""
        found = [each for each in self.contracts if each.code == code]
        return next((each for each in found if on is not None and in_force(each, on)), found[-1])

    def standards_of(self, service: str | None) -> list[Standard]:
        """The duties of a service, every validity among them: each name by the contract that fits closest."""
        return self._closest(self.standards, service, lambda row: row.name)

    def duties_of(self, service: str | None) -> list[Standard]:
        """The duties of a service as Today asks for them: those of questions and those of the day."""
        return self._closest((*self.standards, *self.casework), service, lambda row: row.name)

    def caps_of(self, service: str | None) -> list[Cap]:
        """The caps of a service: each role by the contract that fits closest."""
        return self._closest(self.caps, service, lambda row: row.role)

    def contract_of(self, service: str | None, on: date | None = None) -> Contract | None:
        """The contract that fits a service closest on a day; the first written where several do.

        With no day asked, the last version of it that fits as closely.
        """
        found = [each for each in self.contracts if each.fit(service) and in_force(each, on)]
        closest = max(found, key=lambda each: (not each.beside, each.fit(service)), default=None)
        if closest is None or on is not None:
            return closest
        fit = closest.fit(service)
        return [each for each in found if each.code == closest.code and each.fit(service) == fit][-1]

    def target_for(
        self, indicator: str, *, service: str | None = None, on: date | None = None
    ) -> Target | None:
        """What an indicator is to reach on a service on a day.

        Without a service (a figure of the whole) a target is given only where every contract that has one
        says the same; a whole made of two promises has no single target.
        """
        rows = [row for row in self.targets if row.indicator == indicator and in_force(row, on)]
        if service is None:
            same = {(row.at_least, row.at_most) for row in rows}
            return rows[0] if len(same) == 1 else None
        closest = self._closest(rows, service, lambda row: row.indicator) if rows else []
        return closest[0] if closest else None

    def covering(self, service: str | None) -> list[tuple[Contract, list[Span]]]:
        """The contracts that fit a service and the days on which each does, the closest first.

        "*" stands for every service that no other contract claims on that day.
        """
        fitting = [(each.fit(service), each) for each in self.contracts if each.fit(service)]
        found: list[tuple[Contract, list[Span]]] = []
        before: list[Span] = []
        for beside in (False, True):
            mine = sorted((one for one in fitting if one[1].beside == beside), key=lambda one: -one[0])
            claimed = [*before, *(span_of(each) for fit, each in mine if fit > 1)]
            for fit, each in mine:
                found.append((each, without(span_of(each), before if fit > 1 else claimed)))
            before = [*claimed, *(span_of(each) for _, each in mine)]
        return found

    def in_turn(self, service: str | None) -> list[tuple[Contract, Span]]:
        """The contract that fits a service closest, for every day on which any does; no two on one day."""
        taken: list[Span] = []
        found: list[tuple[Contract, Span]] = []
        for contract, spans in self.covering(service):
            mine = [left for span in spans for left in without(span, taken)]
            found += [(contract, span) for span in mine]
            taken += mine
        return found

    def _closest(self, rows: Sequence[Row], service: str | None, by: Callable[[Row], str]) -> list[Row]:
        """The rows that hold for a service, each cut to the days on which no closer contract says it."""
        taken: dict[str, list[Span]] = {}
        found: list[tuple[int, Row]] = []
        for contract, spans in self.covering(service):
            mine: dict[str, list[Span]] = {}
            for place, row in enumerate(rows):
                if row.contract != contract.code:
                    continue
                for span in filter(None, (both(span_of(row), each) for each in spans)):
                    for left in without(span, taken.get(by(row), ())):
                        found.append((place, _cut(row, left)))
                        mine.setdefault(by(row), []).append(left)
            for name, days in mine.items():
                taken.setdefault(name, []).extend(days)
        return [row for _, row in sorted(found, key=lambda one: (one[0], span_of(one[1])))]

    def check_indicators(self, known: Iterable[str]) -> None:
        """Refuse a target of an indicator that does not exist, with the nearest code."""
        codes = list(known)
        for target in self.targets:
            if target.indicator not in codes:
                raise Refused(
                    f'There is no indicator "{target.indicator}" to set a target for.'
                    + did_you_mean(target.indicator, codes)
                )


def in_force(row: Contract | Standard | Target | Cap, on: date | None) -> bool:
    """Whether a row holds on a day, both ends in; with no day asked it does."""
    if on is None:
        return True
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)


def _cut(row: Row, span: Span) -> Row:
    if span == span_of(row):
        return row
    first, last = ends_of(span)
    return replace(row, valid_from=first, valid_to=last)


def cut(row: Row, taken: Iterable[Span]) -> list[Row]:
    """A row on the days that are left of it when others are taken out."""
    return [_cut(row, left) for left in without(span_of(row), taken)]


def left_over(rows: Iterable[Standard], said: Sequence[Standard]) -> list[Standard]:
    """What holds until a contract says otherwise: rows cut to the days on which none of `said` has the name.

    Where what is said is narrowed to stages, the row still holds for the other stages on those days.
    """
    found: list[Standard] = []
    for row in rows:
        same = [one for one in said if one.name == row.name]
        found += cut(row, map(span_of, same))
        whole = [span_of(one) for one in same if not one.stages]
        for days in dict.fromkeys(span_of(one) for one in same if one.stages):
            said_of = {stage for one in same if span_of(one) == days for stage in one.stages}
            others = tuple(stage for stage in row.stages or STAGE.values if stage not in said_of)
            shared = both(span_of(row), days)
            for left in without(shared, whole) if shared and others else ():
                found.append(replace(_cut(row, left), stages=others))
    return found
