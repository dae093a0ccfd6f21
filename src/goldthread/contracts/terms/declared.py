"""What a set of terms holds, and which of it holds for a service on a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal, TypeVar

from goldthread.kernel.calendar import bank_holidays
from goldthread.kernel.refusals import Refused, did_you_mean

# Goes up when what `derive` makes of terms changes: kept tables and verdicts are then worked out again.
RULES = 1

SUSTAINED = ("unbroken", "13 in 16 weeks")


@dataclass(frozen=True)
class Contract:
    """One contract: the services it covers, by name or pattern, and how it counts work as sustained."""

    code: str
    name: str = ""
    services: tuple[str, ...] = ("*",)
    valid_from: date | None = None
    valid_to: date | None = None
    nation: str = "england-and-wales"
    template: str | None = None
    sustained: str = "unbroken"
    minimum_weekly_hours: float | None = None

    def fit(self, service: str | None) -> int:
        """How closely it covers a service: 3 by name, 2 by pattern, 1 as one of all, 0 not at all."""
        wanted = (service or "").casefold()
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
class Standard:
    """A duty with a time to it. `points` are weeks after the start, where one start makes several duties."""

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


@dataclass(frozen=True)
class Target:
    """What a figure is to reach, in the scale of the figure: a share is a fraction. Both ends belong to it.

    `least_number` is the smallest denominator that is judged; `ours` says that no source gives the figure.
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


@dataclass(frozen=True)
class Gaps:
    """Days after the last day of one home or job by which the next must begin to be the same spell."""

    home_days: int = 14
    work_days: int = 14


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
            said = {key: value for key, value in asdict(row).items() if key not in ("source", "template")}
            if isinstance(row, Contract):
                del said["name"]
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

    def contract(self, code: str) -> Contract:
        """The contract of a code that one of the rows names."""
        return next(each for each in self.contracts if each.code == code)

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
        """The contract that fits a service closest on a day; the first written where several do."""
        found = [each for each in self.contracts if each.fit(service) and in_force(each, on)]
        return max(found, key=lambda each: each.fit(service), default=None)

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

    def _closest(self, rows: Sequence[Row], service: str | None, by: Callable[[Row], str]) -> list[Row]:
        fits = {each.code: each.fit(service) for each in self.contracts}
        if max(fits.values(), default=0) > 1:
            # "*" stands for every service that no other contract claims.
            fits = {code: fit if fit > 1 else 0 for code, fit in fits.items()}
        named: dict[str, list[Row]] = {}
        for row in rows:
            if fits[row.contract]:
                named.setdefault(by(row), []).append(row)
        found: list[Row] = []
        for group in named.values():
            best = max(fits[row.contract] for row in group)
            first = next(row.contract for row in group if fits[row.contract] == best)
            found += [row for row in group if row.contract == first]
        return found

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
