"""The worksheet: every fault is found, in a sentence with its place; what works is let through."""

from __future__ import annotations

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts import showing
from goldthread.contracts.showing import show
from goldthread.contracts.worksheets import (
    FIELDS,
    MOST_LETTERS,
    SOURCE,
    WORKSHEET,
    check_code,
    faults,
    fingerprint,
    next_version,
    read,
    starting_text,
)
from goldthread.kernel.refusals import Refused

CODE = "local.decided_14d"
TEXT = starting_text(CODE, 'Decided within "14" days')
ANSWERS = dict.fromkeys(FIELDS, "Said in a sentence that is long enough.")


def says(text: str = TEXT, answers: dict[str, str] = ANSWERS, number: int = 1) -> list[tuple[str, str]]:
    return [(one.part, one.says) for one in faults(answers, text, CODE, number, CATALOGUE)]


def test_the_worksheet_asks_what_the_source_asks() -> None:
    assert [one.letter for one in WORKSHEET if one.letter] == list("ABCDEF")
    assert len(WORKSHEET) == 6 + 5
    assert SOURCE.startswith("S2")


def test_what_an_author_begins_with_may_be_proposed() -> None:
    assert says() == []
    shown = show(read(TEXT, CODE, 1))
    assert not shown.alive
    assert shown.tried > 20
    assert (
        shown.words == f"Of {shown.tried} small changes to the question, the examples notice {shown.tried}."
    )


@pytest.mark.parametrize("field", FIELDS)
def test_every_question_of_the_worksheet_must_be_answered(field: str) -> None:
    assert [part for part, _ in says(answers={**ANSWERS, field: "n/a"})] == [field]


