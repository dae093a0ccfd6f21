"""How a version comes into force: two who agree, days that do not overlap, and what is told of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from casework import AT, Place, organisation
from contracts.agreeing import CODE, agreed, hours, specification
from goldthread.access.models import Post, Worker
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed, Role
from goldthread.contracts import actions, queries, rules
from goldthread.contracts.models import Contract, Version
from goldthread.contracts.rules import STATUSES, Side, Status
from goldthread.contracts.specification import writing
from goldthread.contracts.specification.declared import ContactStandard, Counting, Pathway
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event

pytestmark = pytest.mark.django_db
TODAY = civil_date(AT)
FIRST = date(2025, 4, 1)
REASON = "The board decided on it in its last meeting."


def begun(place: Place, role: str = "manager", **told: Any) -> Version:
    return actions.begin_contract(specification(**told), by=place.scope(role), at=AT)


def proposed(place: Place, role: str = "manager", day: date = FIRST, **told: Any) -> Version:
    row = begun(place, role, **told)
    by = place.scope(role)
    return actions.propose(row.pk, version=1, valid_from=day, reason=REASON, by=by, at=AT)


def leave(place: Place, role: str) -> None:
    Post.objects.filter(worker=place.workers[role]).update(ended_on=TODAY - timedelta(days=1))


def test_a_contract_begins_as_a_draft_from_which_nothing_follows(place: Place) -> None:
    row = begun(place)
    by = place.scope("analyst")
    assert (row.status, row.number, row.contract.code) == (Status.DRAFT, 1, CODE)
    assert row.specification == specification()
    assert queries.in_force(row.contract, TODAY, seen_by=by) is None
    assert queries.agreed() == []
    assert [one.code for one in queries.contracts(seen_by=by)] == [CODE]
    assert queries.open_version(row.contract, seen_by=by) == row


@pytest.mark.parametrize(
    "role", ["support_worker", "specialist", "team_leader", "analyst", "auditor", "administrator"]
)
def test_others_may_neither_write_nor_agree(place: Place, role: str) -> None:
    by, row = place.scope(role), begun(place)
    for act in (
        lambda: actions.begin_contract(specification(code="OTHER"), by=by, at=AT),
        lambda: actions.import_toml(writing.write(specification(code="OTHER")), by=by, at=AT),
        lambda: actions.begin_version(row.contract_id, by=by, at=AT),
        lambda: actions.save_draft(row.pk, specification(), version=1, by=by, at=AT),
        lambda: actions.propose(row.pk, version=1, valid_from=FIRST, by=by, at=AT),
        lambda: actions.send_back(row.pk, version=1, reason=REASON, by=by, at=AT),
        lambda: actions.agree(row.pk, version=1, by=by, at=AT),
        lambda: actions.withdraw(row.pk, version=1, reason=REASON, by=by, at=AT),
    ):
        with pytest.raises(NotAllowed, match="managers, quality leads and commissioners"):
            act()
    assert Version.every.count() == 1 and Version.every.get().status == Status.DRAFT


def test_another_organisation_neither_sees_nor_writes_it(place: Place) -> None:
    there, row = organisation("Sample Works"), proposed(place)
    by = there.scope("commissioner")
    assert queries.contracts(seen_by=by) == [] and queries.versions(row.contract, seen_by=by) == []
    with pytest.raises(Refused, match="no such version in your organisation"):
        actions.agree(row.pk, version=2, by=by, at=AT)
    with pytest.raises(Refused, match="already a contract with the code"):
        actions.begin_contract(specification(code="homes"), by=by, at=AT)


def test_the_second_editor_is_shown_both(place: Place) -> None:
    row = begun(place)
    by = place.scope("manager")
    actions.save_draft(row.pk, specification(clocks=hours(48)), version=1, by=by, at=AT)
    with pytest.raises(Changed) as refused:
        actions.save_draft(row.pk, specification(clocks=hours(24)), version=1, by=by, at=AT)
    assert refused.value.now.specification.clocks == hours(48)
    assert "amount = 24" in refused.value.wanted["document"]


def test_a_draft_keeps_its_code_and_gives_the_contract_its_name(place: Place) -> None:
    row, by = begun(place), place.scope("quality_lead")
    with pytest.raises(Refused, match='has the code "HOMES"'):
        actions.save_draft(row.pk, specification(code="HOUSES"), version=1, by=by, at=AT)
    actions.save_draft(row.pk, specification(name="Keeping homes"), version=1, by=by, at=AT, note="renamed")
    assert Contract.every.get().name == "Keeping homes"
    assert Version.every.get().note == "renamed"


def test_toml_is_refused_with_its_place_and_kept_as_the_one_writer_writes_it(place: Place) -> None:
    by = place.scope("manager")
    text = writing.write(specification())
    with pytest.raises(Refused, match=r"mine\.toml") as refused:
        actions.import_toml(text.replace("amount = 72", 'amount = "soon"'), by=by, at=AT, origin="mine.toml")
    assert "clock 1" in str(refused.value)
    row = actions.import_toml("# by hand\n" + text, by=by, at=AT)
    assert row.document == text
    with pytest.raises(Refused, match="Version 1 is being written"):
        actions.import_toml(text, by=by, at=AT)
    actions.withdraw(row.pk, version=1, reason=REASON, by=by, at=AT)
    again = actions.import_toml(text.replace("amount = 72", "amount = 48"), by=by, at=AT)
    assert (again.number, again.contract_id) == (2, row.contract_id)


@pytest.mark.parametrize("code", [0x202E, 0x2066, 0x200B, 0x85])
def test_a_character_that_turns_or_hides_text_is_refused_with_its_place(place: Place, code: int) -> None:
    text = writing.write(specification())
    service = specification().services[0]
    for written in (service, specification().name):
        hidden = text.replace(written, written[:3] + chr(code) + written[3:], 1)
        with pytest.raises(Refused, match=f"U\\+{code:04X}") as refused:
            actions.import_toml(hidden, by=place.scope("manager"), at=AT, origin="mine.toml")
        assert "mine.toml" in str(refused.value)
    with pytest.raises(Refused, match=f"U\\+{code:04X}"):
        begun(place, name=f"Keep{chr(code)}ing homes")


def test_what_was_kept_with_a_character_that_hides_text_still_opens(place: Place) -> None:
    row = begun(place)
    text = writing.write(specification(name="Keep\u202eing homes"))
    Version.every.filter(pk=row.pk).update(document=text)
    assert Version.every.get().specification.name == "Keep\u202eing homes"


def test_a_first_day_that_passed_before_anybody_agreed_needs_a_reason(place: Place) -> None:
    row, by = begun(place), place.scope("manager")
    day = TODAY + timedelta(days=2)
    row = actions.propose(row.pk, version=1, valid_from=day, by=by, at=AT)
    late = AT + timedelta(days=4)
    with pytest.raises(Refused, match="Send it back"):
        actions.agree(row.pk, version=2, by=place.scope("commissioner", late), at=late)
    assert actions.agree(row.pk, version=2, by=place.scope("commissioner"), at=AT).status == Status.AGREED


def test_every_fault_is_named_before_it_is_proposed(place: Place) -> None:
    faulty = replace(specification().clocks[0], response="contact.two_way")
    row = begun(place, clocks=(faulty,), entry=(), commissioner="")
    with pytest.raises(Refused) as refused:
        actions.propose(row.pk, version=1, valid_from=FIRST, reason=REASON, by=place.scope("manager"), at=AT)
    said = str(refused.value)
    assert "contact.two_way" in said and "commissioner" in said
    assert Version.every.get().status == Status.DRAFT


def test_two_agree_and_never_the_one_who_proposed(place: Place) -> None:
    row = proposed(place)
    with pytest.raises(Refused, match="You proposed this version"):
        actions.agree(row.pk, version=2, by=place.scope("manager"), at=AT)
    with pytest.raises(Refused, match="Its commissioner agrees it"):
        actions.agree(row.pk, version=2, by=place.scope("quality_lead"), at=AT)
    done = actions.agree(row.pk, version=2, by=place.scope("commissioner"), at=AT)
    assert (done.status, done.agreed_as, done.backdated) == (Status.AGREED, Side.COMMISSIONER, True)
    assert queries.in_force(row.contract_id, TODAY, seen_by=place.scope("analyst")) == done
    [held] = queries.history(row.contract_id, seen_by=place.scope("analyst"))
    assert (held.first, held.last) == (FIRST, date(2029, 3, 31))
    assert (held.proposed_by, held.agreed_by) == ("Registered manager Example", "Commissioner Example")


def test_what_the_commissioner_proposed_the_provider_agrees(place: Place) -> None:
    row = proposed(place, "commissioner")
    other = Worker.objects.create(organisation=place.organisation, email="two@example.example", name="Two")
    Post.objects.create(worker=other, role=Role.COMMISSIONER, started_on=date(2025, 1, 1))
    place.workers["other"] = other
    with pytest.raises(Refused, match="A manager or quality lead agrees it"):
        actions.agree(row.pk, version=2, by=place.scope("other"), at=AT)
    assert actions.agree(row.pk, version=2, by=place.scope("quality_lead"), at=AT).agreed_as == Side.PROVIDER


def test_without_a_commissioner_here_a_second_person_agrees(place: Place) -> None:
    leave(place, "commissioner")
    row = proposed(place)
    with pytest.raises(Refused, match="You proposed"):
        actions.agree(row.pk, version=2, by=place.scope("manager"), at=AT)
    assert actions.agree(row.pk, version=2, by=place.scope("quality_lead"), at=AT).agreed_as == Side.PROVIDER


def test_the_database_itself_refuses_one_who_agrees_alone(place: Place) -> None:
    row = proposed(place)
    with pytest.raises(IntegrityError):
        Version.every.filter(pk=row.pk).update(
            status="agreed", agreed_by=row.proposed_by, agreed_at=AT, agreed_as="provider"
        )


def test_a_proposal_is_not_written_any_more_until_it_is_sent_back(place: Place) -> None:
    row = proposed(place)
    manager, commissioner = place.scope("manager"), place.scope("commissioner")
    with pytest.raises(Refused, match="This version is proposed, so it cannot be changed"):
        actions.save_draft(row.pk, specification(), version=2, by=manager, at=AT)
    with pytest.raises(Refused, match="Say why it is sent back"):
        actions.send_back(row.pk, version=2, reason="no", by=commissioner, at=AT)
    back = actions.send_back(
        row.pk, version=2, reason="The unit cost is above the band.", by=commissioner, at=AT
    )
    assert (back.status, back.valid_from, back.proposed_by) == (Status.DRAFT, None, "")
    assert back.sent_back == "The unit cost is above the band."
    with pytest.raises(Refused, match="This version is draft, so it cannot be agreed"):
        actions.agree(row.pk, version=3, by=commissioner, at=AT)
    again = actions.propose(row.pk, version=3, valid_from=FIRST, reason=REASON, by=manager, at=AT)
    assert again.sent_back == ""


def test_who_agrees_agrees_what_they_saw(place: Place) -> None:
    row = proposed(place)
    by = place.scope("manager")
    actions.send_back(row.pk, version=2, reason=REASON, by=by, at=AT)
    actions.save_draft(row.pk, specification(clocks=hours(200)), version=3, by=by, at=AT)
    actions.propose(row.pk, version=4, valid_from=FIRST, reason=REASON, by=by, at=AT)
    with pytest.raises(Changed):
        actions.agree(row.pk, version=2, by=place.scope("commissioner"), at=AT)


def test_the_version_before_ends_the_day_before(place: Place) -> None:
    one = agreed(place, specification(), FIRST)
    two = agreed(place, specification(clocks=hours(48)), date(2026, 10, 1))
    by = place.scope("analyst")
    assert [(held.first, held.last) for held in queries.history(one.contract_id, seen_by=by)] == [
        (FIRST, date(2026, 9, 30)),
        (date(2026, 10, 1), date(2029, 3, 31)),
    ]
    for day, number in (
        (date(2025, 3, 31), None),
        (FIRST, 1),
        (date(2026, 9, 30), 1),
        (date(2026, 10, 1), 2),
        (date(2029, 3, 31), 2),
        (date(2029, 4, 1), None),
    ):
        found = queries.in_force(one.contract_id, day, seen_by=by)
        assert (found and found.number) == number, day
    assert two.backdated and two.reason


def test_the_first_day_lies_in_the_contract_and_after_what_is_in_force(place: Place) -> None:
    agreed(place, specification(), date(2026, 6, 1))
    by = place.scope("manager")
    row = actions.begin_version(Contract.every.get().pk, by=by, at=AT)

    def propose(day: date | None, reason: str = REASON) -> Version:
        return actions.propose(row.pk, version=1, valid_from=day, reason=reason, by=by, at=AT)

    for day, words in (
        (None, "from which day"),
        (date(2025, 3, 31), "runs from 1 April 2025 to 31 March 2029"),
        (date(2029, 4, 1), "Choose a day in it"),
        (date(2026, 6, 1), "in force began on 1 June 2026"),
        (date(2026, 5, 31), "in force began on 1 June 2026"),
    ):
        with pytest.raises(Refused, match=words):
            propose(day)
    with pytest.raises(Refused, match="from a day that is past"):
        propose(date(2026, 6, 2), "")
    with pytest.raises(Refused, match="what was agreed is to change"):
        propose(date(2027, 1, 1), "better")
    assert propose(date(2026, 6, 2)).backdated


def test_contract_years_are_counted_from_one_day(place: Place) -> None:
    agreed(place, specification(), FIRST)
    with pytest.raises(Refused, match="contract years are counted from it"):
        agreed(place, specification(starts_on=date(2025, 5, 1)), date(2026, 10, 1))


def test_a_version_that_has_not_begun_gives_way_to_one_agreed_later(place: Place) -> None:
    agreed(place, specification(), FIRST)
    two = agreed(place, specification(clocks=hours(48)), date(2027, 4, 1))
    three = agreed(place, specification(clocks=hours(24)), date(2027, 1, 1))
    two.refresh_from_db()
    assert (two.status, two.sent_back) == (
        Status.WITHDRAWN,
        "Version 3 took its place before it began.",
    )
    held = queries.history(three.contract_id, seen_by=place.scope("analyst"))
    assert [(one.version.number, one.first, one.last) for one in held] == [
        (1, FIRST, date(2026, 12, 31)),
        (3, date(2027, 1, 1), date(2029, 3, 31)),
    ]


def test_one_version_is_written_at_a_time_and_begins_as_the_one_agreed(place: Place) -> None:
    one = agreed(place, specification(), FIRST)
    by = place.scope("manager")
    two = actions.begin_version(one.contract_id, by=by, at=AT)
    assert (two.number, two.document) == (2, one.document)
    with pytest.raises(Refused, match="Version 2 is being written"):
        actions.begin_version(one.contract_id, by=by, at=AT)
    actions.withdraw(two.pk, version=1, reason=REASON, by=by, at=AT)
    assert actions.begin_version(one.contract_id, by=by, at=AT).number == 3


def test_what_was_agreed_is_not_withdrawn_and_a_proposal_only_by_its_side(place: Place) -> None:
    row = proposed(place)
    commissioner, manager = place.scope("commissioner"), place.scope("manager")
    with pytest.raises(Refused, match="Send it back"):
        actions.withdraw(row.pk, version=2, reason=REASON, by=commissioner, at=AT)
    actions.agree(row.pk, version=2, by=commissioner, at=AT)
    with pytest.raises(Refused, match="This version is agreed, so it cannot be withdrawn"):
        actions.withdraw(row.pk, version=3, reason=REASON, by=manager, at=AT)


def test_a_contract_reaches_no_service_of_another_organisation(place: Place) -> None:
    organisation("Sample Works")
    for services in (("*",), ("Sample Works Into Work",), ("*Tenancy*",)):
        row = begun(place, code=f"C{len(Contract.every.all())}", services=services)
        with pytest.raises(Refused, match="services of another organisation"):
            actions.propose(
                row.pk, version=1, valid_from=FIRST, reason=REASON, by=place.scope("manager"), at=AT
            )
    agreed(place, specification(services=("Example Homes *",)), FIRST)


def test_two_contracts_do_not_promise_one_service_two_times_for_one_duty(place: Place) -> None:
    agreed(place, specification(), FIRST)
    by = place.scope("manager")
    row = begun(place, code="SECOND", clocks=hours(48))
    with pytest.raises(Refused, match=r'"HOMES" also covers Example Homes Tenancy Support.*tenancy risk'):
        actions.propose(row.pk, version=1, valid_from=FIRST, reason=REASON, by=by, at=AT)
    actions.save_draft(row.pk, specification(code="SECOND"), version=1, by=by, at=AT)
    assert actions.propose(row.pk, version=2, valid_from=FIRST, reason=REASON, by=by, at=AT)


def test_two_contracts_do_not_ask_one_service_for_two_contacts_or_count_it_by_two_rules(place: Place) -> None:
    def seen(times: int) -> tuple[Pathway, ...]:
        [pathway] = specification().pathways
        first, *rest = pathway.stages
        asked = replace(first, contact=ContactStandard(times, 1, "weeks"))
        return (replace(pathway, stages=(asked, *rest)),)

    agreed(place, specification(pathways=seen(1)), FIRST)
    by = place.scope("manager")
    row = begun(place, code="SECOND", pathways=seen(2))
    with pytest.raises(Refused, match='another contact in the stage "Active support"'):
        actions.propose(row.pk, version=1, valid_from=FIRST, reason=REASON, by=by, at=AT)
    told = specification(code="SECOND", pathways=seen(1), counting=Counting(home_gap_days=0))
    actions.save_draft(row.pk, told, version=1, by=by, at=AT)
    with pytest.raises(Refused, match="another rule of counting"):
        actions.propose(row.pk, version=2, valid_from=FIRST, reason=REASON, by=by, at=AT)


@pytest.mark.parametrize("code", ["", " ", "a/b", "-x", "é", "x" * 61, "a b"])
def test_a_code_that_no_address_holds_is_refused(place: Place, code: str) -> None:
    with pytest.raises(Refused, match="cannot be the code of a contract"):
        begun(place, code=code)


def test_the_ledger_is_told_ids_codes_and_days_and_no_words(place: Place) -> None:
    agreed(place, specification(purpose="Unmistakable words"), FIRST, reason="Unmistakable reason, and long.")
    told = {event.verb: event for event in Event.objects.filter(verb__startswith="contracts.")}
    assert set(told) == {"contracts.begin", "contracts.propose", "contracts.agree"}
    content = json.loads(told["contracts.agree"].content or "{}")
    assert (content["code"], content["number"], content["valid_from"]) == (CODE, 1, "2025-04-01")
    assert content["backdated"] is True and len(content["hash"]) == 64
    assert told["contracts.agree"].by == place.workers["commissioner"].told_as
    assert "Unmistakable" not in repr([(event.content, event.subjects) for event in told.values()])
    assert [table for table, _ in told["contracts.agree"].subjects] == [
        "contracts.contract",
        "contracts.version",
    ]


def test_every_status_and_side_has_its_words() -> None:
    assert set(STATUSES) == set(Status)
    assert set(rules.SIDES) == set(Side)
    assert not rules.SIDES[Side.PROVIDER] & rules.SIDES[Side.COMMISSIONER]
