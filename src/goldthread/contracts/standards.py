"""The form in which a room says which clocks have begun: what `clocks.py` of each room is written with.

    STARTS = {"referral.received": received}                        # Asked -> what began
    RESPONSES = {"referral.decided": Response("Decide on the referral", act="referral.decide")}

A room that declares an event, and terms that name it, are all that Today needs to show a new duty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from goldthread.access.scope import Scope
from goldthread.kernel.clocks import Pause


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and how far: days that were agreed beforehand are of interest up to `until`.

    `people` narrows to the people of a caseload; None is everybody within the scope. `record` narrows to one
    record. `answered` asks for those already answered too, as a test of a standard does.
    """

    seen_by: Scope
    at: datetime
    until: date
    people: frozenset[str] | None = None
    record: str | None = None
    answered: bool = False
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several events are read from, asked for once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def rows(self, model: Any, *, person: str = "person_id", **where: Any) -> Any:
        """Rows of a model within the scope, not entered in error, of the people asked for."""
        found = model.objects.seen_by(self.seen_by).filter(voided=False, **where)
        if self.record is not None:
            return found.filter(pk=self.record)
        return found if self.people is None else found.filter(**{f"{person}__in": self.people})

    def unanswered(self, **where: Any) -> dict[str, Any]:
        """The condition that nothing answered it yet; none where answered ones are asked for too."""
        return {} if self.answered else where


@dataclass(frozen=True, slots=True)
class Begun:
    """One clock that began: the record, whose it is, and when.

    `own` holds answers that stand in the same row, by the name of the response; one that is named there is
    not looked for elsewhere. `per` divides the amount of the standard: two contacts a week are due every four
    days; 0 where nothing was promised to the person, so that only a stage of the contract asks for it.
    `stage` is the stage of support, where the row knows it. `subject` says who it is where nobody is known.
    """

    table: str
    record: str
    person: str | None
    started: datetime | date
    team: str | None = None
    worker: str | None = None
    own: Mapping[str, datetime | date | None] = field(default_factory=dict)
    per: int = 1
    detail: str = ""
    subject: str = ""
    stage: str = ""


Answers = Mapping[str, Sequence[datetime | date]]


@dataclass(frozen=True)
class Response:
    """What answers a clock: what to do in words, where (a code that the door knows), how answers are found.

    `find` gives answers by key of the record that began; without it they stand in the row itself.
    """

    say: str
    act: str
    find: Callable[[Asked, Sequence[Begun]], Answers] | None = None
    first: bool = False  # named first where one act answers several duties at once
    weekly: bool = False  # an answer belongs to one week of the start: `find` names it by `at_point`


def at_point(record: str, week: int) -> str:
    """The key under which the answers to one week of a record are found."""
    return f"{record}#{week}"


@dataclass(frozen=True, slots=True)
class Stood:
    """Time in which clocks of a person, or of one record of theirs, stand still; the code of the reason."""

    person: str
    reason: str
    pause: Pause
    record: str = ""


Start = Callable[[Asked], Iterable[Begun]]
Standing = Callable[[Asked, frozenset[str]], Iterable[Stood]]


@dataclass(frozen=True)
class Ahead:
    """Something that comes up for some people: a sentence without its number, and their keys."""

    one: str  # "person reaches the planned end of support in the next 28 days"
    many: str
    people: tuple[str, ...]
    why: Mapping[str, str] = field(default_factory=dict)  # what is known of each, where that helps


@dataclass(frozen=True, slots=True)
class Known:
    """Something that a room knows of a person now, as a line: a job lost lately, a home at risk.

    A room that sees losses declares `losses(asked)`, one that sees homes at stake `at_stake(asked)`; whoever
    has both is told of before the second follows the first.
    """

    person: str
    words: str
