"""What if 48 hours: answers worked out by hand, before and after, to the digit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import merged, put
from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.terms import Terms
from goldthread.contracts.terms.changing import changed
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.scenario import WhatIf, clocks, keeping, moved, otherwise, said, scenario, words
from goldthread.evidence.scenario.affected import affected, standards_named
from goldthread.facts.derive import DERIVED, derived
from goldthread.facts.store import Store
from goldthread.kernel.instants import to_utc
from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import mentions

CUT_OFF = date(2026, 11, 22)
YEAR = parse_period("2026-01..2026-11")
TERMS = Terms.parse(
    """
    [[contract]]
    code = "keys"
    services = ["Key"]

    [[standard]]
    contract = "keys"
    name = "tenancy_risk_response"
    starts = "tenancy_risk.raised"
    response = "tenancy_risk.plan_and_first_action"
    amount = 72
    unit = "hours"
    pauses = ["hospital"]

    [[standard]]
    contract = "keys"
    name = "complaint_response"
    starts = "complaint.received"
    response = "complaint.responded"
    amount = 20
    unit = "working_days"

    [[target]]
    contract = "keys"
    indicator = "tenancy.risk_response_72h"
    at_least = 0.8
    """
)
FORTY_EIGHT = WhatIf(contract="keys", standard="tenancy_risk_response", amount=48, unit="hours")


def moment(name: str, told: str) -> dict[str, Any]:
    """`raised` and "2026-03-02 10:00" in London, or a day alone."""
    if not told:
        return {}
    if len(told) == 10:
        return {f"{name}_on": date.fromisoformat(told)}
    at = to_utc(datetime.fromisoformat(told)).replace(tzinfo=None)
    return {f"{name}_at": at, f"{name}_on": date.fromisoformat(told[:10])}


def risk(raised: str, visited: str = "", away: tuple[str, str] | None = None, service: str = "Key") -> Any:
    """A risk with its plan made at once, a first visit, and a stay in hospital."""
    actions = [{"tenancy_risk_id": "R", "kind": "action_plan", **moment("opened", raised)}]
    if visited:
        actions.append({"tenancy_risk_id": "R", "kind": "increased_visits", **moment("opened", visited)})
    stay = {"reason": "hospital", **moment("started", away[0]), **moment("ended", away[1])} if away else None
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "started_on": date(2026, 1, 1), "service": service}],
        "tenancy_risk": [
            {"tenancy_risk_id": "R", "support_id": "S", "risk_kind": "arrears", **moment("raised", raised)}
        ],
        "tenancy_risk_action": actions,
        "pause": [stay] if stay else [],
    }


# The record; how it stood within 72 hours, and how it would within 48.
RECORDS: dict[str, tuple[Any, str, str]] = {
    "a minute before 48 hours": (risk("2026-03-02 10:00", "2026-03-04 09:59"), "met", "met"),
    "at 48 hours": (risk("2026-03-02 10:00", "2026-03-04 10:00"), "met", "met"),
    "a minute after 48 hours": (risk("2026-03-02 10:00", "2026-03-04 10:01"), "met", "not_met"),
    "at 72 hours": (risk("2026-03-02 10:00", "2026-03-05 10:00"), "met", "not_met"),
    "a minute after 72 hours": (risk("2026-03-02 10:00", "2026-03-05 10:01"), "not_met", "not_met"),
    "never": (risk("2026-03-02 10:00"), "not_met", "not_met"),
    "clocks forward, at 48": (risk("2026-03-28 12:00", "2026-03-30 13:00"), "met", "met"),
    "clocks forward, a minute late": (risk("2026-03-28 12:00", "2026-03-30 13:01"), "met", "not_met"),
    "clocks back, at 48": (risk("2026-10-23 12:00", "2026-10-25 11:00"), "met", "met"),
    "clocks back, a minute late": (risk("2026-10-23 12:00", "2026-10-25 11:01"), "met", "not_met"),
    "a day in hospital, at 48": (
        risk("2026-06-01 10:00", "2026-06-04 10:00", ("2026-06-02 10:00", "2026-06-03 10:00")),
        "met",
        "met",
    ),
    "a day in hospital, a minute late": (
        risk("2026-06-01 10:00", "2026-06-04 10:01", ("2026-06-02 10:00", "2026-06-03 10:00")),
        "met",
        "not_met",
    ),
    "no time of day": (risk("2026-03-02", "2026-03-04"), "met", "unknown"),
    "due after the records end": (risk("2026-11-20 10:00"), "running", "not_met"),
    "in hospital still": (risk("2026-11-19 10:00", "", ("2026-11-20 10:00", "")), "paused", "paused"),
    "of a service without the contract": (
        risk("2026-03-02 10:00", "2026-03-04 10:01", service="Other"),
        "none",
        "none",
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Every record of the table."""
    world = merged({name: record for name, (record, _, _) in RECORDS.items()})
    return put(tmp_path_factory.mktemp("scenario") / "store", world, CUT_OFF)


