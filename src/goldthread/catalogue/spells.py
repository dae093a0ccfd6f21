"""What is known of a home or a job on a day: one rule for sustainment, survival and exposure.

An end date decides. Without one, a spell is known to be held up to its last confirmation; where no
confirmation is recorded, a status of held is taken at its word. What is left is not known, and not knowing
must not flatter.
"""

from __future__ import annotations

from goldthread.measures.tables import Table
from goldthread.measures.tree import Column, Node
from goldthread.measures.words import blank, choice, coalesce, surely


def _column(table: Table, name: str) -> Node:
    return Column(table, table.spec(name))


def held_on(table: Table, day: Node) -> Node:
    """Whether a row of `table` was held on `day`; blank where not known. Reads ended_on, status and so on."""
    confirmed = _column(table, "last_confirmed_on")
    trusted = (_column(table, "status") == "held") & blank(confirmed)
    return coalesce(_column(table, "ended_on") >= day, choice((trusted | (confirmed >= day), True)))


def known_until(table: Table, start: Node) -> Node:
    """The last day a row of `table` is known to be held: blank where it still is, `start` where unknown."""
    unsure = ~surely(_column(table, "status") == "held")
    return coalesce(_column(table, "ended_on"), _column(table, "last_confirmed_on"), choice((unsure, start)))
