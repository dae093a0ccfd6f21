"""Cells of figures: each opens to as many records as it counts, stands once, and is the same asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.few_records import store_of, support
from goldthread.catalogue.tables import supports
from goldthread.evidence.drill import drill
from goldthread.evidence.figures import Expected, rate, ratio
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.tally import Tally
from goldthread.kernel.periods import month
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import EXPOSURE, Count, Proportion, Rate, Ratio, Verdict
from goldthread.measures.statistics import Limits
from goldthread.measures.tree import as_node
from goldthread.measures.words import as_of, blank, coalesce, days, days_between

S = supports
MAY = month(2026, 5)
BY_SERVICE = {"service": S.service, "team": S.team}
TOLD = Proportion(
    code="test.reason",
    asks="Of the supports started in the period, why did they end?",
    each=S,
    dated=S.started_on,
    met=as_node(True),
    split={"reason": coalesce(S.end_reason, as_node("not recorded"))},
    cuts=BY_SERVICE,
)
LEFT_BLANK = Proportion(
    code="test.blank",
    asks="Of the supports started in the period, how many still run?",
    each=S,
    dated=S.started_on,
    met=blank(S.ended_on),
    split={"reason": S.end_reason},
    cuts=BY_SERVICE,
)
STARTED = Count(code="test.rate/events", asks="Starts?", each=S, dated=S.started_on, cuts=BY_SERVICE)
HELD = Count(
    code="test.rate/exposure",
    asks="Years?",
    each=S,
    grain=EXPOSURE,
    starts=S.started_on,
    ends=S.ended_on,
    per="year",
    cuts=BY_SERVICE,
)
RATE = Rate(code="test.rate", asks="Starts a year?", each=S, events=STARTED, exposure=HELD, cuts=BY_SERVICE)
RATIO = Ratio(code="test.ratio", asks="Starts a year?", each=S, top=STARTED, bottom=HELD, cuts=BY_SERVICE)


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inquiry]:
    rows = [
        support(1, "2026-05-01", "2026-06-01", end_reason="planned", team="Red"),
        support(2, "2026-05-02", None, team="Red"),
        support(3, "2026-05-03", None),
        support(4, "2026-05-04", "2026-05-31", end_reason="died"),
    ]
    with opened(store_of(tmp_path_factory.mktemp("cells") / "store", {"support": rows})) as made:
        yield made


@pytest.mark.parametrize("question", [TOLD, LEFT_BLANK])
@pytest.mark.parametrize("said", [None, "not recorded"])
def test_what_is_not_recorded_opens_to_its_records(
    inquiry: Inquiry, question: Proportion, said: str | None
) -> None:
    cell = next(one for one in inquiry.figures(question, MAY) if one.cut == {"reason": "not recorded"})
    found = drill(inquiry, question, MAY, where={"reason": said})
    assert dict(found.counted) == dict(cell.verdicts)
    assert found.counted["met"] == 2


def test_a_cut_that_is_not_recorded_can_be_held_fixed(inquiry: Inquiry) -> None:
    assert inquiry.figures(LEFT_BLANK, MAY, where={"team": "not recorded"})[0].denominator == 2


@pytest.mark.parametrize("by", [("service", "service"), ("service", "team", "service")])
def test_a_cut_named_twice_stands_once(inquiry: Inquiry, by: tuple[str, ...]) -> None:
    cuts = [tuple(figure.cut.items()) for figure in inquiry.figures(STARTED, MAY, by=by)]
    assert len(cuts) == len(set(cuts))


def test_a_cut_held_fixed_is_not_told_apart_again(inquiry: Inquiry) -> None:
    found = inquiry.figures(STARTED, MAY, by=("service",), where={"service": "North"})
    assert [(dict(figure.cut), figure.value) for figure in found] == [({"service": "North"}, 2)]


def test_a_list_of_fewer_than_none_is_refused(inquiry: Inquiry) -> None:
    with pytest.raises(Refused, match="fewer than no records"):
        drill(inquiry, TOLD, MAY, limit=-1)


def _cell(amount: float, band: str | None) -> Tally:
    return Tally({}, {"band": band}, {verdict.word: 1 for verdict in Verdict}, amount)


def test_a_target_is_of_the_whole_and_not_of_a_band() -> None:
    expected = Expected(at_least=1)
    split = rate(RATE, MAY, _cell(1, None), _cell(2, None), expected, None)
    assert split.expected is None
    assert split.cut == {"band": "not recorded"}
    wholes = (_cell(1, None), _cell(2, None))
    assert ratio(RATIO, MAY, _cell(1, "a"), _cell(2, "a"), wholes, expected).expected is None


def test_limits_do_not_depend_on_the_order_of_people() -> None:
    summed = Count(
        code="test.sum/events", asks="Days?", each=S, dated=S.started_on, amount=as_node(0.1), cuts=BY_SERVICE
    )
    question = Rate(code="test.sum", asks="Days?", each=S, events=summed, exposure=HELD)
    people = [(0.1 * n, 0.7 + n / 3) for n in range(1, 60)]
    tallies = (_cell(12.3, "a"), _cell(45.6, "a"))
    one, other = (rate(question, MAY, *tallies, None, order) for order in (people, people[::-1]))
    assert one.limits == other.limits


def test_a_list_of_two_sides_is_cut_into_pages_as_one(inquiry: Inquiry) -> None:
    whole = [member.record_id for member in drill(inquiry, RATE, MAY).members]
    pages = [drill(inquiry, RATE, MAY, limit=3, offset=at).members for at in range(0, len(whole) + 3, 3)]
    assert [member.record_id for page in pages for member in page] == whole
    assert [len(page) for page in pages] == [3, 3, 2, 0][: len(pages)]


@pytest.mark.parametrize("question", [STARTED, TOLD, RATE, RATIO])
def test_a_period_that_no_record_reaches_has_no_figure(inquiry: Inquiry, question: Count) -> None:
    (figure, *_) = inquiry.figures(question, month(2030, 1))
    assert figure.value is None
    assert figure.why == "Records reach only to 30 September 2026."
    assert inquiry.trend(question, [month(2030, 1)])[0].value is None


@pytest.mark.parametrize(
    ("value", "limits", "said"),
    [
        (10.5, (10, 11), "Met"),
        (10.5, (8, 11), "Cannot say yet"),
        (13, (8, 18), "Cannot say yet"),
        (13, (12.5, 14), "Not met"),
        (5, (4, 8.9), "Not met"),
        (10, (9.5, float("inf")), "Cannot say yet"),
    ],
)
def test_limits_that_straddle_a_target_say_nothing(
    value: float, limits: tuple[float, float], said: str
) -> None:
    made = ratio(RATIO, MAY, _cell(1, "a"), _cell(2, "a"), (_cell(1, "a"), _cell(2, "a")), None)
    figure = replace(made, value=value, limits=Limits(*limits), expected=Expected(at_least=9, at_most=12))
    assert figure.said == said


def test_a_rate_of_days_has_limits_in_every_band(inquiry: Inquiry) -> None:
    split = {"reason": S.end_reason}
    days = Count(
        code="test.days/events",
        asks="Days?",
        dated=S.started_on,
        each=S,
        amount=as_node(2),
        cuts=BY_SERVICE,
        split=split,
    )
    held = Count(
        code="test.days/exposure",
        asks="Days?",
        grain=EXPOSURE,
        starts=S.started_on,
        ends=S.ended_on,
        per="day",
        each=S,
        cuts=BY_SERVICE,
        split=split,
    )
    question = Rate(code="test.days", asks="Days?", each=S, events=days, exposure=held, cuts=BY_SERVICE)
    told = {figure.cut.get("reason"): figure for figure in inquiry.figures(question, MAY)}
    assert told[None].limits is not None
    assert told["not recorded"].denominator == 30 + 29
    assert told["not recorded"].limits is not None, "two people stand behind this band"


def test_what_has_no_date_is_counted_within_its_scope(tmp_path: Path) -> None:
    rows = [support(1, "2026-05-01"), support(2, "2026-05-02"), support(3, "2026-05-03")]
    dated = Count(code="test.ended", asks="Ended?", each=S, dated=S.ended_on, cuts=BY_SERVICE)
    with opened(store_of(tmp_path / "store", {"support": rows})) as made:
        told = [made.figures(dated, MAY)[0], made.figures(dated, MAY, where={"service": "North"})[0]]
        told.append(made.figures(dated, MAY, services=["South"])[0])
    assert [figure.details.get("undated") for figure in told] == [3, 2, 1]


def test_arithmetic_without_end_is_refused_by_the_code_of_its_question(inquiry: Inquiry) -> None:
    far = S.started_on + days(days_between(as_of - days(1), as_of) * 5_000_000_000)
    question = Proportion(
        code="test.far", asks="?", each=S, dated=S.started_on, met=far > S.started_on, cuts=BY_SERVICE
    )
    with pytest.raises(Refused, match=r"test\.far: for some record an amount or a day is too large"):
        inquiry.figures(question, MAY)
