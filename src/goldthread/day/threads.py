"""Home and work seen together: who lost a job lately and may lose the home next.

Rooms tell what they know (`losses`, `at_stake` in their `clocks.py`); nothing here knows any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from goldthread.contracts.standards import Ahead, Asked
from goldthread.day.standards import declared


def both(asked: Asked) -> Mapping[str, tuple[list[str], list[str]]]:
    """Of each person who lost something lately and has a home at stake: what was lost, what is at stake."""
    lost: dict[str, list[str]] = defaultdict(list)
    for room in declared().losses:
        for one in room(asked):
            lost[one.person].append(one.words)
    if not lost:
        return {}
    staked: dict[str, list[str]] = defaultdict(list)
    for room in declared().at_stake:
        for one in room(replace(asked, people=frozenset(lost))):
            staked[one.person].append(one.words)
    return {person: (words, staked[person]) for person, words in lost.items() if person in staked}


def loss_upon_loss(asked: Asked) -> Ahead:
    """Who may lose their home after their job: to be seen before it happens, not looked up afterwards."""
    found = both(asked)
    words = "lost a job lately and may lose the home: agree this week who speaks with the landlord"
    why = {person: "; ".join((*lost, *staked)) for person, (lost, staked) in found.items()}
    return Ahead(f"person {words}", f"people {words}", tuple(found), why)
