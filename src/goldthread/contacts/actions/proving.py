"""What every action proves first: that whoever writes may write, and sees the people it is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.contacts.around import chunks
from goldthread.kernel.refusals import Refused
from goldthread.people.models import Person

NOT_HERE = (
    "This person is not among those you support. Ask their team leader, or open the record with a reason."
)


def prove(people: Collection[str], by: Scope) -> None:
    """Refuse where the writer's role does not write, or one of the people lies beyond their reach."""
    by = by.doing(May.RECORD)
    wanted = set(people)
    within: set[str] = set()
    for keys in chunks(wanted):
        within.update(Person.objects.seen_by(by).filter(pk__in=keys).values_list("pk", flat=True))
    if wanted - within:
        raise Refused(NOT_HERE)


def row_of(table: Any, key: str, by: Scope, what: str) -> Any:
    """A row that the writer may see and write to. Refused alike whether absent or out of reach."""
    found = table.objects.seen_by(by.doing(May.RECORD)).filter(pk=key, voided=False).first()
    if found is None:
        raise Refused(f"There is no such {what} among the people you support. Go back and choose it again.")
    return found


def leads(row: Any, by: Scope) -> bool:
    """Whether the writer leads, in a post that reaches the person whom the row is about."""
    return by.may(May.LEAD) and type(row).objects.seen_by(by.doing(May.LEAD)).filter(pk=row.pk).exists()
