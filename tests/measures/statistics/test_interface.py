"""The names other rooms call, and what they cost to load."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from goldthread.measures import statistics

SIGNATURES = {
    "wilson": "events, n, confidence=0.95",
    "poisson_rate": "events, exposure, confidence=0.95",
    "mean_limits": "values, confidence=0.95",
    "newcombe": "events_1, n_1, events_2, n_2, confidence=0.95",
    "rate_ratio": "events_1, exposure_1, events_2, exposure_2, confidence=0.95",
    "mcnemar": "b, c",
    "kaplan_meier": "days, ended, confidence=0.95",
    "cumulative_incidence": "days, cause",
    "sustained": "started, ended, as_of, days",
    "xmr": (
        "values, better='higher', target=None, baseline=None, recalculate_at=(), screen='none', "
        "conflict='improvement'"
    ),
    "funnel": "events, n, over_dispersion=False",
    "swemwbs": "items",
    "sample_size": "population, expected, margin, confidence=0.95",
    "draw": "identifiers, seed, size",
    "nhs_published": "count, national=False",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_every_call_is_as_agreed(name: str) -> None:
    parameters = inspect.signature(getattr(statistics, name)).parameters.values()
    positional = [
        each.name if each.default is each.empty else f"{each.name}={each.default!r}"
        for each in parameters
        if each.kind is not each.KEYWORD_ONLY
    ]
    assert ", ".join(positional) == SIGNATURES[name]
    assert all(each.default is not each.empty for each in parameters if each.kind is each.KEYWORD_ONLY)


def test_every_public_name_is_there_with_a_docstring() -> None:
    for name in statistics.__all__:
        assert inspect.getdoc(getattr(statistics, name)), name
    assert set(SIGNATURES) < set(dir(statistics))


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="standard_deviation"):
        statistics.standard_deviation  # noqa: B018


def test_the_figures_of_a_table_load_no_array_library() -> None:
    asked = """
import sys
from goldthread.measures import statistics as s
s.wilson(8, 10), s.poisson_rate(3, 2.0), s.poisson_rate(30, 2.0), s.mean_limits([1, 2, 4])
s.newcombe(1, 2, 3, 4), s.mcnemar(3, 4), s.kaplan_meier([1, 2], [True, False]), s.xmr([1, 2, 3])
print(sorted({"numpy", "scipy"} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
