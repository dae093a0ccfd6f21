"""Eight people of two small services, walked through the year 2025 by the actions of the rooms.

Wanda works full time in Into Work; Nell half time in Tenancy Support. Everything they record is written down
here, so that every figure can be worked out with a pencil before anybody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from goldthread.access import actions as access
from goldthread.access.rules import Role
from goldthread.access.scope import Scope
from goldthread.contacts import actions as contacts
from goldthread.contacts.actions import NewContact, NewStepUp, NewWarning
from goldthread.employment import actions as employment
from goldthread.housing import actions as housing
from goldthread.kernel.instants import to_utc
from goldthread.people import actions as people
from goldthread.wellbeing import actions as wellbeing

OPENED = datetime(2024, 12, 2, 9, tzinfo=UTC)
REACHES = date(2026, 6, 30)
TERMS = """
name = "Terms of a year walked by hand"

[[contract]]
code = "WORK"
name = "Into Work"
services = ["Into Work"]
from = 2024-12-01
to = 2026-12-31
template = "ips"

[[contract]]
code = "HOMES"
name = "Tenancy Support"
services = ["Tenancy Support"]
from = 2024-12-01
to = 2026-12-31
template = "tenancy-sustainment"

[[cap]]
contract = "WORK"
role = "employment_specialist"
people = 3
source = "a year walked by hand"
ours = true

