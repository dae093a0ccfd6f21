"""All figures of a year walked by hand: each is stated here before the machine is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from goldthread.catalogue.registry import CATALOGUE, question
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.contracts.terms import Terms
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.facts.rooms import build_facts
from goldthread.facts.schema import arrow_schema
from goldthread.facts.store import Draft, Store
from goldthread.kernel.periods import Period, month
from wellbeing.year import REACHES, TERMS, walked

pytestmark = pytest.mark.django_db
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
JUNE, JULY, JANUARY = month(2025, 6), month(2025, 7), month(2026, 1)
MONTH = 30.4375  # days

# How many of how many, in the year unless a month is named.
SHARES: dict[str, tuple[int, int] | tuple[int, int, Period]] = {
    # Of eight referred: level 2 and level 3 (Ada, Cleo); not known of five stays in the whole.
    "intake.nvq2": (2, 8),
    "intake.in_contact": (3, 8),  # Ada, Cleo, Gus
    "intake.held_year": (2, 8),  # Ada, Ben
    "intake.benefits": (1, 8),  # Ben
    # Three homes from 6 January: all held on 6 April and on 6 July; Finn's is gone by 6 January.
    "tenancy.sustained_3m": (3, 3),
    "tenancy.sustained_6m": (3, 3),
    "tenancy.sustained_12m": (2, 3, JANUARY),
    # Eve owes 40 less; Gus owes 60 more; Finn lost his home in arrears.
    "tenancy.arrears_plateaued": (1, 3, JULY),
    "tenancy.prevention_completed": (1, 2),  # due on 20 July: done on the 15th and on the 25th
    "tenancy.risk_response_72h": (1, 3),  # after 71 hours, after 80, and the one of September never
    # Closed on 20 July and 1 August, so 90 days are over in October; Gus's was raised again.
    "tenancy.notice_avoided": (1, 2),
    # Out of work at the start: Ada and Ben found work, Hal did not. All had their 12 months.
    "employment.paid_work_entry": (2, 3),
    # Referred out of work: Ada, Ben, Dan, Eve, Gus, Hal. Ada and Ben were in work within six months.
    "employment.within_6m": (2, 6),
    "employment.sustained_6w": (2, 2),  # 14 April and 19 May
    "employment.sustained_13w": (1, 2),  # 2 June; Ben's point of 7 July came a week after his end
    "employment.sustained_26w": (1, 2),
    "employment.retained_13w": (1, 1),  # Cleo on 16 June
    "employment.retained_26w": (0, 1),  # she had resigned by 15 September
    "employment.adjustments_implemented": (1, 2),  # the rota; never the breaks
    # Ada's of week 2 by 17 March, hers of week 4 two days late, neither of Ben's.
    "employment.adjustments_reviewed": (1, 4),
    "employment.weekly_contact": (5, 8),  # three of Ada's four weeks, two of Ben's
    "employment.written_plan": (1, 2),  # Ada
    "employment.early_warning_answered": (1, 2),  # Ada's after five hours
    # About Ada on 5 February with her consent, on 27 February without; the others were about nobody.
    "employment.liaison_consented": (1, 2),
    "employment.ended_early": (1, 2),  # Ben, overwhelmed
    # Ada's of 5 February; not hers of 27 February; Ben never said what he wants; Cleo's does not say.
    "employment.preference_led": (1, 3),
    "employment.interest_asked": (2, 4),  # Ada and Cleo; Ben after 32 days, Hal never
    "employment.wanted_supported": (2, 3),  # Ada and Ben found work, Eve did not
    "access.start_rate": (7, 8),  # all but Dan
    # Answered after 3 working days (Ada), after 7 (Cleo), and on the next day (Dan, after a bank holiday).
    "access.gp_5_days": (2, 3),
    "caseload.over_cap": (1, 2, JUNE),  # Wanda carries four where three are her cap
    "wellbeing.completion": (2, 3),  # Ada and Ben, not Finn
}
# Bands of the eight referred, or of all referrals.
BANDS: dict[str, dict[str, int]] = {
    # Cleo 24, Hal 29, Ada 34; Eve 39, Ben 45; Dan 65; Gus 66; nobody knows of Finn.
    "intake.age": {"16-35": 3, "36-50": 2, "51-65": 1, "other": 1, "not recorded": 1},
    "intake.gender": {"1": 5, "2": 3},
    "intake.ethnicity": {"A": 5, "N": 1, "Z": 1, "not recorded": 1},
    "intake.employment_status": {"01": 1, "02": 2, "05": 3, "07": 1, "not recorded": 1},
    "intake.recency": {"<6m": 2, "2-5y": 1, "not recorded": 5},
    "access.sources": {"A1": 3, "B1": 3, "C1": 2},
}
# A number in the question's own unit.
NUMBERS: dict[str, tuple[float, Period]] = {
    # Minus 40, plus 60, and lost, which ranks worst: the middle one of the three.
    "tenancy.arrears_trend": (60, JULY),
    "tenancy.formal_notices": (100 * 1 / 3, YEAR),  # one notice, three tenancies
    # One lost; held for 360, 360 and 191 days of the year.
    "tenancy.losses": (100 * 1 / ((360 + 360 + 191) / 365.25), YEAR),
    "employment.job_starts": (2, YEAR),
    # Ada three days, Cleo two; in work with support for 212, 85 and 137 days, which are 62 weeks.
    "employment.sickness": (100 * 5 / 62, YEAR),
    # Ben after 14 days, Ada 20, Cleo 30, Hal never: half have had one between the 20th day and the 30th.
    "employment.first_employer_contact": (25, YEAR),
    "access.wait": (10, YEAR),  # 4, 4, 4, 10, 13, 14, 28
    "caseload.active": (7 / 1.5, JUNE),  # seven people, one and a half posts
    # Ben 35 days, Ada 46, Hal still: half are over after 46. A month is 30.4375 days.
    "duration.out_of_work": (46 / MONTH, YEAR),
    # Ada 211 days to a planned end, Ben 235, Cleo still.
    "duration.in_work": (235 / MONTH, YEAR),
    # 14 is 15.32 and 24 is 21.54; 21 is 19.25 and 28 is 25.03: up by 6.22 and 5.78.
    "wellbeing.swemwbs_change": (6.0, YEAR),
}
# Share that lasts, by so many days.
CURVES: dict[str, tuple[int, float]] = {
    "tenancy.survival": (365, 2 / 3),  # Finn's ended on the 190th day
    "employment.survival": (91, 1 / 2),  # Ben's ended on the 84th day; Ada's was followed to the 211th
}
# The share of a group among those who started over its share of the population: three women of seven, four
# men; the area has 400 women for 600 men.
REACH = {"1": (4 / 7) / 0.6, "2": (3 / 7) / 0.4}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Inquiry]:
    """The year in a store, under its terms."""
    walked()
    store = Store.open(tmp_path / "store", create=True)
    at = datetime(2026, 7, 1, 6, tzinfo=UTC)
    build_facts(store, ROOMS, at=at, by="test", say=lambda words: None, reaches=REACHES, beside=_population)
    terms = tmp_path / "terms.toml"
    terms.write_text(TERMS, "utf-8")
    with opened(store, terms=Terms.load(terms), as_of=REACHES) as inquiry:
        yield inquiry


def _population(draft: Draft) -> None:
    rows = [
        {
            "published_value_id": f"population-{group}",
            "organisation": "Example Homes",
            "figure": "target population",
            "publisher": "Example Office",
            "group_kind": "gender",
            "group_value": group,
            "period_from": YEAR.start,
            "period_to": YEAR.end,
            "value": number,
        }
        for group, number in (("1", 600.0), ("2", 400.0))
    ]
    draft.put("published_value", pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["published_value"])))


def whole(asked: Inquiry, code: str, period: Period) -> Figure:
    return asked.figures(question(code), period, with_split=False)[0]


def bands(asked: Inquiry, code: str) -> dict[str, Any]:
    found = {}
    for figure in asked.figures(question(code), YEAR):
        for band in figure.cut.values():
            found[band or "not recorded"] = figure
    return found


def test_every_figure_of_the_catalogue_is_stated() -> None:
    stated = [*SHARES, *BANDS, *NUMBERS, *CURVES, "access.reach"]
    assert len(stated) == len(set(stated))
    assert set(CATALOGUE) - set(stated) == set()


def test_the_figures_of_a_year_walked_by_hand(asked: Inquiry) -> None:
    found: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for code, (numerator, denominator, *named) in SHARES.items():
        figure = whole(asked, code, named[0] if named else YEAR)
        found[code], expected[code] = (figure.numerator, figure.denominator), (numerator, denominator)
    for code, groups in BANDS.items():
        # Bands in which there is nobody are shown too: they are nought.
        counts = {band: figure.numerator for band, figure in bands(asked, code).items()}
        found[code] = {band: number for band, number in counts.items() if number}
        expected[code] = groups
    for code, (value, period) in NUMBERS.items():
        found[code], expected[code] = whole(asked, code, period).value, pytest.approx(value, rel=1e-12)
    for code, (day, value) in CURVES.items():
        told = {one["day"]: one["survival"] for one in whole(asked, code, YEAR).details["horizons"]}
        found[code], expected[code] = told[day], pytest.approx(value, rel=1e-12)
    reached = {band: figure.value for band, figure in bands(asked, "access.reach").items()}
    found["access.reach"] = {band: reached[band] for band in REACH}
    expected["access.reach"] = pytest.approx(REACH, rel=1e-12)
    assert {code: found[code] for code in found if found[code] != expected[code]} == {}
