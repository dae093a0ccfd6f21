"""What if: terms with one thing otherwise. Pure: nothing is saved, and the terms given stay as they are.

asked = WhatIf(standard="tenancy_risk_response", amount=48, unit="hours")
other = changed(terms, asked, within=(first, last))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from goldthread.catalogue.tables.codes import PAUSE_REASON, STAGE, WORKER_ROLE
from goldthread.contracts.terms.declared import (
    SUSTAINED,
    Cap,
    Contract,
    Standard,
    Target,
    TermSet,
)
from goldthread.contracts.terms.vocabulary import BY_WEEK
from goldthread.contracts.terms.windows import both, span_of
from goldthread.kernel.clocks import Limit
from goldthread.kernel.refusals import Refused, did_you_mean

CONTACT = "contact_due"
_CONTACT_UNITS = ("days", "weeks", "working_days")
_PAUSES = ("hospital", "custody", "away", "person_asked")
_MOST_GAP, _MOST_HOURS = 36_525, 168.0

Span = tuple[date, date]
Row = TypeVar("Row", Contract, Standard, Target, Cap)
Set = TypeVar("Set", bound=TermSet)


@dataclass(frozen=True)
class WhatIf:
    """What is to be otherwise. None leaves a thing as it is.

    `contract` or `service` says whose terms; without either, those of every contract that has such a clause.
    `amount`, `unit`, `points`, `pauses` and `stages` belong to `standard`; for `contact_due` the stages are
    those in which people are to be seen so often. `people` belongs to `role`, and `at_least` and `at_most` to
    `indicator`, in the scale of its figure.
    """

    contract: str | None = None
    service: str | None = None
    standard: str | None = None
    amount: int | None = None
    unit: str | None = None
    points: tuple[int, ...] | None = None
    pauses: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    sustained: str | None = None
    weekly_hours: float | None = None
    home_days: int | None = None
    work_days: int | None = None
    role: str | None = None
    people: float | None = None
    indicator: str | None = None
    at_least: float | None = None
    at_most: float | None = None

    def says(self) -> dict[str, Any]:
        """What it asks for, by name."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in told.items() if value is not None}


def changed(terms: Set, asked: WhatIf, within: Span | None = None) -> Set:
    """The terms as asked, in every clause that holds on a day of `within`.

    Refused, with the nearest name, where no contract has such a clause, where the value cannot be, and where
    it is so already.
    """
    _check_whole(asked)
    codes = _whose(terms, asked)
    found = terms
    if asked.standard == CONTACT:
        found = _contact(found, asked, codes, within)
    elif asked.standard is not None:
        found = _standard(found, asked, asked.standard, codes, within)
    if asked.sustained is not None or asked.weekly_hours is not None:
        found = _counting(found, asked, codes, within)
    if asked.home_days is not None or asked.work_days is not None:
        found = _gaps(found, asked, codes, within)
    if asked.role is not None:
        found = _cap(found, asked, asked.role, codes, within)
    if asked.indicator is not None:
        found = _target(found, asked, asked.indicator, codes, within)
    if found == terms:
        raise Refused("That is how it is already. Ask for something else than what holds.")
    return found


def _check_whole(asked: WhatIf) -> None:
    """Refuse half a question: a value without what it belongs to, or the other way round."""
    said = set(asked.says())
    if not said - {"contract", "service"}:
        raise Refused("Nothing is asked to be otherwise. Say what, such as a standard with another time.")
    belongs = {
        "standard": ("amount", "unit", "points", "pauses", "stages"),
        "role": ("people",),
        "indicator": ("at_least", "at_most"),
    }
    for whole, parts in belongs.items():
        given = said & set(parts)
        if given and whole not in said:
            raise Refused(f'"{min(given)}" says nothing without a {whole}. Name the {whole}.')
        if whole in said and not given:
            listed = ", ".join(parts)
            raise Refused(f"Say what the {whole} is to have otherwise: {listed}.")


