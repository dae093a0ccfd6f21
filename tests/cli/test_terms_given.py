"""--terms FILE, as somebody writes it: clocks and targets change; a slip of the pen is said."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from evidence.few_records import store_of
from goldthread.cli.main import DONE, REFUSED, main

TERMS = """
name = "Keys"
[gaps]
home_days = 14
[[contract]]
code = "keys"
services = ["*"]
template = "tenancy-sustainment"
[[standard]]
contract = "keys"
name = "tenancy_risk_response"
starts = "tenancy_risk.raised"
response = "tenancy_risk.plan_and_first_action"
amount = 72
unit = "hours"
[[target]]
contract = "keys"
indicator = "tenancy.risk_response_72h"
at_least = 0.5
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One risk, answered after 10 hours."""
    path = tmp_path_factory.mktemp("terms") / "store"
    home = {"person_id": "p1", "service": "North", "tenancy_id": "t1"}
    risk = {**home, "risk_kind": "arrears"}
    raised = datetime(2026, 5, 4, 8)
    done = datetime(2026, 5, 4, 18)
    actions = [
        {"tenancy_risk_action_id": f"a{n}", "tenancy_risk_id": "r1", "person_id": "p1", "kind": kind}
        | {"opened_at": done, "opened_on": done.date()}
        for n, kind in enumerate(("action_plan", "landlord_communication"))
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "tenancy": [{**home, "started_on": raised.date(), "status": "held"}],
        "tenancy_risk": [{**risk, "tenancy_risk_id": "r1", "raised_at": raised, "raised_on": raised.date()}],
        "tenancy_risk_action": actions,
    }
    store_of(path, rows)
    return path


def ask(store: Path, terms: Path) -> int:
    asked = ["figures", "--store", str(store), "--period", "2026-05", "--json"]
    return main([*asked, "--indicator", "tenancy.risk_response_72h", "--terms", str(terms)])


@pytest.mark.parametrize(("hours", "judged"), [(72, "met"), (11, "met"), (9, "not_met")])
def test_clocks_and_targets_are_those_of_the_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], hours: int, judged: str
) -> None:
    terms = tmp_path / "keys.toml"
    terms.write_text(TERMS.replace("amount = 72", f"amount = {hours}"), encoding="utf-8")
    assert ask(store, terms) == DONE
    figure = json.loads(capsys.readouterr().out)["figures"][0]
    assert (figure["denominator"], figure["target"], figure["judgement"]) == (1, 0.5, judged)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("at_least = 0.5", "at_least = 50"), 'a share is at most 1. Write 0.5 or "50%".'),
        (("at_least = 0.5", "at_least = nan"), "It is a number."),
        (("home_days = 14", "home_days = 99999999999"), "more than a century"),
    ],
)
def test_a_slip_is_refused(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], sentence: str
) -> None:
    terms = tmp_path / "keys.toml"
    terms.write_text(TERMS.replace(*change), encoding="utf-8")
    assert ask(store, terms) == REFUSED
    assert sentence in capsys.readouterr().err


def test_a_target_of_nothing_known_is_said(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = tmp_path / "keys.toml"
    terms.write_text(TERMS.replace("tenancy.risk_response_72h", "tenancy.risk_respons_72h"), encoding="utf-8")
    assert ask(store, terms) == DONE
    assert 'Did you mean "tenancy.risk_response_72h"?' in capsys.readouterr().err
