"""How a version of a specification comes into force: data and sentences. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from goldthread.access.rules import Role
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
    Side.PROVIDER: "The commissioner proposed this version. A manager or quality lead of the provider agrees it.",
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
        raise Refused(
            f"The version in force began on {say_date(in_force_from)}, and its days before the change stay as "
            "they were. Choose a later day."
        )
    return day
