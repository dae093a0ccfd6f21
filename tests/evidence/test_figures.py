"""Figures from small stores: worked out by hand, then asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evidence.few_records import CUT_OFF, store_of, support
from goldthread.catalogue.tables import supports
from goldthread.evidence.drill import drill
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.kernel.periods import Period, add_months, month, parse_period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import (
    CENSUS,
    EXPOSURE,
    IN,
    PERIOD,
    Change,
    Count,
    Curve,
    Proportion,
    Question,
    Rate,
    Ratio,
    Spread,
    Target,
)
from goldthread.measures.statistics import kaplan_meier, poisson_rate, wilson
from goldthread.measures.tree import Bands, as_node
from goldthread.measures.words import as_of, band, blank, choice, days_between, earlier, months, period_end

S = supports
BY_SERVICE = {"service": S.service}

ROWS = [
    support(1, "2026-01-10", "2026-03-10", end_reason="planned", age_at_start=20),
    support(2, "2026-01-20", None, age_at_start=30),
    support(3, "2026-02-01", "2026-02-20", end_reason="died", age_at_start=None),
    support(4, "2026-02-11", "2026-08-30", end_reason="planned", age_at_start=50),
    support(5, "2026-03-05", None, age_at_start=44),
    support(6, "2026-03-31", "2026-06-30", age_at_start=61),
    support(7, "2026-08-15", None, age_at_start=25),
    support(8, "2026-04-01", "2026-04-02", age_at_start=33, voided=True),
]


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    store = store_of(tmp_path_factory.mktemp("figures") / "store", {"support": ROWS})
    with opened(store) as made:
        yield made


KEPT_THREE_MONTHS = Proportion(
    code="test.kept_3m",
    asks="Of supports whose three-month point fell in the period, how many still ran?",
    each=S,
    dated=S.started_on + months(3),
    met=choice((blank(S.ended_on), True), otherwise=S.ended_on >= S.started_on + months(3)),
    cuts=BY_SERVICE,
    target=Target(at_least=0.5),
    better="higher",
)


def whole(inquiry: Inquiry, question: Question, period: str) -> Figure:
    return inquiry.figures(question, parse_period(period))[0]


def test_a_proportion_with_its_limits_and_its_beside(inquiry: Inquiry) -> None:
    figure = whole(inquiry, KEPT_THREE_MONTHS, "2026-04..2026-06")
    # Points on 10 April (gone), 20 April (runs), 1 May (gone), 11 May, 5 June and 30 June (held to the day).
    assert (figure.numerator, figure.denominator) == (4, 6)
    assert figure.value == 4 / 6
    assert figure.limits == wilson(4, 6)
    assert figure.judgement == "met"
    assert figure.said == "Cannot say yet"


def test_what_is_not_due_is_counted_and_shown(inquiry: Inquiry) -> None:
    figure = whole(inquiry, KEPT_THREE_MONTHS, "2026-11")
    assert figure.value is None
    assert figure.verdicts["not_due"] == 1
    assert figure.why == "None is due yet."
    empty = whole(inquiry, KEPT_THREE_MONTHS, "2025-01")
    assert empty.why == "No record falls in this period."


def test_cuts_are_told_apart_and_add_up(inquiry: Inquiry) -> None:
    cells = inquiry.figures(KEPT_THREE_MONTHS, parse_period("2026-04..2026-06"), by=("service",))
    assert [dict(cell.cut) for cell in cells] == [{}, {"service": "North"}, {"service": "South"}]
    assert sum(cell.denominator or 0 for cell in cells[1:]) == cells[0].denominator


def test_an_unknown_cut_is_refused_with_the_nearest(inquiry: Inquiry) -> None:
    with pytest.raises(Refused, match='Did you mean "service"'):
        inquiry.figures(KEPT_THREE_MONTHS, month(2026, 4), by=("servce",))


@pytest.mark.parametrize("period", ["2026-04..2026-06", "2026-01..2026-12", "2026-11", "2026-05"])
def test_the_list_is_as_long_as_the_figure_says(inquiry: Inquiry, period: str) -> None:
    asked = parse_period(period)
    for figure in inquiry.figures(KEPT_THREE_MONTHS, asked, by=("service",)):
        listed = drill(inquiry, KEPT_THREE_MONTHS, asked, where=dict(figure.cut))
        for word, count in figure.verdicts.items():
            assert sum(member.verdict.word == word for member in listed.members) == count
            only = drill(inquiry, KEPT_THREE_MONTHS, asked, where=dict(figure.cut), verdict=word)
            assert len(only.members) == only.listed == count


def test_a_quarter_equals_its_months(inquiry: Inquiry) -> None:
    quarter = whole(inquiry, KEPT_THREE_MONTHS, "2026-04..2026-06")
    single = [whole(inquiry, KEPT_THREE_MONTHS, f"2026-0{n}") for n in (4, 5, 6)]
    for word in quarter.verdicts:
        assert quarter.verdicts[word] == sum(figure.verdicts[word] for figure in single)


UNKNOWN_AGE = Proportion(
    code="test.over_40",
    asks="How many were over 40?",
    each=S,
    dated=S.started_on,
    met=S.age_at_start > 40,
    unknown=IN,
)


def test_not_knowing_does_not_flatter(inquiry: Inquiry) -> None:
    figure = whole(inquiry, UNKNOWN_AGE, "2026-01..2026-03")
    assert (figure.numerator, figure.denominator) == (3, 6)
    assert figure.bounds == (3 / 6, 4 / 6)
    apart = Proportion(
        code="test.over_40_apart", asks="?", each=S, dated=S.started_on, met=S.age_at_start > 40
    )
    assert whole(inquiry, apart, "2026-01..2026-03").denominator == 5


def test_voided_records_are_never_seen(inquiry: Inquiry) -> None:
    assert whole(inquiry, UNKNOWN_AGE, "2026-04").why == "No record falls in this period."


ENDED = Count(
    code="test.rate/events",
    asks="?",
    each=S,
    dated=S.ended_on,
    among=~blank(S.ended_on),
    cuts=BY_SERVICE,
)
RUNNING = Count(
    code="test.rate/exposure",
    asks="?",
    each=S,
    grain=EXPOSURE,
    starts=S.started_on,
    ends=S.ended_on,
    per="day",
    cuts=BY_SERVICE,
)
ENDINGS = Rate(code="test.rate", asks="?", each=S, events=ENDED, exposure=RUNNING, multiplier=100)


def days_inside(period: Period, until: date = CUT_OFF) -> int:
    """Days of support inside a period, counted one by one."""
    found = 0
    for row in ROWS:
        if not row.get("voided"):
            last = min(row["ended_on"] or until, until)
            found += sum(
                row["started_on"] <= date.fromordinal(day) <= last
                for day in range(period.start.toordinal(), period.end.toordinal() + 1)
            )
    return found


@pytest.mark.parametrize("period", ["2026-02", "2026-01..2026-06", "2026-08..2026-12"])
def test_a_rate_counts_every_day_once(inquiry: Inquiry, period: str) -> None:
    asked = parse_period(period)
    figure = whole(inquiry, ENDINGS, period)
    events = sum(asked.contains(row["ended_on"]) for row in ROWS if row["ended_on"] and not row.get("voided"))
    assert figure.numerator == events
    assert figure.denominator == pytest.approx(days_inside(asked))
    assert figure.value == pytest.approx(100 * events / days_inside(asked))
    assert figure.limits is not None
    assert figure.limits.upper == pytest.approx(100 * poisson_rate(events, days_inside(asked)).upper)


def test_both_sides_of_a_rate_open(inquiry: Inquiry) -> None:
    listed = drill(inquiry, ENDINGS, parse_period("2026-02"))
    sides = {side: [m for m in listed.members if m.side == side] for side in ("events", "exposure")}
    assert [member.record_id for member in sides["events"] if member.verdict.word == "met"] == ["s003"]
    days = sum(member.value or 0 for member in sides["exposure"])
    assert days == days_inside(parse_period("2026-02"))


def test_a_census_counts_who_is_there_on_the_last_day(inquiry: Inquiry) -> None:
    there = Count(
        code="test.there",
        asks="?",
        each=S,
        grain=CENSUS,
        starts=S.started_on,
        ends=S.ended_on,
        cuts=BY_SERVICE,
    )
    assert whole(inquiry, there, "2026-03").value == 4
    assert whole(inquiry, there, "2026-06").value == 4  # s006 ends on that very day
    both = Ratio(code="test.ratio", asks="?", each=S, top=there, bottom=there)
    assert whole(inquiry, both, "2026-03").value == 1


def test_one_record_a_person_within_each_scope(tmp_path: Path) -> None:
    rows = [
        {**support(1, "2026-01-01"), "service": "North"},
        {**support(3, "2026-02-01"), "person_id": "p001", "service": "South"},
        {**support(5, "2026-02-01"), "person_id": "p001", "service": "South"},
    ]
    served = Count(
        code="test.served",
        asks="?",
        each=S,
        grain=PERIOD,
        pool=S.started_on <= period_end,
        one_per=S.person_id,
        order=S.started_on,
        cuts=BY_SERVICE,
        split={"service_now": S.service},
    )
    with opened(store_of(tmp_path / "store", {"support": rows})) as inquiry:
        cells = inquiry.figures(served, month(2026, 3), by=("service",))
        told = {tuple(cell.cut.items()): cell.value for cell in cells}
        assert told[()] == 1
        assert told[("service", "North"),] == 1
        assert told[("service", "South"),] == 1
        # The split is read off the record that was picked: the latest, and of two the higher record id.
        assert told[("service_now", "South"),] == 1
        assert ("service_now", "North") not in [key[0] for key in told if len(key) == 1]
        members = drill(inquiry, served, month(2026, 3)).members
        assert [member.record_id for member in members] == ["s005"]


STAYS = Bands("stays", (("short", None, 30), ("long", 31, None)))
STAY = days_between(S.started_on, earlier(S.ended_on, as_of))


def test_every_declared_band_prints(inquiry: Inquiry) -> None:
    stay = Count(
        code="test.stay", asks="?", each=S, dated=S.started_on, value=STAY, split={"band": band(STAY, STAYS)}
    )
    cells = inquiry.figures(stay, parse_period("2026-01..2026-03"))
    told = {cell.cut.get("band"): cell.value for cell in cells}
    assert told == {None: 6, "short": 1, "long": 5, "outside the bands": 0}
    assert cells[0].details["median"] == pytest.approx(145.5)
    assert {cell.denominator for cell in cells[1:]} == {6}


def test_a_split_of_a_proportion_is_a_share_of_the_whole(inquiry: Inquiry) -> None:
    share = Proportion(
        code="test.share",
        asks="?",
        each=S,
        dated=S.started_on,
        met=as_node(True),
        split={"band": band(STAY, STAYS)},
    )
    cells = inquiry.figures(share, parse_period("2026-01..2026-03"))
    told = {cell.cut.get("band"): cell.value for cell in cells}
    assert told == {None: 1, "short": 1 / 6, "long": 5 / 6, "outside the bands": 0}


def test_those_still_waiting_count(inquiry: Inquiry) -> None:
    wait = Spread(
        code="test.wait", asks="?", each=S, dated=S.started_on, value=STAY, running=blank(S.ended_on)
    )
    figure = whole(inquiry, wait, "2026-01..2026-03")
    days = [59, 253, 19, 200, 209, 91]
    curve = kaplan_meier(days, [True, False, True, True, False, True])
    assert figure.value == curve.median == 145.5
    assert figure.details["longest_running"] == 253
    assert figure.details["running"] == 2


def test_lost_cases_rank_worst(inquiry: Inquiry) -> None:
    lost = Spread(
        code="test.lost",
        asks="?",
        each=S,
        dated=S.started_on,
        value=choice((blank(S.ended_on), STAY)),
        worst=~blank(S.ended_on),
        better="lower",
    )
    assert whole(inquiry, lost, "2026-01..2026-03").value is None
    assert "rank worst" in whole(inquiry, lost, "2026-01..2026-03").why


def test_a_curve_keeps_causes_apart(inquiry: Inquiry) -> None:
    ends = Curve(
        code="test.curve",
        asks="?",
        each=S,
        dated=S.started_on,
        length=STAY,
        cause=choice((S.end_reason == "died", "died"), (~blank(S.ended_on), "left")),
        lost=("left",),
        horizons=(91,),
    )
    figure = whole(inquiry, ends, "2026-01..2026-03")
    assert set(figure.details["incidence"]) == {"died", "left"}
    # Of six, one died on day 19 and one left on day 59: by day 90 a sixth has left.
    assert figure.value == pytest.approx(1 - 1 / 6)


def test_a_paired_change(inquiry: Inquiry) -> None:
    change = Change(
        code="test.change",
        asks="?",
        each=S,
        dated=S.started_on,
        before=as_node(20),
        after=S.age_at_start,
        meaningful=10,
    )
    figure = whole(inquiry, change, "2026-01..2026-03")
    assert (figure.numerator, figure.denominator) == (5, 6)
    assert figure.value == pytest.approx((0 + 10 + 30 + 24 + 41) / 5)
    assert figure.details["meaningful"]["n"] == 4


def test_verdicts_are_kept_and_not_asked_again(inquiry: Inquiry) -> None:
    whole(inquiry, KEPT_THREE_MONTHS, "2026-05")
    folder = inquiry.basis.folder(KEPT_THREE_MONTHS)
    (path,) = folder.glob("test.kept_3m-*.parquet")
    before = path.stat().st_mtime_ns
    whole(inquiry, KEPT_THREE_MONTHS, "2026-06")
    assert path.stat().st_mtime_ns == before
    assert not list(folder.glob(".*"))


def test_we_look_no_further_than_asked(tmp_path: Path) -> None:
    store = store_of(tmp_path / "store", {"support": ROWS})
    early = add_months(CUT_OFF, -4)
    with opened(store, as_of=early) as inquiry:
        assert inquiry.as_of == early
        assert whole(inquiry, KEPT_THREE_MONTHS, "2026-06").verdicts["not_due"] == 2
    with opened(store, as_of=date(2030, 1, 1)) as inquiry:
        assert inquiry.as_of == CUT_OFF
