"""Files of local indicators: read whole, or refused with the file and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES, supports
from goldthread.kernel.refusals import Refused
from goldthread.measures.local import read_indicators
from goldthread.measures.local.files import questions
from goldthread.measures.questions import PERIOD, Proportion, Question, Rate, Spread
from goldthread.measures.words import blank, period_end, period_start

SERVED = """
[bands]
stay = [["0-30", "", 30], ["31+", 31, ""]]

[names.support]
served = "started_on <= period_end and (blank(ended_on) or ended_on >= period_start)"
stay_days = "days(started_on, period_end) + 1"

[[indicator]]
code = "x.stay"
shape = "spread"
grain = "period"
each = "support"
pool = "served"
one_per = "person_id"
order = "started_on"
value = "stay_days"
split = { band = "band(stay_days, stay)" }
cuts = ["service"]
"""


def read(text: str) -> tuple[Question, ...]:
    return questions(text, TABLES, standard_cut, where="own.toml")


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SERVED, encoding="utf-8")
    (question,) = read_indicators(path, TABLES, standard_cut)
    assert isinstance(question, Spread)
    assert question.grain is PERIOD
    assert question.bands == {"band": ("0-30", "31+", "outside the bands")}


def test_toml_and_python_give_one_hash() -> None:
    (local,) = read(
        """
        [[indicator]]
        code = "x.left"
        each = "support"
        grain = "period"
        pool = "started_on <= period_end and (blank(ended_on) or ended_on >= period_start)"
        met = "not blank(ended_on)"
        cuts = ["service", "gender"]
        """
    )
    served = (supports.started_on <= period_end) & (
        blank(supports.ended_on) | (supports.ended_on >= period_start)
    )
    python = Proportion(
        code="x.left",
        asks="How many have left?",
        each=supports,
        grain=PERIOD,
        pool=served,
        met=~blank(supports.ended_on),
        cuts={name: standard_cut(name, supports, None) for name in ("service", "gender")},
    )
    assert local.hash == python.hash
    assert local.hash != read(SERVED)[0].hash


def test_a_rate_has_two_sides() -> None:
    (question,) = read(
        """
        [[indicator]]
        code = "x.ends"
        shape = "rate"
        multiplier = 100
        cuts = ["service"]
        [indicator.events]
        each = "support"
        among = "not blank(ended_on)"
        dated = "ended_on"
        [indicator.exposure]
        each = "support"
        grain = "exposure"
        starts = "started_on"
        ends = "ended_on"
        per = "month"
        """
    )
    assert isinstance(question, Rate)
    assert [side.code for _, side in question.sides()] == ["x.ends/events", "x.ends/exposure"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('code = "x.stay"', ""), "no code"),
        (('shape = "spread"', 'shape = "sprad"'), 'Did you mean "spread"?'),
        (('grain = "period"', 'grain = "perod"'), 'Did you mean "period"?'),
        (('each = "support"', 'each = "suport"'), 'Did you mean "support"?'),
        (('each = "support"', ""), 'needs "each"'),
        (('value = "stay_days"', ""), 'needs "value"'),
        (('order = "started_on"', ""), "come together"),
        (('value = "stay_days"', 'valu = "stay_days"'), 'Did you mean "value"?'),
        (('value = "stay_days"', 'value = "started_on"'), "must be a number"),
        (('pool = "served"', 'pool = "ended_on > period_start"'), "surely"),
        (('grain = "period"', 'dated = "started_on"'), "names the period"),
        (('cuts = ["service"]', 'cuts = ["servce"]'), 'Did you mean "service"?'),
        (('["0-30", "", 30]', '["0-30", 40, 30]'), "ends before it starts"),
        (('["0-30", "", 30]', '["0-30", "", "x"]'), "A range is"),
        (("[bands]", "[band]"), 'Did you mean "bands"?'),
        (("[bands]", "[bands"), "not TOML"),
        (("served =", "started_on ="), "already a column"),
        (
            ('"days(started_on, period_end) + 1"', '"dyas(started_on, period_end) + 1"'),
            "names.support.stay_days",
        ),
        (('code = "x.stay"', 'code = "x.stay"\nversion = 0'), "whole number from 1"),
        (('code = "x.stay"', 'code = "x.stay"\ntarget = { at_leats = 1 }'), 'Did you mean "at_least"?'),
    ],
)
def test_a_mistake_is_refused_with_file_and_key(change: tuple[str, str], said: str) -> None:
    assert change[0] in SERVED
    with pytest.raises(Refused) as refusal:
        read(SERVED.replace(change[0], change[1], 1))
    assert said in str(refusal.value)
    assert "own.toml" in str(refusal.value)


def test_a_code_stands_once() -> None:
    body = SERVED[SERVED.index("[[indicator]]") :]
    with pytest.raises(Refused, match="declared twice"):
        read(SERVED + body)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_indicators(tmp_path / "none.toml", TABLES, standard_cut)


@pytest.mark.parametrize("code", ["a/b", "../up", "a b", "x" * 81, "a\\nb", ".hidden", "é", ""])
def test_a_code_that_no_address_could_hold_is_refused(code: str) -> None:
    with pytest.raises(Refused, match=r"A code is made of|has no code"):
        read(SERVED.replace("x.stay", code))


@pytest.mark.parametrize(
    "name", ["period", "verdict", "page", "contract", '"a b"', '"a&b"', '"1st"', "x" * 61]
)
@pytest.mark.parametrize("kind", ["split", "cuts"])
def test_a_cut_or_split_that_no_address_could_hold_is_refused(name: str, kind: str) -> None:
    text = SERVED.replace('cuts = ["service"]\n', "").replace("split = { band", "split = { told")
    text = (
        text.replace("told =", f"{name} =") if kind == "split" else f'{text}cuts = {{ {name} = "service" }}\n'
    )
    with pytest.raises(Refused, match="cannot name a cut or a split"):
        read(text)
