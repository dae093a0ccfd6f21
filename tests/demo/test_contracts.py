"""The demo's contracts: what was agreed by actions asks what the terms of the file ask, day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.specification import checks, reading, writing
from goldthread.contracts.specification.declared import Agreed
from goldthread.contracts.specification.termed import terms_of
from goldthread.contracts.terms.declared import TermSet, in_force
from goldthread.demo.contracts import terms, versions
from goldthread.demo.service import CUT_OFF, SERVICES

# A duty of the template that every service has on Today by the same time; no question asks for it.
BESIDE = {"referral_answered"}
DAYS = [
    date(2023, 11, 1),
    date(2025, 10, 31),
    date(2025, 11, 1),
    date(2026, 7, 31),
    date(2026, 10, 1),
    CUT_OFF,
]


def agreed() -> list[Agreed]:
    found: list[Agreed] = []
    for written in versions():
        before = [one for one in found if one.specification.code == written.specification.code]
        if before:
            found.remove(before[-1])
            last = date.fromordinal(written.first.toordinal() - 1)
            found.append(Agreed(before[-1].specification, before[-1].version, before[-1].valid_from, last))
        found.append(Agreed(written.specification, len(before) + 1, written.first))
    return found


def asked(of: TermSet, service: str, day: date) -> dict[str, Any]:
    """All that a figure can depend on, for a service on a day."""
    contract = of.contract_of(service, day)
    assert contract is not None
    targets = {
        code: (one.contract, one.at_least, one.at_most, one.least_number)
        for code in CATALOGUE
        if (one := of.target_for(code, service=service, on=day))
    }
    return {
        "duties": {
            (row.name, row.contract, row.starts, row.response, row.amount, row.unit, row.points, row.pauses)
            for row in of.standards_of(service)
            if in_force(row, day) and row.name not in BESIDE
        },
        "targets": targets,
        "caps": {(row.role, row.people) for row in of.caps_of(service) if in_force(row, day)},
        "counting": (contract.code, contract.sustained, contract.minimum_weekly_hours, contract.nation),
        "gaps": contract.gaps or of.gaps,
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("service", [one.name for one in SERVICES])
def test_what_is_agreed_asks_what_the_file_asks(service: str, day: date) -> None:
    assert asked(terms_of(agreed()), service, day) == asked(terms(), service, day)


def test_the_made_up_contracts_have_no_fault_and_read_as_they_are_written() -> None:
    for written in versions():
        assert checks.faults(written.specification, CATALOGUE) == []
        assert reading.read(writing.write(written.specification), "demo") == written.specification
    checks.check_versions(agreed())


def test_one_contract_changed_in_mid_year() -> None:
    homes = [one for one in versions() if one.specification.code == "HOMES-EXAMPLE"]
    assert [one.first for one in homes] == [date(2023, 11, 1), date(2026, 10, 1)]
    limits = [{clock.name: (clock.amount, clock.unit) for clock in one.specification.clocks} for one in homes]
    changed = {name for name in limits[0] if limits[0][name] != limits[1][name]}
    assert changed == {"tenancy_risk_response"}
    assert (limits[0]["tenancy_risk_response"], limits[1]["tenancy_risk_response"]) == (
        (72, "hours"),
        (48, "hours"),
    )


def test_a_contract_of_the_demo_never_ends_before_its_records() -> None:
    for until in (CUT_OFF, date(2028, 10, 31), date(2028, 11, 1), date(2031, 2, 3)):
        assert all(one.specification.ends_on >= until for one in versions(until))