def _whose(terms: TermSet, asked: WhatIf) -> frozenset[str] | None:
    """Codes of the contracts that are meant; None is all."""
    known = [each.code for each in terms.contracts]
    if asked.contract is not None:
        if asked.contract not in known:
            raise Refused(
                f'There is no contract "{asked.contract}".{did_you_mean(asked.contract, known)} '
                f"There are: {', '.join(dict.fromkeys(known))}."
            )
        return frozenset({asked.contract})
    if asked.service is not None:
        mine = frozenset(each.code for each, _ in terms.in_turn(asked.service))
        if not mine:
            raise Refused(f'No contract covers the service "{asked.service}". Check its name.')
        return mine
    return None


def _meant(row: Row, codes: Collection[str] | None, within: Span | None) -> bool:
    """Whether a row is of one of the contracts, and holds on a day of the period."""
    code = row.code if isinstance(row, Contract) else row.contract
    return (codes is None or code in codes) and (within is None or both(span_of(row), within) is not None)


def _each(rows: Iterable[Row], meant: Callable[[Row], bool], make: Callable[[Row], Row]) -> tuple[Row, ...]:
    return tuple(make(row) if meant(row) else row for row in rows)


def _standard(terms: Set, asked: WhatIf, name: str, codes: frozenset[str] | None, within: Span | None) -> Set:
    def meant(row: Standard) -> bool:
        return row.name == name and _meant(row, codes, within)

    if not any(map(meant, terms.standards)):
        known = sorted({row.name for row in terms.standards if _meant(row, codes, within)} | {CONTACT})
        raise Refused(
            f'No clause "{name}" holds there in this period.{did_you_mean(name, known)} '
            f"There are: {', '.join(known)}."
        )
    said = {
        key: asked.says()[key]
        for key in ("amount", "unit", "points", "pauses", "stages")
        if key in asked.says()
    }

    def make(row: Standard) -> Standard:
        made = replace(row, **said)
        check_standard(made)
        return made

    return replace(terms, standards=_each(terms.standards, meant, make))


def check_standard(row: Standard) -> None:
    """Refuse a standard that no clock can be worked out from."""
    Limit(row.amount, row.unit)  # type: ignore[arg-type]  # it refuses what is not a unit
    name = row.name
    if row.points and row.unit != "weeks":
        listed = ", ".join(map(str, row.points))
        raise Refused(f'"{name}" is counted in weeks after the start ({listed}). Its unit stays weeks.')
    if any(not 1 <= week <= 520 for week in row.points) or len(set(row.points)) != len(row.points):
        raise Refused("Weeks after the start are whole numbers from 1, each once, such as 1, 2, 4.")
    if row.points and row.response in BY_WEEK and row.amount < 1:
        raise Refused(f'"{name}" asks for a contact in a week: give 1 week or more.')
    _check_codes(row.pauses, PAUSE_REASON.values, "a pause")
    _check_codes(row.stages, STAGE.values, "a stage")


def _check_codes(given: Iterable[str], known: tuple[str, ...], what: str) -> None:
    for one in given:
        if one not in known:
            raise Refused(
                f'"{one}" is not {what}.{did_you_mean(one, known)} Use some of: {", ".join(known)}.'
            )