@pytest.fixture
def inquiry(store: Store) -> Iterator[Inquiry]:
    with opened(store, terms=TERMS) as found:
        yield found


def test_each_record_stands_as_worked_out_by_hand(inquiry: Inquiry) -> None:
    asked = clocks.Asked(frozenset({"tenancy_risk_response"}), YEAR)
    with otherwise(inquiry, FORTY_EIGHT, YEAR) as other:
        turned = {
            one.record_id.split("|")[0]: (one.was, one.would)
            for one in clocks.members(inquiry, other, asked, limit=100)
        }
        count = clocks.count(inquiry, other, asked)
    assert turned == {name: (was, would) for name, (_, was, would) in RECORDS.items() if was != would}
    assert count.moves == _tallied((was, would) for _, was, would in RECORDS.values() if was != "none")


def _tallied(pairs: Any) -> Mapping[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for pair in pairs:
        found[pair] = found.get(pair, 0) + 1
    return found


def test_the_answer_is_said_first(inquiry: Inquiry) -> None:
    """11 of 13 were met; with 48 hours 5 of 13 would be, 8 not, 1 not known."""
    found = scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, YEAR, services=("Key",))
    assert said(found) == "5 of 13 would have been met instead of 11."
    assert words.asked(found) == "a plan and a first action on a tenancy risk within 48 hours"
    assert found.clocks is not None
    assert words.states(found.clocks.was) == "11 met, 2 not met, 1 still running, 1 standing still"
    assert words.states(found.clocks.would) == "5 met, 8 not met, 1 not known, 1 standing still"
    assert [one[2] for one in words.moves(found.clocks)] == [
        "5 would be late",
        "1 would be not known instead of met",
        "1 would be not met instead of still running",
    ]
    assert [words.clause_time(row) for row in (*found.standards, *found.others)] == [
        "within 72 hours",
        "within 48 hours",
    ]


def test_months_add_up_to_the_whole(inquiry: Inquiry) -> None:
    found = scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, YEAR)
    assert found.clocks is not None
    told = [
        (month.code, was.met, was.over, would.met, would.over) for month, was, would in found.clocks.months
    ]
    assert told == [
        ("2026-03", 7, 9, 3, 8),
        ("2026-06", 2, 2, 1, 2),
        ("2026-10", 2, 2, 1, 2),
        ("2026-11", 0, 0, 0, 1),
    ]


def test_only_the_indicator_of_that_clause_is_asked_again(inquiry: Inquiry) -> None:
    found = scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, YEAR, services=("Key",))
    (one,) = found.figures
    assert one.question.code == "tenancy.risk_response_72h"
    assert (one.was.numerator, one.was.denominator) == (11, 13)
    assert (one.would.numerator, one.would.denominator) == (5, 13)
    assert (one.was.verdicts["unknown"], one.would.verdicts["unknown"]) == (0, 1)
    assert (one.was.verdicts["not_due"], one.would.verdicts["not_due"]) == (2, 1)
    assert (one.turned, one.same) == (7, False)
    assert one.was.limits is not None
    assert one.would.limits is not None
    assert one.would.limits.upper < one.was.limits.upper
    assert (one.was.judgement, one.would.judgement) == ("met", "not_met")


def test_the_records_that_turn_over_are_listed(inquiry: Inquiry) -> None:
    with otherwise(inquiry, FORTY_EIGHT, YEAR) as other:
        question = CATALOGUE["tenancy.risk_response_72h"]
        found = moved(inquiry, other, question, YEAR, services=("Key",))
        assert len(found) == 7
        assert {one.table for one in found} == {"clock"}
        assert moved(inquiry, other, question, YEAR, services=("Key",), limit=2, offset=6) == found[6:]
        assert moved(inquiry, other, question, YEAR, services=("Other",)) == []


def test_records_outside_the_period_are_not_counted(inquiry: Inquiry) -> None:
    found = scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, parse_period("2026-06"))
    assert said(found) == "1 of 2 would have been met instead of 2."
    empty = scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, parse_period("2026-07"))
    assert said(empty) == "No such clock began in July 2026."


def test_only_that_clock_is_worked_out_again(inquiry: Inquiry, store: Store) -> None:
    with otherwise(inquiry, FORTY_EIGHT, YEAR) as other, store.pinned() as snapshot:
        before, after = (derived(store, snapshot, one.basis.terms).paths for one in (inquiry, other))
        new = [
            name
            for name in DERIVED
            for path in after[name]
            if not any(os.path.samefile(path, old) for old in before[name])
        ]
    assert sorted(new) == ["clock", "term"]


