"""Home and work seen together: a home at stake after a lost job is seen coming, not looked up afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import casework
from casework import AT, Place
from employment.jobs import working
from goldthread.day.queries import coming_up
from goldthread.day.summary import summary
from goldthread.employment import actions as employment
from goldthread.housing import actions as housing
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date
from housing.homes import MOVED_IN

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def lost(place: Place, name: str = "Ada Example", *, days: int = 9, at: datetime = AT) -> Any:
    """Somebody who lost a job so many days ago."""
    then = at - timedelta(days=days)
    job = working(place, name, at=then, started_on=then.date() - timedelta(days=90))
    by = place.scope("specialist")
    return employment.end_job(job, ended_on=then.date(), end_reason="overwhelm", by=by, at=then)


def home(place: Place, person: str) -> Any:
    """A home that a person of the work team has."""
    told: Any = {"started_on": MOVED_IN, "landlord_kind": "private"}
    return housing.start_tenancy(person=person, by=place.scope("manager"), at=AT, **told)


def ahead(place: Place, role: str = "specialist") -> Any:
    found = coming_up(seen_by=place.scope(role), at=AT, whose="team")
    return next((one for one in found if "may lose the home" in one.one), None)


def test_rent_owed_after_a_lost_job_comes_up(place: Place) -> None:
    job = lost(place)
    tenancy = home(place, job.person_id)
    assert ahead(place) is None, "a home without trouble is none to see coming"
    by = place.scope("manager")
    housing.record_balance(
        tenancy=tenancy.pk, balance_on=TODAY - timedelta(days=2), balance=Decimal(210), by=by, at=AT
    )
    found = ahead(place)
    assert found.people == (job.person_id,)
    why = "job ended on 14 November 2026 (overwhelm); £210 owed on 21 November 2026"
    assert found.why == {job.person_id: why}
    [line] = summary(job.person_id, seen_by=place.scope("specialist"), at=AT)
    assert line == (f"▼ The home may follow the job: {why}. Agree this week who speaks with the landlord.")
    housing.record_balance(tenancy=tenancy.pk, balance_on=TODAY, balance=Decimal(0), by=by, at=AT)
    assert ahead(place) is None, "paid since"


def test_a_risk_and_a_notice_come_up_until_they_are_over(place: Place) -> None:
    job = lost(place)
    tenancy = home(place, job.person_id)
    by = place.scope("manager")
    risk = housing.raise_risk(
        person=job.person_id,
        tenancy=tenancy.pk,
        raised_at=AT - timedelta(hours=5),
        risk_kind="complaint",
        words="A neighbour wrote",
        by=by,
        at=AT,
    )
    notice = housing.serve_notice(
        tenancy=tenancy.pk, kind="seeking_possession", served_at=AT - timedelta(days=1), by=by, at=AT
    )
    [told] = ahead(place).why.values()
    assert "home at risk since 23 November 2026 (complaint)" in told
    assert "notice served on 22 November 2026" in told
    housing.withdraw_notice(notice, withdrawn_on=TODAY, by=by, at=AT)
    housing.close_risk(risk, closing_outcome="raised_in_error", closing_words="Not theirs", by=by, at=AT)
    assert ahead(place) is None


def test_a_loss_of_long_ago_a_new_job_or_another_team_stay_quiet(place: Place) -> None:
    old = lost(place, "Ada Example", days=31)
    again = lost(place, "Ben Sample")
    employment.start_job(
        person=again.person_id, started_on=TODAY, origin="other", by=place.scope("specialist"), at=AT
    )
    for one in (old, again):
        tenancy = home(place, one.person_id)
        housing.record_balance(
            tenancy=tenancy.pk, balance_on=TODAY, balance=Decimal(90), by=place.scope("manager"), at=AT
        )
    assert ahead(place) is None
    third = lost(place, "Cleo Specimen")
    tenancy = home(place, third.person_id)
    housing.record_balance(
        tenancy=tenancy.pk, balance_on=TODAY, balance=Decimal(90), by=place.scope("manager"), at=AT
    )
    assert ahead(place).people == (third.person_id,)
    assert ahead(place, "support_worker") is None
    assert list(summary(third.person_id, seen_by=place.scope("support_worker"), at=AT)) == []


def test_today_and_the_page_of_the_person_tell_it_first(place: Place, client: Any) -> None:
    now = datetime.now(UTC)  # pages read the clock
    job = lost(place, at=now)
    tenancy = home(place, job.person_id)
    owed: Any = {"tenancy": tenancy.pk, "balance_on": civil_date(now), "balance": Decimal(90)}
    housing.record_balance(**owed, by=place.scope("manager"), at=now)
    casework.sign_in(client, place.workers["specialist"])
    said = "lost a job lately and may lose the home"
    assert said in client.get("/today/?whose=team").content.decode()
    coming = client.get("/today/coming/?whose=team").content.decode()
    why = f"job ended on {say_date(job.ended_on)} (overwhelm); £90 owed on {say_date(civil_date(now))}"
    assert f"Ada Example</a>: {why}" in coming
    page = client.get(f"/people/{job.person_id}/").content.decode()
    now_on = page[page.index('id="now"') :]
    assert now_on.index("The home may follow the job") < now_on.index("Job ended on")
