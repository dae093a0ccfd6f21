"""Nodes know their types when they are made, and say their form the same however they were written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from goldthread.kernel.refusals import Refused
from goldthread.measures.tree import (
    And,
    Arithmetic,
    Bands,
    Between,
    Choice,
    Compare,
    Literal,
    Node,
    Or,
    Pick,
    Related,
    Shift,
    as_node,
)
from goldthread.measures.words import (
    any_of,
    as_of,
    band,
    blank,
    choice,
    coalesce,
    count_of,
    days,
    days_between,
    first,
    last,
    later,
    months,
    months_between,
    outer,
    peak_of,
    surely,
)
from measures.small_world import homes, visits

REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: homes.started_on == 3, "A date cannot be compared with a whole number (started_on)."),
    (lambda: homes.started_on > "2026-01-01", "A date cannot be compared with a text"),
    (lambda: homes.status < "held", "Earlier, later, more or less needs a whole number"),
    (
        lambda: homes.settled > False,
        "needs a whole number or a number or a date or an instant; this is yes or no",
    ),
    (lambda: homes.seen_at == as_of, "An instant cannot be compared with a date"),
    (lambda: homes.startd_on, 'Table "home" has no column "startd_on". Did you mean "started_on"?'),
    (lambda: homes.person.gendr, 'Table "person" has no column "gendr". Did you mean "gender"?'),
    (lambda: homes.status == "hold", 'is not a code of status (list Status). Did you mean "held"?'),
    (lambda: homes.status.isin("held", "endd"), 'Did you mean "ended"?'),
    (lambda: visits.outcome.isin(), "must hold at least one"),
    (lambda: homes.size.isin("one"), "Each value of a list must be a plain whole number"),
    (lambda: homes.size.isin(homes.size), "Each value of a list must be a plain whole number"),
    (lambda: homes.size & homes.settled, '"and" needs yes or no'),
    (lambda: ~homes.size, '"not" needs yes or no'),
    (lambda: surely(homes.started_on), '"surely" needs yes or no'),
    (lambda: homes.started_on + 3, "Arithmetic needs numbers; this is a date"),
    (lambda: homes.size + days(3), "Adding days needs a date"),
    (lambda: homes.started_on + months(homes.rent), "A number of months needs a whole number"),
    (lambda: homes.started_on + days(5001), "reach beyond any record"),
    (lambda: days_between(homes.started_on, homes.size), "Days between needs a date"),
    (lambda: coalesce(homes.started_on), "needs at least two values"),
    (lambda: coalesce(homes.started_on, homes.size), '"coalesce" cannot mix a date and a whole number'),
    (lambda: later(homes.status, homes.status), '"later" needs a'),
    (lambda: choice((homes.settled, 1), otherwise="one"), "A choice cannot be a whole number or a text"),
    (lambda: choice((homes.size, 1)), "The condition of a choice needs yes or no"),
    (lambda: Choice((), Literal(1, homes.size.type)), "needs at least one case"),
    (lambda: band(homes.status, Bands("b", (("all", None, None),))), 'The bands "b" needs a'),
    (lambda: Bands("b", ()), "are empty"),
    (lambda: Bands("b", (("few", 3, 1),)), '"few" ends before it starts'),
    (lambda: any_of(visits, same="person_id"), "needs each="),
    (lambda: any_of(visits, same="persn_id", each=homes), 'Did you mean "person_id"?'),
    (lambda: any_of(visits, same=("made_on", "size"), each=homes), "same= ties a date to a whole number"),
    (lambda: any_of(visits, same=[], each=homes), "needs same="),
    (lambda: any_of(visits, same="person_id", each=homes, where=visits.minutes), "where= needs yes or no"),
    (
        lambda: peak_of(visits, start=visits.minutes, until=visits.left_on, same="person_id", each=homes),
        "The first and the last day of a peak needs a date",
    ),
    (lambda: Related("first", visits, ((visits.person_id, homes.person_id),)), "needs the column to read"),
    (lambda: Related("firts", visits, ()), 'There is no lookup "firts". Did you mean "first"?'),
    (lambda: Compare("leq", homes.size, as_node(1)), 'There is no comparison "leq". Did you mean "le"?'),
    (lambda: Shift(homes.started_on, as_node(1), "month", 1), 'Did you mean "months"?'),
    (lambda: Between("weeks", homes.started_on, as_of), 'There is no span of time "weeks"'),
    (lambda: Pick("latest", (as_of, as_of)), 'There is no choice among values "latest"'),
    (lambda: Arithmetic("pow", homes.size, homes.size), 'There is no arithmetic "pow"'),
    (lambda: And(()), "needs at least one condition"),
    (lambda: as_node(object()), "cannot be part of a question"),
    (lambda: as_node(None), "cannot be part of a question"),
    (lambda: homes.rent > float("nan"), "too large"),
    (lambda: homes.rent > float("inf"), "too large"),
    (lambda: homes.size > 10**18, "too large"),
    (lambda: homes.started_on > datetime(2026, 1, 1, 9, 0), "A moment cannot be part of a question"),
    (lambda: visits.place == "a\0b", "must be plain"),
    (lambda: bool(homes.settled), "has no truth of its own"),
]


@pytest.mark.parametrize("make, said", REFUSALS, ids=[said[:40] for _, said in REFUSALS])
def test_a_mistake_is_refused_where_it_is_written(make: Callable[[], object], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        make()
    assert said in str(refusal.value)


def chained() -> object:
    """Python joins chained comparisons by `and`, which would drop the first half without a word."""
    return date(2026, 1, 1) <= homes.started_on <= as_of


def test_a_chained_comparison_is_refused() -> None:
    with pytest.raises(Refused, match="no truth of its own"):
        chained()


SAME: list[tuple[Node, Node]] = [
    (
        (homes.settled & homes.supported) & blank(homes.size),
        homes.settled & (homes.supported & blank(homes.size)),
    ),
    (
        (homes.settled | homes.supported) | blank(homes.size),
        homes.settled | (homes.supported | blank(homes.size)),
    ),
    (
        And((homes.settled, And((homes.supported, homes.settled)))),
        homes.settled & homes.supported & homes.settled,
    ),
    (
        choice((homes.settled, 1), otherwise=choice((homes.supported, 2), otherwise=3)),
        choice((homes.settled, 1), (homes.supported, 2), otherwise=3),
    ),
    (Compare("lt", as_node(3), homes.size), homes.size > 3),
    (Compare("ge", as_node(date(2026, 1, 1)), homes.started_on), homes.started_on <= date(2026, 1, 1)),
    (Compare("eq", as_node("held"), homes.status), homes.status == "held"),
    (as_node(3) < homes.size, homes.size > 3),
    (homes.status.isin("held", "ended"), homes.status.isin("ended", "held", "held")),
    (True & homes.settled, as_node(True) & homes.settled),
    (any_of(visits, same="person_id", each=homes), any_of(visits, same=("person_id", homes.person_id))),
    (homes.person.gender, homes.person.gender),
]


@pytest.mark.parametrize("one, other", SAME)
def test_two_ways_of_writing_have_one_form(one: Node, other: Node) -> None:
    assert one.form() == other.form()


DIFFERENT: list[tuple[Node, Node]] = [
    (
        homes.settled & (homes.supported | blank(homes.size)),
        (homes.settled & homes.supported) | blank(homes.size),
    ),
    (homes.settled & homes.supported, homes.supported & homes.settled),
    (100 - homes.size, homes.size - 100),
    (100 / homes.size, homes.size / 100),
    (2 * homes.size, homes.size * 2),
    (homes.started_on + months(1), homes.started_on - months(1)),
    (homes.started_on + months(1), homes.started_on + days(1)),
    (homes.size == 1, homes.size == 1.0),
    (blank(homes.started_on), blank(visits.made_on)),
    (
        first(visits.place, by=visits.made_on, same="person_id", each=homes),
        last(visits.place, by=visits.made_on, same="person_id", each=homes),
    ),
    (
        count_of(visits, same="person_id", each=homes, where=visits.made_on > outer(homes.started_on)),
        count_of(visits, same="person_id", each=homes, where=visits.made_on > as_of),
    ),
    (months_between(homes.started_on, as_of), months_between(as_of, homes.started_on)),
    (Or((homes.settled,)), And((homes.settled,))),
]


@pytest.mark.parametrize("one, other", DIFFERENT)
def test_different_meanings_have_different_forms(one: Node, other: Node) -> None:
    assert one.form() != other.form()


def test_the_operators_keep_the_order_in_which_they_were_written() -> None:
    assert (100 / homes.size).form() == ("div", ("literal", "INTEGER", 100), ("column", "home", "size"))
    assert (2 * homes.size).form() == ("mul", ("literal", "INTEGER", 2), ("column", "home", "size"))
    assert (1 - homes.size).form() == ("sub", ("literal", "INTEGER", 1), ("column", "home", "size"))


def test_a_node_prints_as_its_form() -> None:
    assert repr(homes.size) == "Column('column', 'home', 'size')"
