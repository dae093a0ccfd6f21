"""What the actions of the room write, what they refuse, and what they tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import casework
from casework import AT, Place
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.housing import actions, huddles, queries
from goldthread.housing.models import (
    AccommodationStatus,
    Huddle,
    HuddleDecision,
    Inspection,
    Notice,
    RentBalance,
    Tenancy,
    TenancyComplaint,
    TenancyRisk,
    TenancyRiskAction,
)
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people import actions as people
from goldthread.people.models import SharingCheck
from housing.homes import LANDLORD, MOVED_IN, at_home, at_risk, consented

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SECRET = "Zebedee Hidden"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_tenancy_is_held_by_default_and_hangs_on_support_and_team(place: Place) -> None:
    person, tenancy = at_home(place)
    assert (tenancy.status, tenancy.last_confirmed_on, tenancy.team) == ("held", TODAY, place.teams["north"])
    assert tenancy.support is not None and tenancy.support.person == person
    earlier = actions.start_tenancies(
        [{"person": person.pk, "started_on": date(2020, 1, 1), "ended_on": date(2021, 1, 1)}],
        by=place.scope("support_worker"),
        at=AT,
    )[0]
    assert (earlier.status, earlier.support, earlier.team) == ("ended", None, place.teams["north"])
    told = Event.objects.filter(verb="housing.start_tenancy")
    assert [one.people.get().person for one in told] == [person.pk, person.pk]
    fields = [json.loads(one.content or "{}")["fields"] for one in told]
    assert sum("landlord" in one for one in fields) == 1
    assert not any(LANDLORD in (one.content or "") for one in told)


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"started_on": TODAY + timedelta(days=1)}, "in the future"),
        ({"started_on": ago(5), "ended_on": ago(6)}, "cannot end before"),
        ({"started_on": ago(5), "ended_on": TODAY + timedelta(days=1)}, "in the future"),
        ({"started_on": ago(5), "landlord_kind": "king"}, "not one of the answers"),
        ({"started_on": ago(5), "end_reason": "bored"}, "not one of the answers"),
        ({"started_on": ago(5), "last_confirmed_on": TODAY + timedelta(days=1)}, "in the future"),
        ({"started_on": ago(5), "landlord": "x" * 201}, "longer than 200"),
    ],
)
def test_what_a_tenancy_cannot_be(place: Place, told: dict[str, Any], sentence: str) -> None:
    person = place.person()
    with pytest.raises(Refused, match=sentence):
        actions.start_tenancy(person=person.pk, **told, by=place.scope("support_worker"), at=AT)
    assert not Tenancy.every.exists() and not Event.objects.exists()


@pytest.mark.parametrize("role", ["quality_lead", "analyst", "commissioner", "auditor", "administrator"])
def test_who_only_reads_writes_nothing(place: Place, role: str) -> None:
    person = place.person()
    with pytest.raises(NotAllowed):
        actions.start_tenancy(person=person.pk, started_on=ago(5), by=place.scope(role), at=AT)
    with pytest.raises(NotAllowed):
        actions.start_huddle(place.teams["north"], by=place.scope(role), at=AT)
    assert not Tenancy.every.exists() and not Huddle.every.exists() and not Event.objects.exists()


def test_another_team_and_another_organisation_reach_nothing(place: Place) -> None:
    risk = at_risk(place)
    elsewhere = casework.organisation("Other Homes")
    for by in (place.scope("specialist"), elsewhere.scope("manager"), elsewhere.scope("support_worker")):
        assert queries.tenancy(risk.tenancy_id, seen_by=by) is None
        assert queries.risk(risk.pk, seen_by=by) is None
        assert not queries.register(seen_by=by) and not queries.home(risk.person_id, seen_by=by).tenancies
        calls: list[Any] = [
            lambda by: actions.record_balance(
                tenancy=risk.tenancy_id, balance_on=ago(1), balance=Decimal(1), by=by, at=AT
            ),
            lambda by: actions.end_tenancy(risk.tenancy_id, ended_on=TODAY, end_reason="other", by=by, at=AT),
            lambda by: actions.act_on_risk(tenancy_risk=risk.pk, kind="other", opened_at=AT, by=by, at=AT),
            lambda by: actions.close_risk(risk.pk, closing_outcome="tenancy_lost", by=by, at=AT),
            lambda by: actions.raise_risk(
                person=risk.person_id, raised_at=AT, risk_kind="other", by=by, at=AT
            ),
            lambda by: actions.start_huddle(place.teams["north"], by=by, at=AT),
            lambda by: actions.void_row("risk", risk.pk, reason="twice", by=by, at=AT),
        ]
        for call in calls:
            with pytest.raises(Refused):
                call(by)
    assert not TenancyRiskAction.every.exists() and not Huddle.every.exists()


def test_a_tenancy_is_confirmed_and_ends_once(place: Place) -> None:
    by = place.scope("support_worker")
    _, tenancy = at_home(place, last_confirmed_on=ago(100))
    actions.confirm_tenancy(tenancy, confirmed_on=ago(3), by=by, at=AT)
    with pytest.raises(Refused, match="confirmed later than that"):
        actions.confirm_tenancy(tenancy, confirmed_on=ago(30), by=by, at=AT)
    with pytest.raises(Refused, match="in the future"):
        actions.end_tenancy(tenancy, ended_on=TODAY + timedelta(days=1), end_reason="other", by=by, at=AT)
    with pytest.raises(Refused, match="before it starts"):
        actions.end_tenancy(tenancy, ended_on=MOVED_IN - timedelta(days=1), end_reason="other", by=by, at=AT)
    with pytest.raises(Refused, match="Say why"):
        actions.end_tenancy(tenancy, ended_on=TODAY, end_reason="", by=by, at=AT)
    actions.end_tenancy(tenancy, ended_on=TODAY, end_reason="eviction", by=by, at=AT)
    with pytest.raises(Refused, match="has ended"):
        actions.confirm_tenancy(tenancy, by=by, at=AT)
    row = Tenancy.every.get()
    assert (row.status, row.end_reason, row.last_confirmed_on) == ("ended", "eviction", ago(3))


def test_a_balance_is_one_a_day_and_is_mended_by_version(place: Place) -> None:
    by = place.scope("support_worker")
    _, tenancy = at_home(place)
    row = actions.record_balance(
        tenancy=tenancy.pk, balance_on=ago(2), balance=Decimal("640"), weekly_charge=None, by=by, at=AT
    )
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"balance_on": ago(2), "balance": Decimal(1)}, "balance of that day"),
        ({"balance_on": TODAY + timedelta(days=1), "balance": Decimal(1)}, "in the future"),
        ({"balance_on": MOVED_IN - timedelta(days=1), "balance": Decimal(1)}, "before the tenancy"),
        ({"balance_on": ago(1), "balance": Decimal(10_000_000)}, "above £999,999"),
        ({"balance_on": ago(1), "balance": Decimal(1), "weekly_charge": Decimal(-1)}, "not below nought"),
    ]
    for told, sentence in wrong:
        with pytest.raises(Refused, match=sentence):
            actions.record_balance(tenancy=tenancy.pk, **told, by=by, at=AT)
    twice: Any = {"tenancy": tenancy.pk, "balance_on": ago(1), "balance": Decimal(1)}
    with pytest.raises(Refused, match="balance of that day"):
        actions.record_balances([twice, twice], by=by, at=AT)
    actions.change_balance(row, version=1, balance=Decimal("64"), by=by, at=AT)
    with pytest.raises(Changed) as changed:
        actions.change_balance(row, version=1, balance=Decimal("6.40"), by=by, at=AT)
    assert changed.value.now.balance == Decimal("64")
    with pytest.raises(IntegrityError), transaction.atomic():
        RentBalance.new(
            by=by, at=AT, person=tenancy.person, tenancy=tenancy, balance_on=ago(2), balance=1
        ).save(force_insert=True)


def test_a_notice_is_served_and_withdrawn_once(place: Place) -> None:
    by = place.scope("support_worker")
    _, tenancy = at_home(place)
    with pytest.raises(Refused, match="kind of notice"):
        actions.serve_notice(tenancy=tenancy.pk, served_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="ends after it was served"):
        actions.serve_notice(tenancy=tenancy.pk, kind="no_fault", served_at=AT, ends_on=ago(1), by=by, at=AT)
    row = actions.serve_notice(
        tenancy=tenancy.pk, kind="no_fault", served_at=AT - timedelta(days=4), by=by, at=AT
    )
    assert queries.tenancy(tenancy.pk, seen_by=by).threatened  # type: ignore[union-attr]
    with pytest.raises(Refused, match="withdrawn after it was served"):
        actions.withdraw_notice(row, withdrawn_on=ago(5), by=by, at=AT)
    actions.withdraw_notice(row, by=by, at=AT)
    with pytest.raises(Refused, match="already"):
        actions.withdraw_notice(row, by=by, at=AT)
    assert not queries.tenancy(tenancy.pk, seen_by=by).threatened  # type: ignore[union-attr]
    assert Notice.every.get().withdrawn_on == TODAY


def test_inspections_and_complaints_end_with_a_result(place: Place) -> None:
    by = place.scope("support_worker")
    _, tenancy = at_home(place)
    look = actions.plan_inspection(tenancy.pk, kind="landlord", due_on=ago(1), by=by, at=AT)
    with pytest.raises(Refused, match="day to come"):
        actions.move_inspection(look, due_on=ago(1), by=by, at=AT)
    actions.move_inspection(look, due_on=TODAY + timedelta(days=2), by=by, at=AT)
    with pytest.raises(Refused, match="in words"):
        actions.hold_inspection(look, held_on=TODAY, result="no_access", by=by, at=AT)
    actions.hold_inspection(look, held_on=TODAY, result="passed", by=by, at=AT)
    with pytest.raises(Refused, match="recorded already"):
        actions.hold_inspection(look, held_on=TODAY, result="passed", by=by, at=AT)
    with pytest.raises(Refused, match="was held"):
        actions.move_inspection(look, due_on=TODAY + timedelta(days=2), by=by, at=AT)
    assert Inspection.every.get().result == "passed"
    with pytest.raises(Refused, match="who complains"):
        actions.receive_complaint(tenancy.pk, received_on=TODAY, made_by="", about="noise", by=by, at=AT)
    row = actions.receive_complaint(
        tenancy.pk, received_on=ago(3), made_by="landlord", about="damage", as_risk=True, by=by, at=AT
    )
    risk = TenancyRisk.every.get()
    assert (risk.risk_kind, risk.tenancy, risk.words) == ("complaint", tenancy, "The landlord: damage.")
    with pytest.raises(Refused, match="open on this home already"):
        actions.receive_complaint(
            tenancy.pk, received_on=TODAY, made_by="landlord", about="noise", as_risk=True, by=by, at=AT
        )
    assert TenancyComplaint.every.count() == 1, "refused as a whole"
    with pytest.raises(Refused, match="after it came"):
        actions.close_complaint(row, closed_on=ago(4), outcome="mended", by=by, at=AT)
    actions.close_complaint(row, closed_on=TODAY, outcome="mended", by=by, at=AT)
    with pytest.raises(Refused, match="closed already"):
        actions.close_complaint(row, closed_on=TODAY, outcome="mended", by=by, at=AT)


def test_a_code_must_have_been_in_use_on_the_day(place: Place) -> None:
    by, person = place.scope("support_worker"), place.person()
    old: Any = {"person": person.pk, "stated_on": date(2021, 9, 30), "accommodation": "MA06"}
    actions.record_accommodation(**old, by=by, at=AT)
    with pytest.raises(Refused, match="not in use on that day"):
        actions.record_accommodation(**{**old, "stated_on": date(2021, 10, 1)}, by=by, at=AT)
    with pytest.raises(Refused, match="at least one"):
        actions.record_accommodation(person=person.pk, stated_on=TODAY, by=by, at=AT)
    assert AccommodationStatus.every.get().team == place.teams["north"]


def test_word_with_a_landlord_needs_consent_or_a_lawful_way(place: Place) -> None:
    by, risk = place.scope("support_worker"), at_risk(place)
    word: Any = {"tenancy_risk": risk.pk, "kind": "landlord_communication"}
    agreed = actions.act_on_risk(**word, by=by, at=AT)
    assert agreed.opened_at is None and agreed.sharing_check is None, "agreed is not yet shared"
    with pytest.raises(Refused, match="No consent"):
        actions.begin_action(agreed, opened_at=AT, by=by, at=AT)
    leader = place.workers["team_leader"].pk
    begun = actions.begin_action(
        agreed, opened_at=AT, lawful_reason="Eviction tomorrow", second_person=leader, by=by, at=AT
    )
    check = SharingCheck.every.get()
    assert (begun.sharing_check, check.second_person_id, check.recipient) == (check, leader, LANDLORD)
    consented(place, risk.person_id)
    again = actions.act_on_risk(**word, opened_at=AT, by=by, at=AT)
    assert again.sharing_check is not None and again.sharing_check.consent is not None
    own = at_risk(place, "Ben Sample")
    Tenancy.every.filter(pk=own.tenancy_id).update(landlord_kind="provider")
    made = actions.act_on_risk(tenancy_risk=own.pk, kind="landlord_communication", opened_at=AT, by=by, at=AT)
    assert made.sharing_check is None, "the landlord is this organisation"


def test_consent_is_looked_for_at_the_moment_of_the_word(place: Place) -> None:
    """A consent given since does not cover what was said before it, nor does one withdrawn since undo it."""
    by, risk = place.scope("support_worker"), at_risk(place, hours=72)
    word: Any = {"tenancy_risk": risk.pk, "kind": "landlord_communication"}
    agreed = actions.act_on_risk(**word, by=by, at=AT)
    given = AT - timedelta(hours=24)
    told: Any = {"person": risk.person_id, "purpose": "landlord_liaison"}
    consent = people.give_consent(**told, given_at=given, by=by, at=given)
    before = given - timedelta(hours=1)
    with pytest.raises(Refused, match="No consent"):
        actions.begin_action(agreed, opened_at=before, by=by, at=AT)
    with pytest.raises(Refused, match="No consent"):
        actions.act_on_risk(**word, opened_at=before, by=by, at=AT)
    people.withdraw_consent(consent.pk, withdrawn_at=AT - timedelta(hours=1), by=by, at=AT)
    begun = actions.begin_action(agreed, opened_at=AT - timedelta(hours=2), by=by, at=AT)
    assert begun.sharing_check is not None and begun.sharing_check.consent == consent
    with pytest.raises(Refused, match="No consent"):
        actions.act_on_risk(**word, opened_at=AT, by=by, at=AT)


def test_word_about_benefits_needs_consent_to_share_with_partners(place: Place) -> None:
    by, risk = place.scope("support_worker"), at_risk(place)
    word: Any = {"tenancy_risk": risk.pk, "kind": "benefits_liaison"}
    agreed = actions.act_on_risk(**word, by=by, at=AT)
    assert agreed.sharing_check is None, "agreed is not yet shared"
    consented(place, risk.person_id)
    with pytest.raises(Refused, match="No consent for this is in force: sharing with another partner"):
        actions.begin_action(agreed, opened_at=AT, by=by, at=AT)
    told: Any = {"person": risk.person_id, "purpose": "partner_sharing", "recipient": "Jobcentre Plus"}
    people.give_consent(**told, given_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="No consent"):
        actions.begin_action(agreed, opened_at=AT, recipient="Example Council", by=by, at=AT)
    begun = actions.begin_action(agreed, opened_at=AT, recipient="Jobcentre Plus", by=by, at=AT)
    assert begun.sharing_check is not None and begun.sharing_check.recipient == "Jobcentre Plus"


def test_an_action_goes_from_agreed_to_begun_to_complete(place: Place) -> None:
    by, risk = place.scope("support_worker"), at_risk(place)
    plan = actions.act_on_risk(tenancy_risk=risk.pk, kind="action_plan", by=by, at=AT)
    assert plan.opened_at == AT, "a plan is begun when it is agreed"
    row = actions.act_on_risk(
        tenancy_risk=risk.pk, kind="increased_visits", planned_by_on=TODAY, by=by, at=AT
    )
    assert row.owner == place.workers["support_worker"]
    with pytest.raises(Refused, match="first when"):
        actions.complete_action(row, completed_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="in the future"):
        actions.begin_action(row, opened_at=AT + timedelta(hours=1), by=by, at=AT)
    with pytest.raises(Refused, match="after its risk"):
        actions.begin_action(row, opened_at=AT - timedelta(days=9), by=by, at=AT)
    actions.begin_action(row, opened_at=AT, by=by, at=AT)
    with pytest.raises(Refused, match="begun already"):
        actions.begin_action(row, opened_at=AT, by=by, at=AT)
    later = AT + timedelta(days=1)
    actions.complete_action(row, completed_at=later, by=by, at=later)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: actions.complete_action(row, completed_at=later, by=by, at=later),
        lambda: actions.give_up_action(row, words="Too late", by=by, at=later),
    )
    for call in calls:
        with pytest.raises(Refused, match="over already"):
            call()
    other = actions.act_on_risk(tenancy_risk=risk.pk, kind="other", words="Paint", by=by, at=AT)
    with pytest.raises(Refused, match="missing"):
        actions.give_up_action(other, words=" ", by=by, at=AT)
    actions.give_up_action(other, words="The landlord paints", by=by, at=AT)
    assert TenancyRiskAction.every.get(pk=other.pk).words == "Paint\nGiven up: The landlord paints"


def test_a_risk_is_raised_owned_and_closed(place: Place) -> None:
    by, risk = place.scope("support_worker"), at_risk(place)
    again: Any = {"person": risk.person_id, "tenancy": risk.tenancy_id, "risk_kind": "arrears"}
    with pytest.raises(Refused, match="open on this home already"):
        actions.raise_risk(**again, raised_at=AT, by=by, at=AT)
    stranger, _ = at_home(place, "Ben Sample")
    with pytest.raises(Refused, match="somebody else's"):
        actions.raise_risk(
            **{**again, "person": stranger.pk, "risk_kind": "other"}, raised_at=AT, by=by, at=AT
        )
    with pytest.raises(Refused, match="in the future"):
        actions.raise_risk(
            person=stranger.pk, risk_kind="other", raised_at=AT + timedelta(hours=1), by=by, at=AT
        )
    homeless = actions.raise_risk(person=stranger.pk, risk_kind="other", raised_at=AT, by=by, at=AT)
    assert homeless.tenancy is None and homeless.team == place.teams["north"]
    leader = place.workers["team_leader"].pk
    actions.own_risk(risk, owner=leader, by=by, at=AT)
    with pytest.raises(Refused, match="owns this risk already"):
        actions.own_risk(risk, owner=leader, by=by, at=AT)
    outside = casework.organisation("Other Homes").workers["manager"].pk
    with pytest.raises(Refused, match="works here"):
        actions.own_risk(risk, owner=outside, by=by, at=AT)
    with pytest.raises(Refused, match="after it was raised"):
        actions.close_risk(
            risk, closing_outcome="notice_avoided", closed_at=AT - timedelta(days=9), by=by, at=AT
        )
    actions.close_risk(risk, closing_outcome="notice_avoided", closing_words=SECRET, by=by, at=AT)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: actions.close_risk(risk, closing_outcome="notice_avoided", by=by, at=AT),
        lambda: actions.own_risk(risk, owner=leader, by=by, at=AT),
        lambda: actions.act_on_risk(tenancy_risk=risk.pk, kind="other", by=by, at=AT),
    )
    for call in calls:
        with pytest.raises(Refused, match="is closed"):
            call()
    assert not any(SECRET in (event.content or "") for event in Event.objects.all())


def test_a_huddle_sits_once_decides_and_is_over(place: Place) -> None:
    by, risk = place.scope("team_leader"), at_risk(place)
    meeting = actions.start_huddle(place.teams["north"], by=by, at=AT)
    with pytest.raises(Refused, match="open already"):
        actions.start_huddle(place.teams["north"], by=by, at=AT)
    with pytest.raises(Refused, match="one of your teams"):
        actions.start_huddle(place.teams["south"], by=by, at=AT)
    consented(place, risk.person_id, purpose="partner_sharing")
    decided = actions.decide_action(
        meeting, risk, kind="benefits_liaison", begun=True, as_plan=True, by=by, at=AT
    )
    assert queries.risk(risk.pk, seen_by=by).state == "answered"  # type: ignore[union-attr]
    with pytest.raises(Refused, match="carry on"):
        actions.decide(meeting, risk, decision="close", by=by, at=AT)
    with pytest.raises(Refused, match="asked of the manager"):
        actions.decide(meeting, risk, decision="escalate", by=by, at=AT)
    south = place.person("Cleo Specimen", team="south")
    manager = place.scope("manager")
    other = actions.raise_risk(person=south.pk, risk_kind="other", raised_at=AT, by=manager, at=AT)
    with pytest.raises(Refused, match="another team's register"):
        actions.decide(meeting, other, decision="carry_on", by=manager, at=AT)
    actions.end_huddle(meeting, by=by, at=AT)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: actions.decide(meeting, risk, decision="carry_on", by=by, at=AT),
        lambda: actions.end_huddle(meeting, by=by, at=AT),
    )
    for call in calls:
        with pytest.raises(Refused, match="has ended"):
            call()
    actions.say_helped(decided, helped="early", by=by, at=AT)
    actions.say_helped(decided, helped="yes", by=by, at=AT)
    with pytest.raises(Refused, match="said already"):
        actions.say_helped(decided, helped="no", by=by, at=AT)
    assert HuddleDecision.every.get().helped == "yes"


def test_last_week_is_told_by_what_came_of_it(place: Place) -> None:
    by = place.scope("team_leader")
    before = AT - timedelta(days=7)
    first, second = at_risk(place, at=before), at_risk(place, "Ben Sample", kind="complaint", at=before)
    meeting = actions.start_huddle(place.teams["north"], by=by, at=before)
    consented(place, first.person_id, at=before, purpose="partner_sharing")
    done = actions.decide_action(meeting, first, kind="benefits_liaison", begun=True, by=by, at=before)
    soon = before + timedelta(minutes=2)
    actions.decide_owner(meeting, second, owner=place.workers["support_worker"].pk, by=by, at=soon)
    later = before + timedelta(minutes=5)
    actions.decide(meeting, second, decision="carry_on", by=by, at=later)
    actions.end_huddle(meeting, by=by, at=later)
    actions.complete_action(done.action_id, completed_at=AT, by=by, at=AT)
    actions.close_risk(first, closing_outcome="arrears_plateaued", by=by, at=AT)
    now = actions.start_huddle(place.teams["north"], by=by, at=AT)
    board = huddles.board(now, seen_by=by)
    assert [(one.row.decision, one.done, one.came) for one in board.before] == [
        ("act", True, "done"),
        ("owner", True, "theirs since"),
        ("carry_on", False, "still open"),
    ]
    assert board.helped == "2 of 2 decisions done; arrears plateaued"
    assert [row.risk.pk for row in board.rows] == [second.pk]
    old = huddles.board(Huddle.every.get(pk=meeting.pk), seen_by=by)
    assert {row.risk.pk for row in old.rows} == {first.pk, second.pk}, "minutes keep what was on the table"


def test_what_was_entered_in_error_is_kept_and_never_counted(place: Place) -> None:
    by, risk = place.scope("support_worker"), at_risk(place)
    actions.act_on_risk(tenancy_risk=risk.pk, kind="other", by=by, at=AT)
    with pytest.raises(Refused, match="Say why"):
        actions.void_row("risk", risk.pk, reason="", by=by, at=AT)
    with pytest.raises(Refused, match="take that back first"):
        actions.void_row("risk", risk.pk, reason="twice", by=by, at=AT)
    actions.void_row("action", TenancyRiskAction.every.get().pk, reason="twice", by=by, at=AT)
    actions.void_row("risk", risk.pk, reason="twice", by=by, at=AT)
    assert TenancyRisk.every.get().voided and not queries.register(seen_by=by)
    with pytest.raises(Refused, match="cannot be taken back"):
        actions.void_row("huddle", risk.pk, reason="twice", by=by, at=AT)


def test_ten_thousand_cost_hardly_more_queries_than_one(
    place: Place, django_assert_max_num_queries: Any
) -> None:
    by, people = place.scope("manager"), [place.person(f"Person {number}") for number in range(40)]
    told: Any = [{"person": one.pk, "started_on": MOVED_IN} for one in people]
    with django_assert_max_num_queries(12):
        rows = actions.start_tenancies(told, by=by, at=AT)
    balances: Any = [
        {"tenancy": row.pk, "balance_on": ago(days), "balance": Decimal(days)}
        for row in rows
        for days in (1, 31, 61)
    ]
    with django_assert_max_num_queries(12):
        actions.record_balances(balances, by=by, at=AT)
    risks: Any = [
        {"person": row.person_id, "tenancy": row.pk, "risk_kind": "arrears", "raised_at": AT} for row in rows
    ]
    with django_assert_max_num_queries(14):
        raised = actions.raise_risks(risks, by=by, at=AT)
    with django_assert_max_num_queries(6):
        assert len(queries.register(seen_by=by)) == len(raised) == 40


def test_two_in_the_same_moment_are_one_and_a_sentence(place: Place, monkeypatch: Any) -> None:
    """The database says no where the question before the write was too early to see it."""
    from goldthread.housing.actions import tenancies

    by = place.scope("team_leader")
    _, tenancy = at_home(place)
    told: Any = {"tenancy": tenancy.pk, "balance_on": ago(1), "balance": Decimal(1)}
    actions.record_balance(**told, by=by, at=AT)
    monkeypatch.setattr(tenancies, "chunks", lambda keys: iter(()))
    with pytest.raises(Refused, match="balance of that day"):
        actions.record_balance(**told, by=by, at=AT)
    actions.start_huddle(place.teams["north"], by=by, at=AT)
    nobody = type("Nobody", (), {"exists": lambda self: False, "filter": lambda self, **named: self})()
    monkeypatch.setattr(Huddle.objects, "seen_by", lambda scope: nobody)
    with pytest.raises(Refused, match="open already"):
        actions.start_huddle(place.teams["north"], by=by, at=AT)
    assert RentBalance.every.count() == Huddle.every.count() == 1
