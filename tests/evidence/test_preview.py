"""A question tried on real records: the figure is that of any question, and nothing of it stays."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.worksheets import read
from goldthread.evidence.drill import drill
from goldthread.evidence.inquiry import opened
from goldthread.evidence.preview import _passing, preview
from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question, Verdict

PERIOD = parse_period("2026-01..2026-06")
TEXT = """
[[indicator]]
code = "local.kept_a_month"
name = "Support that lasted a month"
asks = "Of supports begun in the period, how many lasted a month?"
each = "support"
dated = "started_on"
due = "started_on + months(1)"
met = "choice(blank(ended_on), True, ended_on >= started_on + months(1))"
split = { over = 'choice(blank(ended_on), "runs", "ended")' }
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        support(n, f"2026-0{1 + n % 6}-05", f"2026-0{1 + n % 6}-{10 + n}" if n % 3 else None)
        for n in range(18)
    ]
    return store_of(tmp_path_factory.mktemp("tried") / "store", {"support": rows}).path


def kept(path: Path) -> set[str]:
    return {str(each.relative_to(path)) for each in path.rglob("*") if each.is_file()}


def test_the_figure_is_that_of_any_question_and_nothing_stays(path: Path) -> None:
    question = read(TEXT, "local.kept_a_month", 1)
    before = kept(path)
    with opened(path) as inquiry:
        tried = preview(inquiry, question, PERIOD)
        during = kept(path)
        whole = inquiry.figures(question, PERIOD)
        listed = drill(inquiry, question, PERIOD)
    assert {each for each in during - before if "pin" not in each} == set()
    assert kept(path) - before, "An ordinary figure keeps its verdicts: this test would not see any."
    assert [(one.value, dict(one.cut), dict(one.verdicts)) for one in tried.figures] == [
        (one.value, dict(one.cut), dict(one.verdicts)) for one in whole
    ]
    assert {verdict.word: number for verdict, number in tried.counted} == dict(listed.counted)
    assert tried.figure.value == whole[0].value == 6 / 18
    assert len(tried.members) == 8
    assert [one.verdict for one in tried.members] == [Verdict.MET] * 4 + [Verdict.NOT_MET] * 4


def test_of_some_services_only_and_without_records(path: Path) -> None:
    question = read(TEXT, "local.kept_a_month", 1)
    with opened(path) as inquiry:
        tried = preview(inquiry, question, PERIOD, services=("North",), each=0)
    assert sum(number for _, number in tried.counted) == 9
    assert tried.members == ()


def test_a_question_that_reads_what_is_worked_out(path: Path) -> None:
    question = CATALOGUE["tenancy.sustained_6m"]
    with opened(path) as inquiry:
        assert preview(inquiry, question, PERIOD).figure.why == "No record falls in this period."


def heavy(path: Path, question: Question) -> None:
    """Something that no machine ends within a test, on a connection of a preview that may run 0.2 seconds."""
    with opened(path) as inquiry, _passing(inquiry, question, 0.2) as passing:
        connection = passing.basis.connection(question)
        connection.execute(
            "SELECT COUNT(*) FROM range(10000000000) a, range(1000000) b WHERE a.range > b.range"
        )


def test_what_takes_too_long_is_stopped_in_a_sentence(path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match=r"longer than 0\.2 seconds"):
        heavy(path, read(TEXT, "local.kept_a_month", 1))
    assert time.monotonic() - began < 20
