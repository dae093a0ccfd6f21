"""Statistics: pure functions of numbers, each from a named method.

Fractions are 0 to 1. Bad input raises `goldthread.kernel.refusals.Refused`. The modules behind these
names are imported when a name is first asked for, and scipy only when a method needs it, so that the
limits of a proportion cost nothing but arithmetic.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldthread.measures.statistics.comparisons import mcnemar, newcombe, rate_ratio
    from goldthread.measures.statistics.control_charts import ControlChart, ControlPoint, xmr
    from goldthread.measures.statistics.funnels import Funnel, funnel
    from goldthread.measures.statistics.limits import (
        Limits,
        LimitsByRow,
        mean_limits,
        poisson_rate,
        poisson_rate_many,
        wilson,
        wilson_many,
    )
    from goldthread.measures.statistics.published import nhs_published
    from goldthread.measures.statistics.sampling import draw, sample_size
    from goldthread.measures.statistics.survival import (
        Curve,
        Incidence,
        cumulative_incidence,
        kaplan_meier,
    )
    from goldthread.measures.statistics.sustainment import Sustained, sustained
    from goldthread.measures.statistics.wellbeing import swemwbs, swemwbs_reason

_ROOM = "goldthread.measures.statistics"
_WHERE = {
    "Limits": "limits",
    "LimitsByRow": "limits",
    "wilson": "limits",
    "wilson_many": "limits",
    "poisson_rate": "limits",
    "poisson_rate_many": "limits",
    "mean_limits": "limits",
    "newcombe": "comparisons",
    "rate_ratio": "comparisons",
    "mcnemar": "comparisons",
    "Curve": "survival",
    "Incidence": "survival",
    "kaplan_meier": "survival",
    "cumulative_incidence": "survival",
    "Sustained": "sustainment",
    "sustained": "sustainment",
    "ControlChart": "control_charts",
    "ControlPoint": "control_charts",
    "xmr": "control_charts",
    "Funnel": "funnels",
    "funnel": "funnels",
    "swemwbs": "wellbeing",
    "swemwbs_reason": "wellbeing",
    "sample_size": "sampling",
    "draw": "sampling",
    "nhs_published": "published",
}

__all__ = [
    "Limits",
    "LimitsByRow",
    "wilson",
    "wilson_many",
    "poisson_rate",
    "poisson_rate_many",
    "mean_limits",
    "newcombe",
    "rate_ratio",
    "mcnemar",
    "Curve",
    "Incidence",
    "kaplan_meier",
    "cumulative_incidence",
    "Sustained",
    "sustained",
    "ControlChart",
    "ControlPoint",
    "xmr",
    "Funnel",
    "funnel",
    "swemwbs",
    "swemwbs_reason",
    "sample_size",
    "draw",
    "nhs_published",
]


def __getattr__(name: str) -> Any:
    where = _WHERE.get(name)
    if where is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{_ROOM}.{where}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
