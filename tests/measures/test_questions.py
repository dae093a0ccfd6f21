"""Questions refuse what could mislead, and their hash is their meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    PERIOD,
    Count,
    Curve,
    Proportion,
    Question,
    Rate,
    Ratio,
    Spread,
    mentions,
)
from goldthread.measures.tree import Arithmetic, Literal, Node, Related, as_node
from goldthread.measures.words import (
    any_of,
    as_of,
    blank,
    count_of,
    days,
    months,
    outer,
    parent,
    peak_of,
    period_end,
    period_start,
    surely,
)
from measures.small_world import homes, people, visits

HELD = blank(homes.ended_on) | (homes.ended_on >= homes.started_on + months(6))


def proportion(**changed: Any) -> Proportion:
    """Homes kept for six months, with some parts changed."""
    parts: dict[str, Any] = {
        "code": "T1",
        "asks": "Was the home kept for six months?",
        "each": homes,
        "among": homes.supported,
        "dated": homes.started_on + months(6),
        "met": HELD,
    }
    return Proportion(**{**parts, **changed})


def count(**changed: Any) -> Count:
    """Homes begun, with some parts changed."""
    parts: dict[str, Any] = {"code": "T2", "asks": "How many?", "each": homes, "dated": homes.started_on}
    return Count(**{**parts, **changed})


def nested(levels: int) -> Node:
    """A sum that is `levels` deep."""
    node: Node = homes.size
    for _ in range(levels):
        node = Arithmetic("add", node, as_node(1))
    return node


REFUSALS: list[tuple[Callable[[], object], str]] = [
    (lambda: proportion(among=homes.settled), '"among" could be blank'),
    (lambda: proportion(pool=homes.ended_on > homes.started_on), '"pool" could be blank'),
    (lambda: proportion(met=homes.size), '"met" must be yes or no; this is a whole number'),
    (lambda: proportion(dated=homes.seen_at), '"dated" must be a date; this is an instant'),
    (lambda: proportion(due=homes.size), '"due" must be a date'),
    (lambda: proportion(dated=None), 'needs "dated"'),
    (lambda: proportion(met=visits.two_way), '"visit.two_way" is not a column of home'),
    (lambda: proportion(met=outer(homes.settled)), "outer() belongs inside a lookup"),
    (lambda: proportion(met=homes.started_on < period_end), '"met" names the period'),
    (lambda: proportion(split={"size": homes.rent}), '"split.size" must be text'),
    (lambda: proportion(cuts={"day": homes.started_on}), '"cuts.day" must be text'),
    (lambda: proportion(one_per=homes.person_id), '"one_per" and "order" come together'),
    (lambda: proportion(unknown="out"), '"unknown" is "in" or "apart"'),
    (lambda: proportion(better="up"), '"better" is "higher", "lower" or "neutral"'),
    (lambda: count(amount=homes.started_on), '"amount" must be a number'),
    (lambda: count(grain=EXPOSURE), 'grain "exposure" needs "starts"'),
    (lambda: count(grain=CENSUS), 'grain "census" needs "starts"'),
    (lambda: count(per="weak"), 'Did you mean "week"?'),
    (lambda: count(amount=nested(70)), '"amount" is nested more than 60 deep'),
    (
        lambda: proportion(
            met=any_of(
                visits,
                same="person_id",
                each=homes,
                where=count_of(visits, same="person_id", each=homes) > 1,
            )
        ),
        "A lookup inside a lookup is not possible",
    ),
    (
        lambda: proportion(met=any_of(visits, same="person_id", each=homes, where=homes.settled)),
        '"home.settled" is not a column of visit',
    ),
    (
        lambda: proportion(
            met=peak_of(visits, start=visits.made_on, until=visits.left_on, same="person_id", each=homes) > 1
        ),
        '"met" names the period',
    ),
    (
        lambda: Rate(
            code="T3",
            asks="?",
            each=homes,
            events=count(code="T3/events", cuts={"status": homes.status}),
            exposure=count(code="T3/exposure", grain=EXPOSURE, starts=homes.started_on),
        ),
        "the same cuts and splits",
    ),
    (lambda: parent(homes.settled & homes.supported, people.gender), "A parent is named by"),
]


@pytest.mark.parametrize("make, said", REFUSALS, ids=[said[:40] for _, said in REFUSALS])
def test_a_question_that_could_mislead_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        make()
    assert said in str(refusal.value)


def test_a_refusal_names_the_question() -> None:
    with pytest.raises(Refused) as refusal:
        proportion(code="tenancy.kept", among=homes.settled)
    assert str(refusal.value).startswith("tenancy.kept: ")


def test_sixty_levels_are_enough_and_do_not_end_the_stack() -> None:
    assert count(amount=nested(59)).hash
    with pytest.raises(Refused, match="nested"):
        count(amount=nested(100_000))


def test_a_question_of_each_period_may_name_it() -> None:
    in_it = peak_of(visits, start=visits.made_on, until=visits.left_on, same="person_id", each=homes)
    made = proportion(grain=PERIOD, dated=None, pool=homes.started_on <= period_start, met=in_it > 1)
    assert made.hash


SAME: list[tuple[Question, Question]] = [
    (proportion(), proportion()),
    (proportion(), proportion(asks="In other words?", name="Kept", target=None, beware="Small.")),
    (
        proportion(among=homes.supported & surely(homes.settled) & surely(homes.size > 1)),
        proportion(among=homes.supported & (surely(homes.settled) & surely(homes.size > 1))),
    ),
    (
        proportion(split={"a": homes.status, "b": homes.settled}),
        proportion(split={"b": homes.settled, "a": homes.status}),
    ),
    (
        proportion(met=homes.started_on > date(2026, 1, 1)),
        proportion(met=date(2026, 1, 1) < homes.started_on),
    ),
]

DIFFERENT: list[tuple[Question, Question]] = [
    (proportion(), proportion(version=2)),
    (proportion(), proportion(unknown="in")),
    (proportion(), proportion(due=homes.started_on + months(6))),
    (proportion(), proportion(among=homes.supported & blank(homes.ended_on))),
    (proportion(), proportion(met=blank(homes.ended_on) | (homes.ended_on > homes.started_on + months(6)))),
    (proportion(), proportion(split={"status": homes.status})),
    (proportion(split={"status": homes.status}), proportion(cuts={"status": homes.status})),
    (
        count(grain=EXPOSURE, starts=homes.started_on, per="week"),
        count(grain=EXPOSURE, starts=homes.started_on, per="month"),
    ),
    (count(amount=homes.size), count(value=homes.size)),
    (
        Spread(code="T", asks="?", each=homes, dated=as_of, value=homes.rent),
        Spread(code="T", asks="?", each=homes, dated=as_of, value=homes.rent, headline="p90"),
    ),
    (
        Curve(code="T", asks="?", each=homes, dated=as_of, length=homes.size, cause=homes.status),
        Curve(
            code="T",
            asks="?",
            each=homes,
            dated=as_of,
            length=homes.size,
            cause=homes.status,
            lost=("ended",),
        ),
    ),
    (
        Curve(code="T", asks="?", each=homes, dated=as_of, length=homes.size, cause=homes.status),
        Curve(
            code="T",
            asks="?",
            each=homes,
            dated=as_of,
            length=homes.size,
            cause=homes.status,
            horizons=(182, 91, 365),
        ),
    ),
    (
        Ratio(code="T", asks="?", each=homes, top=count(code="T/top"), bottom=count(code="T/bottom")),
        Ratio(
            code="T", asks="?", each=homes, top=count(code="T/top"), bottom=count(code="T/bottom"), share=True
        ),
    ),
]


@pytest.mark.parametrize("one, other", SAME)
def test_the_same_meaning_has_the_same_hash(one: Question, other: Question) -> None:
    assert one.hash == other.hash


@pytest.mark.parametrize("one, other", DIFFERENT)
def test_another_meaning_has_another_hash(one: Question, other: Question) -> None:
    assert one.hash != other.hash


def test_the_hash_is_pinned() -> None:
    """A change of these letters is a change of every locked version: only ever on purpose."""
    assert proportion().hash == "c61a53bd96f19ba209eaf50c79994f953aab70d1cfab18619721202e0b3a08d6"


def test_the_hash_knows_nothing_of_sql() -> None:
    said = repr(proportion(met=any_of(visits, same="person_id", each=homes, where=visits.two_way)).form())
    for word in ("SELECT", "JOIN", "CASE", "NULL", "::", "'>='"):
        assert word not in said


def test_a_new_version_of_a_derivation_is_a_new_meaning() -> None:
    later = replace(homes, version=2)
    one = count(cuts={"status": homes.status}).form()
    other = count(each=later, dated=later.started_on, cuts={"status": later.status}).form()
    assert one != other


def test_mentions_names_every_table_that_is_read() -> None:
    seen = any_of(
        visits, same="person_id", each=homes, where=visits.worker.joined_on < outer(homes.started_on)
    )
    assert mentions(proportion(met=seen & (homes.person.gender == "f"))) == {
        "home",
        "visit",
        "worker",
        "person",
    }


def test_a_part_can_be_changed_by_name() -> None:
    changed = proportion(split={"status": homes.status}).with_part("split.status", homes.settled)
    assert changed.split["status"].form() == homes.settled.form()
    assert proportion().with_part("met", homes.settled).hash == proportion(met=homes.settled).hash


def test_lookups_may_stand_in_a_tie_through_the_record() -> None:
    """The tie's outer side is of the record, so a lookup is possible there."""
    many = Related("count", visits, ((visits.home_id, homes.home_id),))
    one = Related("any", visits, ((visits.minutes, many),), where=visits.made_on > outer(homes.started_on))
    assert proportion(met=one).hash != proportion(met=Literal(True, one.type)).hash
    assert days(1).unit == "days"
