"""What is proven never blank is never blank, and what may be blank is not proven."""

from __future__ import annotations

from random import Random

import pytest

from goldthread.measures.proofs import never_blank
from goldthread.measures.reading import Asked, value_in
from goldthread.measures.tables import Type
from goldthread.measures.tree import Node
from goldthread.measures.words import (
    any_of,
    as_of,
    blank,
    choice,
    coalesce,
    count_of,
    days,
    first,
    last,
    later,
    surely,
    years_between,
)
from measures import small_world as small
from measures.small_world import homes, visits
from measures.test_parity import JULY

PROVEN: list[Node] = [
    homes.started_on,
    homes.started_on + days(3),
    homes.started_on <= as_of,
    homes.supported,
    ~homes.supported,
    surely(homes.settled),
    blank(homes.ended_on),
    coalesce(homes.size, 0),
    coalesce(homes.settled, homes.supported),
    later(homes.ended_on, homes.started_on),
    blank(homes.ended_on) | (homes.ended_on > homes.started_on),
    ~blank(homes.ended_on) & (homes.ended_on > homes.started_on),
    ~blank(homes.size) & ~blank(homes.rent) & (homes.size > homes.rent),
    ~(blank(homes.size) | blank(homes.rent)) & (homes.size > homes.rent),
    surely(homes.size > 3) & (homes.size < 9),
    surely(homes.size.isin(1, 2)) & (homes.size < 9),
    choice((blank(homes.size), False), otherwise=homes.size > 3),
    choice((homes.size > 3, True), otherwise=False),
    choice((surely(homes.settled), homes.settled), otherwise=False),
    any_of(visits, same="person_id", each=homes, where=visits.two_way),
    count_of(visits, same="person_id", each=homes) > 2,
    years_between(homes.started_on, as_of) >= 2,
]

NOT_PROVEN: list[Node] = [
    homes.settled,
    ~homes.settled,
    homes.ended_on > homes.started_on,
    (homes.ended_on > homes.started_on) & ~blank(homes.ended_on),
    blank(homes.ended_on) & (homes.ended_on > homes.started_on),
    ~blank(homes.ended_on) | (homes.ended_on > homes.started_on),
    blank(homes.size) | (homes.rent > 3),
    ~surely(homes.size > 3) & (homes.size < 9),
    surely(homes.settled | (homes.size > 3)) & (homes.size > 3),
    choice((homes.supported, True)),
    choice((homes.size > 3, True), otherwise=homes.size < 0),
    homes.supported & homes.settled,
    homes.person.agreed,
    blank(homes.size) | (homes.size / homes.size > 1),
    first(visits.made_on, by=visits.made_on, same="person_id", each=homes) > homes.started_on,
    last(visits.two_way, by=visits.made_on, same="person_id", each=homes),
]


@pytest.mark.parametrize("node", PROVEN)
def test_proven(node: Node) -> None:
    assert never_blank(node)


@pytest.mark.parametrize("node", NOT_PROVEN)
def test_not_proven(node: Node) -> None:
    assert not never_blank(node)


def test_what_is_proven_is_never_blank_in_any_world() -> None:
    """Random trees: the plain reading never finds a blank where there is a proof that there is none."""
    chance = Random(20260722)
    proven = blanks = 0
    for _ in range(400):
        world = small.world(chance)
        asked = Asked(chance.choice(small.DAYS), JULY)
        grower = small.Grower(chance, small.Reach(period=True))
        for _ in range(6):
            node = grower.node(chance.choice([Type.BOOLEAN, Type.DATE, Type.INTEGER]), 3)
            shown = never_blank(node)
            for row in world["home"]:
                value = value_in(node, row, world, asked)
                assert not (shown and value is None), node
                proven += shown
                blanks += value is None
    assert proven > 1000
    assert blanks > 500
