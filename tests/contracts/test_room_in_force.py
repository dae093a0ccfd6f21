"""What is agreed is what runs: a clause changed in mid-year, in figures and on Today, from its day alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from casework import AT, Place, organisation, text
from contracts.agreeing import CODE, RISK, agreed, hours, specification
from day.rows import moment, write
from goldthread.catalogue.registry import CATALOGUE
from goldthread.cli.main import main
from goldthread.config import jobs
from goldthread.config.rooms import ROOMS
from goldthread.contracts import queries
from goldthread.contracts.specification.declared import ContactStandard, Escalation, Pathway
from goldthread.contracts.standards import Begun
from goldthread.contracts.terms import Standard, Terms
from goldthread.contracts.terms.declared import Escalation as TermEscalation
from goldthread.contracts.terms.declared import in_force
from goldthread.day.due import State, escalations_of
from goldthread.day.queries import today
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import opened
from goldthread.facts.rooms import build_facts
from goldthread.facts.store import Store
from goldthread.housing import actions as housing
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.instants import civil_date
from goldthread.kernel.periods import parse_period
from goldthread.ledger.models import Event
from goldthread.people.models import Person
from goldthread.web import standing
from housing.homes import at_risk

pytestmark = pytest.mark.django_db
FIRST, CHANGE = date(2025, 4, 1), date(2026, 10, 1)
INDICATOR = CATALOGUE["tenancy.risk_response_72h"]


def raised(place: Place, at: str, answered_after: float | None = None) -> Any:
    """A tenancy at risk from a London moment, with a plan and a first action so many hours later."""
    began = moment(at)
    risk = at_risk(place, f"Ada {at}", hours=0, at=began)
    if answered_after is not None:
        then = began + timedelta(hours=answered_after)
        by = place.scope("team_leader", then)
        for kind in ("action_plan", "increased_visits"):
            housing.act_on_risk(tenancy_risk=risk.pk, kind=kind, opened_at=then, by=by, at=then)
    return risk


def counted(store: Store, period: str) -> Figure:
    """The figure of a period under what is in force now."""
    with opened(store, terms=queries.terms_in_force()) as inquiry:
        [figure] = inquiry.figures(INDICATOR, parse_period(period), with_split=False)
        return figure


def told(figure: Figure) -> tuple[Any, ...]:
    return figure.numerator, figure.denominator


@pytest.fixture
def store(place: Place, tmp_path: Path) -> Store:
    """Risks on both sides of 1 October: answered after 40, 60 and 80 hours."""
    for at, answered in (
        ("2026-09-10 09:00", 60),
        ("2026-09-20 09:00", 80),
        ("2026-09-30 23:30", 60),  # began under the old time, and keeps it
        ("2026-10-01 00:30", 60),
        ("2026-10-10 09:00", 40),
        ("2026-10-20 09:00", 60),
    ):
        raised(place, at, answered)
    kept = Store.open(tmp_path / "store", create=True)
    build_facts(kept, ROOMS, at=AT, by="test", say=lambda words: None)
    return kept


def test_a_clause_changed_in_mid_year_changes_figures_from_its_day_only(place: Place, store: Store) -> None:
    agreed(place, specification(), FIRST)
    september, october = counted(store, "2026-09"), counted(store, "2026-10")
    assert (told(september), told(october)) == ((2, 3), (3, 3))
    agreed(place, specification(clocks=hours(48)), CHANGE)
    assert counted(store, "2026-09") == september, "to the digit"
    assert told(counted(store, "2026-10")) == (1, 3)
    assert told(counted(store, "2026-Q4")) == (1, 3)


def test_a_back_dated_clause_is_used_for_the_days_since(place: Place, store: Store) -> None:
    agreed(place, specification(), FIRST)
    agreed(place, specification(clocks=hours(48)), date(2026, 9, 15))
    assert told(counted(store, "2026-09")) == (1, 3)
    assert told(counted(store, "2026-10")) == (1, 3)


def test_a_command_on_the_store_of_the_record_takes_what_is_agreed(
    place: Place,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    agreed(place, specification(clocks=hours(48)), FIRST)
    asked = ["figures", "--store", str(store.path), "--period", "2026-09", "--json"]

    def figure() -> tuple[Any, ...]:
        assert main([*asked, "--indicator", INDICATOR.code]) == 0
        [found] = json.loads(capsys.readouterr().out)["figures"]
        return found["numerator"], found["denominator"]

    assert figure() == (2, 3), "the packaged 72 hours: nothing says whose store it is"
    monkeypatch.setenv("GOLDTHREAD_STORE", str(store.path))
    monkeypatch.setenv("GOLDTHREAD_DATABASE", "postgresql://the one that the test has open")
    assert figure() == (0, 3)
    monkeypatch.setenv("GOLDTHREAD_STORE", str(tmp_path / "another"))
    assert figure() == (2, 3)


def test_the_job_asks_the_records_anew_once_a_clause_is_agreed(
    place: Place, store: Store, settings: Any, tmp_path: Path
) -> None:
    for named in ("", str(tmp_path / "nowhere")):
        settings.GOLDTHREAD_STORE = named
        jobs.ask_figures({}, AT)
    assert not (tmp_path / "nowhere").exists()
    settings.GOLDTHREAD_STORE = str(store.path)

    def kept() -> int:
        return len(list((store.path / "verdicts").rglob("*.parquet")))

    assert kept() == 0
    jobs.ask_figures({}, AT)
    before = kept()
    jobs.ask_figures({}, AT)
    assert kept() == before > 0, "what is kept is not asked again"
    agreed(place, specification(), FIRST)
    jobs.ask_figures({}, AT)
    assert kept() > before


def test_today_counts_by_the_clause_of_the_day_on_which_the_clock_began(place: Place) -> None:
    raised(place, "2026-09-30 20:00")
    raised(place, "2026-11-22 10:00")
    by = place.scope("team_leader")

    def due() -> list[Any]:
        rows = today(seen_by=by, at=AT, whose="team").rows
        return [(row.due, row.clause) for row in rows if row.standard == RISK.name]

    limits = "a plan and a first action on a tenancy risk, within {} hours".format
    agreed(place, specification(), FIRST)
    old = (moment("2026-10-03 20:00"), limits(72))
    assert due() == [old, (moment("2026-11-25 10:00"), limits(72))]
    agreed(place, specification(clocks=hours(48)), CHANGE)
    assert due() == [old, (moment("2026-11-24 10:00"), limits(48))]


def test_today_asks_no_more_often_for_a_contract(
    place: Place, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    raised(place, "2026-11-22 10:00")
    by = place.scope("team_leader")

    def asked() -> int:
        today(seen_by=by, at=AT, whose="team")
        with CaptureQueriesContext(
            connection,
        ) as found:
            today(seen_by=by, at=AT, whose="team")
        return len(found)

    before = asked()
    agreed(place, specification(), FIRST)
    agreed(place, specification(clocks=hours(48)), CHANGE)
    assert asked() == before


def test_nothing_agreed_is_as_it_was(place: Place, settings: Any, tmp_path: Path) -> None:
    assert queries.terms_in_force() == Terms.packaged()
    written = tmp_path / "mine.toml"
    written.write_text('[[contract]]\ncode = "mine"\nservices = ["Example Homes Into Work"]\n', "utf-8")
    settings.GOLDTHREAD_TERMS = str(written)
    assert queries.terms_in_force() == Terms.load(written) == standing.terms()
    assert queries.terms_in_force(seen_by=place.scope("manager")) == Terms.load(written)


def test_services_without_a_contract_keep_the_terms_of_the_settings(place: Place) -> None:
    agreed(place, specification(), FIRST)
    terms = queries.terms_in_force()
    homes, work = "Example Homes Tenancy Support", "Example Homes Into Work"
    on = date(2026, 6, 1)
    assert {
        row.contract for row in terms.standards_of(homes) if row.name == RISK.name and covers(row, on)
    } == {CODE}
    assert "gp_response" in {row.name for row in terms.standards_of(work)}
    before = [
        row for row in terms.standards_of(homes) if row.name == RISK.name and covers(row, date(2025, 1, 1))
    ]
    assert [row.contract for row in before] == ["tenancy-sustainment"]
    target = terms.target_for("tenancy.sustained_6m", service=homes, on=on)
    assert target is not None and (target.contract, target.at_least) == (CODE, 0.85)


def covers(row: Any, day: date) -> bool:
    return (row.valid_from or date.min) <= day <= (row.valid_to or date.max)


def test_with_every_service_covered_only_contracts_set_targets(place: Place) -> None:
    agreed(place, specification(services=("Example Homes *",)), FIRST)
    terms = queries.terms_in_force()
    assert {row.contract for row in terms.targets if in_force(row, date(2026, 6, 1))} == {CODE}
    assert terms.target_for("tenancy.sustained_6m", on=date(2026, 6, 1)) is not None


def test_a_contract_to_come_leaves_targets_and_caps_to_the_settings_until_its_first_day(place: Place) -> None:
    services, day = ("Example Homes *",), date(2027, 4, 1)
    before = queries.terms_in_force()
    agreed(place, specification(services=services, starts_on=day), day)
    terms = queries.terms_in_force()
    for rows, were in ((terms.targets, before.targets), (terms.caps, before.caps)):
        held = [{row.contract for row in rows if in_force(row, on)} for on in (day - timedelta(days=1), day)]
        assert held == [{row.contract for row in were}, {CODE}]


def test_a_contract_of_every_service_leaves_none_to_the_settings(place: Place) -> None:
    agreed(place, specification(services=("*",)), FIRST)
    terms, work = queries.terms_in_force(), "Example Homes Into Work"
    duties = queries.duties_in_force(seen_by=place.scope("manager")).of_service(work)
    packaged = {"ips", "tenancy-sustainment"}
    for rows in (terms.standards_of(work), duties):
        on = {day: {row.contract for row in rows if covers(row, day)} for day in (date(2025, 3, 31), FIRST)}
        assert on[date(2025, 3, 31)] >= packaged
        assert not on[FIRST] & packaged and CODE in on[FIRST]
    found = terms.contract_of(work, FIRST)
    assert found is not None and found.code == CODE


def test_the_file_of_the_settings_says_nothing_of_a_service_under_contract(
    place: Place, settings: Any, tmp_path: Path
) -> None:
    homes = specification().services[0]
    written = tmp_path / "mine.toml"
    written.write_text(
        f'[[contract]]\ncode = "old"\nservices = ["{homes}"]\n[[contract]]\ncode = "rest"\n'
        '[[standard]]\ncontract = "old"\nname = "gp_response"\nstarts = "referral.received_from_gp"\n'
        'response = "referral.responded"\namount = 3\nunit = "days"\n'
        '[[standard]]\ncontract = "rest"\nname = "gp_response"\nstarts = "referral.received_from_gp"\n'
        'response = "referral.responded"\namount = 9\nunit = "days"\n',
        "utf-8",
    )
    settings.GOLDTHREAD_TERMS = str(written)
    agreed(place, specification(), FIRST)
    terms = queries.terms_in_force()

    def said(service: str, day: date) -> list[tuple[str, str, int]]:
        rows = [row for row in terms.standards_of(service) if covers(row, day)]
        return sorted((row.contract, row.name, row.amount) for row in rows)

    before = date(2025, 3, 31)
    assert said(homes, before) == [("old", "gp_response", 3)]
    assert said(homes, FIRST) == [(CODE, RISK.name, 72)]
    assert said("Example Homes Into Work", FIRST) == [("rest", "gp_response", 9)]
    for day, code in ((before, "old"), (FIRST, CODE)):
        found = terms.contract_of(homes, day)
        assert found is not None and found.code == code


def test_steps_of_a_target_follow_the_years_of_the_contract(place: Place) -> None:
    agreed(place, specification(), FIRST)
    terms = queries.terms_in_force()
    found = [
        target.at_least
        for day in (date(2026, 3, 31), date(2026, 4, 1))
        if (
            target := terms.target_for(
                "tenancy.sustained_6m", service="Example Homes Tenancy Support", on=day
            )
        )
    ]
    assert found == [0.8, 0.85]


def test_each_organisation_works_under_its_own(place: Place) -> None:
    there = organisation("Sample Works")
    agreed(place, specification(clocks=hours(48)), FIRST)
    at_risk(there, "Ben Sample", hours=10)
    at_risk(place, "Ada Example", hours=10)
    for one, amount in ((place, 48), (there, 72)):
        rows = today(seen_by=one.scope("team_leader"), at=AT, whose="team").rows
        assert [row.duty.amount for row in rows if row.standard == RISK.name] == [amount]
    assert len(queries.agreed()) == 1 and queries.agreed(seen_by=there.scope("manager")) == []


@pytest.mark.parametrize("services", [("*",), ("*Into Work",)])
def test_a_service_added_elsewhere_later_is_not_under_a_pattern_agreed_before(
    place: Place, services: tuple[str, ...]
) -> None:
    agreed(place, specification(services=services), FIRST)
    organisation("Sample Works")
    terms, on = queries.terms_in_force(), date(2026, 6, 1)
    for name, own in (("Example Homes Into Work", True), ("Sample Works Into Work", False)):
        found = terms.contract_of(name, on)
        assert (found is not None and found.code == CODE) is own
        assert (CODE in {row.contract for row in terms.standards_of(name)}) is own
        target = terms.target_for("tenancy.sustained_6m", service=name, on=on)
        assert (target is not None and target.contract == CODE) is own


def test_what_nobody_answered_comes_before_whoever_is_told(place: Place) -> None:
    steps = (Escalation(48, "hours", "team_leader"), Escalation(96, "hours", "commissioner"))
    agreed(place, specification(clocks=hours(72, escalations=steps)), FIRST)
    raised(place, "2026-11-20 09:00")  # 72 hours ago
    raised(place, "2026-11-22 09:00")  # 24 hours ago
    leader = place.scope("team_leader")
    day = today(seen_by=leader, at=AT, whose="team")
    late, early = (row for row in day.rows if row.standard == RISK.name)
    assert [(one.words, one.at, one.past) for one in late.told] == [
        ("Team leader told at 48 hours", moment("2026-11-22 09:00"), True),
        ("Commissioner told at 96 hours", moment("2026-11-24 09:00"), False),
    ]
    assert late.raised is not None and late.raised.to == "team_leader" and early.raised is None
    assert late.actor == "Support worker"
    assert day.raised_to(leader) == (late,)
    assert day.raised_to(place.scope("manager")) == ()


def test_a_review_in_week_four_is_told_of_in_week_four(place: Place) -> None:
    standard = Standard(
        *("c", "adjustments_review", "job.started", "adjustment_review.held", 0, "weeks"),
        escalations=(TermEscalation(2, "weeks", "team_leader"),),
    )
    calendar, began = WorkingCalendar.of(Nation.ENGLAND_AND_WALES), date(2026, 11, 1)
    found = [
        escalations_of(
            Begun("job", "k", "p", began),
            replace(standard, points=(week,)),
            (),
            calendar=calendar,
            at=moment("2026-11-20 09:00"),
        )
        for week in (2, 4)
    ]
    told = [(one.words, one.at and civil_date(one.at), one.past) for [one] in found]
    assert told == [
        ("Team leader told in week 2", date(2026, 11, 15), True),
        ("Team leader told in week 4", date(2026, 11, 29), False),
    ]


def test_the_page_of_whoever_is_told_shows_it_first(place: Place, signed: Callable[[str], Client]) -> None:
    now = datetime.now(UTC)
    steps = (Escalation(48, "hours", "team_leader"),)
    agreed(place, specification(clocks=hours(96, escalations=steps)), FIRST)
    for name, began in (("Late Example", 72), ("Early Example", 24)):
        at_risk(place, name, hours=0, at=now - timedelta(hours=began))
    page = text(signed("team_leader").get("/today/?whose=team"))
    assert "Escalated to you" in page and "Everything else, soonest first" in page
    raised_one, rest = page.split("Everything else, soonest first")
    assert "Late Example" in raised_one and "Early Example" not in raised_one
    assert "Early Example" in rest and "Late Example" not in rest
    assert "Team leader told at 48 hours." in raised_one and "<dd>Support worker.</dd>" in raised_one
    worker = text(signed("support_worker").get("/today/"))
    assert "Escalated to you" not in worker and "Team leader told at 48 hours." in worker
    clause = f"/specifications/{CODE}/clocks/tenancy_risk_response/"
    assert worker.count(f'href="{clause}"') == 2, (
        "the clause of each clock that the contract sets is one tap away"
    )
    assert "96 hours" in text(signed("support_worker").get(clause))
    assert 'href="/specifications/casework/' not in worker, "what no contract says has no clause to open"
    looked = Event.objects.filter(verb="look", by=place.workers["team_leader"].told_as)
    assert {one.person for event in looked for one in event.people.all()} >= {
        row.pk for row in Person.every.filter(name__endswith="Example")
    }


def test_an_escalation_stands_still_with_its_clock(place: Place) -> None:
    steps = (Escalation(48, "hours", "team_leader"),)
    agreed(place, specification(clocks=hours(72, escalations=steps, pauses=("hospital",))), FIRST)
    risk = raised(place, "2026-11-20 09:00")
    write(place, "pause", risk.person, reason="hospital", started_on=date(2026, 11, 21))
    [row] = [row for row in today(seen_by=place.scope("team_leader"), at=AT, whose="team").rows if row.told]
    assert (row.state, row.told[0].at, row.told[0].past) == (State.PAUSED, None, False)


def with_contact(**by_stage: ContactStandard) -> tuple[Pathway, ...]:
    [one] = specification().pathways
    stages = tuple(replace(stage, contact=by_stage.get(stage.code)) for stage in one.stages)
    return (replace(one, stages=stages),)


def contacts_due(place: Place) -> list[tuple[str, datetime | None]]:
    rows = today(seen_by=place.scope("team_leader"), at=AT, whose="team").rows
    return [(row.name, row.due) for row in rows if row.standard == "contact_due"]


def test_contact_is_due_as_the_stage_of_the_contract_asks(place: Place) -> None:
    people = {}
    for name, stage, promised in (
        ("Active", "active", None),
        ("Active and promised more", "active", 7),
        ("Active and promised less", "active", 1),
        ("Moving on", "move_on", None),
        ("Moving on and promised", "move_on", 1),
    ):
        people[name] = place.person(name)
        write(
            *(place, "stage_spell", people[name]),
            stage=stage,
            contacts_per_week=promised,
            started_on=date(2026, 11, 10),
        )
    ends = {day: datetime(2026, 11, day + 1, tzinfo=UTC) - timedelta(microseconds=1) for day in (11, 14, 17)}
    assert dict(contacts_due(place)) == {
        "Active and promised more": ends[11],
        "Active and promised less": ends[17],
        "Moving on and promised": ends[17],
    }
    weekly = with_contact(active=ContactStandard(2, 1, "weeks"))
    agreed(place, specification(pathways=weekly), FIRST)
    assert dict(contacts_due(place)) == {
        "Active": ends[14],
        "Active and promised more": ends[11],
        "Active and promised less": ends[14],
        "Moving on and promised": ends[17],
    }


def test_a_clock_may_hold_for_a_stage_alone(place: Place) -> None:
    first, second = raised(place, "2026-11-22 10:00"), raised(place, "2026-11-22 11:00")
    for risk, stage in ((first, "active"), (second, "move_on")):
        write(place, "stage_spell", risk.person, stage=stage, started_on=date(2026, 11, 1))
    agreed(place, specification(clocks=hours(24, stages=("active",))), FIRST)
    rows = today(seen_by=place.scope("team_leader"), at=AT, whose="team").rows
    found = {row.record_id: row.duty.amount for row in rows if row.standard == RISK.name}
    assert found == {first.pk: 24, second.pk: 72}, "on another stage what holds for every service"
