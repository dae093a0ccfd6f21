"""Every change of one node is made, none that no data could tell, and examples must notice each."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from goldthread.measures.equivalences import bounds, canonical, exclusive, same_within_bounds
from goldthread.measures.mutants import mutants, survivors
from goldthread.measures.mutations import altered
from goldthread.measures.questions import EXPOSURE, Count, Proportion, Question, Rate
from goldthread.measures.reading import Asked, value_in
from goldthread.measures.tables import Type
from goldthread.measures.tree import Bands, Column, Compare, Node, Not, names_period, walk
from goldthread.measures.words import (
    any_of,
    as_of,
    band,
    blank,
    choice,
    coalesce,
    count_of,
    days,
    first,
    later,
    months,
    outer,
    surely,
    years_between,
)
from measures import small_world as small
from measures.small_world import homes, visits
from measures.test_parity import JULY


def kept(examples: str = "", **changed: Any) -> Proportion:
    """Homes kept for six months."""
    parts: dict[str, Any] = {
        "code": "T1",
        "asks": "Was the home kept for six months?",
        "each": homes,
        "among": homes.supported,
        "dated": homes.started_on + months(6),
        "met": blank(homes.ended_on) | (homes.ended_on >= homes.started_on + months(6)),
        "examples": examples,
    }
    return Proportion(**{**parts, **changed})


SHARP = """
    started_on | ended_on   | supported | as_of      || verdict | placed
    2026-01-10 |            | yes       | 2026-07-10 || met     | 2026-07-10
    2026-01-10 | 2026-07-10 | yes       | 2026-07-31 || met     | 2026-07-10
    2026-01-10 | 2026-07-09 | yes       | 2026-07-31 || not met | 2026-07-10
    2026-01-10 | 2026-07-11 | yes       | 2026-07-31 || met     | 2026-07-10
    2026-01-10 | 2026-12-01 | yes       | 2026-12-31 || met     | 2026-07-10
    2026-01-10 | 2026-01-10 | yes       | 2026-07-31 || not met | 2026-07-10
    2026-01-10 |            | yes       | 2026-07-09 || not due |
    2026-01-10 |            | no        | 2026-07-31 || out     |