[[cap]]
contract = "HOMES"
role = "support_worker"
people = 16
source = "a year walked by hand"
ours = true
"""


def on(day: str, hour: int = 10) -> datetime:
    """An hour of the London day."""
    return to_utc(datetime.combine(date.fromisoformat(day), time(hour)))


@dataclass
class Year:
    """The two services, whoever works in them, and keys of people, supports and jobs by first name."""

    by: Scope
    teams: dict[str, str] = field(default_factory=dict)
    workers: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    supports: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)

    def now(self, day: str, hour: int = 10) -> dict[str, Any]:
        """Who records, and when."""
        return {"by": self.by, "at": on(day, hour)}


def walked() -> Year:
    """The year, from the first referral to the last word."""
    year = _services()
    _referred(year)
    _asked(year)
    _employers(year)
    _ada_at_work(year)
    _ben_at_work(year)
    _cleo_at_work(year)
    _homes(year)
    _ends(year)
    return year


def _services() -> Year:
    by = Scope("job:year", "", frozenset({Role.MANAGER, Role.ADMINISTRATOR}))
    made = access.add_organisation("Example Homes", by=by, at=OPENED, phone="01632 960001")
    year = Year(replace(by, organisation_id=made.pk))
    for name, kind, team, worker, role, wte in (
        ("Into Work", "employment", "work", "Wanda Example", Role.SPECIALIST, "1.00"),
        ("Tenancy Support", "housing", "north", "Nell Sample", Role.SUPPORT_WORKER, "0.50"),
    ):
        service = access.add_service(name, kind, by=year.by, at=OPENED)
        year.teams[team] = access.add_team(team.capitalize(), service.pk, by=year.by, at=OPENED).pk
        address = f"{team}@example.org"
        year.workers[team] = access.add_worker(worker, address, by=year.by, at=OPENED).pk
        access.give_post(
            year.workers[team],
            role,
            by=year.by,
            at=OPENED,
            started_on=OPENED.date(),
            team=year.teams[team],
            wte=Decimal(wte),
        )
    return year


# name, team, received, source, status, in contact, gender, ethnicity, born, answered, decided, started
_PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Ada", "work", "2025-01-06", "A1", "02", True, "2", "A", "1990-03-10", "2025-01-09", "2025-01-16"),
    ("Ben", "work", "2025-02-03", "B1", "02", False, "1", "N", "1979-06-01", "2025-02-20", "2025-03-03"),
    ("Cleo", "work", "2025-03-03", "A1", "01", True, "2", "A", "2001-01-15", "2025-03-12", "2025-03-17"),
    ("Dan", "work", "2025-05-06", "A1", "05", None, "1", "", "1960-02-02", "2025-05-07", None),
    ("Eve", "north", "2025-01-02", "C1", "05", False, "2", "A", "1985-05-05", "2025-01-03", "2025-01-06"),
    ("Finn", "north", "2025-01-02", "C1", "", None, "1", "Z", None, "2025-01-03", "2025-01-06"),
    ("Gus", "north", "2025-01-02", "B1", "07", True, "1", "A", "1958-12-01", "2025-01-03", "2025-01-06"),
    ("Hal", "work", "2025-04-01", "B1", "05", False, "1", "A", "1995-07-07", "2025-04-04", "2025-04-14"),
)
# Of those referred to Into Work, what was known of their work: qualification, last worked, a year, benefits.
_PROFILES: dict[str, dict[str, Any]] = {
    "Ada": {
        "qualification": "level_2",
        "last_worked_on": date(2024, 9, 1),
        "held_year": True,
        "long_term_benefits": False,
    },
    "Ben": {
        "qualification": "level_1",
        "last_worked": "2_to_5_years",
        "held_year": True,
        "long_term_benefits": True,
    },
    "Cleo": {
        "qualification": "level_3",
        "last_worked": "now",
        "held_year": False,
        "long_term_benefits": False,
    },
}


def _referred(year: Year) -> None:
    """Eight are referred; Dan is declined, the others start."""
    for name, team, received, source, status, known, gender, group, born, answered, started in _PEOPLE:
        person = people.add_person(
            name=f"{name} Example",
            team=year.teams[team],
            placed_on=date.fromisoformat(received),
            gender=gender,
            ethnicity=group,
            birth_date=date.fromisoformat(born) if born else None,
            **year.now(received),
        )
        year.people[name] = person.pk
        referral = people.refer(
            person=person.pk,
            team=year.teams[team],
            received_at=on(received),
            referral_source=source,
            employment_status=status,
            in_contact=known,
            **year.now(received),
        )
        if name in _PROFILES:
            people.record_profile(
                person=person.pk,
                referral=referral.pk,
                stated_on=date.fromisoformat(received),
                **_PROFILES[name],
                **year.now(received),
            )
        people.answer_referral(referral, **year.now(answered))
        if started is None:
            people.decide_referral(
                referral.pk, decision="declined", reason="Lives too far away", **year.now("2025-05-09")
            )
            continue
        people.decide_referral(referral.pk, decision="accepted", **year.now(answered, 11))
        support = people.start_support(
            person=person.pk,
            team=year.teams[team],
            worker=year.workers[team],
            referral=referral.pk,
            started_on=date.fromisoformat(started),
            employment_status_at_start=status,
            **year.now(started),
        )
        year.supports[name] = support.pk


def _asked(year: Year) -> None:
    """Who was asked about paid work, and who filled in SWEMWBS at the start."""
    for name, day, interest in (
        ("Ada", "2025-01-21", "yes"),
        ("Ben", "2025-04-04", "yes"),
        ("Cleo", "2025-03-20", "no"),
        ("Eve", "2025-02-01", "yes"),
    ):
        asked: Any = {"person": year.people[name], "support": year.supports[name], "interest": interest}
        people.record_interest(**asked, asked_on=date.fromisoformat(day), **year.now(day))
    wellbeing.confirm_registration(
        reference="Example 1",
        questions="\n".join(f"Question {number}" for number in range(1, 8)),
        answers="\n".join(("None", "Rarely", "Some", "Often", "All")),
        notice="Copyright of its authors",
        confirmed_on=OPENED.date(),
        by=year.by,
        at=OPENED,
    )
    _swemwbs(year, "Ada", "2025-01-17", "start", [2] * 7)
    _swemwbs(year, "Ben", "2025-03-04", "start", [3] * 7)


def _swemwbs(year: Year, name: str, day: str, stage: str, answers: list[int]) -> None:
    wellbeing.record_swemwbs(
        person=year.people[name],
        completed_on=date.fromisoformat(day),
        stage=stage,
        answers=answers,
        **year.now(day),
    )


def _employers(year: Year) -> None:
    """Ada said what she wants and agreed; a month later she took her consent back. Four contacts follow."""
    ada = year.people["Ada"]
    employment.state_preference(
        person=ada,
        stated_at=on("2025-01-21"),
        kind="hours",
        words="Mornings",
        **year.now("2025-01-21"),
    )
    consent = people.give_consent(
        person=ada,
        purpose="employer_liaison",
        given_at=on("2025-01-22"),
        how="written",
        **year.now("2025-01-22"),
    )
    bakery = employment.add_employer(name="Example Bakery", industry="I", **year.now("2025-01-22")).pk
    people.withdraw_consent(consent.pk, withdrawn_at=on("2025-02-26", 9), **year.now("2025-02-26"))
    rows: list[dict[str, Any]] = [
        {"day": "2025-02-05", "name": "Ada", "mode": "01", "about_person": True, "matches_preference": True},
        {"day": "2025-02-27", "name": "Ada", "mode": "02", "about_person": True, "matches_preference": False},
        {"day": "2025-03-17", "name": "Ben", "mode": "01", "about_person": False, "matches_preference": True},
        {
            "day": "2025-04-16",
            "name": "Cleo",
            "mode": "01",
            "about_person": False,
            "matches_preference": None,
        },
    ]
    for row in rows:
        day, name = row.pop("day"), row.pop("name")
        told: Any = {"person": year.people[name], "employer": bakery, "contacted_at": on(day)}
        # What was done without consent is recorded as it was done: the list takes what one page refuses.
        employment.record_employer_contacts([{**told, "competitive": True, **row}], **year.now(day))


def _job(year: Year, name: str, day: str, **told: Any) -> Any:
    wanted: dict[str, Any] = {"origin": "supported", "paid": True, "weekly_hours": Decimal(18), **told}
    recorded = max(day, "2025-03-17") if told.get("origin") else day
    job = employment.start_job(
        person=year.people[name],
        support=year.supports[name],
        started_on=date.fromisoformat(day),
        title="Baker",
        **wanted,
        **year.now(recorded),
    )
    year.jobs[name] = job.pk
    return job


def _spoke(year: Year, name: str, *days: str) -> None:
    for day in days:
        made = NewContact(
            person=year.people[name],
            happened_at=on(day),
            sent_key=f"year:{name}:{day}",
            minutes=30,
            mode="01",
            worker=year.workers["work"],
            team=year.teams["work"],
            support=year.supports[name],
        )
        contacts.record_contacts([made], **year.now(day))


def _ada_at_work(year: Year) -> None:
    """From 3 March: a plan on the first day, contact in three weeks of four, one review of two in time."""
    job = _job(year, "Ada", "2025-03-03")
    employment.agree_in_work_plan(
        job, agreed_at=on("2025-03-03", 8), adjustments_schedule=True, **year.now("2025-03-03")
    )
    people.give_consent(
        person=year.people["Ada"],
        purpose="employer_liaison",
        given_at=on("2025-03-03", 8),
        how="written",
        **year.now("2025-03-03"),
    )
    _spoke(year, "Ada", "2025-03-05", "2025-03-19", "2025-03-26")
    for kind, due, placed in (("rota", "2025-03-09", "2025-03-06"), ("breaks", "2025-03-16", None)):
        change = employment.agree_adjustment(
            job=job.pk,
            kind=kind,
            agreed_on=date(2025, 3, 3),
            due_on=date.fromisoformat(due),
            **year.now("2025-03-03"),
        )
        if placed:
            employment.put_in_place(change, in_place_on=date.fromisoformat(placed), **year.now(placed))
    for week, held in ((2, "2025-03-14"), (4, "2025-04-02")):
        employment.hold_review(
            job=job.pk,
            week=week,
            held_on=date.fromisoformat(held),
            with_employer=False,
            **year.now(held),
        )
    _absent(year, "Ada", "2025-04-14", "2025-04-16", 3)
    raised = _warned(year, "Ada", "2025-04-10")
    step = NewStepUp(
        person=year.people["Ada"],
        reason="Sleeps badly",
        opened_at=on("2025-04-10", 15),
        early_warning=raised.pk,
        step_down_plan="Back in a fortnight",
        support=year.supports["Ada"],
    )
    contacts.open_step_ups([step], **year.now("2025-04-10", 15))


def _ben_at_work(year: Year) -> None:
    """From 7 April to 30 June, when it was too much: no plan, no review, a contact in two weeks of four."""
    job = _job(year, "Ben", "2025-04-07")
    _spoke(year, "Ben", "2025-04-09", "2025-04-16")
    _warned(year, "Ben", "2025-05-12")
    employment.end_job(job, ended_on=date(2025, 6, 30), end_reason="overwhelm", **year.now("2025-07-01"))


def _cleo_at_work(year: Year) -> None:
    """Had her job long before support, and resigned on 31 July."""
    job = _job(year, "Cleo", "2024-10-07", origin="already_held")
    _absent(year, "Cleo", "2025-05-12", "2025-05-13", 2)
    employment.end_job(job, ended_on=date(2025, 7, 31), end_reason="resigned", **year.now("2025-08-01"))


def _absent(year: Year, name: str, first: str, last: str, days: int) -> None:
    employment.record_absences(
        [
            {
                "person": year.people[name],
                "job": year.jobs[name],
                "reason": "sickness",
                "started_on": date.fromisoformat(first),
                "ended_on": date.fromisoformat(last),
                "working_days": Decimal(days),
            }
        ],
        **year.now(last),
    )


def _warned(year: Year, name: str, day: str) -> Any:
    sign = NewWarning(
        person=year.people[name],
        kind="sleep",
        raised_at=on(day),
        in_work=True,
        threshold_crossed=True,
        support=year.supports[name],
        job=year.jobs[name],
    )
    return contacts.raise_warnings([sign], **year.now(day))[0]


def _homes(year: Year) -> None:
    """Three homes from 6 January: Eve's debt falls, Gus's grows, Finn is evicted on 15 July."""
    homes = {
        name: housing.start_tenancy(
            person=year.people[name],
            support=year.supports[name],
            started_on=date(2025, 1, 6),
            landlord_kind="council",
            **year.now("2025-01-06"),
        )
        for name in ("Eve", "Finn", "Gus")
    }
    for name, day, owed in (
        ("Eve", "2025-07-01", 300),
        ("Eve", "2025-08-01", 260),
        ("Gus", "2025-07-01", 200),
        ("Gus", "2025-08-01", 260),
        ("Finn", "2025-07-01", 900),
    ):
        told: Any = {"tenancy": homes[name].pk, "balance_on": date.fromisoformat(day)}
        housing.record_balance(**told, balance=Decimal(owed), **year.now(day))
    housing.serve_notice(
        tenancy=homes["Finn"].pk,
        kind="seeking_possession",
        served_at=on("2025-07-02"),
        **year.now("2025-07-02", 11),
    )
    people.give_consent(
        person=homes["Eve"].person_id,
        purpose="partner_sharing",
        given_at=on("2025-07-03"),
        how="spoken",
        **year.now("2025-07-03"),
    )
    eve = _risk(year, homes["Eve"], "2025-07-03", hours=71, kind="benefits_liaison", done="2025-07-15")
    gus = _risk(year, homes["Gus"], "2025-07-07", hours=80, kind="increased_visits", done="2025-07-25")
    housing.close_risk(eve, closing_outcome="arrears_plateaued", **year.now("2025-07-20"))
    housing.close_risk(gus, closing_outcome="notice_avoided", **year.now("2025-08-01"))
    again: Any = {"person": year.people["Gus"], "tenancy": homes["Gus"].pk, "risk_kind": "arrears"}
    housing.raise_risk(**again, raised_at=on("2025-09-01"), **year.now("2025-09-01"))
    housing.end_tenancy(
        homes["Finn"], ended_on=date(2025, 7, 15), end_reason="eviction", **year.now("2025-07-16")
    )
    for name in ("Eve", "Gus"):
        housing.confirm_tenancy(homes[name], confirmed_on=date(2026, 6, 1), **year.now("2026-06-01"))


def _risk(year: Year, home: Any, raised: str, *, hours: int, kind: str, done: str) -> Any:
    """A risk of arrears with a plan at once and its first action so many hours on, due on 20 July."""
    start = on(raised)
    risk = housing.raise_risk(
        person=home.person_id,
        tenancy=home.pk,
        risk_kind="arrears",
        raised_at=start,
        words="A letter about rent",
        by=year.by,
        at=start,
    )
    told: Any = {"tenancy_risk": risk.pk, "by": year.by}
    housing.act_on_risk(**told, kind="action_plan", words="As agreed", at=start + timedelta(hours=1))
    begun = start + timedelta(hours=hours)
    act = housing.act_on_risk(**told, kind=kind, opened_at=begun, planned_by_on=date(2025, 7, 20), at=begun)
    housing.complete_action(act, completed_at=on(done), **year.now(done))
    return risk


def _ends(year: Year) -> None:
    """Ada and Ben move on as planned, with SWEMWBS; Finn's support ends with his home."""
    _swemwbs(year, "Ada", "2025-09-25", "exit", [3, 3, 3, 3, 4, 4, 4])
    _swemwbs(year, "Ben", "2025-11-27", "exit", [4] * 7)
    employment.confirm_job(year.jobs["Ada"], confirmed_on=date(2025, 9, 30), **year.now("2025-09-30"))
    for name, day, reason in (
        ("Ada", "2025-09-30", "planned"),
        ("Ben", "2025-11-28", "planned"),
        ("Finn", "2025-07-31", "other"),
    ):
        people.end_supports(
            [{"support": year.supports[name], "ended_on": date.fromisoformat(day), "end_reason": reason}],
            **year.now(day, 17),
        )
