"""What if weekly: times between contacts by stage, worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from facts.worlds import merged, put
from goldthread.contracts.terms import Terms
from goldthread.evidence.inquiry import opened
from goldthread.evidence.scenario import WhatIf, said, scenario, words
from goldthread.evidence.scenario.compared import otherwise
from goldthread.evidence.scenario.contacts import Contacts, contacts
from goldthread.kernel.periods import Period, parse_period

CUT_OFF = date(2026, 8, 31)
SUMMER = parse_period("2026-06..2026-07")
D = date.fromisoformat
WEEKLY = WhatIf(standard="contact_due", amount=7, unit="days", stages=("intensive",))


def terms(days: int | None = 14) -> Terms:
    """A contract that asks for a contact in so many days in the intensive stage, or says nothing."""
    text = '[[contract]]\ncode = "keys"\nservices = ["Key"]\n'
    made = Terms.parse(text)
    if days is None:
        return made
    return Terms(**{**vars(made), "casework": _asked(made, days)})


def _asked(made: Terms, days: int) -> Any:
    from goldthread.contracts.terms.changing import changed

    asked = WhatIf(standard="contact_due", amount=days, unit="days", stages=("intensive",))
    return changed(made, asked).casework


def person(
    *spoken: str,
    tried: tuple[str, ...] = (),
    unclear: tuple[str, ...] = (),
    stage: str = "intensive",
    ended: str = "",
    a_week: int | None = None,
    **tables: list[dict[str, Any]],
) -> dict[str, list[dict[str, Any]]]:
    """Somebody on a stage from 1 June, with contacts made, tried, and of which too little is known."""
    made = [{"happened_on": D(day), "two_way": True} for day in spoken]
    made += [
        {"happened_on": D(day), "two_way": False, "contact_with": "person", "outcome": "no_reply"}
        for day in tried
    ]
    made += [{"happened_on": D(day)} for day in unclear]
    spell: dict[str, Any] = {"stage": stage, "started_on": D("2026-06-01"), "support_id": "S"}
    return {
        "person": [{"person_id": "P"}],
        "support": [{"support_id": "S", "started_on": D("2026-05-01"), "service": "Key"}],
        "stage_spell": [spell | {"ended_on": D(ended) if ended else None, "contacts_per_week": a_week}],
        "contact": made,
        **tables,
    }


def asked(
    path: Path, world: dict[str, Any], what_if: WhatIf, *, days: int | None = 14, period: Period = SUMMER
) -> Contacts:
    """The intervals of a world under 14 days, and under what is asked."""
    store = put(path / "store", merged(world), CUT_OFF)
    with opened(store, terms=terms(days)) as inquiry, otherwise(inquiry, what_if, period) as other:
        return contacts(inquiry, other, period, stages=what_if.stages or (), limit=50)


# Six times between contacts: of 7, 8, 14 and 15 days, one with a stay in hospital in it, one that goes on.
ADA = person(
    *("2026-06-08", "2026-06-16", "2026-06-30", "2026-07-15", "2026-07-30"),
    tried=("2026-07-05",),
    system_contact=[{"kind": "admission", "happened_on": D("2026-07-20"), "ended_on": D("2026-07-29")}],
)


def test_times_between_contacts_by_hand(tmp_path: Path) -> None:
    found = asked(tmp_path, {"ada": ADA}, WEEKLY)
    assert words.states(found.whole.counted.was) == "4 met, 2 not met"
    assert words.states(found.whole.counted.would) == "2 met, 4 not met"
    assert [(one.started.isoformat(), one.was, one.would) for one in found.members] == [
        ("2026-06-08", "met", "not_met"),
        ("2026-06-16", "met", "not_met"),
    ]
    # 61 days. Overdue weekly: 24 to 29 June and 8 to 14 July; the stay in hospital moves 22 July to 1 August.
    assert (found.whole.was.days, found.whole.was.late) == (61, 0)
    assert (found.whole.would.days, found.whole.would.late) == (61, 13)
    # The contact tried on 5 July answers nothing, and is told beside both.
    assert (found.whole.was.tried, found.whole.would.tried) == (1, 1)


def test_without_the_stay_in_hospital_that_time_would_be_late_too(tmp_path: Path) -> None:
    found = asked(tmp_path, {"ada": {**ADA, "system_contact": []}}, WEEKLY)
    assert words.states(found.whole.counted.was) == "3 met, 3 not met"
    assert words.states(found.whole.counted.would) == "1 met, 5 not met"


@pytest.mark.parametrize(
    ("world", "was", "would"),
    [
        (person("2026-06-08", ended="2026-06-08"), "1 met, 1 ended before the time was up", None),
        (
            person("2026-06-15", ended="2026-06-16"),
            "1 met, 1 ended before the time was up",
            "1 not met, 1 ended",
        ),
        (person("2026-06-20", unclear=("2026-06-03",), ended="2026-06-21"), "1 not known, 1 ended", None),
        (person("2026-06-20", unclear=("2026-06-10",), ended="2026-06-21"), "1 not known, 1", "1 not met, 1"),
        (person(tried=("2026-06-03", "2026-06-09")), "1 not met", None),
        (person(stage="active"), "none", None),
        (person(pause=[{"reason": "custody", "started_on": D("2026-06-05")}]), "1 standing still", None),
        (person(pause=[{"reason": "other", "started_on": D("2026-06-05")}]), "1 not met", None),
    ],
)
def test_how_a_time_can_stand(tmp_path: Path, world: Any, was: str, would: str | None) -> None:
    found = asked(tmp_path, {"one": world}, WEEKLY)
    assert words.states(found.whole.counted.was).startswith(was)
    assert words.states(found.whole.counted.would).startswith(would or was)


def test_one_that_is_not_yet_due(tmp_path: Path) -> None:
    august = parse_period("2026-08")
    world = person("2026-08-20", stage="intensive")
    found = asked(tmp_path, {"one": world}, WEEKLY, period=august)
    assert (found.whole.counted.was.of("running"), found.whole.counted.would.of("not_met")) == (1, 1)


@pytest.mark.parametrize(
    ("days", "a_week", "was"),
    [
        (14, None, "1 met"),  # the contract asks for a contact in 14 days
        (14, 1, "1 not met"),  # the person was promised one a week
        (3, 1, "1 not met"),  # the contract asks for more than that
        (None, 1, "1 not met"),
        (None, None, "none"),  # nobody promised anything
    ],
)
def test_as_it_was_is_as_today_asks(tmp_path: Path, days: int | None, a_week: int | None, was: str) -> None:
    world = person("2026-06-11", ended="2026-06-11", a_week=a_week)
    ten = WhatIf(standard="contact_due", amount=10, unit="days", stages=("intensive",))
    found = asked(tmp_path, {"one": world}, ten, days=days)
    assert words.states(found.whole.counted.was).startswith(was)
    assert words.states(found.whole.counted.would).startswith("1 met")


def test_working_days_leave_out_weekends(tmp_path: Path) -> None:
    """From Monday 1 June, five working days are up on Monday 8 June; from Tuesday 2 June as well."""
    five = WhatIf(standard="contact_due", amount=5, unit="working_days", stages=("intensive",))
    found = asked(tmp_path, {"one": person("2026-06-08", "2026-06-16", ended="2026-06-16")}, five)
    assert [(one.started.isoformat(), one.due_would) for one in found.members] == [
        ("2026-06-08", D("2026-06-15"))
    ]


def test_each_stage_is_told_and_the_answer_said_first(tmp_path: Path) -> None:
    store = put(
        tmp_path / "store",
        merged({"ada": ADA, "ben": person("2026-06-10", ended="2026-06-10", stage="step_up")}),
        CUT_OFF,
    )
    everywhere = WhatIf(contract="keys", standard="contact_due", amount=1, unit="weeks")
    with opened(store, terms=terms()) as inquiry:
        found = scenario(inquiry, [], everywhere, SUMMER, services=("Key",))
        assert found.contacts is not None
        assert [one.stage for one in found.contacts.stages] == ["intensive", "step_up"]
        assert said(found) == "2 of 7 times between contacts would have been met. As it was: 4 of 6."
        assert words.asked(found) == "a contact every week"
        nobody = scenario(inquiry, [], WEEKLY, SUMMER, services=("Other",))
        assert said(nobody) == "Nobody was on such a stage in June to July 2026."