"""
DULL = "\n".join(SHARP.splitlines()[:3])


def changes(node: Node, **named: Any) -> set[tuple[Any, ...]]:
    """Forms of every tree that differs by one node; the columns of the tree itself are named."""
    columns: dict[str, dict[str, Any]] = {}
    for part in walk(node):
        if isinstance(part, Column):
            columns.setdefault(part.table.name, {})[part.spec.name] = part.spec
    return {one.whole.form() for one in altered(node, named or columns)}


def test_sharp_examples_leave_no_survivor_and_dull_ones_do() -> None:
    assert survivors(kept(SHARP)) == []
    left = {mutant.description for mutant in survivors(kept(DULL))}
    assert 'among: "yes" in place of "supported is yes"' in left
    assert any("started on plus 6 months" in said for said in left)
    assert len(survivors(kept())) == len(list(mutants(kept())))


def test_mutants_are_different_questions_each_once() -> None:
    found = list(mutants(kept(cuts={"status": homes.status})))
    meanings = [(mutant.part, canonical(mutant.question.form())) for mutant in found]
    assert len(set(meanings)) == len(found) > 20
    assert {mutant.part for mutant in found} == {"among", "dated", "met"}
    assert all(not mutant.question.cuts for mutant in found)


EXPECTED: list[tuple[Node, list[Node]]] = [
    (
        homes.size >= 3,
        [
            *(homes.size > 3, homes.size < 3, homes.size <= 3, homes.size == 3, homes.size != 3),
            *(homes.size >= 4, homes.size >= 2),
        ],
    ),
    (homes.settled & homes.supported & blank(homes.size), [homes.settled & homes.supported]),
    (homes.settled & homes.supported, [homes.settled | homes.supported, homes.settled, homes.supported]),
    (~homes.settled, [homes.settled]),
    (blank(homes.size), [~blank(homes.size)]),
    (surely(homes.settled), [homes.settled, ~surely(homes.settled)]),
    (coalesce(homes.started_on, homes.ended_on), [coalesce(homes.ended_on, homes.started_on)]),
    (later(homes.started_on, homes.ended_on), [homes.ended_on, homes.started_on]),
    (
        homes.started_on + months(6),
        [
            *(homes.started_on - months(6), homes.started_on + days(6), homes.started_on + months(7)),
            homes.started_on + months(5),
        ],
    ),
    (homes.status == "held", [homes.status == "ended", homes.status != "held"]),
    (homes.status.isin("held"), [~homes.status.isin("held"), homes.status.isin("held", "ended")]),
    (homes.status.isin("held", "ended"), [homes.status.isin("ended"), homes.status.isin("held")]),
    (homes.size + 1, [homes.size - 1, homes.size + 2]),
    (homes.size * homes.size, [homes.size / homes.size]),
    (
        choice((homes.settled, 1), (homes.supported, 2), otherwise=3),
        [
            choice((homes.supported, 2), (homes.settled, 1), otherwise=3),
            choice((homes.supported, 2), otherwise=3),
            choice((homes.settled, 1), otherwise=3),
            choice((homes.settled, 1), (homes.supported, 2)),
            choice((homes.settled, 1), (homes.supported, 2), otherwise=4),
        ],
    ),
    (
        first(visits.place, by=visits.made_on, same="person_id", each=homes, where=visits.two_way),
        [first(visits.place, by=visits.made_on, same="person_id", each=homes, where=~visits.two_way),
         first(visits.place, by=visits.made_on, same="person_id", each=homes)],
    ),
    (
        any_of(visits, same="person_id", each=homes, where=visits.two_way),
        [~any_of(visits, same="person_id", each=homes, where=visits.two_way),
         any_of(visits, same="person_id", each=homes)],
    ),
    (
        count_of(visits, same="person_id", each=homes),
        [count_of(visits, same="person_id", each=homes) + 1],
    ),
    (
        band(homes.size, Bands("b", (("few", None, 2), ("many", 3, None)))),
        [
            band(homes.size, Bands("b", (("few", None, 1), ("many", 3, None)))),
            band(homes.size, Bands("b", (("few", None, 3), ("many", 3, None)))),
            band(homes.size, Bands("b", (("few", None, 2), ("many", 4, None)))),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize("node, wanted", EXPECTED)
def test_the_changes_of_a_node(node: Node, wanted: list[Node]) -> None:
    made = changes(node)
    for one in wanted:
        assert one.form() in made


def test_a_column_changes_only_to_another_that_is_named_of_the_same_kind() -> None:
    made = changes((homes.started_on <= homes.ended_on) & (homes.size > 1))
    swapped = (homes.started_on <= homes.started_on) & (homes.size > 1)
    assert swapped.form() in made
    assert not [one for one in made if "person_id" in repr(one) or "rent" in repr(one)]


def test_ties_of_a_key_stay() -> None:
    for one in changes(any_of(visits, same="home_id", each=homes, where=visits.place == "north")):
        assert "('column', 'visit', 'home_id'), ('column', 'home', 'home_id')" in repr(one)


NOT_MADE: list[tuple[Node, Node]] = [
    # Never below nought, so "more than none" and "not none" are one thing.
    (
        count_of(visits, same="person_id", each=homes) > 0,
        count_of(visits, same="person_id", each=homes) != 0,
    ),
    # A blank condition is passed over by where= and by choice, so surely() says nothing there.
    (
        any_of(visits, same="person_id", each=homes, where=surely(visits.two_way) & blank(visits.cost)),
        any_of(visits, same="person_id", each=homes, where=visits.two_way & blank(visits.cost)),
    ),
    (choice((surely(homes.settled), 1), otherwise=2), choice((homes.settled, 1), otherwise=2)),
    # Cases that never hold together may stand in any order.
    (
        choice((homes.status == "held", 1), (homes.status == "ended", 2), otherwise=3),
        choice((homes.status == "ended", 2), (homes.status == "held", 1), otherwise=3),
    ),
    # The earlier band takes the value first.
    (
        band(homes.size, Bands("b", (("few", None, 2), ("many", 3, None)))),
        band(homes.size, Bands("b", (("few", None, 2), ("many", 2, None)))),
    ),
    (homes.started_on + days(0), homes.started_on - days(0)),
    (homes.started_on + days(0), homes.started_on + months(0)),
    (homes.size * 1, homes.size / 1),
    (surely(homes.supported), homes.supported),
]


@pytest.mark.parametrize("node, same", NOT_MADE)
def test_what_no_data_could_tell_apart_is_not_made(node: Node, same: Node) -> None:
    assert same.form() not in changes(node)


EXCLUSIVE: list[tuple[Node, Node]] = [
    (homes.status == "held", homes.status == "ended"),
    (homes.status == "held", homes.status.isin("ended", "unknown")),
    (blank(homes.size), homes.size > 3),
    (blank(homes.size), ~blank(homes.size)),
    (homes.size > 3, homes.size <= 3),
    (homes.size > 3, homes.size == 2),
    (homes.size == 3, homes.size == 4),
    (homes.settled, ~homes.settled),
    (homes.settled & (homes.size > 3), surely(homes.size < 2)),
    (homes.started_on < homes.ended_on, homes.started_on == homes.ended_on),
    ((homes.size < 1) | (homes.size > 5), homes.size == 3),
]
TOGETHER: list[tuple[Node, Node]] = [
    (homes.status == "held", homes.status.isin("held", "ended")),
    (homes.size >= 3, homes.size <= 3),
    (homes.size > 3, homes.size > 4),
    (homes.size > 3, homes.rent < 3),
    (blank(homes.size), homes.rent > 3),
    (homes.settled, homes.supported),
    ((homes.size < 1) | (homes.size > 2), homes.size == 3),
    (homes.started_on <= homes.ended_on, homes.started_on == homes.ended_on),
]


def test_what_can_never_hold_together() -> None:
    for one, other in EXCLUSIVE:
        assert exclusive(one, other) and exclusive(other, one), (one, other)
    for one, other in TOGETHER:
        assert not exclusive(one, other) and not exclusive(other, one), (one, other)


def test_the_bounds_of_numbers() -> None:
    assert bounds(count_of(visits, same="person_id", each=homes)) == (0, None)
    assert bounds(homes.size) == (None, None)
    assert bounds(later(count_of(visits, same="person_id", each=homes), 3)) == (0, None)
    assert bounds(years_between(homes.started_on, as_of)) == (None, None)
    many = count_of(visits, same="person_id", each=homes)
    more = many > 0
    assert isinstance(more, Compare)
    assert same_within_bounds(more, "ne")
    assert not same_within_bounds(more, "ge")
    other = homes.size > 0
    assert isinstance(other, Compare)
    assert not same_within_bounds(other, "ne")


def test_canonical_forms_mean_the_same_in_every_world() -> None:
    """Random trees and their double or turned negations: whatever canonical makes one is one."""
    chance = Random(7)
    made = 0
    for _ in range(70):
        world = small.world(chance)
        asked = Asked(chance.choice(small.DAYS), JULY)
        grower = small.Grower(chance)
        node = grower.node(Type.BOOLEAN, 3)
        for other in (Not(Not(node)), *(one.whole for one in altered(node, {}))):
            if canonical(other.form()) != canonical(node.form()):
                continue
            for row in world["home"]:
                made += 1
                assert value_in(other, row, world, asked) == value_in(node, row, world, asked), (node, other)
    assert made > 100


def test_exclusive_conditions_never_hold_together_in_any_world() -> None:
    chance = Random(11)
    proven = 0
    for _ in range(70):
        world = small.world(chance)
        asked = Asked(chance.choice(small.DAYS), JULY)
        grower = small.Grower(chance)
        conditions = [grower.node(Type.BOOLEAN, 2) for _ in range(12)]
        conditions += [Not(one) for one in conditions] + [homes.size > 2, homes.size <= 2, blank(homes.size)]
        for one in conditions:
            for other in conditions:
                if not exclusive(one, other):
                    continue
                proven += 1
                for row in world["home"]:
                    both = [value_in(each, row, world, asked) for each in (one, other)]
                    assert both != [True, True], (one, other)
    assert proven > 200


def test_both_sides_of_a_rate_are_changed() -> None:
    made = Rate(
        code="T",
        asks="?",
        each=homes,
        events=Count(code="T/e", asks="?", each=homes, dated=homes.started_on, among=homes.supported),
        exposure=Count(
            code="T/x",
            asks="?",
            each=homes,
            grain=EXPOSURE,
            per="year",
            starts=homes.started_on,
            ends=homes.ended_on,
        ),
    )
    parts = {mutant.part for mutant in mutants(made)}
    assert parts == {"events.among", "exposure.starts", "exposure.ends"}
    assert {mutant.part for mutant in survivors(made)} == parts


def dropped(question: Question) -> set[str]:
    """Parts that a mutant leaves out altogether."""
    return {mutant.part for mutant in mutants(question) if mutant.after is None}


def test_a_part_is_left_out_where_it_says_something() -> None:
    half = homes.started_on + months(6)
    assert dropped(kept(due=homes.ended_on)) == {"due"}
    assert dropped(kept(due=half)) == set()  # `dated` says the same
    everyone = [one for one in mutants(kept(pool=homes.supported)) if one.part == "pool"]
    assert any(one.after is not None and one.after.form()[0] == "literal" for one in everyone)


def test_what_only_the_tally_sees_is_left_alone() -> None:
    made = kept(one_per=homes.person_id, order=homes.started_on, unknown="in")
    assert not {"one_per", "order", "unknown"} & {mutant.part for mutant in mutants(made)}


def test_mutants_of_a_question_about_events_never_name_the_period() -> None:
    since = any_of(visits, same="person_id", each=homes, where=visits.made_on >= outer(homes.started_on))
    for mutant in mutants(kept(met=since)):
        assert not any(names_period(node) for _, node in mutant.question.parts())