@pytest.mark.parametrize(
    ("before", "after", "part", "sentence"),
    [
        ("decided_on <=", "decidd_on <=", "definition", "Line 13. The definition: indicator local."),
        ("decided_on <=", "decidd_on <=", "definition", 'Did you mean "decided_on"?'),
        ("better =", "bettr =", "definition", "Line 15."),
        ('unknown = "apart"', "unknown = apart", "definition", "at line 14, column 11"),
        ('["service", "team"]', "{ service = 'team' }", "definition", "give yours another name"),
        ("decided_on <=", "__import__('os').getcwd() <=", "definition", "Line 13."),
        (f'code = "{CODE}"', 'code = "local.other"', "definition", f'Write code = "{CODE}".'),
        ("version = 1", "version = 2", "definition", "Write version = 1."),
        ('balanced_by = ["access.start_rate"]', "", "definition", "Nothing balances it."),
        ("access.start_rate", "access.start_rat", "definition", 'Did you mean "access.start_rate"?'),
        ("asks =", "beware2 =", "definition", 'There is no key "beware2"'),
        ("2026-03-17 | 2026-04-30 || not met", "2026-03-17 | 2026-04-30 || met", "examples", "Example 5:"),
        ("verdict | placed", "verdict | place", "examples", '"place" is not part of an answer.'),
        ("|| unknown", "|| unknwn", "examples", '"unknwn" is not a verdict.'),
        ("asks = \"Of referrals received in the period, how many were decided within 14 days?\"", "",
         "definition", 'The definition lacks "asks"'),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_place(before: str, after: str, part: str, sentence: str) -> None:
    assert before in TEXT
    found = says(TEXT.replace(before, after))
    assert any(one == part and sentence in said for one, said in found), found


def without(*lines: str) -> str:
    kept = [line for line in TEXT.splitlines() if not any(one in line for one in lines)]
    return "\n".join(kept)


def test_examples_must_be_enough() -> None:
    found = says(without("declined | 2026-04-20", "2026-03-06 | 2026-04-30"))
    assert ("examples", f"{CODE} has 7 examples. Give at least 8.") in found


def test_one_example_must_have_something_not_known() -> None:
    text = without("|          |", "|| unknown") + "\n"
    assert (
        "examples",
        "No example has a blank. Show what the question answers where something is not known.",
    ) in says(text)


def test_the_boundary_must_be_shown() -> None:
    more = TEXT.replace("| 2026-03-16 |", "| 2026-03-14 |")
    found = [said for part, said in says(more) if part == "examples"]
    assert len(found) == 1
    assert found[0].startswith("No example stands on the boundary: met:")


def test_a_change_that_no_example_notices_is_told_and_does_not_refuse() -> None:
    text = without("|| not due") + "\n"
    text = text.replace("2026-03-16 | 2026-03-16 ||", "2026-03-16 | 2026-04-30 ||")
    shown = show(read(text, CODE, 1))
    assert not shown.faults()
    assert shown.alive
    assert all(one.part == "due" for one in shown.alive)


def test_a_wrong_example_is_told_before_what_examples_do_not_show() -> None:
    shown = show(read(TEXT.replace("|| unknown", "|| met    "), CODE, 1))
    assert shown.tried == 0
    assert shown.wrong == ["Example 8: verdict is unknown; the example expects met."] + [
        one for one in shown.wrong if "placed" in one
    ]


def test_work_is_bounded_by_the_size_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "MOST_WORK", 2_000)
    shown = show(read(TEXT, CODE, 1))
    assert shown.stopped
    assert 0 < shown.tried < 25
    assert "too large to try every change" in shown.words


def test_more_than_one_indicator_or_too_long_a_text_is_refused() -> None:
    twice = TEXT + TEXT.replace(CODE, "local.other")
    with pytest.raises(Refused, match="worksheet of its own"):
        read(twice, CODE, 1)
    with pytest.raises(Refused, match="Shorten it"):
        read(TEXT + "#" * MOST_LETTERS, CODE, 1)
    many = TEXT.replace("'''\n", "'''\n", 1).replace(
        "2026-03-02  | accepted |            | 2026-04-30 || unknown |",
        "\n".join(["2026-03-02  | accepted |            | 2026-04-30 || unknown |"] * 80),
    )
    assert any("Leave the 60" in said for _, said in says(many))


@pytest.mark.parametrize(
    "code", ["tenancy.mine", "local.", "local.Übung", "local.a/b", "local.x" + "y" * 99, ""]
)
def test_a_code_that_no_address_could_hold_is_refused(code: str) -> None:
    with pytest.raises(Refused, match=r"begins with local\."):
        check_code(code)


def test_the_next_version_changes_one_line_and_nothing_else() -> None:
    assert next_version(TEXT, 2) == TEXT.replace("version = 1", "version = 2")
    assert says(next_version(TEXT, 2), number=2) == []
    odd = TEXT.replace("version = 1", "version = 1\nbeware2 = '''\nversion = 1\n'''")
    assert next_version(odd, 2) == odd


def test_the_fingerprint_changes_with_every_word() -> None:
    prints = {fingerprint(ANSWERS, TEXT), fingerprint(ANSWERS, TEXT + " ")}
    prints |= {fingerprint({**ANSWERS, field: "Another sentence."}, TEXT) for field in FIELDS}
    assert len(prints) == 2 + len(FIELDS)


@pytest.mark.parametrize("code", CATALOGUE)
def test_what_the_catalogue_shows_would_be_let_through(code: str) -> None:
    shown = show(CATALOGUE[code])
    assert shown.faults() == []
    assert not shown.stopped


RATE = """
[[indicator]]
code = "local.ended_per_year"
name = "Supports ended for each year of support"
shape = "rate"
asks = "How many supports end for each year of support given?"
unbalanced_because = "It is read beside the reasons of the ends."
multiplier = 1
[indicator.events]
each = "support"
dated = "ended_on"
examples = '''
EVENTS
'''
[indicator.exposure]
each = "support"
grain = "exposure"
starts = "started_on"
ends = "ended_on"
per = "year"
examples = '''
EXPOSURE
'''
"""


def test_each_side_of_a_rate_has_examples_of_its_own() -> None:
    event = "2026-01-10 | 2026-03-01 | 2026-04-01 || met | 2026-03-01"
    spell = "2026-01-10 | 2026-03-01 | 2026-04-01 || met"
    events = ["started_on | ended_on | as_of || verdict | placed", *[event] * 8]
    exposure = ["started_on | ended_on | as_of || verdict", *[spell] * 6]
    text = RATE.replace("EVENTS", "\n".join(events)).replace("EXPOSURE", "\n".join(exposure))
    shown = show(read(text, "local.ended_per_year", 1))
    assert {row.side for row in shown.rows} == {"events", "exposure"}
    assert "exposure has 6 examples. Give at least 8." in shown.faults()
    assert any("No example of events has a blank" in one for one in shown.faults())
    assert any(one.part.startswith("exposure, ") for one in shown.alive)
