"""Indicators of one's own: from worksheet to approval by two, and what the ledger is told of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework import AT, Place, organisation
from contracts.agreeing import agreed, specification
from evidence.few_records import store_of
from goldthread.access.kept import KeptRows
from goldthread.access.rows import Changed
from goldthread.access.rules import NotAllowed
from goldthread.cli.main import main
from goldthread.contracts import actions as contracts
from goldthread.contracts import local_actions as actions
from goldthread.contracts import local_queries as queries
from goldthread.contracts import queries as contract_queries
from goldthread.contracts.models.local import LocalIndicator
from goldthread.contracts.specification.declared import Scheduled
from goldthread.contracts.worksheets import FIELDS, NotReady
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event

CODE = "local.decided_14d"
ANSWERS = {field: f"An answer about {field}, in a sentence." for field in FIELDS}
FIT = "It measures what the people waiting told us matters."


def begun(place: Place, code: str = CODE, role: str = "quality_lead") -> LocalIndicator:
    known = queries.questions()
    return actions.begin_local(code, "Decided in 14 days", known=known, by=place.scope(role), at=AT)


def proposed(place: Place, code: str = CODE) -> LocalIndicator:
    row, by = begun(place, code), place.scope("quality_lead")
    actions.save_local(row, version=1, by=by, at=AT, **ANSWERS)
    return actions.propose_local(row, version=2, known=queries.questions(), by=by, at=AT)


def approve(place: Place, row: LocalIndicator, role: str = "commissioner", **told: Any) -> LocalIndicator:
    given = {"version": row.version, "decision": FIT, "known": queries.questions(), **told}
    return actions.approve_local(row.pk, by=place.scope(role), at=AT, **given)


def test_from_worksheet_to_approval_by_two(place: Place) -> None:
    row = proposed(place)
    assert CODE not in queries.approved()
    done = approve(place, row)
    assert (done.status, done.proposed_by) == ("approved", place.scope("quality_lead").told_as)
    assert done.decided_by == place.scope("commissioner").told_as
    assert queries.approved()[CODE].code == CODE
    assert CODE in queries.questions()
    verbs = sorted(event.verb for event in Event.objects.filter(verb__startswith="contracts."))
    assert verbs == [
        "contracts.approve_local_indicator",
        "contracts.begin_local_indicator",
        "contracts.propose_local_indicator",
        "contracts.write_local_indicator",
    ]
    content = json.loads(Event.objects.get(verb="contracts.approve_local_indicator").content)
    assert content == {"code": CODE, "number": 1, "hash": row.hash}


def test_the_ledger_is_told_no_words_of_the_worksheet(place: Place) -> None:
    approve(place, proposed(place))
    told = " ".join(event.content for event in Event.objects.all())
    assert "An answer about" not in told
    assert FIT not in told


def test_a_draft_with_faults_is_refused_with_all_of_them(place: Place) -> None:
    row, by = begun(place), place.scope("quality_lead")
    text = row.text.replace("decided_on <=", "decidd_on <=")
    actions.save_local(row, version=1, by=by, at=AT, text=text, **{**ANSWERS, "need": ""})
    with pytest.raises(NotReady) as refused:
        actions.propose_local(row, version=2, known=queries.questions(), by=by, at=AT)
    assert [fault.part for fault in refused.value.faults] == ["need", "definition"]
    assert LocalIndicator.objects.seen_by(by).get().status == "draft"


def test_nobody_approves_their_own(place: Place) -> None:
    row = proposed(place)
    with pytest.raises(Refused, match="You proposed this"):
        approve(place, row, "quality_lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalIndicator.every.filter(pk=row.pk).update(
            status="approved", decided_by=row.proposed_by, decided_at=AT
        )
    assert not queries.approved()


@pytest.mark.parametrize("role", ["support_worker", "team_leader", "analyst", "auditor", "administrator"])
def test_others_neither_write_nor_approve(place: Place, role: str) -> None:
    row = proposed(place)
    with pytest.raises(NotAllowed):
        approve(place, row, role)
    with pytest.raises(NotAllowed):
        begun(place, "local.another", role)


def test_an_approval_says_why(place: Place) -> None:
    with pytest.raises(Refused, match="Say in a sentence why it is fit"):
        approve(place, proposed(place), decision="fine")


def test_what_is_proposed_or_approved_is_not_written_any_more(place: Place) -> None:
    row, by = proposed(place), place.scope("quality_lead")
    with pytest.raises(Refused, match="cannot be written: this version is proposed"):
        actions.save_local(row, version=row.version, by=by, at=AT, need="Another need altogether.")
    done = approve(place, row)
    for act in (
        lambda: actions.save_local(done, version=done.version, by=by, at=AT, text="changed"),
        lambda: actions.discard_local(done, version=done.version, by=by, at=AT),
        lambda: actions.send_back_local(done, version=done.version, reason=FIT, by=by, at=AT),
        lambda: approve(place, done),
    ):
        with pytest.raises(Refused, match="approved: may be contracted"):
            act()


def test_what_changed_behind_the_proposal_is_not_approved(place: Place) -> None:
    row = proposed(place)
    LocalIndicator.every.filter(pk=row.pk).update(need="Something that nobody proposed at all.")
    with pytest.raises(Refused, match="not what was proposed"):
        approve(place, row)


def test_an_approval_is_of_the_version_that_was_read(place: Place) -> None:
    row = proposed(place)
    with pytest.raises(Changed):
        approve(place, row, version=row.version - 1)


def test_the_second_of_two_editors_is_shown_both(place: Place) -> None:
    row = begun(place)
    actions.save_local(row, version=1, by=place.scope("manager"), at=AT, need="The first need, as written.")
    with pytest.raises(Changed) as changed:
        actions.save_local(row, version=1, by=place.scope("quality_lead"), at=AT, need="Another need.")
    assert changed.value.now.need == "The first need, as written."


def test_sent_back_with_a_reason_it_is_written_on(place: Place) -> None:
    row = proposed(place)
    by = place.scope("commissioner")
    with pytest.raises(Refused, match="what should change"):
        actions.send_back_local(row, version=row.version, reason=" no ", by=by, at=AT)
    back = actions.send_back_local(
        row, version=row.version, reason="Say what the evidence is, with its place.", by=by, at=AT
    )
    assert (back.status, back.hash) == ("draft", "")
    again = actions.save_local(
        back, version=back.version, by=place.scope("manager"), at=AT, evidence="A trial of 1996, table 3."
    )
    actions.propose_local(
        again, version=again.version, known=queries.questions(), by=place.scope("manager"), at=AT
    )


def test_a_later_version_takes_the_place_of_the_one_approved(place: Place) -> None:
    first = approve(place, proposed(place))
    by = place.scope("manager")
    second = actions.next_local(first, by=by, at=AT)
    assert (second.number, second.status, second.need) == (2, "draft", first.need)
    assert queries.approved()[CODE].version == 1
    with pytest.raises(Refused, match=r"Version 2 .* is being written"):
        actions.next_local(first, by=by, at=AT)
    text = second.text.replace("days(14)", "days(15)").replace("2026-03-16", "2026-03-17")
    text = text.replace(
        "accepted | 2026-03-17 | 2026-04-30 || not met", "accepted | 2026-03-18 | 2026-04-30 || not met"
    )
    actions.save_local(second, version=1, by=by, at=AT, text=text)
    actions.propose_local(second, version=2, known=queries.questions(), by=by, at=AT)
    approve(place, LocalIndicator.objects.seen_by(by).get(pk=second.pk))
    assert queries.approved()[CODE].version == 2
    assert [(one.number, one.status) for one in queries.versions(CODE, seen_by=by)] == [
        (2, "approved"),
        (1, "superseded"),
    ]


def test_retired_it_is_asked_no_more_unless_a_contract_names_it(place: Place) -> None:
    row, by = approve(place, proposed(place)), place.scope("manager")
    told = {"version": row.version, "reason": "The records it reads are kept no longer.", "by": by}
    wanted = Scheduled(CODE, "quarterly", no_balance_because="What balances it is not counted yet.")
    bare = specification()
    agreed(place, replace(bare, schedule=(*bare.schedule, wanted)), date(2026, 12, 1))
    with pytest.raises(Refused, match=r"The contract HOMES still names local\.decided_14d"):
        actions.retire_local(row, at=AT, **told)
    agreed(place, bare, date(2027, 2, 1))
    with pytest.raises(Refused, match="The contract HOMES still names"):
        actions.retire_local(row, at=AT, **told)
    actions.retire_local(row, at=datetime(2027, 2, 1, 9, 0, tzinfo=UTC), **told)
    assert not queries.approved()
    with pytest.raises(Refused, match="already in use"):
        begun(place)


def test_only_what_is_approved_may_be_contracted(place: Place) -> None:
    bare, other = specification(), organisation("Second Homes")
    wanted = Scheduled(CODE, "quarterly", no_balance_because="What balances it is not counted yet.")
    told = replace(bare, schedule=(*bare.schedule, wanted))
    by = place.scope("manager")
    row = contracts.begin_contract(told, by=by, at=AT)
    given = {"valid_from": date(2026, 12, 1), "reason": "", "by": by, "at": AT}

    def refused() -> None:
        with pytest.raises(Refused, match=r"local\.decided_14d"):
            contracts.propose(row.pk, version=row.version, **given)

    refused()
    local = proposed(place)
    refused()
    done = approve(place, local)
    assert CODE not in contract_queries.indicators(seen_by=other.scope("manager"))
    proposal = contracts.propose(row.pk, version=row.version, **given)
    contracts.agree(proposal.pk, version=proposal.version, by=place.scope("commissioner"), at=AT)
    target = [one.indicator for one in contract_queries.agreed()[0].specification.schedule]
    assert CODE in target
    assert done.status == "approved"


def test_a_code_is_used_once_even_by_another_organisation(place: Place) -> None:
    row = begun(place)
    other = organisation("Second Homes")
    with pytest.raises(Refused, match="already in use"):
        begun(other)
    with pytest.raises(Refused, match=r"begins with local\."):
        begun(place, "tenancy.losses")
    actions.discard_local(row, version=1, by=place.scope("manager"), at=AT)
    assert begun(other).organisation_id == other.organisation.pk


def test_another_organisation_neither_reads_nor_writes_it(place: Place) -> None:
    row = proposed(place)
    other = organisation("Second Homes")
    by = other.scope("commissioner")
    assert queries.local(row.pk, seen_by=by) is None
    assert queries.locals_of(seen_by=by) == []
    with pytest.raises(Refused, match="no such local indicator"):
        approve(other, row)
    approve(place, row)
    assert not queries.approved(seen_by=by)
    assert CODE in queries.approved(seen_by=place.scope("manager"))
    nobody = replace(place.scope("manager"), roles=frozenset())
    assert queries.locals_of(seen_by=nobody) == []


def test_one_that_the_language_no_longer_understands_is_left_out(place: Place) -> None:
    row = approve(place, proposed(place))
    LocalIndicator.every.filter(pk=row.pk).update(text=row.text.replace("decided_on", "settled_on"))
    queries._read.cache_clear()
    assert CODE not in queries.approved()


def test_names_are_of_those_who_acted(place: Place) -> None:
    row = approve(place, proposed(place))
    named = queries.names_of(row, seen_by=place.scope("manager"))
    assert named[row.decided_by] == place.workers["commissioner"].name
    assert named[row.proposed_by] == place.workers["quality_lead"].name


def test_text_that_cannot_be_kept_is_refused(place: Place) -> None:
    row, by = begun(place), place.scope("manager")
    for written, sentence in (
        ({"text": "x" * 20_001}, "Shorten it"),
        ({"need": "a\0b"}, "character that no text has"),
        ({"status": "approved"}, 'no "status"'),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.save_local(row, version=1, by=by, at=AT, **written)
    with pytest.raises(Refused, match="on one line"):
        actions.begin_local("local.two_lines", "a\nb", known=(), by=by, at=AT)


def test_a_command_on_the_store_of_the_record_knows_what_is_approved(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shared = {"person_id": "p1", "service": "North", "received_on": date(2026, 3, 2), "decision": "accepted"}
    days = (date(2026, 3, 16), date(2026, 3, 17), None)
    rows = [{"referral_id": f"r{n}", **shared, "decided_on": day} for n, day in enumerate(days)]
    store = store_of(tmp_path / "store", {"referral": rows})
    asked = ["figures", "--store", str(store.path), "--period", "2026-03", "--json", "--indicator", CODE]
    monkeypatch.setenv("GOLDTHREAD_STORE", str(store.path))
    monkeypatch.setenv("GOLDTHREAD_DATABASE", "postgresql://the one that the test has open")
    row = proposed(place)
    assert main(asked) == 1
    assert f'There is no indicator "{CODE}"' in capsys.readouterr().err
    approve(place, row)
    assert main(asked) == 0
    [found] = json.loads(capsys.readouterr().out)["figures"]
    assert (found["numerator"], found["denominator"], found["verdicts"]["unknown"]) == (1, 2, 1)
    monkeypatch.setenv("GOLDTHREAD_STORE", str(tmp_path / "another"))
    assert main(asked) == 1


def test_two_who_take_a_code_in_the_same_moment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(place)
    monkeypatch.setattr(KeptRows, "exists", lambda self: False)  # as if the other had not been there yet
    with pytest.raises(Refused, match="already in use"):
        begun(place)
