"""Local files that are wrong, hostile or from an odd editor: each is a sentence, never a fault or a wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES
from goldthread.kernel.refusals import Refused
from goldthread.measures.local import read_indicators

PLAIN = """
[[indicator]]
code = "local.open"
asks = "Of supports started in the period, how many still run?"
each = "support"
dated = "started_on"
met = "blank(ended_on)"
"""
CURVE = PLAIN.replace(
    'met = "blank(ended_on)"',
    'shape = "curve"\nlength = "days(started_on, coalesce(ended_on, as_of))"\ncause = "end_reason"',
)
RATE = """
[[indicator]]
code = "local.rate"
shape = "rate"
asks = "How many supports start a year of support?"
{setting}
[indicator.events]
each = "support"
dated = "started_on"
[indicator.exposure]
each = "support"
grain = "exposure"
starts = "started_on"
ends = "ended_on"
per = "year"
"""
DOUBLED = "[names.support]\na0 = '1'\n" + "".join(f"a{n} = 'a{n - 1} + a{n - 1}'\n" for n in range(1, 40))
MANY = "[names.support]\na0 = 'age_at_start'\n" + "".join(
    [f"a{n} = 'a{n - 1} + a{n - 1}'\n" for n in range(1, 11)] + [f"b{n} = 'a10'\n" for n in range(900)]
)
CHAINED = "[names.support]\na0 = 'age_at_start'\n" + "".join(
    f"a{n} = '{'(' * 30}a{n - 1} + 1{')' * 30}'\n" for n in range(1, 300)
)


def read(folder: Path, content: str | bytes) -> None:
    path = folder / "local.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    read_indicators(path, TABLES, standard_cut)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PLAIN + "balanced_by = 5", "balanced_by"),
        (PLAIN + "balanced_by = [5]", "balanced_by"),
        (PLAIN + 'balanced_by = "tenancy.losses"', "balanced_by"),
        (PLAIN + 'target = { at_least = "most" }', "is a number"),
        (PLAIN + "target = { at_least = nan }", "is a number"),
        (PLAIN + "target = { at_least = true }", "is a number"),
        (PLAIN + "target = {}", 'needs "at_least"'),
        (PLAIN + "target = { at_least = 0.9, at_most = 0.1 }", "No figure can meet"),
        (PLAIN + 'target = { at_least = 0.5, least_number = "ten" }', "whole number"),
        (PLAIN + 'split = { service = "service" }', "a split and a cut"),
        (CURVE + 'horizons = "x"', "horizons"),
        (CURVE + "horizons = []", "horizons"),
        (CURVE + "horizons = [0]", "horizons"),
        (CURVE + "lost = 5", "lost"),
        (RATE.format(setting='multiplier = "many"'), "multiplier"),
        (RATE.format(setting="multiplier = 0"), "multiplier"),
        ("[names.suport]\na = '1'\n" + PLAIN, 'local.toml: There is no table "suport"'),
        ('[bands]\nb = [["a", nan, 5]]\n' + PLAIN, "A range is"),
        ('[bands]\nb = [["a", 0, 5], ["a", 6, 9]]\n' + PLAIN, 'two called "a"'),
        (PLAIN.replace("blank(ended_on)", "true"), 'Did you mean "True"'),
        (DOUBLED + PLAIN, "parts once its names are opened"),
        (MANY + PLAIN, "All expressions together"),
        (CHAINED + PLAIN, "lead too deep"),
        (PLAIN.replace("blank(ended_on)", " + ".join(["1"] * 600) + " > 2"), "nested more than"),
        (PLAIN.replace("blank(ended_on)", "-+" * 300 + "1 > 2"), "nested more than"),
        (PLAIN.encode("utf-16"), "Save it as UTF-8"),
    ],
)
def test_it_is_refused_in_a_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as told:
        read(tmp_path, content)
    assert str(told.value).startswith("local.toml")


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    read(tmp_path, b"\xef\xbb\xbf" + PLAIN.encode())
