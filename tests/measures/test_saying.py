"""A question can be read aloud, and what is said is what is meant."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from goldthread.measures.questions import EXPOSURE, PERIOD, Count, Proportion, Rate, Source, Spread
from goldthread.measures.saying import columns_read, how_counted, label_of, say
from goldthread.measures.tables import Type
from goldthread.measures.tree import Bands, Column, Node, Parent
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
    earlier,
    last,
    later,
    months,
    outer,
    peak_of,
    period_end,
    period_start,
    sum_of,
    surely,
    weeks,
    years_between,
)
from measures import small_world as small
from measures.small_world import homes, visits

HOME: dict[str, Any] = {"same": "person_id", "each": homes}

REACH = "the day the records reach"

SAID: list[tuple[Node, str]] = [
    (
        blank(homes.ended_on) | (homes.ended_on >= homes.started_on + months(6)),
        "ended on is blank, or ended on is on or after started on plus 6 months",
    ),
    (homes.started_on < date(2026, 11, 22), "started on is before 22 November 2026"),
    (homes.started_on <= as_of, "started on is on or before the day the records reach"),
    (homes.started_on > period_start, "started on is after the first day of the period"),
    (homes.started_on == period_end, "started on is the last day of the period"),
    (homes.size >= 1200, "size is at least 1,200"),
    (homes.size < 3, "size is less than 3"),
    (homes.status == "held", "status is Still held"),
    (homes.status != "held", "status is not Still held"),
    (~(homes.status == "held"), "status is not Still held"),
    (~(homes.size > 3), "size is at most 3"),
    (homes.status.isin("held", "unknown"), "status is Still held or Not known"),
    (~homes.status.isin("held", "unknown"), "status is neither Still held nor Not known"),
    (homes.settled, "settled is yes"),
    (~homes.settled, "settled is no"),
    (~blank(homes.size), "size is not blank"),
    (~~homes.settled, "settled is yes"),
    (surely(homes.settled), "settled is yes (blank counts as no)"),
    (~surely(homes.settled), "settled is no (or not known)"),
    (homes.settled & homes.supported, "settled is yes and supported is yes"),
    (
        homes.settled & (homes.supported | blank(homes.size)),
        "settled is yes and (supported is yes, or size is blank)",
    ),
    (~(homes.settled & homes.supported), "settled is no, or supported is no"),
    (~(homes.settled | homes.supported), "settled is no and supported is no"),
    (homes.person.gender == "f", "the person's gender is f"),
    (homes.person.agreed, "the person's agreed is yes"),
    (homes.settled == homes.supported, "settled is supported"),
    (homes.started_on - days(1), "started on minus 1 day"),
    (homes.started_on + weeks(homes.size), "started on plus size in weeks"),
    (days_between(homes.started_on, homes.ended_on), "days from started on to ended on"),
    (years_between(homes.person.birth_month, as_of), f"whole years from the person's birth month to {REACH}"),
    ((homes.size + 1) * homes.rent, "(size plus 1) times rent"),
    (homes.rent / 2, "rent divided by 2"),
    (coalesce(homes.ended_on, homes.started_on), "ended on (if blank: started on)"),
    (
        coalesce(homes.settled, homes.supported, True),
        "settled is yes (if blank: supported is yes; if that is blank: yes)",
    ),
    (later(homes.ended_on, homes.started_on), "the later of ended on and started on"),
    (earlier(homes.size, 3, 4), "the smallest of size, 3 and 4"),
    (choice((homes.settled, 1), otherwise=2), "1 if settled is yes; otherwise 2"),
    (choice((homes.settled, 1)) + 1, "(1 if settled is yes; otherwise blank) plus 1"),
    (band(homes.size, Bands("b", (("all", None, None),))), "the band of size"),
    (any_of(visits, **HOME), "there is a visit of the same person"),
    (
        ~any_of(visits, **HOME, where=visits.two_way),
        "there is no visit of the same person where two way is yes",
    ),
    (count_of(visits, same="home_id", each=homes) > 2, "the number of visits of this home is more than 2"),
    (
        any_of(visits, **HOME, where=visits.made_on >= outer(homes.started_on)),
        "there is a visit of the same person where made on is on or after this home's started on",
    ),
    (
        last(visits.place, by=visits.made_on, where=~blank(visits.place) & visits.two_way, **HOME),
        "the last known place by made on among the visits of the same person where two way is yes",
    ),
    (
        last(visits.minutes, by=visits.made_on, where=visits.two_way, **HOME) > 3,
        "(the last minutes by made on among the visits of the same person where two way is yes)"
        " is more than 3",
    ),
    (
        last(visits.two_way, by=visits.made_on, **HOME),
        "(the last two way by made on among the visits of the same person) is yes",
    ),
    (sum_of(visits.cost, **HOME), "the sum of cost over visits of the same person"),
    (
        peak_of(visits, start=visits.made_on, until=visits.left_on, **HOME),
        "the most visits of the same person on any one day of the period",
    ),
    (
        any_of(homes, same=("person_id", homes.person_id), where=homes.started_on > outer(homes.started_on)),
        "there is a home of the same person where started on is after this home's started on",
    ),
    (
        any_of(visits, same=[("outcome", homes.status), ("made_on", homes.started_on)]),
        "there is a visit whose outcome is this home's status and whose made on is this home's started on",
    ),
]


@pytest.mark.parametrize("node, said", SAID, ids=[said[:50] for _, said in SAID])
def test_a_part_is_said_in_plain_words(node: Node, said: str) -> None:
    assert say(node) == said


def test_every_random_tree_can_be_said() -> None:
    chance = Random(5)
    for _ in range(300):
        grower = small.Grower(chance, small.Reach(period=True))
        said = say(grower.node(chance.choice(list(Type)), 4))
        assert said == said.strip()
        for mark in ("_id", "Node(", "Column(", "  ", "None", "True", "False", "lambda"):
            assert mark not in said, said


def kept(**changed: Any) -> Proportion:
    """Homes kept for six months."""
    parts: dict[str, Any] = {
        "code": "T1",
        "asks": "Was the home kept for six months?",
        "each": homes,
        "among": surely(homes.settled),
        "dated": homes.started_on + months(6),
        "met": blank(homes.ended_on) | any_of(visits, **HOME, where=visits.made_on > outer(homes.started_on)),
        "split": {"gender": coalesce(homes.person.gender, "not recorded")},
        "cuts": {"status": homes.status},
        "source": Source("S1", "page 4"),
    }
    return Proportion(**{**parts, **changed})


def test_how_a_share_is_counted() -> None:
    assert how_counted(kept()) == {
        "asks": "Was the home kept for six months?",
        "source": "S1, page 4",
        "of": "homes",
        "among": "settled is yes (blank counts as no)",
        "left_out": "settled is no (or not known)",
        "not_due": "started on plus 6 months is after the day the records reach",
        "counts": "ended on is blank, or there is a visit of the same person where made on is after "
        "this home's started on",
        "unknown": "where the answer is blank: shown beside the figure",
        "placed": "on started on plus 6 months",
        "splits": {"gender": "the person's gender (if blank: not recorded)"},
    }


def test_what_every_shape_says() -> None:
    everyone = how_counted(kept(met=homes.supported == homes.supported, unknown="in", pool=homes.supported))
    assert everyone["considered"] == "supported is yes"
    assert everyone["unknown"] == "where the answer is blank: counted in the whole, never as met"
    wait = Spread(
        code="T2",
        asks="?",
        each=homes,
        dated=homes.started_on,
        value=homes.size,
        running=homes.settled,
        worst=homes.supported,
        one_per=homes.person_id,
        order=homes.started_on,
    )
    said = how_counted(wait)
    assert (said["value"], said["running"], said["worst"]) == ("size", "settled is yes", "supported is yes")
    assert said["one_per"] == "one for each person in a period: the last by started on"
    rate = Rate(
        code="T3",
        asks="?",
        each=homes,
        events=Count(code="T3/e", asks="?", each=homes, dated=homes.started_on, amount=homes.rent),
        exposure=Count(
            code="T3/x", asks="?", each=homes, grain=EXPOSURE, starts=homes.started_on, per="year"
        ),
    )
    sides = how_counted(rate)["sides"]
    assert sides["events"]["value"] == "the sum of rent"
    assert (sides["exposure"]["counts"], sides["exposure"]["placed"]) == (
        "years",
        "from started on, while it runs",
    )
    asked_each_period = Count(code="T4", asks="?", each=homes, grain=PERIOD, due=period_end)
    assert how_counted(asked_each_period)["not_due"].startswith("the last day of the period is after")


def test_a_denial_that_only_repeats_is_not_said() -> None:
    long = surely(homes.settled)
    for _ in range(12):
        long = long & surely(homes.started_on + months(6) <= homes.ended_on)
    assert how_counted(kept(among=long))["left_out"] == "the others"


def test_the_columns_behind_one_answer() -> None:
    read = columns_read(kept())
    assert [label for label, _ in read] == ["settled", "started on", "ended on", "the person's gender"]
    assert [type(column) for _, column in read] == [Column, Column, Column, Parent]


def test_keys_rows_of_others_and_cuts_are_not_read_out() -> None:
    many = count_of(
        visits, same="home_id", each=homes, where=visits.two_way & (visits.made_on > outer(homes.ended_on))
    )
    labels = [label for label, _ in columns_read(kept(met=many > 1, split={}))]
    assert labels == ["settled", "started on", "ended on"]


def test_a_label_is_the_bare_name() -> None:
    assert label_of(Column(homes, homes.spec("settled"))) == "settled"
