"""The grammar of local indicators: what it reads, and what it refuses with the place."""

from __future__ import annotations

import pytest

from goldthread.catalogue.tables import TABLES, supports
from goldthread.kernel.refusals import Refused
from goldthread.measures.local import Names, expression
from goldthread.measures.tree import Bands, Node
from goldthread.measures.words import (
    as_of,
    band,
    blank,
    choice,
    coalesce,
    count_of,
    days,
    days_between,
    earlier,
    first,
    later,
    months,
    outer,
    period_end,
    period_start,
    surely,
    years_between,
)

STAY = Bands("stay", (("short", None, 30), ("long", 31, None)))
NAMES = Names(
    supports,
    TABLES,
    {"stay": STAY},
    {"served": "started_on <= period_end", "circle": "round", "round": "circle"},
    "file.toml: indicator x, met",
)
S = supports


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("started_on <= period_end", S.started_on <= period_end),
        ("served", S.started_on <= period_end),
        (
            "period_start <= ended_on <= period_end",
            (period_start <= S.ended_on) & (S.ended_on <= period_end),
        ),
        (
            "blank(ended_on) or ended_on > as_of or not served",
            blank(S.ended_on) | (S.ended_on > as_of) | ~(S.started_on <= period_end),
        ),
        (
            "days(started_on, ended_on) if surely(ended_on < as_of) else 0 - 1",
            choice(
                (surely(S.ended_on < as_of), days_between(S.started_on, S.ended_on)),
                otherwise=expression("0 - 1", NAMES),
            ),
        ),
        ("started_on + months(3) - days(1)", S.started_on + months(3) - days(1)),
        ("later(started_on, moved_in_on)", later(S.started_on, S.moved_in_on)),
        ("earlier(started_on, moved_in_on)", earlier(S.started_on, S.moved_in_on)),
        ("coalesce(household_id, person_id)", coalesce(S.household_id, S.person_id)),
        (
            "years(person.birth_month, started_on) >= 18",
            years_between(S.person.birth_month, S.started_on) >= 18,
        ),
        ("band(days(started_on, period_end), stay)", band(days_between(S.started_on, period_end), STAY)),
        ('household_role in ["head", "member"]', S.household_role.isin("member", "head")),
        ('household_role not in ["head"]', ~S.household_role.isin("head")),
        (
            'first(support.moved_in_on, by=support.moved_in_on, where=support.household_role == "head",\n'
            '      same="household_id")',
            first(
                S.moved_in_on, by=S.moved_in_on, where=S.household_role == "head", same="household_id", each=S
            ),
        ),
        (
            'count(contact, where=contact.happened_on >= started_on, same=["person_id"])',
            count_of(
                TABLES["contact"],
                where=TABLES["contact"].happened_on >= outer(S.started_on),
                same="person_id",
                each=S,
            ),
        ),
        ('started_on >= "2026-04-01"', expression('started_on >= date("2026-04-01")', NAMES)),
    ],
)
def test_text_and_python_make_the_same_tree(text: str, node: Node) -> None:
    assert expression(text, NAMES).form() == node.form()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("startd_on <= period_end", 'Did you mean "started_on"?'),
        ("started_on < 5", "cannot be compared"),
        ("started_on is None", "blank(...)"),
        ("__import__('os').system('true')", "not a word of the language"),
        ("(lambda: 1)()", "not a word"),
        ("[started_on for started_on in x]", "not part of the language"),
        ("started_on.year", "points at no row"),
        ("person.birth_month.year", "reaches too far"),
        ("open('x')", "not a word"),
        ("started_on := as_of", "not part of the language"),
        ("days(5)", "length of time"),
        ("days()", "takes 1 or 2 values"),
        ("blank(started_on, ended_on)", "takes 1 values"),
        ("blank(value=started_on)", 'takes no "value="'),
        ("first(support.moved_in_on, bye=support.moved_in_on, same='household_id')", 'Did you mean "by"?'),
        ("first(support.moved_in_on, by=support.moved_in_on)", "needs same="),
        ("any(support, where=any(support, same='person_id'), same='person_id')", "inside a lookup"),
        ("any(suport, same='person_id')", 'Did you mean "support"?'),
        ("band(days(started_on, as_of), stays)", 'Did you mean "stay"?'),
        ('household_role == "haed"', 'Did you mean "head"?'),
        ("1 if served", "not an expression"),
        ("started_on & served", "Arithmetic knows"),
        ("served ** 2", "Arithmetic knows"),
        ("f'{served}'", "not part of the language"),
        ("*served", "not"),
        ("first(*served)", "takes no star"),
        ("circle", "leads back to itself"),
        ("", "empty"),
        ("not " * 5000 + "served", "longer"),
        ("not " * 900 + "served", "nested more than"),
        ("(" * 300 + "served" + ")" * 300, "nested more than"),
        ("-" * 300 + "1", "nested more than"),
        ("served and " * 2000 + "served", "longer"),
        ("ended_on\0", "character"),
        (5, "text in quotes"),
        (True, "text in quotes"),
    ],
)
def test_everything_else_is_refused_with_its_place(text: object, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        expression(text, NAMES)
    assert said in str(refusal.value)
    assert "file.toml" in str(refusal.value)


def test_a_length_of_time_needs_a_whole_number() -> None:
    with pytest.raises(Refused, match="whole number"):
        expression("started_on + days(1.5)", NAMES)
