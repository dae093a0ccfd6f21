"""What a curve, a mean and a recorded value may say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from evidence.few_records import AT, CUT_OFF, store_of, support
from goldthread.catalogue.tables import supports
from goldthread.evidence import naming
from goldthread.evidence.drill import say
from goldthread.evidence.inquiry import opened
from goldthread.evidence.plain import figure_told
from goldthread.evidence.shapes import WORKED_OUT
from goldthread.evidence.tables import figure_rows
from goldthread.evidence.tally import Tally
from goldthread.kernel.periods import month
from goldthread.measures.questions import Change, Count, Curve, Spread, Target, Verdict
from goldthread.measures.statistics import kaplan_meier
from goldthread.measures.tree import as_node
from goldthread.measures.words import blank, choice, coalesce, days_between

S = supports
ENDS = Curve(
    code="test.ends",
    asks="How long until it ends?",
    each=S,
    dated=S.started_on,
    length=days_between(S.started_on, S.ended_on),
    cause=choice((~blank(S.ended_on), "left")),
    horizons=(91,),
)


def _tally(days: tuple[float, ...], causes: tuple[str | None, ...]) -> Tally:
    told = {verdict.word: 0 for verdict in Verdict}
    told["met"] = sum(cause is not None for cause in causes)
    told["not_met"] = len(causes) - told["met"]
    return Tally({}, {}, told, 0.0, values=days, causes=causes)


@pytest.mark.parametrize(
    ("days", "causes", "value"),
    [
        ((30, 60), (None, None), None),
        ((30, 60), ("left", None), None),
        ((30, 60), ("left", "left"), 0),
        ((30, 90), ("left", None), 0.5),
        ((30, 200), (None, None), 1),
    ],
)
def test_a_curve_says_nothing_of_days_that_nobody_was_followed_to(
    days: tuple[float, ...], causes: tuple[str | None, ...], value: float | None
) -> None:
    tally = _tally(days, causes)
    made = WORKED_OUT[Curve](ENDS, tally, tally)
    assert made.value == value
    assert ("followed for 91 days" in made.why) == (value is None)
    assert kaplan_meier(days, [cause is not None for cause in causes]).at(90) == pytest.approx(
        made.value if made.value is not None else 1 if causes[0] is None else 0.5
    )


def test_a_mean_beside_a_count_has_limits(tmp_path: Path) -> None:
    stay = Count(
        code="test.stay", asks="?", each=S, dated=S.started_on, value=days_between(S.started_on, S.ended_on)
    )
    rows = [support(1, "2026-05-01", "2026-05-11"), support(2, "2026-05-01", "2026-05-21")]
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        details = inquiry.figures(stay, month(2026, 5))[0].details
    low, high = details["mean_limits"]
    assert low < details["mean"] == 15 < high


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12345.67, "12,345.67"),
        (1234567.0, "1,234,567"),
        (0.1, "0.1"),
        (100.0, "100"),
        (datetime(2026, 7, 1, 8, 30), "1 July 2026, 09:30"),
        (datetime(2026, 12, 1, 8, 30, tzinfo=UTC), "1 December 2026, 08:30"),
    ],
)
def test_recorded_values_are_said_whole_and_in_local_time(value: object, said: str) -> None:
    assert say(value) == said


def test_what_was_kept_of_a_snapshot_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store = store_of(path, {"support": [support(1, "2026-05-01")]}, CUT_OFF)
    asked = Count(code="test.all", asks="?", each=S, dated=S.started_on)
    with opened(store) as inquiry:
        inquiry.figures(asked, month(2026, 5))
    old = store.current
    store_of(path, {"support": [support(2, "2026-05-02")]}, CUT_OFF)
    assert store.sweep(at=AT, by="test", keep=0) == [old]
    assert not list((path / "verdicts").rglob("*.parquet"))


def test_of_a_few_that_all_still_run_nothing_is_certain() -> None:
    tally = _tally((100, 120, 200), (None, None, None))
    made = WORKED_OUT[Curve](ENDS, tally, tally)
    assert made.value == 1
    assert made.limits is not None
    assert made.limits.lower < 0.5


def test_a_share_lost_among_other_endings_has_limits() -> None:
    lost = replace(ENDS, lost=("loss",))
    tally = _tally((10, 20, 95, 120, 130), ("loss", "moved", None, None, "loss"))
    made = WORKED_OUT[Curve](lost, tally, tally)
    assert made.value == pytest.approx(0.8)
    assert made.limits is not None
    assert made.limits.lower < 0.8 < made.limits.upper


def test_one_pair_meets_no_target(tmp_path: Path) -> None:
    """A mean of one has no limits, so it says nothing; a fall is noticed as a rise is."""
    asked = Change(
        code="test.change",
        asks="?",
        each=S,
        dated=S.started_on,
        before=as_node(40),
        after=S.age_at_start,
        meaningful=-5,
        target=Target(at_most=0),
    )
    rows = [support(1, "2026-05-01", age_at_start=30), support(2, "2026-06-01", age_at_start=36)]
    rows.append(support(3, "2026-06-01", age_at_start=34))
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        one = inquiry.figures(asked, month(2026, 5))[0]
        two = inquiry.figures(asked, month(2026, 6))[0]
    assert (one.value, one.limits, one.said) == (-10, None, "Cannot say yet")
    assert two.details["meaningful"]["n"] == 1


def test_rows_of_another_compiler_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of what is kept follows the source of the compiler: a mended one finds no file, and asks."""
    asked = Count(code="test.all", asks="?", each=S, dated=S.started_on)
    store = store_of(tmp_path / "store", {"support": [support(1, "2026-05-01")]})
    for compiler in ("now", "mended", "mended"):
        monkeypatch.setattr(
            naming, "asked_by", lambda compiler=compiler: sha256(compiler.encode()).hexdigest()
        )
        naming.name_of.cache_clear()
        with opened(store) as inquiry:
            assert inquiry.figures(asked, month(2026, 5))[0].value == 1
    assert len(list((store.path / "verdicts").rglob("test.all-*.parquet"))) == 2


def test_an_open_limit_is_blank_in_csv_and_null_in_json(tmp_path: Path) -> None:
    """Of three waits one has ended: the median may lie as far off as one likes."""
    wait = Spread(
        code="test.wait",
        asks="?",
        each=S,
        dated=S.started_on,
        value=days_between(S.started_on, coalesce(S.ended_on, as_node(CUT_OFF))),
        running=blank(S.ended_on),
    )
    ends = ["2026-05-11", "2026-05-21", None]
    rows = [support(n, "2026-05-01", end) for n, end in enumerate(ends)]
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        figure = inquiry.figures(wait, month(2026, 5))[0]
    assert figure.limits is not None
    assert figure.limits.upper == float("inf")
    assert (figure.numerator, figure.denominator) == (figure.verdicts["met"], 3)
    told = dict(zip(*figure_rows([figure]), strict=True))
    assert told["upper"] == ""
    assert figure_told(figure)["upper"] is None
    assert "Infinity" not in json.dumps(figure_told(figure), default=str)
