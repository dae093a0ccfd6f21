"""Deviations on the page of a contract: by kind, without a person, and no small count to who sees nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from casework import Place, organisation, text
from contracts.agreeing import CODE, agreed, specification
from goldthread.config.rooms import ROOMS
from goldthread.contracts.specification.declared import Variance
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.kernel.instants import civil_date
from goldthread.people import actions, queries
from housing.homes import at_home

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = civil_date(NOW)
KINDS = (Variance("clinical", "Another pace", "clinical_team"), Variance("ward", "A stay", "clinical_team"))


@pytest.fixture
def recorded(place: Place) -> Place:
    """Six deviations of one kind and one of another, of one person on support."""
    [pathway] = specification().pathways
    told = specification(pathways=(replace(pathway, variances=KINDS),))
    agreed(place, told, date(2025, 4, 1), at=NOW)
    person, _ = at_home(place, at=NOW)
    [support] = queries.supports(person.pk, seen_by=place.scope("manager", NOW))
    for days, kind in enumerate(("clinical",) * 6 + ("ward",)):
        actions.record_variation(
            support.support,
            variance=kind,
            decided_on=TODAY - timedelta(days=days),
            reason="The clinical team asked for it",
            by=place.scope("support_worker", NOW),
            at=NOW,
        )
    return place


def counts(place: Place, role: str, first: date = date(2025, 4, 1)) -> list[tuple[str, int | None]]:
    found = queries.deviations(CODE, first, TODAY, seen_by=place.scope(role, NOW))
    return [(one.says, one.count) for one in found]


def test_deviations_are_counted_by_kind(recorded: Place) -> None:
    assert counts(recorded, "manager") == [("Another pace", 6), ("A stay", 1)]
    assert counts(recorded, "manager", TODAY - timedelta(days=2)) == [("Another pace", 3)]
    assert counts(organisation("Sample Trust"), "manager") == []


def test_a_small_count_is_not_told_to_who_sees_nobody(recorded: Place) -> None:
    assert counts(recorded, "commissioner") == [("Another pace", 6), ("A stay", None)]


def test_the_page_of_a_contract_tells_them_and_leads_to_its_specification(
    recorded: Place, signed: Callable[[str], Client], tmp_path: Path, settings: Any
) -> None:
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=NOW, by="test", say=lambda words: None)
    settings.GOLDTHREAD_STORE = str(store.path)
    period = f"?period={(TODAY - timedelta(days=60)).isoformat()}..{TODAY.isoformat()}"
    page = text(signed("commissioner").get(f"/contracts/{CODE}/{period}"))
    assert f'<a href="/specifications/{CODE}/">' in page
    assert "A stay" in page and "fewer than five" in page
    assert "Ada Example" not in page


def test_a_contract_without_records_yet_says_so_and_leads_to_its_specification(
    recorded: Place, signed: Callable[[str], Client], tmp_path: Path, settings: Any
) -> None:
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=NOW, by="test", say=lambda words: None)
    settings.GOLDTHREAD_STORE = str(store.path)
    soon = TODAY + timedelta(days=30)
    agreed(recorded, specification(code="NEW", services=("Not begun",), starts_on=soon), soon, at=NOW)
    client = signed("commissioner")
    answer = client.get("/contracts/NEW/")
    assert answer.status_code == 200
    assert "no records of the services" in text(answer) and 'href="/specifications/NEW/"' in text(answer)
    assert client.get("/contracts/NONE/").status_code == 404
    page = text(client.get("/specifications/NEW/"))
    assert "Version 1 is agreed and begins on" in page and "Nothing is in force today" not in page
