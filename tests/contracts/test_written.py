"""A specification written as TOML is read again as it was; what cannot be read is refused with its place."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldthread.contracts.specification.declared import Specification
from goldthread.contracts.specification.reading import load, read
from goldthread.contracts.specification.shape import hints_of, part_of
from goldthread.contracts.specification.writing import write
from goldthread.kernel.refusals import Refused

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(0, 10**6),
    float: st.floats(-1e6, 1e6).map(float),
    Decimal: st.decimals(0, 10**9, places=2),
    date: st.dates(),
}


def any_value(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a declared type."""
    part, among = part_of(hint), get_args(hint)
    if part is not None and get_origin(hint) is tuple:
        return st.lists(any_part(part), max_size=2).map(tuple)
    if part is not None:
        return st.none() | any_part(part) if type(None) in among else any_part(part)
    if get_origin(hint) is Literal:
        return st.sampled_from(among)
    if get_origin(hint) is tuple:
        inner = TEXTS.filter(bool) if among[0] is str else st.integers(0, 520)
        return st.lists(inner, max_size=3).map(tuple)
    kinds = [each for each in among if each is not type(None)] or [hint]
    return st.none() | PLAIN[kinds[0]] if type(None) in among else PLAIN[kinds[0]]


def any_part(kind: type) -> st.SearchStrategy[Any]:
    """Any part of this class, as its fields are declared."""
    hints = hints_of(kind)
    return st.builds(kind, **{each.name: any_value(hints[each.name]) for each in fields(kind)})


@given(any_part(Specification))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(spec: Specification) -> None:
    text = write(spec)
    again = read(text, "mine.toml")
    assert again == spec
    assert write(again) == text


SMALLEST = """
code = "north"
starts_on = 2026-04-01
ends_on = 2029-03-31
"""


def test_what_is_missing_is_empty_and_defaults_hold() -> None:
    spec = read(SMALLEST, "mine.toml")
    assert (spec.name, spec.services, spec.clocks) == ("", (), ())
    assert (spec.payment, spec.counting.home_gap_days) == ("block", 14)


def test_a_share_may_be_written_with_a_percent_sign() -> None:
    text = SMALLEST + '[[schedule]]\nindicator = "a.b"\nstep = [{ year = 1, at_least = "65%" }]\n'
    assert read(text, "x").schedule[0].steps[0].at_least == 0.65


def test_pounds_keep_every_digit() -> None:
    text = SMALLEST + '[[money]]\nyear = 1\ntotal = 1000.10\npart = [{ says = "core", amount = 0.1 }]\n'
    money = read(text, "x").money[0]
    assert (money.total, money.parts[0].amount) == (Decimal("1000.10"), Decimal("0.1"))


REFUSED = [
    ("code = ", "x.toml: It is not TOML"),
    (SMALLEST + "colour = 1", 'x.toml: There is no key "colour"'),
    (SMALLEST + "nmae = 'a'", 'Did you mean "name"?'),
    ("code = 'a'\nends_on = 2026-01-01", 'x.toml: "starts_on" is missing. Give it, such as 2026-04-01.'),
    (SMALLEST.replace("2026-04-01", "'2026-04-01'"), "x.toml, starts_on: It is a day without quotes"),
    (SMALLEST + "name = 3", "x.toml, name: It is text, in quotes."),
    (SMALLEST + "services = 'all'", "x.toml, services: It is a list of texts"),
    (SMALLEST + "extension_months = 1.5", "x.toml, extension_months: It is a whole number"),
    (SMALLEST + "[clock]\nname = 'a'", "Write [[clock]] with two brackets"),
    (SMALLEST + "clock = [3]", "x.toml: clock 1: Write [[clock]] with its keys below it."),
    (SMALLEST + "[[clock]]\nname='a'\nunit='days'", 'x.toml: clock 1: "amount" is missing'),
    (SMALLEST + "[[clock]]\namount=1\nunit='hour'", 'x.toml: clock 1, unit: "hour" is not known here.'),
    (SMALLEST + "[[clock]]\namount=1\nunit='hour'", 'Did you mean "hours"?'),
    (SMALLEST + "[[clock]]\namount=1\nunit='days'\npoints=['two']", "clock 1, points: It is a list of weeks"),
    (
        SMALLEST + "[[pathway]]\n[[pathway.stage]]\ncode='active'\nroute=[{kind='exit', whn='x'}]",
        'x.toml: pathway 1, stage 1, route 1: There is no key "whn" here. Did you mean "when"?',
    ),
    (SMALLEST + "[[staff]]\nrole='a'\nwte='many'", "x.toml: staff 1, wte: It is a number without quotes"),
    (SMALLEST + "[[staff]]\nrole='a'\nwte=1\nours=1", "x.toml: staff 1, ours: It is true or false."),
    (SMALLEST + "[[schedule]]\nstep=[{year=1, at_least='x%'}]", 'step 1, at_least: "x%" is not a share'),
    (SMALLEST + "[[schedule]]\nstep=[{year=1, at_least=inf}]", "step 1, at_least: It is a number."),
    (SMALLEST + f"[[schedule]]\nstep=[{{year=1, at_least={10**400}}}]", "at_least: It is a number."),
    (SMALLEST + f"[[money]]\nyear=1\ntotal={10**400}", "money 1, total: It is a number without quotes"),
    ("a = " + "[" * 5_000 + "]" * 5_000, "x.toml: It is not TOML that can be read"),
    ("a = " + "9" * 5_000, "x.toml: It is not TOML that can be read"),
    (SMALLEST + "[[counting]]", "x.toml: counting: Write [counting] with its keys below it."),
]


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_cannot_be_read_as_meant_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text, "x.toml")
    assert says in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Any) -> None:
    with pytest.raises(Refused, match=r"no file mine\.toml"):
        load(tmp_path / "mine.toml")
    (tmp_path / "mine.toml").write_text("\ufeff" + SMALLEST, "utf-8")
    assert load(tmp_path / "mine.toml").code == "north"