def _contact(terms: Set, asked: WhatIf, codes: frozenset[str] | None, within: Span | None) -> Set:
    """How often the worker and the person speak in some stages; these stages leave any other clause."""
    if asked.amount is None:
        raise Refused("Say how often: one contact in so many days or weeks.")
    if asked.points is not None:
        raise Refused(
            '"contact_due" has no weeks after the start: it holds as long as the stage. Leave them out.'
        )
    unit = asked.unit or "days"
    if unit not in _CONTACT_UNITS:
        raise Refused(
            f'How often people are seen is said in days, weeks or working days, not in "{unit}". '
            "Use one of them."
        )
    if asked.amount < 1:
        raise Refused("People are seen once in a day at most. Give 1 or more.")
    stages = asked.stages or STAGE.values
    _check_codes(stages, STAGE.values, "a stage")
    pauses = _PAUSES if asked.pauses is None else asked.pauses
    meant = [each for each in terms.contracts if _meant(each, codes, within)]
    others: list[Standard] = []
    for row in terms.casework:
        if row.name != CONTACT or not _meant(row, codes, within):
            others.append(row)
            continue
        left = tuple(one for one in row.stages or STAGE.values if one not in stages)
        others += [replace(row, stages=left)] if left else []
    made = [
        Standard(
            contract=each.code,
            name=CONTACT,
            starts="stage_spell.contact_expected",
            response="contact.two_way",
            amount=asked.amount,
            unit=unit,
            pauses=pauses,
            stages=stages,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in meant
    ]
    for one in made:
        check_standard(one)
    return replace(terms, casework=(*others, *made))


def _counting(terms: Set, asked: WhatIf, codes: frozenset[str] | None, within: Span | None) -> Set:
    said: dict[str, Any] = {}
    if asked.sustained is not None:
        if asked.sustained not in SUSTAINED:
            listed = " or ".join(f'"{one}"' for one in SUSTAINED)
            raise Refused(f'Work is counted as sustained by {listed}, not by "{asked.sustained}".')
        said["sustained"] = asked.sustained
    if asked.weekly_hours is not None:
        if not 0 <= asked.weekly_hours <= _MOST_HOURS:
            raise Refused(
                f"A week has {_MOST_HOURS:g} hours. Give the least weekly hours of a job that counts."
            )
        said["minimum_weekly_hours"] = asked.weekly_hours or None
    rows = _each(terms.contracts, lambda row: _meant(row, codes, within), lambda row: replace(row, **said))
    return replace(terms, contracts=rows)


def _gaps(terms: Set, asked: WhatIf, codes: frozenset[str] | None, within: Span | None) -> Set:
    said = {key: asked.says()[key] for key in ("home_days", "work_days") if key in asked.says()}
    for number in said.values():
        if not 0 <= number <= _MOST_GAP:
            raise Refused(f"A gap is a whole number of days from 0 to {_MOST_GAP:,}, not {number}. Check it.")

    def make(row: Contract) -> Contract:
        own = replace(row.gaps or terms.gaps, **said)
        return row if own == (row.gaps or terms.gaps) else replace(row, gaps=own)

    return replace(terms, contracts=_each(terms.contracts, lambda row: _meant(row, codes, within), make))


def _cap(terms: Set, asked: WhatIf, role: str, codes: frozenset[str] | None, within: Span | None) -> Set:
    _check_codes([role], WORKER_ROLE.values, "a role")
    if asked.people is None or asked.people <= 0:
        raise Refused("Give the number of people for one whole-time equivalent, above 0.")
    people = float(asked.people)
    rows = _each(
        terms.caps,
        lambda row: row.role == role and _meant(row, codes, within),
        lambda row: replace(row, people=people),
    )
    has = {row.contract for row in rows if row.role == role and _meant(row, codes, within)}
    # A contract that says nothing of the role takes the cap that is asked about.
    more = [Cap(code, role, people) for code in _codes(terms, codes, within) if code not in has]
    return replace(terms, caps=(*rows, *more))


def _target(
    terms: Set, asked: WhatIf, indicator: str, codes: frozenset[str] | None, within: Span | None
) -> Set:
    low, high = asked.at_least, asked.at_most
    if low is not None and high is not None and high < low:
        raise Refused("The floor of the target lies above its ceiling. Swap them, or leave one out.")
    rows = _each(
        terms.targets,
        lambda row: row.indicator == indicator and _meant(row, codes, within),
        lambda row: replace(row, at_least=low, at_most=high),
    )
    has = {row.contract for row in rows if row.indicator == indicator and _meant(row, codes, within)}
    more = [Target(code, indicator, low, high) for code in _codes(terms, codes, within) if code not in has]
    return replace(terms, targets=(*rows, *more))


def _codes(terms: TermSet, codes: frozenset[str] | None, within: Span | None) -> list[str]:
    return list(dict.fromkeys(each.code for each in terms.contracts if _meant(each, codes, within)))
