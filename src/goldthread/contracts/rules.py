"""How a version of a specification comes into force: data and sentences. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum

from goldthread.access.rules import Role
from goldthread.catalogue.tables.codes import STAGE
from goldthread.contracts.specification.declared import Agreed, Clock, Specification
from goldthread.contracts.specification.termed import every, last_day
from goldthread.contracts.terms.declared import Contract
from goldthread.contracts.terms.vocabulary import CASEWORK_STANDARDS, STANDARDS
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date

SHORTEST_REASON = 20
LONGEST_DOCUMENT = 400_000  # letters: the longest template has 30,000


class Status(StrEnum):
    """What a version is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


STATUSES: dict[Status, tuple[str, str]] = {
    Status.DRAFT: ("Draft", "It is being written. Nothing follows from it yet."),
    Status.PROPOSED: ("Proposed", "It waits for somebody else to agree it. Nothing follows from it yet."),
    Status.AGREED: ("Agreed", "It is in force from its first day to its last."),
    Status.WITHDRAWN: ("Withdrawn", "It was never in force."),
}


class Side(StrEnum):
    """The two sides of a contract."""

    PROVIDER = "provider"
    COMMISSIONER = "commissioner"

    @property
    def other(self) -> Side:
        """The side across the table."""
        return Side.COMMISSIONER if self is Side.PROVIDER else Side.PROVIDER


SIDES: dict[Side, frozenset[Role]] = {
    Side.PROVIDER: frozenset({Role.MANAGER, Role.QUALITY_LEAD}),
    Side.COMMISSIONER: frozenset({Role.COMMISSIONER}),
}
_MUST_AGREE = {
    Side.COMMISSIONER: "The provider proposed this version. Its commissioner agrees it.",
    Side.PROVIDER: "The commissioner proposed this version. A manager or quality lead agrees it.",
}


def sides_of(roles: Collection[Role]) -> list[Side]:
    """The sides that somebody stands on, the provider's first."""
    return [side for side, held in SIDES.items() if held & set(roles)]


def check_agreeing(
    *, proposer: str, proposed_as: Side, asker: str, roles: Collection[Role], other_side_is_here: bool
) -> Side:
    """The side that somebody agrees for. Refused to the proposer, and to the proposer's side.

    Where the other side has no account here, a second person of the proposer's side agrees.
    """
    if asker == proposer:
        raise Refused("You proposed this version. Agreeing takes somebody else.")
    held = sides_of(roles)
    if proposed_as.other in held:
        return proposed_as.other
    if other_side_is_here or not held:
        raise Refused(_MUST_AGREE[proposed_as.other])
    return held[0]


def check_code(code: str) -> str:
    """The code of a contract, tidied. Refused where an address could not hold it."""
    found = code.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", found):
        raise Refused(
            f'"{found[:60]}" cannot be the code of a contract. Use up to 60 letters, digits, dots and dashes.'
        )
    return found


def check_status(status: str, wanted: Status, act: str) -> None:
    """Refuse an act on a version that is at another point of its way."""
    if status != wanted:
        named = STATUSES[Status(status)][0].lower()
        raise Refused(
            f"This version is {named}, so it cannot be {act}. Open the contract to see where it stands."
        )


def check_reason(reason: str, what: str) -> str:
    """A reason long enough to be one."""
    found = " ".join(reason.split())
    if len(found) < SHORTEST_REASON:
        raise Refused(f"Say why {what}, in at least {SHORTEST_REASON} letters.")
    return found


def check_first_day(day: date | None, *, starts_on: date, ends_on: date, in_force_from: date | None) -> date:
    """The first day of a version, inside the contract and after the version in force began.

    A day that is past is allowed: figures of the days since are then held to this version.
    """
    if day is None:
        raise Refused("Say from which day this version is to be in force.")
    if not starts_on <= day <= ends_on:
        raise Refused(
            f"The contract runs from {say_date(starts_on)} to {say_date(ends_on)}. Choose a day in it."
        )
    if in_force_from is not None and day <= in_force_from:
        raise Refused(f"The version in force began on {say_date(in_force_from)}. Choose a day after that.")
    return day


def covers(told: Specification, service: str) -> bool:
    """Whether a specification is for a service."""
    return Contract(told.code, services=told.services).fit(service) > 0


def check_one_promise(new: Agreed, others: Iterable[Agreed]) -> None:
    """Refuse where another contract names the same service and makes it another promise on the same days.

    That is another time for one duty, another contact in one stage, or another rule of counting: the records
    of a service are counted, and its people seen, by one of them alone.
    """
    named = {service.casefold(): service for service in new.specification.services if service != "*"}
    for other in others:
        same = [named[one] for one in map(str.casefold, other.specification.services) if one in named]
        if not same or not _same_days(new, other):
            continue
        for clause, words in _promised_otherwise(new.specification, other.specification):
            raise Refused(
                f'"{other.specification.code}" also covers {", ".join(same)} and sets another {words} on '
                "the same days. Give each service one contract, or both the same.",
                where=clause,
            )


def _promised_otherwise(mine: Specification, theirs: Specification) -> Iterator[tuple[str, str]]:
    """The clauses by which two specifications promise one service two things, each with what differs."""
    duties = {clock.name: _duty(clock) for clock in mine.clocks}
    for clock in theirs.clocks:
        if duties.get(clock.name, _duty(clock)) != _duty(clock):
            known = STANDARDS.get(clock.name) or CASEWORK_STANDARDS.get(clock.name) or clock.name
            yield f"clock {clock.name}", f'time for "{known}"'
    contacts, others = _contacts(mine), _contacts(theirs)
    for stage in sorted(contacts.keys() & others.keys()):
        if contacts[stage] != others[stage]:
            yield "pathways", f'contact in the stage "{STAGE.label(stage)}"'
    if mine.counting != theirs.counting:
        yield "counting", "rule of counting homes and work"


def _contacts(told: Specification) -> dict[str, tuple[int, str]]:
    return {
        stage.code: every(stage.contact)
        for pathway in told.pathways
        for stage in pathway.stages
        if stage.contact is not None
    }


def _same_days(one: Agreed, other: Agreed) -> bool:
    return one.valid_from <= _last(other) and other.valid_from <= _last(one)


def _last(one: Agreed) -> date:
    return one.valid_to or last_day(one.specification)


def _duty(clock: Clock) -> tuple[object, ...]:
    return (clock.starts, clock.response, clock.amount, clock.unit, clock.points, clock.pauses, clock.stages)
