"""The seven templates: without a fault, and with the figures of the sources, which stand here by hand."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.specification.checks import faults, warnings
from goldthread.contracts.specification.declared import Agreed
from goldthread.contracts.specification.templates import TEMPLATES, template, text_of
from goldthread.contracts.specification.termed import terms_of
from goldthread.contracts.specification.words import OUTCOME_TERMS
from goldthread.contracts.specification.writing import write
from goldthread.contracts.terms import Terms
from goldthread.contracts.terms.declared import TermSet
from goldthread.kernel.refusals import Refused

NAMES = sorted(TEMPLATES)
Targets = dict[str, tuple[int, float | None, float | None, str]]

# Indicator: the contract year from which it holds, floor, ceiling, source.
FROM_SOURCES: dict[str, Targets] = {
    "ips": {
        "access.start_rate": (1, 0.70, None, "S3: table"),
        "employment.paid_work_entry": (2, 0.40, None, "S3: table"),
        "employment.sustained_13w": (2, 0.65, None, "S3: table"),
        "caseload.active": (1, None, 25, "S3: table"),
        "duration.out_of_work": (1, None, 12, "S3: table"),
        "duration.in_work": (1, None, 4, "S3: table"),
        "employment.first_employer_contact": (1, None, 28, "S1: C3"),
        "employment.preference_led": (1, 1.0, None, "S1: C2"),
        "employment.within_6m": (2, 0.50, None, "S1: outcomes"),
        "employment.wanted_supported": (1, 0.50, None, "S1: executive summary"),
        "employment.weekly_contact": (1, 1.0, None, "S0: example 3"),
        "employment.adjustments_reviewed": (1, 1.0, None, "S0: example 3"),
        "access.gp_5_days": (1, 1.0, None, "S1: A13"),
    },
    "seqf": {
        "access.start_rate": (1, 0.70, None, "S3: table"),
        "employment.paid_work_entry": (2, 0.40, None, "S3: table"),
        "employment.sustained_26w": (2, 0.70, None, "S3: table"),
        "caseload.active": (1, None, 15, "S3: table"),
        "duration.out_of_work": (1, 9, 12, "S3: table"),
        "duration.in_work": (1, None, 4, "S3: table"),
    },
    "ips-specialist": {
        "access.start_rate": (1, 0.70, None, "S3: table"),
        "employment.within_6m": (1, 0.50, None, "S1: outcomes"),
        "employment.wanted_supported": (1, 0.50, None, "S1: executive summary"),
    },
    "tenancy-sustainment": {"tenancy.risk_response_72h": (1, 1.0, None, "S0: example 2")},
    "floating-support": {"tenancy.risk_response_72h": (1, 1.0, None, "S0: example 2")},
    "core-and-flexi": {"tenancy.risk_response_72h": (1, 1.0, None, "S0: example 2")},
    "social-inclusion": {"access.start_rate": (1, 0.70, None, "S3: table")},
}
CAPS = {
    "ips": {"employment_specialist": 25, "senior_employment_specialist": 20},
    "seqf": {"employment_specialist": 15, "senior_employment_specialist": 15},
}
COSTS = {"ips": ("2000", "2500"), "seqf": ("4500", "6500")}
LENGTHS = {
    "ips": {"out_of_work": 12, "in_work": 4},
    "seqf": {"out_of_work": 12, "in_work": 4},
    "ips-specialist": {},
}
CLOCKS = {  # amount, unit and weeks, as S0, S1 and S4 give them
    "tenancy_risk_response": (72, "hours", ()),
    "gp_response": (5, "working_days", ()),
    "weekly_contact": (1, "weeks", (1, 2, 3, 4)),
    "adjustments_review": (0, "weeks", (2, 4)),
    "threshold_action": (24, "hours", ()),
    "step_up_check_in": (0, "days", ()),
    "step_up_action": (24, "hours", ()),
    "step_up_review": (7, "days", ()),
    "weekly_huddle": (7, "days", ()),
    "safeguarding_same_day": (0, "days", ()),
}
# Cluster table of S2: pathway, clusters, hours a week, months, tariff an hour.
BANDS = {
    "low": (("4",), 0, 5, 6, "8.50", "10.00"),
    "moderate": (("5", "6"), 5, 10, 12, "10.50", "12.00"),
    "intensive": (("7",), 10, None, 18, "12.00", "18.50"),
    "first-episode": (("10",), 0, 7, None, "8.50", "10.00"),
    "recurrent": (("11",), 0, 5, None, "8.50", "10.00"),
    "high": (("12", "13"), 15, None, None, "12.00", "13.50"),
    "dual-diagnosis": (("16",), None, None, None, "12.00", "18.00"),
}


def whole(name: str) -> TermSet:
    return terms_of([Agreed(template(name), 1, template(name).starts_on)])


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_no_fault(name: str) -> None:
    assert faults(template(name), CATALOGUE, of_template=True) == []
    assert {fault.clause for fault in warnings(template(name), CATALOGUE)} <= {"money", "costs"}
    assert template(name).code == template(name).template == name


@pytest.mark.parametrize("name", NAMES)
def test_its_text_is_the_one_that_is_written(name: str) -> None:
    assert write(template(name)) == text_of(name).split("\n\n", 1)[1]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_every_part(name: str) -> None:
    spec = template(name)
    parts = (
        spec.functions,
        spec.entry,
        spec.pathways,
        spec.clocks,
        spec.interfaces,
        spec.staffing,
        spec.schedule,
    )
    assert all(parts)
    assert any(staff.people for staff in spec.staffing)
    assert all(clock.who and clock.escalations for clock in spec.clocks)
    for pathway in spec.pathways:
        assert pathway.stages and pathway.categories and pathway.variances
        assert {outcome.term for outcome in pathway.outcomes} == set(OUTCOME_TERMS)
        assert {route.kind for stage in pathway.stages for route in stage.routes} >= {
            "step_up",
            "step_down",
            "move_on",
        }
    assert any(len(scheduled.steps) > 1 for scheduled in spec.schedule)
    # S1: support in specialist services is time-unlimited, and no source prices it.
    assert bool(spec.durations) == bool(spec.costs) == (name != "ips-specialist")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_names_its_source_or_is_ours(name: str) -> None:
    spec = template(name)
    stages = [stage for pathway in spec.pathways for stage in pathway.stages]
    figures: tuple[Any, ...] = (
        *spec.clocks, *spec.staffing, *spec.durations, *spec.costs, *stages,
        *(stage.contact for stage in stages if stage.contact),
        *(step for scheduled in spec.schedule for step in scheduled.steps),
    )  # fmt: skip
    assert [
        figure for figure in figures if not figure.source.startswith(("S0", "S1", "S2", "S3", "S4"))
    ] == []


@pytest.mark.parametrize(("name", "indicator"), [(n, i) for n, rows in FROM_SOURCES.items() for i in rows])
def test_targets_are_those_of_the_sources(name: str, indicator: str) -> None:
    year, low, high, source = FROM_SOURCES[name][indicator]
    starts = template(name).starts_on
    on = date(starts.year + year - 1, starts.month, starts.day)
    target = next(row for row in whole(name).targets if row.indicator == indicator and row.valid_from == on)
    assert (target.at_least, target.at_most, target.source, target.ours) == (low, high, source, False)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_sources_do_not_give_is_marked(name: str) -> None:
    for target in whole(name).targets:
        known = FROM_SOURCES[name].get(target.indicator)
        told = known is not None and (known[1], known[2]) == (target.at_least, target.at_most)
        packaged = any(
            (row.indicator, row.at_least, row.at_most, row.source) == (
                target.indicator, target.at_least, target.at_most, target.source
            )
            for row in Terms.packaged().targets
        )  # fmt: skip
        assert target.ours or told or packaged, target


@pytest.mark.parametrize("name", sorted(CAPS))
def test_caps_costs_and_lengths_are_those_of_s3(name: str) -> None:
    spec = template(name)
    assert {staff.role: staff.people for staff in spec.staffing} == CAPS[name]
    ((low, high),) = {(cost.low, cost.high) for cost in spec.costs}
    assert (low, high) == tuple(map(Decimal, COSTS[name])) and spec.costs[0].unit == "participant"


@pytest.mark.parametrize("name", sorted(LENGTHS))
def test_support_lasts_as_long_as_the_sources_say(name: str) -> None:
    assert {duration.of: duration.months_most for duration in template(name).durations} == LENGTHS[name]


def test_clocks_have_the_times_of_the_sources() -> None:
    found = {clock.name: clock for name in NAMES for clock in template(name).clocks}
    assert {name: (found[name].amount, found[name].unit, found[name].points) for name in CLOCKS} == CLOCKS
    assert [name for name in CLOCKS if found[name].ours] == []


def test_floating_support_has_hours_months_and_tariffs_by_cluster() -> None:
    spec = template("floating-support")
    assert {pathway.code for pathway in spec.pathways} == set(BANDS)
    for pathway in spec.pathways:
        _, low, high, months, *tariff = BANDS[pathway.code]
        active = next(stage for stage in pathway.stages if stage.code == "active")
        assert (active.hours_least, active.hours_most) == (low, high)
        assert [d.months_most for d in spec.durations if d.pathway == pathway.code] == (
            [months] if months else []
        )
        ((least, most),) = [(cost.low, cost.high) for cost in spec.costs if cost.pathway == pathway.code]
        assert [least, most] == [Decimal(each) for each in tariff]


def test_the_bands_are_those_of_the_cluster_table(shared: Path) -> None:
    with (shared / "design/clusters.csv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if row["option_kind"] == "floating" and row["tariff_low_gbp"]
        ]
    for code, (clusters, low, high, months, least, most) in BANDS.items():
        for cluster in clusters:
            (row,) = (row for row in rows if row["cluster"] == cluster)
            given = [row["hours_per_week_min"], row["hours_per_week_max"], row["time_limit_months"]]
            assert given == ["" if each is None else str(each) for each in (low, high, months)], code
            assert (Decimal(row["tariff_low_gbp"]), Decimal(row["tariff_high_gbp"])) == (
                Decimal(least),
                Decimal(most),
            )


def test_core_and_flexi_splits_the_block_as_s2_does() -> None:
    spec = template("core-and-flexi")
    for year in spec.money:
        shares = [part.amount / year.total for part in year.parts]
        assert shares == [Decimal("0.74"), Decimal("0.18"), Decimal("0.08")]
    (flexi,) = (cost for cost in spec.costs if cost.unit == "week")
    assert flexi.low == flexi.high == Decimal(40)
    active = next(stage for stage in spec.pathways[0].stages if stage.code == "active")
    assert active.hours_least == Decimal("3.5")


@pytest.mark.parametrize("name", NAMES)
def test_targets_step_up_and_never_down(name: str) -> None:
    for scheduled in template(name).schedule:
        for before, after in pairwise(scheduled.steps):
            assert (
                after.at_least is not None
                and before.at_least is not None
                and after.at_least > before.at_least
            )


@pytest.mark.parametrize("name", ["ips", "seqf", "tenancy-sustainment"])
def test_duties_agree_with_the_packaged_terms(name: str) -> None:
    packaged = [row for row in Terms.packaged().standards if row.contract == name]
    ours = {row.name: row for row in whole(name).standards}
    assert packaged
    for row in packaged:
        mine = ours[row.name]
        assert (mine.starts, mine.response, mine.amount, mine.unit, mine.points) == (
            row.starts, row.response, row.amount, row.unit, row.points
        )  # fmt: skip


def test_a_template_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match='Did you mean "seqf"'):
        template("seqff")
