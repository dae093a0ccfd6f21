"""What facts say of people, and what they never say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework import AT, Place
from goldthread.catalogue.flat import Wanted
from goldthread.people import actions
from goldthread.people.facts import FLAT, age_on, birth_month, offer_made

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "born, month",
    [
        (date(1990, 7, 1), date(1990, 7, 1)),
        (date(1990, 7, 2), date(1990, 8, 1)),
        (date(1990, 12, 31), date(1991, 1, 1)),
        (date(2000, 1, 31), date(2000, 2, 1)),
        (None, None),
    ],
)
def test_birth_month(born: date | None, month: date | None) -> None:
    assert birth_month(born) == month


@pytest.mark.parametrize(
    "born, on, years",
    [
        (date(2000, 5, 4), date(2026, 5, 3), 25),
        (date(2000, 5, 4), date(2026, 5, 4), 26),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2000, 5, 4), datetime(2026, 5, 3, 23, 30, tzinfo=AT.tzinfo), 26),
        (None, date(2026, 1, 1), None),
        (date(2026, 1, 2), date(2026, 1, 1), None),
    ],
)
def test_age(born: date | None, on: date, years: int | None) -> None:
    assert age_on(born, on) == years


def test_month_after_birth_hides_the_day() -> None:
    for days in range(4 * 366):
        born = date(1999, 1, 1) + timedelta(days=days)
        month = birth_month(born)
        assert month is not None and month.day == 1 and 0 <= (month - born).days <= 30


@pytest.mark.parametrize(
    "answers, made",
    [
        ((True, True, True, True), True),
        ((True, None, True, True), None),
        ((True, None, False, True), False),
        ((None, None, None, None), None),
    ],
)
def test_universal_offer(answers: tuple[bool | None, ...], made: bool | None) -> None:
    assert offer_made(*answers) is made


def laid() -> dict[str, list[dict[str, Any]]]:
    """The rows of each fact table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for flat in FLAT:
        for batch in flat.read(Wanted()):
            rows = [dict(zip(batch, row, strict=True)) for row in zip(*batch.values(), strict=True)]
            found.setdefault(flat.table, []).extend(rows)
    return found


def test_the_way_of_a_person_lies_flat_and_says_who_nowhere(place: Place) -> None:
    by = place.scope("manager")
    team = place.teams["work"].pk
    secret = "Zebedee"
    person = actions.add_person(
        name=secret,
        team=team,
        birth_date=date(1990, 7, 2),
        nhs_number="9990000018",
        address=secret,
        postcode="ZE1 1ZZ",
        gender="2",
        by=by,
        at=AT,
    )
    row = actions.refer(
        person=person.pk,
        team=team,
        received_at=AT - timedelta(days=9),
        referral_source="A1",
        referred_by=secret,
        reason=secret,
        by=by,
        at=AT,
    )
    actions.decide_referral(row, decision="accepted", decided_at=AT - timedelta(days=2), by=by, at=AT)
    begun = actions.start_support(
        person=person.pk,
        team=team,
        referral=row.pk,
        started_on=TODAY,
        stage="active",
        housing_asked=True,
        by=by,
        at=AT,
    )
    actions.agree_plan(
        person=person.pk, support=begun.pk, kind="support", agreed_at=AT, own_goals=secret, by=by, at=AT
    )
    actions.give_consent(
        person=person.pk, purpose="employer_liaison", recipient=secret, given_at=AT, by=by, at=AT
    )
    actions.record_interest(person=person.pk, support=begun.pk, asked_on=TODAY, interest="yes", by=by, at=AT)
    actions.assess_risk(person=person.pk, assessed_at=AT, level="low", by=by, at=AT)
    found = laid()
    assert found["person"][0]["birth_month"] == date(1990, 8, 1)
    assert found["referral"][0]["age_at_referral"] == found["support"][0]["age_at_start"] == 36
    support = found["support"][0]
    assert (support["kind"], support["team"], support["referral_id"]) == ("employment", "Work", row.pk)
    assert support["housing_offer_made"] is None
    assert [one["stage"] for one in found["stage_spell"]] == ["active"]
    assert found["plan"][0]["own_goals"] is True and found["plan"][0]["copy_given"] is False
    assert found["employment_profile"][0]["interest"] == "yes"
    everything = repr(found)
    for private in (secret, "9990000018", "ZE1", "1990, 7, 2"):
        assert private not in everything
