"""Every indicator has figures to show: in most months, in plausible ranges, with targets met and not met."""

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.demo.service import CUT_OFF, SERVICES
from goldthread.evidence.ahead import shown_months
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry
from goldthread.evidence.signals import signal
from goldthread.kernel.periods import parse_period

# People who came in the last year cannot have had twelve months yet, nor those of the last half year six.
ONLY_BANDS = ("access.reach",)  # the whole against the whole says nothing
FEWER_MONTHS = {
    "employment.paid_work_entry": 12,
    "employment.wanted_supported": 12,
    "employment.within_6m": 18,
}
DUE_AFTER_A_YEAR = ("employment.paid_work_entry", "employment.wanted_supported")
RANGES = {
    "tenancy.sustained_3m": (0.85, 0.98),
    "tenancy.sustained_6m": (0.8, 0.95),
    "tenancy.sustained_12m": (0.68, 0.9),
    "tenancy.losses": (3, 18),
    "tenancy.formal_notices": (1, 15),
    "tenancy.risk_response_72h": (0.7, 0.98),
    "employment.sustained_6w": (0.7, 0.95),
    "employment.sustained_13w": (0.58, 0.75),
    "employment.sustained_26w": (0.3, 0.6),
    "employment.sickness": (8, 35),
    "employment.job_starts": (40, 120),
    "employment.paid_work_entry": (0.35, 0.75),
    "employment.first_employer_contact": (14, 32),
    "access.start_rate": (0.6, 0.8),
    "access.wait": (14, 35),
    "caseload.active": (10, 22),
    "wellbeing.swemwbs_change": (0.5, 4),
    "wellbeing.completion": (0.2, 0.5),
}


@pytest.fixture(scope="module")
def trends(inquiry: Inquiry) -> dict[str, list[Figure]]:
    """The 24 months of every indicator."""
    return {code: inquiry.trend(question, shown_months(CUT_OFF)) for code, question in CATALOGUE.items()}


@pytest.mark.slow
def test_every_indicator_has_a_figure_in_most_months(trends: dict[str, list[Figure]]) -> None:
    assert len(trends) == 52
    bare = {
        code: found
        for code, series in trends.items()
        if code not in ONLY_BANDS
        and (found := sum(figure.value is not None for figure in series)) < FEWER_MONTHS.get(code, 19)
    }
    assert not bare


@pytest.mark.parametrize("code", ONLY_BANDS)
def test_an_indicator_of_groups_has_figures_for_them(inquiry: Inquiry, code: str) -> None:
    for period in ("2025-Q2", "2026-Q3"):
        bands = [one for one in inquiry.figures(CATALOGUE[code], parse_period(period)) if one.cut]
        shown = [one.value for one in bands if one.value is not None]
        assert len(shown) >= 12
        assert min(shown) < 0.9 and max(shown) > 1.1


@pytest.mark.slow
def test_every_figure_has_records_behind_it(trends: dict[str, list[Figure]]) -> None:
    for code, series in trends.items():
        behind = sum(
            counted.get("met", 0) + counted.get("not_met", 0)
            for figure in series
            for counted in (figure.verdicts, figure.details.get("exposure_verdicts", {}))
        )
        assert behind >= 20, code


@pytest.mark.parametrize("code", RANGES)
def test_a_year_of_figures_is_plausible(inquiry: Inquiry, code: str) -> None:
    low, high = RANGES[code]
    year = parse_period("2024-11..2025-10" if code in DUE_AFTER_A_YEAR else "2025-11..2026-10")
    value = inquiry.figures(CATALOGUE[code], year, with_split=False)[0].value
    assert value is not None and low <= value <= high, value


@pytest.mark.parametrize("code", DUE_AFTER_A_YEAR)
def test_a_cohort_of_the_last_year_is_not_due_at_all(inquiry: Inquiry, code: str) -> None:
    (figure, *_) = inquiry.figures(CATALOGUE[code], parse_period("2026-Q3"), with_split=False)
    assert (figure.value, figure.verdicts["met"], figure.verdicts["not_met"]) == (None, 0, 0)
    assert figure.verdicts["not_due"] > 0 and figure.said not in ("Met", "Not met")


@pytest.mark.slow
def test_targets_are_met_missed_and_open(inquiry: Inquiry, trends: dict[str, list[Figure]]) -> None:
    said = [figure.said for series in trends.values() for figure in series if figure.said]
    assert {"Met", "Not met", "Cannot say yet"} <= set(said)
    year = parse_period("2025-11..2026-10")
    told = {
        inquiry.figures(question, year, where={"service": service.name}, with_split=False)[0].said
        for service in SERVICES
        for question in CATALOGUE.values()
        if "service" in question.cuts
    }
    assert {"Met", "Not met", "Cannot say yet"} <= told


@pytest.mark.slow
def test_something_changed_for_the_better_and_something_for_the_worse(
    trends: dict[str, list[Figure]],
) -> None:
    shapes = {code: signal(series).shape for code, series in trends.items()}
    assert shapes["tenancy.risk_response_72h"] == "▲"
    assert shapes["access.start_rate"] == "▼"
    assert list(shapes.values()).count("●") >= 10


@pytest.mark.slow
def test_not_knowing_is_there_and_is_the_smaller_part(trends: dict[str, list[Figure]]) -> None:
    for code in ("employment.sustained_26w", "tenancy.sustained_12m"):
        unknown = sum(figure.verdicts["unknown"] for figure in trends[code])
        known = sum(figure.verdicts["met"] + figure.verdicts["not_met"] for figure in trends[code])
        assert 0 < unknown < 0.3 * known


def test_the_same_duty_has_another_time_under_another_contract(inquiry: Inquiry) -> None:
    rows = inquiry.basis.connection(CATALOGUE["employment.early_warning_answered"]).execute(
        "SELECT DISTINCT contract, amount FROM clock WHERE standard = 'early_warning_response' ORDER BY 1"
    )
    assert rows.fetchall() == [("IPS-EXAMPLE", 24.0), ("SEQF-EXAMPLE", 48.0)]
    assert inquiry.as_of == CUT_OFF
