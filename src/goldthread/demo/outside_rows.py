"""Figures that others would publish: the population that the services are for, and rates of employment.

The areas do not exist and neither do their figures; they have the shape of official ones.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.chance import Ints
from goldthread.demo.columns import Ties, amounts, dates, words
from goldthread.demo.crowd import ETHNICITIES
from goldthread.demo.service import LOCALITIES, ORGANISATIONS, day_number
from goldthread.demo.world import World

if TYPE_CHECKING:
    import pyarrow as pa

_YEARS = (2023, 2024, 2025, 2026)
_ADULTS = 184_000  # of working age, of the made-up county
_GENDER = {"1": 0.496, "2": 0.499, "3": 0.004, "4": 0.001}
_AGE = {"16-35": 0.385, "36-50": 0.3, "51-65": 0.285, "66 and over": 0.03}
_ETHNICITY = dict(
    zip(
        ETHNICITIES[:-1],
        (
            0.672,
            0.011,
            0.058,
            0.01,
            0.006,
            0.007,
            0.008,
            0.041,
            0.052,
            0.019,
            0.022,
            0.02,
            0.037,
            0.01,
            0.009,
            0.018,
        ),
        strict=True,
    )
)
_LOCALITY = dict(zip(LOCALITIES, (0.31, 0.25, 0.27, 0.17), strict=True))
_EMPLOYED = dict(zip(LOCALITIES, (73.4, 78.9, 70.2, 74.6), strict=True))


def tables(world: World) -> dict[str, pa.Table]:
    """The table `published_value`."""
    rows: list[tuple[str, str, str, int, float, float, float, int]] = []
    for year in _YEARS:
        adults = _ADULTS * (1 + 0.004 * (year - 2024))
        for kind, shares in (
            ("gender", _GENDER),
            ("age_band", _AGE),
            ("ethnicity", _ETHNICITY),
            ("locality", _LOCALITY),
        ):
            whole = sum(shares.values())
            rows += [
                ("target population", kind, group, year, round(adults * share / whole), 0.0, 0.0, -1)
                for group, share in shares.items()
            ]
        for place, (_, rate) in enumerate(_EMPLOYED.items()):
            value = round(rate + 0.3 * (year - 2024), 1)
            rows.append(("employment rate", "", "", year, value, value - 2.7, value + 2.7, place))
    return {"published_value": _laid(world, rows)}


def _laid(world: World, rows: list[tuple[str, str, str, int, float, float, float, int]]) -> pa.Table:
    n = len(rows)
    figure, kind, group, year, value, lower, upper, area = (
        list(column) for column in zip(*rows, strict=True)
    )
    blank: Ints = np.full(n, -1, dtype=np.int64)
    rate = np.array(area) >= 0
    organisation = np.full(n, ORGANISATIONS.index("Sample Works"))
    ties = Ties(organisation, blank, blank, np.array(area, dtype=np.int64), blank)
    first = np.array([day_number(date(each, 1, 1)) for each in year])
    figures, kinds = ("target population", "employment rate"), ("gender", "age_band", "ethnicity", "locality")
    groups = tuple(dict.fromkeys(each for each in group if each))
    return world.laid.table(
        "published_value",
        ties,
        first,
        {
            "figure": words(np.array([figures.index(each) for each in figure]), figures),
            "publisher": words(np.zeros(n, dtype=np.int64), ("Example Statistics, made up",)),
            "area_code": words(np.maximum(np.array(area), -1) + 1, ("X00000000", *_codes())),
            "area": words(np.array(area) + 1, ("Example County", *LOCALITIES)),
            "group_kind": words(np.array([kinds.index(each) if each else -1 for each in kind]), kinds),
            "group_value": words(np.array([groups.index(each) if each else -1 for each in group]), groups),
            "period_from": dates(first),
            "period_to": dates(np.array([day_number(date(each, 12, 31)) for each in year]), ahead=True),
            "value": amounts(np.array(value, dtype=np.float64), 1),
            "lower": amounts(np.array(lower, dtype=np.float64), 1, ~rate),
            "upper": amounts(np.array(upper, dtype=np.float64), 1, ~rate),
            "unit": words(rate.astype(np.int64), ("people", "%")),
        },
        lag=60.0,
    )


def _codes() -> tuple[str, ...]:
    return tuple(f"X0000000{number}" for number in range(1, len(LOCALITIES) + 1))
