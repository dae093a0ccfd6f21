"""What a report asks for: the same figures as everywhere, months, groups, contracts; and what goes wrong."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from goldthread.catalogue import CATALOGUE
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.signals import signal
from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused
from goldthread.reports.families import FAMILIES, OWN, by_family
from goldthread.reports.gather import Gathered, gather, months_to, without_early_silence
from pictures.figures_made import counts, shares

QUARTER = parse_period("2026-08..2026-10")


def test_every_indicator_has_a_chapter_with_the_figure_that_evidence_holds(
    inquiry: Inquiry, gathered: Gathered
) -> None:
    assert [chapter.code for chapter in gathered.chapters] == list(CATALOGUE)
    assert not gathered.failed
    for code in ("tenancy.sustained_6m", "employment.sickness", "access.wait", "wellbeing.swemwbs_change"):
        chapter = gathered.chapter(code)
        assert chapter is not None and chapter.figure is not None
        asked = inquiry.figures(CATALOGUE[code], QUARTER)[0]
        assert (chapter.figure.value, chapter.figure.limits) == (asked.value, asked.limits)
        assert chapter.figure.verdicts == asked.verdicts
        series = inquiry.trend(CATALOGUE[code], months_to(QUARTER, inquiry.as_of))
        assert [one.value for one in chapter.series] == [one.value for one in series][-len(chapter.series) :]
        assert chapter.signal == signal(chapter.series)


def test_services_are_told_apart_where_there_are_several(gathered: Gathered) -> None:
    chapter = gathered.chapter("access.start_rate")
    assert chapter is not None
    names = [figure.cut["service"] for figure in chapter.groups["service"]]
    assert names == sorted(names, key=str)
    assert set(names) <= set(gathered.services)
    assert len(names) > 1


def test_a_whole_that_counts_everybody_has_neither_trend_nor_signal(gathered: Gathered) -> None:
    chapter = gathered.chapter("intake.gender")
    assert chapter is not None
    assert chapter.told_apart
    assert (list(chapter.series), chapter.signal, dict(chapter.groups)) == ([], None, {})
    assert len(chapter.splits["category"]) > 3


def test_a_contract_has_its_services_its_targets_and_its_silences(inquiry: Inquiry) -> None:
    made = gather(inquiry, list(CATALOGUE.values()), QUARTER, contract="IPS-EXAMPLE", known=CATALOGUE)
    assert made.contract is not None
    assert list(made.services) == ["Sample Works IPS"]
    asked = inquiry.figures(
        CATALOGUE["employment.job_starts"], QUARTER, where={"service": "Sample Works IPS"}
    )
    chapter = made.chapter("employment.job_starts")
    assert chapter is not None and chapter.figure is not None
    assert chapter.figure.value == asked[0].value
    assert "tenancy.sustained_6m" in {one.code for one in made.silent}  # no homes under this contract
    assert all("service" not in one.cuts for one in made.apart if hasattr(one, "cuts"))
    # A contract's own target holds for its figure.
    target = made.chapter("employment.sustained_13w")
    assert target is not None and target.figure is not None and target.figure.expected is not None
    assert target.figure.expected.at_least == 0.65


@pytest.mark.parametrize(
    "named, sentence",
    [
        ({"contract": "IPS-EXAMPEL"}, 'no contract "IPS-EXAMPEL". Did you mean "IPS-EXAMPLE"?'),
        ({"by": ["servce"]}, 'a cut "servce". Did you mean "service"?'),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest(
    inquiry: Inquiry, named: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence.replace("?", r"\?").replace(".", r"\.")):
        gather(inquiry, list(CATALOGUE.values()), QUARTER, **named)


def test_one_indicator_that_fails_does_not_cost_the_others(inquiry: Inquiry) -> None:
    class Ailing:
        """An inquiry that cannot answer one question, and is refused another."""

        def __getattr__(self, name: str) -> Any:
            return getattr(inquiry, name)

        def figures(self, question: Any, *given: Any, **named: Any) -> Any:
            if question.code == "access.wait":
                raise KeyError("a value that could be about a person")
            if question.code == "access.sources":
                raise Refused("The published figures are missing. Import them.")
            return inquiry.figures(question, *given, **named)

    asked = [CATALOGUE[code] for code in ("access.wait", "access.sources", "access.start_rate")]
    made = gather(Ailing(), asked, QUARTER)  # type: ignore[arg-type]
    fault, refusal, whole = made.chapters
    assert fault.failed.startswith("A fault in Goldthread: KeyError at test_gather.py:")
    assert "person" not in fault.failed  # what was wrong is said, never whose record it was
    assert refusal.failed == "The published figures are missing. Import them."
    assert whole.figure is not None
    assert [one.code for one in made.failed] == ["access.wait", "access.sources"]


@pytest.mark.parametrize(
    "period, as_of, last, count",
    [
        ("2026-08..2026-10", date(2026, 10, 31), "2026-10", 24),
        ("2026-08..2026-10", date(2026, 10, 30), "2026-09", 24),  # October is not full
        ("2026-08-15..2026-09-14", date(2026, 10, 31), "2026-08", 24),
        ("2026-11", date(2026, 10, 31), "2026-10", 24),
        ("2026-01", date(2026, 10, 31), "2026-01", 24),
    ],
)
def test_months_end_with_the_last_full_one(period: str, as_of: date, last: str, count: int) -> None:
    found = months_to(parse_period(period), as_of)
    assert len(found) == count
    assert found[-1] == parse_period(last)
    assert all(one.end < other.start for one, other in pairwise(found))


def test_months_before_the_first_record_are_left_out_down_to_a_year() -> None:
    late = [*shares([(0, 0)] * 20), *shares([(3, 4)] * 4)]
    assert len(without_early_silence(late)) == 12
    early = [*shares([(0, 0)] * 5), *shares([(3, 4)] * 15)]
    assert len(without_early_silence(early)) == 15
    assert len(without_early_silence(counts([3, None, 4]))) == 3


def test_families_stand_in_their_order_and_own_indicators_last() -> None:
    told = by_family([("mine.one", 1), ("intake.age", 2), ("tenancy.losses", 3), ("tenancy.survival", 4)])
    assert told == [(FAMILIES["tenancy"], [3, 4]), (FAMILIES["intake"], [2]), (OWN, [1])]


def test_progress_is_told_for_each_indicator(inquiry: Inquiry) -> None:
    said: list[str] = []
    asked = [CATALOGUE["access.start_rate"], CATALOGUE["access.wait"]]
    gather(inquiry, asked, QUARTER, progress=said.append)
    assert said == ["1 of 2 indicators", "2 of 2 indicators"]