def test_another_target_is_another_judgement_and_asks_nothing(inquiry: Inquiry, store: Store) -> None:
    scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, YEAR, services=("Key",))
    kept = {path for path in store.path.rglob("*") if path.is_file()}
    asked = WhatIf(contract="keys", indicator="tenancy.risk_response_72h", at_least=0.9)
    found = scenario(inquiry, CATALOGUE.values(), asked, YEAR, services=("Key",))
    (one,) = found.figures
    assert (one.was.judgement, one.would.judgement, one.was.value) == ("met", "not_met", one.would.value)
    assert said(found).startswith("11 of 13 (85\u00a0%). Against at least 90\u00a0%: ")
    assert {path for path in store.path.rglob("*") if path.is_file()} == kept


def test_nothing_of_the_terms_is_changed(inquiry: Inquiry) -> None:
    before = TERMS.hash
    scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, YEAR)
    assert TERMS.hash == before == inquiry.basis.terms.hash


def test_a_period_beyond_the_records_is_refused(inquiry: Inquiry) -> None:
    with pytest.raises(Refused, match="No record reaches December 2026"):
        scenario(inquiry, CATALOGUE.values(), FORTY_EIGHT, parse_period("2026-12"))


@pytest.mark.parametrize("share", [80, -0.1])
def test_a_share_that_cannot_be_is_refused(inquiry: Inquiry, share: float) -> None:
    asked = WhatIf(indicator="tenancy.risk_response_72h", at_least=share)
    with pytest.raises(Refused, match="A share lies between 0 and 1"):
        scenario(inquiry, CATALOGUE.values(), asked, YEAR)


def test_a_misspelt_indicator_is_refused_with_the_nearest(inquiry: Inquiry) -> None:
    asked = WhatIf(indicator="tenancy.risk_response_27h", at_least=0.5)
    with pytest.raises(Refused, match=r"tenancy\.risk_response_72h"):
        scenario(inquiry, CATALOGUE.values(), asked, YEAR)


def test_what_scenarios_leave_is_bounded_and_what_is_in_force_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four asked, two are kept; asked again it is worked out again, to the same answer."""
    world = merged({name: record for name, (record, _, _) in RECORDS.items()})
    store = put(tmp_path / "store", world, CUT_OFF)
    monkeypatch.setattr(keeping.keep_newest, "__defaults__", (2,))

    def ask(hours: int, terms: Terms = TERMS) -> str:
        asked = WhatIf(standard="tenancy_risk_response", amount=hours)
        with opened(store, terms=terms) as inquiry:
            return said(scenario(inquiry, CATALOGUE.values(), asked, YEAR, services=("Key",)))

    first = ask(48)
    for hours in (24, 36, 60):
        ask(hours)
    with store.pinned() as snapshot:
        folder = store.path / "derived" / snapshot.identity
        verdicts = store.path / "verdicts" / snapshot.identity
        kept = {each.name for each in folder.iterdir()}
        other = changed(TERMS, WhatIf(standard="tenancy_risk_response", amount=60)).hash
        assert kept >= {TERMS.hash, other}
        assert len(kept) == 3
        assert not [each for each in verdicts.iterdir() if each.name.startswith(".")]
    assert ask(48) == first
    # What a scenario asked for is agreed later: it is in force, and stays.
    agreed = changed(TERMS, WhatIf(standard="tenancy_risk_response", amount=48))
    for hours in (20, 21, 22):
        ask(hours, agreed)
    assert agreed.hash in {each.name for each in folder.iterdir()}


# --- which questions a change touches: read off the trees


def test_a_question_of_clocks_is_touched_by_its_own_standard_alone() -> None:
    terms = Terms.packaged()
    for name in {row.name for row in terms.standards}:
        row = next(row for row in terms.standards if row.name == name)
        other = changed(terms, WhatIf(standard=name, amount=row.amount + 1))
        for question in CATALOGUE.values():
            sides = [side for _, side in question.sides() if "clock" in mentions(side)]
            reads = any(name in (standards_named(side) or {name}) for side in sides)
            assert (question in affected([question], terms, other)) == bool(sides and reads), question.code


def test_when_work_is_sustained_touches_what_reads_spells_of_work() -> None:
    terms = Terms.packaged()
    other = changed(terms, WhatIf(sustained="13 in 16 weeks"))
    found = {question.code for question in affected(CATALOGUE.values(), terms, other)}
    assert found == {one.code for one in CATALOGUE.values() if "work_spell" in mentions(one)}
    assert "employment.sustained_13w" in found


def test_every_move_has_words() -> None:
    for was in (*clocks.STATES, "none"):
        for would in (*clocks.STATES, "none"):
            if was != would:
                counted = clocks.counted(YEAR, [(date(2026, 3, 1), was, would, 2)])
                assert words.moves(counted)[0][2].startswith("2 would ")
