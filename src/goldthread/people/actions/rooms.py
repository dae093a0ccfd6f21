"""How a room beside the record of people writes: as people are written, under its own name and codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from goldthread.access.rows import Row
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.refusals import Refused
from goldthread.people.actions import writing
from goldthread.people.actions.writing import Values
from goldthread.people.codes import Coded
from goldthread.people.rules import VOID_REASON, check_code

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class RoomWriting:
    """How one room writes: `room` stands before its verbs in the ledger, `coded` names its coded columns."""

    room: str
    coded: Mapping[type[Row], Coded]

    def made(self, model: type[R], told: Sequence[Values], *, verb: str, by: Scope, at: datetime) -> list[R]:
        """Rows written and told. Refused without leave to record, beyond scope, or with a code of no list."""
        by.check(May.RECORD)
        for one in told:
            self.check_codes(model, one)
        return writing.made(model, told, verb=f"{self.room}.{verb}", by=by, at=at)

    def changed(
        self, row: R, told: Values, *, verb: str, by: Scope, at: datetime, version: int | None = None
    ) -> R:
        """A row written anew and told. `version` is the one its editor had open."""
        by.check(May.RECORD)
        self.check_codes(type(row), told, row)
        return writing.changed(row, told, verb=f"{self.room}.{verb}", by=by, at=at, version=version)

    def check_codes(self, model: type[Row], told: Values, row: Row | None = None) -> None:
        """Refuse a code that its list did not hold on the day of the row."""
        writing.check_codes(model, told, row, coded=self.coded)


@dataclass(frozen=True)
class Voiding:
    """What of a room may be said to be an error, by the word that pages know it by.

    `hanging` names for a table the others that point at it, each with the column that points: while one of
    their rows stands, what it hangs on stands too.
    """

    room: RoomWriting
    voidable: Mapping[str, type[Row]]
    hanging: Mapping[type[Row], Sequence[tuple[str, type[Row]]]] = field(default_factory=dict)

    def void(self, what: str, key: str, *, reason: str, by: Scope, at: datetime) -> Row:
        """Say that a row was entered in error: kept, and never counted again. Within one transaction.

        `what` is of `voidable`, `reason` of people.rules.VOID_REASON. Refused while something hangs on it.
        """
        model = self.voidable.get(what)
        if model is None:
            raise Refused("This cannot be taken back. Go back to the person.")
        if not check_code(VOID_REASON, reason):
            raise Refused("Say why it was entered in error.")
        row = writing.seen(model, key, by)
        for column, other in self.hanging.get(model, ()):
            if other.every.filter(**{column: row.pk}, voided=False).exists():
                said = str(other._meta.verbose_name)
                article = "an" if said[0] in "aeiou" else "a"
                raise Refused(f"There is {article} {said} under it: take that back first, then this.")
        return self.room.changed(row, {"voided": True}, verb=f"void_{reason}", by=by, at=at)


def rows_of(model: type[R], keys: Iterable[Any], by: Scope, *, refused: str = "") -> dict[str, R]:
    """Rows by key, within scope and not entered in error; refused where one is not, with those words."""
    by = by.doing(May.RECORD)
    wanted = list(dict.fromkeys(str(writing.key_of(key)) for key in keys))
    found: dict[str, R] = {}
    for lot in writing.chunks(key for key in wanted if key.isprintable()):
        found |= {row.pk: row for row in model.objects.seen_by(by).filter(pk__in=lot, voided=False)}
    if len(found) != len(wanted):
        what = f"This {model._meta.verbose_name}"
        raise Refused(refused or f"{what} is not among those you work with. Go back.")
    return found
