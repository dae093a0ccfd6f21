"""The table of text becomes worlds, fills in what nobody needs to write, and refuses what makes no sense."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.examples import AS_OF, Example, failures, lacking, worlds
from goldthread.measures.questions import EXPOSURE, PERIOD, Count, Proportion, Question, Rate, Spread, Verdict
from goldthread.measures.tree import Bands
from goldthread.measures.words import (
    any_of,
    as_of,
    band,
    blank,
    count_of,
    months,
    outer,
    parent,
    period_end,
    surely,
)
from measures.small_world import homes, people, visits

TABLE = """
    started_on | ended_on   | supported | as_of      || verdict | placed
    2026-01-10 |            | yes       | 2026-07-10 || met     | 2026-07-10
    2026-01-10 | 2026-07-10 | yes       | 2026-07-31 || met     | 2026-07-10
    2026-01-10 | 2026-07-09 | yes       | 2026-07-31 || not met | 2026-07-10
    2026-01-10 |            | yes       | 2026-07-09 || not due |
    2026-01-10 |            | no        | 2026-07-31 || out     |
"""


def kept(examples: str = TABLE, **changed: Any) -> Proportion:
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


def seen(examples: str, **changed: Any) -> Proportion:
    """Homes whose person was visited since the start, by someone who had joined."""
    since = (visits.made_on >= outer(homes.started_on)) & visits.two_way & (visits.worker.joined_on <= as_of)
    met = any_of(visits, same="person_id", each=homes, where=since)
    split = {"gender": homes.person.gender}
    return kept(examples, **{"met": met, "among": homes.supported, "split": split, **changed})


def only(question: Question) -> Example:
    """The one example of a question."""
    (example,) = worlds(question)
    return example


def test_a_table_that_holds_has_no_failures() -> None:
    assert failures(kept()) == []
    assert len(worlds(kept())) == 5


def test_a_failure_says_the_row_what_came_and_what_was_expected() -> None:
    wrong = TABLE.replace(
        "2026-07-09 | yes       | 2026-07-31 || not met", "2026-07-11 | yes | 2026-07-31 || not met"
    )
    assert failures(kept(wrong)) == ["row 3: verdict is met; the example expects not met."]


def test_each_difference_is_told() -> None:
    wrong = """
        started_on | supported || verdict | placed
        2026-01-10 | no        || met     | 2026-07-11
    """
    assert failures(kept(wrong)) == [
        "row 1: verdict is out; the example expects met.",
        "row 1: placed is 2026-07-10; the example expects 2026-07-11.",
    ]


def test_too_few_rows_are_said() -> None:
    assert lacking(kept()) == ["T1 has 5 examples. Give at least 8."]
    assert lacking(kept("")) == ["T1 has 0 examples. Give at least 8."]


def test_an_empty_cell_is_blank_where_the_record_counts_and_open_elsewhere() -> None:
    open_ = "started_on | supported || verdict | placed\n 2026-01-10 | no || out |"
    assert failures(kept(open_)) == []
    blank_ = "started_on | supported || verdict | placed\n 2026-01-10 | yes || met |"
    assert failures(kept(blank_)) == ["row 1: placed is 2026-07-10; the example expects blank."]
    always = "started_on | supported || verdict | placed\n 2026-01-10 | no || out | -"
    assert failures(kept(always)) == ["row 1: placed is 2026-07-10; the example expects blank."]


def test_what_was_asked_has_plain_defaults() -> None:
    example = only(kept("started_on | supported || verdict\n 2026-01-10 | yes || met"))
    assert (example.asked.as_of, example.asked.period) == (AS_OF, None)
    of_period = only(kept("started_on | supported || verdict\n 2026-01-10 | yes || met", grain=PERIOD))
    assert of_period.asked.period == Period(date(2026, 7, 1), date(2026, 7, 31))
    named = "started_on | supported | period || verdict\n 2026-01-10 | yes | 2026-Q3 || met"
    assert only(kept(named, grain=PERIOD, met=homes.started_on <= period_end)).asked.period == Period(
        date(2026, 7, 1), date(2026, 9, 30)
    )


def test_a_record_outside_the_pool() -> None:
    table = "started_on | supported || verdict | placed\n 2026-01-10 | no || not in pool |"
    assert failures(kept(table, pool=homes.supported)) == []
    assert failures(kept(table)) == ["row 1: verdict is out; the example expects not in pool."]
    assert only(kept(table, pool=homes.supported)).expected == {"verdict": None}


def test_rows_of_other_tables_tie_themselves() -> None:
    example = only(
        seen("""
            started_on | supported | person.gender | visit.made_on | visit.two_way | worker.joined_on||verdict
            2026-01-10 | yes       | woman         | 2026-01-10    | yes           | 2020-01-01      ||met
        """)
    )
    assert example.row["home_id"] == "r1"
    assert example.row["person_id"] == "p1"
    assert example.world["person"] == [{"person_id": "p1", "gender": "woman"}]
    assert example.world["visit"] == [
        {
            "visit_id": "visit-1",
            "person_id": "p1",
            "worker_id": "worker_id-1",
            "made_on": date(2026, 1, 10),
            "two_way": True,
        }
    ]
    assert example.world["worker"] == [{"worker_id": "worker_id-1", "joined_on": date(2020, 1, 1)}]


def test_a_row_exists_when_one_of_its_cells_is_filled() -> None:
    table = """
        started_on | supported | visit.made_on | visit.two_way | worker.joined_on || verdict
        2026-01-10 | yes       |               |               |                  || not met
        2026-01-10 | yes       | -             |               |                  || not met
        2026-01-10 | yes       | 2026-01-10    | yes           | 2020-01-01       || met
        2026-01-10 | yes       | 2026-01-09    | yes           | 2020-01-01       || not met
        2026-01-10 | yes       | 2026-01-10    | yes           |                  || not met
    """
    assert failures(seen(table)) == []
    assert ["visit" in example.world for example in worlds(seen(table))] == [False, True, True, True, True]


def test_the_second_row_points_at_the_second_row() -> None:
    heading = (
        "started_on | supported | visit.two_way | visit.made_on | visit[2].two_way | visit[2].made_on "
        "| worker.joined_on | worker[2].joined_on || verdict"
    )
    cells = "2026-01-10 | yes | no | 2026-02-01 | yes | 2026-02-01 | 2030-01-01 | 2020-01-01 || met"
    example = only(seen(f"{heading}\n{cells}"))
    assert [row["worker_id"] for row in example.world["visit"]] == ["worker_id-1", "worker_id-2"]
    assert [row["worker_id"] for row in example.world["worker"]] == ["worker_id-1", "worker_id-2"]
    assert failures(seen(f"{heading}\n{cells}")) == []


def test_a_given_tie_is_left_alone() -> None:
    table = """
        started_on | supported | visit.person_id | visit.made_on | visit.two_way | worker.joined_on || verdict
        2026-01-10 | yes       | someone_else    | 2026-01-10    | yes           | 2020-01-01       || not met
        2026-01-10 | yes       |                 | 2026-01-10    | yes           | 2020-01-01       || met
        2026-01-10 | yes       | -               | 2026-01-10    | yes           | 2020-01-01       || not met
    """
    assert failures(seen(table)) == []


def test_other_rows_of_the_same_table_tie_too() -> None:
    moved = any_of(homes, same="person_id", each=homes, where=homes.started_on > outer(homes.started_on))
    table = """
        started_on | supported | home.started_on || verdict
        2026-01-10 | yes       |                 || not met
        2026-01-10 | yes       | 2026-01-11      || met
        2026-01-10 | yes       | 2026-01-10      || not met
    """
    assert failures(kept(table, met=moved)) == []
    assert [row["home_id"] for row in worlds(kept(table, met=moved))[1].world["home"]] == ["r1", "home-1"]


def test_a_tie_through_a_parent_makes_that_parent() -> None:
    of_rank = (visits.minutes, parent(homes.person_id, people.rank))
    table = """
        started_on | supported | person.rank | visit.minutes || verdict
        2026-01-10 | yes       | 3           | 3             || met
        2026-01-10 | yes       | 3           | 4             || not met
        2026-01-10 | yes       | 3           |               || not met
    """
    assert failures(kept(table, met=any_of(visits, same=[of_rank]))) == []


def test_a_row_of_a_relation_is_named_by_it() -> None:
    table = "started_on | supported | worker.role || verdict\n 2026-01-10 | yes | held || met"
    made = kept(table, met=homes.worker.role == "held")
    assert only(made).row["worker_id"] == only(made).world["worker"][0]["worker_id"] == "worker_id-1"
    assert failures(made) == []


def test_values_causes_splits_and_spans_are_compared() -> None:
    made = Count(
        code="T2",
        asks="How long?",
        each=homes,
        grain=EXPOSURE,
        starts=homes.started_on,
        ends=homes.ended_on,
        amount=homes.rent,
        split={"size": band(homes.size, Bands("size", (("small", None, 1), ("large", 2, None))))},
        cuts={"status": homes.status},
        examples="""
            started_on|ended_on  |rent|size|status|as_of     ||verdict|amount|ends      |split.size|cut.status
            2026-01-10|          |2.5 |1   |held  |2026-03-01||met    |2.5   |2026-03-01|small     |held
            2026-01-10|2026-02-01|0   |2   |      |2026-03-01||met    |0     |2026-02-01|large     |
            2026-01-10|2026-02-01|    |2   |      |2026-03-01||unknown|      |          |          |
        """,
    )
    assert failures(made) == []
    worst = Spread(
        code="T3",
        asks="?",
        each=homes,
        dated=homes.started_on,
        value=homes.rent,
        worst=homes.settled,
        running=surely(homes.size > 1),
        examples="""
            started_on | rent | settled | size || verdict | value | cause
            2026-01-10 |      | yes     |      || met     |       | worst
            2026-01-10 | 3    |         | 2    || met     | 3     | running
            2026-01-10 | 3    | no      | 1    || met     | 3     |
            2026-01-10 |      |         |      || unknown |       |
        """,
    )
    assert failures(worst) == []


def test_a_rate_runs_the_examples_of_its_sides() -> None:
    def side(code: str, verdict: str) -> Count:
        return Count(
            code=code,
            asks="?",
            each=homes,
            dated=homes.started_on,
            amount=count_of(visits, same="person_id", each=homes),
            examples=f"started_on || verdict\n 2026-01-10 || {verdict}",
        )

    made = Rate(code="T", asks="?", each=homes, events=side("T/e", "met"), exposure=side("T/x", "out"))
    assert failures(made) == ["exposure: row 1: verdict is met; the example expects out."]
    assert lacking(made) == [f"{name} has 1 examples. Give at least 8." for name in ("events", "exposure")]
    above = Rate(**{**vars(made), "examples": "started_on || verdict\n 2026-01-10 || met"})
    with pytest.raises(Refused, match="under its two sides"):
        failures(above)


def test_moments_and_numbers_are_read_by_the_type_of_their_column() -> None:
    heading = "started_on | supported | seen_at | rent | size || verdict"
    table = f"{heading}\n 2026-01-10 | yes | 2026-01-10T09:40 | 2 | -1 || met"
    row = only(kept(table)).row
    assert (row["seen_at"], row["rent"], row["size"]) == (datetime(2026, 1, 10, 9, 40), 2.0, -1)
    assert isinstance(row["rent"], float)
    assert isinstance(row["size"], int)


def test_the_verdicts_are_words() -> None:
    words = [example.expected["verdict"] for example in worlds(kept())]
    assert words == [Verdict.MET, Verdict.MET, Verdict.NOT_MET, Verdict.NOT_DUE, Verdict.OUT]


HEAD = "started_on | supported || verdict\n"
REFUSALS = [
    (
        "startd_on | supported || verdict\n 2026-01-10 | yes || met",
        '"startd_on" is not a column of home. Did you mean "started_on"?',
    ),
    ("as_off | supported || verdict\n 2026-01-10 | yes || met", 'Did you mean "as_of"?'),
    ("visitt.made_on | supported || verdict\n 2026-01-10 | yes || met", 'reads no table "visitt"'),
    ("visit.made_on | supported || verdict\n 2026-01-10 | yes || met", 'reads no table "visit"'),
    ("person.gendr | supported || verdict\n x | yes || met", 'has no column "gendr". Did you mean "gender"?'),
    ("visit[0].made_on | supported || verdict\n 2026-01-10 | yes || met", "is not a heading"),
    ("started_on | started_on || verdict\n 2026-01-10 | 2026-01-10 || met", 'holds "started_on" twice'),
    ("started_on | supported || verdictt\n 2026-01-10 | yes || met", 'Did you mean "verdict"?'),
    ("started_on | supported || placed\n 2026-01-10 | yes || 2026-07-10", 'must hold "verdict"'),
    (
        "started_on | supported || verdict | split.age\n 2026-01-10 | yes || met | 3",
        '"split.age" is not part of an answer',
    ),
    ("started_on | supported | period || verdict\n 2026-01-10 | yes | 2026-07 || met", 'grain "period"'),
    (HEAD + "2026-01-10 | yes || mett", 'row 1: "mett" is not a verdict. Did you mean "met"?'),
    (HEAD + "2026-01-10 | yes || met\n 2026-01-10 | yes || Met", "row 2: "),
    (HEAD + "2026-13-10 | yes || met", 'row 1: started_on is a date such as 2026-07-31, not "2026-13-10"'),
    (HEAD + "10/01/2026 | yes || met", "is a date such as"),
    (HEAD + "2026-02-30 | yes || met", "is a date such as"),
    (HEAD + "2026-01-10 | true || met", 'supported is yes, no or blank, not "true"'),
    (HEAD + "2026-01-10 || met", "There are 1 cells left of the bars and 1 right of them"),
    (HEAD + "2026-01-10 | yes | met", "must hold two bars once"),
    (HEAD + "2026-01-10 || yes || met", "must hold two bars once"),
    (HEAD + "  | yes || met", '"home.started_on" is required'),
    ("supported || verdict\n yes || met", '"home.started_on" is required, and the question reads it'),
    (
        "started_on | supported | size || verdict\n 2026-01-10 | yes | 1.5 || met",
        "size is a whole number, not 1.5",
    ),
    ("started_on | supported | size || verdict\n 2026-01-10 | yes | one || met", "size is a number such as"),
    ("started_on | supported | status || verdict\n 2026-01-10 | yes | hold || met", 'Did you mean "held"?'),
    (
        "started_on | supported | seen_at || verdict\n 2026-01-10 | yes | 2026-01-10 || met",
        "is a moment in UTC",
    ),
    (
        "started_on | supported || verdict | value\n 2026-01-10 | yes || met | much",
        "value is a number such as",
    ),
]


@pytest.mark.parametrize("table, said", REFUSALS, ids=[said[:40] for _, said in REFUSALS])
def test_a_table_that_makes_no_sense_is_refused_in_a_sentence(table: str, said: str) -> None:
    made = kept(table, cuts={"gender": homes.person.gender})
    with pytest.raises(Refused) as refusal:
        worlds(made)
    assert said in str(refusal.value)
    assert str(refusal.value).startswith("examples of T1")


def test_a_related_row_that_no_store_could_hold_is_refused() -> None:
    """A mutant must be killed by a world that can be, so what is required must be given there too."""
    late = any_of(homes, same="person_id", each=homes, where=homes.started_on > outer(homes.started_on))
    table = "started_on | supported | home.ended_on || verdict\n 2026-01-10 | yes | 2026-02-01 || met"
    with pytest.raises(Refused, match="is required"):
        worlds(kept(table, met=late & blank(homes.ended_on)))
