"""Homes lie flat under the columns of the fact tables, without a word anybody wrote; so do their figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
from goldthread.housing.models import TenancyRisk
from goldthread.kernel.periods import Period, month
from goldthread.people.actions import give_consent
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


def test_a_year_walked_by_hand(place: Place, tmp_path: Path) -> None:
    """Four homes from January to December, written down beforehand:

    Ada    in arrears of 200 on 1 July, 260 on 1 August; risk of 3 July answered in 71 hours, closed on
           20 July as arrears plateaued, never raised again; benefits liaison complete before its day.
    Ben    in arrears of 300 on 1 July, 290 on 1 August; risk of 6 July answered after 80 hours, closed on
           1 August as notice avoided, raised again on 1 September; increased visits complete after their day.
    Cleo   in credit all along; held, last confirmed 1 December.
    Dan    evicted on 15 July; a notice on 2 July.
    """
    by = place.scope("team_leader", datetime(2026, 1, 5, 9, tzinfo=UTC))

    def when(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    homes: dict[str, Any] = {}
    for name in ("Ada Example", "Ben Sample", "Cleo Specimen", "Dan Instance"):
        person = place.person(name)
        place.support(person, started_on=date(2026, 1, 5))
        homes[name[0]] = actions.start_tenancy(
            person=person.pk, started_on=date(2026, 1, 5), by=by, at=when("2026-01-05T09:00")
        )
    owed = {
        "A": ((date(2026, 7, 1), 200), (date(2026, 8, 1), 260)),
        "B": ((date(2026, 7, 1), 300), (date(2026, 8, 1), 290)),
        "C": ((date(2026, 7, 1), -15), (date(2026, 8, 1), -15)),
        "D": ((date(2026, 7, 1), 900),),
    }
    for letter, balances in owed.items():
        for day_, amount in balances:
            told: Any = {"tenancy": homes[letter].pk, "balance_on": day_, "balance": Decimal(amount)}
            actions.record_balance(**told, weekly_charge=Decimal(100), by=by, at=when("2026-08-02T09:00"))
    told = {"person": homes["A"].person_id, "purpose": "partner_sharing"}
    given = when("2026-07-03T09:00")
    give_consent(**told, given_at=given, by=by, at=given)
    _risk(homes["A"], by, "2026-07-03T09:00", "2026-07-06T08:00", "benefits_liaison", done="2026-07-15T09:00")
    first = _risk(
        homes["B"], by, "2026-07-06T09:00", "2026-07-09T17:00", "increased_visits", "2026-07-25T09:00"
    )
    actions.close_risk(
        TenancyRisk.every.get(tenancy=homes["A"]),
        closing_outcome="arrears_plateaued",
        by=by,
        at=when("2026-07-20T12:00"),
    )
    actions.close_risk(first, closing_outcome="notice_avoided", by=by, at=when("2026-08-01T12:00"))
    again: Any = {"person": homes["B"].person_id, "tenancy": homes["B"].pk, "risk_kind": "arrears"}
    actions.raise_risk(**again, raised_at=when("2026-09-01T09:00"), by=by, at=when("2026-09-01T10:00"))
    actions.serve_notice(
        tenancy=homes["D"].pk,
        kind="seeking_possession",
        served_at=when("2026-07-02T10:00"),
        by=by,
        at=when("2026-07-02T11:00"),
    )
    actions.end_tenancy(
        homes["D"], ended_on=date(2026, 7, 15), end_reason="eviction", by=by, at=when("2026-07-16T09:00")
    )
    for letter in "ABC":
        actions.confirm_tenancy(
            homes[letter], confirmed_on=date(2026, 12, 1), by=by, at=when("2026-12-01T09:00")
        )
    store = Store.open(tmp_path / "store", create=True)
    build_facts(store, ROOMS, at=when("2026-12-31T12:00"), by="test", say=lambda words: None)
    with opened(store) as inquiry:

        def figure(code: str, period: Period) -> Any:
            return inquiry.figures(question(code), period)[0]

        july = month(2026, 7)
        said = {
            code: (found.numerator, found.denominator)
            for code in ("tenancy.risk_response_72h", "tenancy.arrears_plateaued")
            if (found := figure(code, july))
        }
        assert said == {"tenancy.risk_response_72h": (1, 2), "tenancy.arrears_plateaued": (1, 3)}
        # Up by 60 (Ada), down by 10 (Ben), lost in arrears (Dan, who ranks worst): the middle one is Ada.
        assert figure("tenancy.arrears_trend", july).value == pytest.approx(60, abs=5)
        prevention = figure("tenancy.prevention_completed", july)
        assert (prevention.numerator, prevention.denominator) == (1, 2)
        notices = figure("tenancy.formal_notices", july)
        assert notices.numerator == 1 and notices.denominator == 4
        assert figure("tenancy.losses", july).numerator == 1
        resolved = figure("tenancy.notice_avoided", month(2026, 10))
        assert (resolved.numerator, resolved.denominator) == (1, 2)
        six = figure("tenancy.sustained_6m", july)
        assert (six.numerator, six.denominator) == (4, 4), "Dan still had his on 5 July"


def _risk(home: Any, by: Any, raised: str, answered: str, kind: str, done: str) -> Any:
    """A risk of arrears with a plan an hour after it was raised, and one action that is due on 20 July."""
    begun = datetime.fromisoformat(answered).replace(tzinfo=UTC)
    start = datetime.fromisoformat(raised).replace(tzinfo=UTC)
    risk = actions.raise_risk(
        person=home.person_id, tenancy=home.pk, risk_kind="arrears", raised_at=start, by=by, at=start
    )
    plan = start + timedelta(hours=1)
    actions.act_on_risk(tenancy_risk=risk.pk, kind="action_plan", by=by, at=plan)
    row = actions.act_on_risk(
        tenancy_risk=risk.pk,
        kind=kind,
        opened_at=begun,
        planned_by_on=date(2026, 7, 20),
        by=by,
        at=begun,
    )
    over = datetime.fromisoformat(done).replace(tzinfo=UTC)
    actions.complete_action(row, completed_at=over, by=by, at=over)
    return risk
