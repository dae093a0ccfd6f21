"""Homes lie flat under the columns of the fact tables, without a word anybody wrote; so do their figures."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casework import AT, Place
from goldthread.catalogue.flat import Wanted
from goldthread.catalogue.registry import question
from goldthread.catalogue.tables import TABLES
from goldthread.config.rooms import ROOMS
from goldthread.day import queries as day
from goldthread.evidence.inquiry import opened
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.housing import actions
from goldthread.housing.facts import FLAT
from goldthread.kernel.periods import Period
from housing.homes import LANDLORD, at_home, at_risk, consented

pytestmark = pytest.mark.django_db
SECRET = "words that nobody may find in a figure"
FIELDS = {
    *("tenancy", "rent_balance", "notice", "tenancy_risk", "tenancy_risk_action", "accommodation_status"),
}


def laid(since: Any = None) -> dict[str, dict[str, list[Any]]]:
    return {
        flat.table: {name: list(values) for name, values in batch.items()}
        for flat in FLAT
        for batch in flat.read(Wanted(since=since))
    }


def lived(place: Place) -> Any:
    """A home with everything that can happen to it."""
    by = place.scope("team_leader")
    risk = at_risk(place, hours=50)
    consented(place, risk.person_id)
    actions.serve_notice(
        tenancy=risk.tenancy_id, kind="seeking_possession", served_at=AT - timedelta(days=2), by=by, at=AT
    )
    actions.record_accommodation(
        person=risk.person_id, stated_on=AT.date(), accommodation="03", settled="Y", by=by, at=AT
    )
    told: Any = {"tenancy_risk": risk.pk, "words": SECRET}
    actions.act_on_risk(**told, kind="action_plan", opened_at=AT - timedelta(hours=40), by=by, at=AT)
    word = AT - timedelta(hours=1)
    actions.act_on_risk(**told, kind="landlord_communication", opened_at=word, by=by, at=AT)
    actions.act_on_risk(**told, kind="increased_visits", by=by, at=AT)
    meeting = actions.start_huddle(place.teams["north"], by=by, at=AT)
    actions.decide_close(meeting, risk, closing_outcome="notice_avoided", closing_words=SECRET, by=by, at=AT)
    return risk


def test_every_table_lies_flat(place: Place) -> None:
    risk = lived(place)
    rows = laid()
    assert set(rows) == FIELDS
    for table, columns in rows.items():
        assert {TABLES[table].spec(name).name for name in columns} == set(columns), table
        assert set(columns["team"]) == {"North"} and set(columns["organisation"]) == {"Example Homes"}, table
        assert set(columns["person_id"]) == {risk.person_id}, table
    assert sorted(rows["rent_balance"]["balance"]) == [410.5, 640.0]
    assert sorted(rows["tenancy_risk_action"]["kind"]) == ["action_plan", "landlord_communication"]
    assert rows["tenancy_risk"]["closing_outcome"] == ["notice_avoided"]
    assert rows["tenancy"]["status"] == ["held"]
    assert not laid(since=AT + timedelta(days=1))
    everything = repr(rows)
    for private in (SECRET, LANDLORD, "Ada"):
        assert private not in everything


def test_the_indicators_about_homes_come_out_as_expected(place: Place, tmp_path: Path) -> None:
    """Stated beforehand: of two risks one was answered in time, of four homes one was lost."""
    by = place.scope("team_leader")
    lived(place)
    late = at_risk(place, "Ben Sample", hours=100)
    actions.act_on_risk(tenancy_risk=late.pk, kind="increased_visits", opened_at=AT, by=by, at=AT)
    at_home(place, "Cleo Specimen", last_confirmed_on=date(2026, 9, 10))
    ended = actions.start_tenancy(
        person=place.person("Dan Instance").pk, started_on=date(2026, 3, 1), by=by, at=AT
    )
    place.support(ended.person)
    actions.end_tenancy(ended, ended_on=date(2026, 6, 1), end_reason="eviction", by=by, at=AT)
    store = Store.open(tmp_path / "store", create=True)
    later = AT + timedelta(days=2)
    build_facts(store, ROOMS, at=later, by="test", say=lambda words: None)
    with opened(store) as inquiry:

        def figure(code: str, first: date, last: date) -> Any:
            return inquiry.figures(question(code), Period(first, last))[0]

        response = figure("tenancy.risk_response_72h", date(2026, 11, 1), date(2026, 11, 25))
        assert (response.numerator, response.denominator) == (1, 2)
        six = figure("tenancy.sustained_6m", date(2026, 9, 1), date(2026, 9, 30))
        assert (six.numerator, six.denominator) == (3, 4)
        lost = figure("tenancy.losses", date(2026, 6, 1), date(2026, 6, 30))
        assert lost.numerator == 1
        notices = figure("tenancy.formal_notices", date(2026, 11, 1), date(2026, 11, 25))
        assert notices.numerator == 1


def test_the_timeline_tells_of_home_in_words_of_the_lists(place: Place) -> None:
    risk = lived(place)
    told = day.timeline(risk.person_id, seen_by=place.scope("team_leader"), at=AT)
    words = [one.words for one in told.told if one.lane == "Home"]
    for said in (
        "Tenancy",
        "Notice seeking possession served",
        "Home at risk: arrears",
        "Risk to the home closed: notice avoided",
    ):
        assert said in words
    assert SECRET not in repr(words) and LANDLORD not in repr(words)
    stranger = day.timeline(risk.person_id, seen_by=place.scope("specialist"), at=AT)
    assert not stranger.told


def test_balances_keep_their_pence(place: Place) -> None:
    by = place.scope("support_worker")
    _, tenancy = at_home(place)
    actions.record_balance(
        tenancy=tenancy.pk, balance_on=AT.date(), balance=Decimal("0.1"), weekly_charge=None, by=by, at=AT
    )
    assert laid()["rent_balance"]["balance"] == [0.1]
    assert AT.tzinfo is UTC
