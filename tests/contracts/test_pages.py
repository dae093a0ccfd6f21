"""Pages of specifications: who may, what is refused and where it is said, two who write at once, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework import Place, boxes, organisation, sign_in, text
from contracts.agreeing import CODE, RISK, agreed, hours, specification
from goldthread.contracts import actions, queries
from goldthread.contracts.models import Contract, Version
from goldthread.contracts.specification import writing
from goldthread.contracts.specification.declared import Escalation, Money, Part, Route, Stage
from goldthread.kernel.instants import civil_date
from goldthread.kernel.words import say_date
from goldthread.ledger.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = civil_date(NOW)
FIRST = date(2025, 4, 1)
OF, DRAFT = f"/specifications/{CODE}/", f"/specifications/{CODE}/draft/"
Signed = Callable[[str], Client]


def begun(place: Place, **told: Any) -> Version:
    """A draft of the first version, written by the manager."""
    return actions.begin_contract(specification(**told), by=place.scope("manager", NOW), at=NOW)


def now_of(place: Place) -> Version:
    """The latest version."""
    by = place.scope("manager", NOW)
    contract = queries.contract(CODE, seen_by=by)
    assert contract is not None
    return queries.versions(contract, seen_by=by)[0]


def proposing(row: Version, day: date = TODAY, reason: str = "") -> dict[str, str]:
    """What the form of a proposal sends."""
    return {"version": str(row.version), "reason": reason, **boxes("valid_from", day)}


def test_whoever_sees_figures_reads_and_three_roles_write(place: Place, signed: Signed) -> None:
    agreed(place, specification(), FIRST, at=NOW)
    for role, reads, writes in (
        ("support_worker", True, False),
        ("analyst", True, False),
        ("auditor", True, False),
        ("administrator", False, False),
        ("manager", True, True),
        ("quality_lead", True, True),
        ("commissioner", True, True),
    ):
        client = signed(role)
        assert (client.get(OF).status_code == 200) is reads, role
        assert (client.get("/specifications/-/begin/").status_code == 200) is writes, role
        assert ("Change it: begin the next version" in text(client.get(OF))) is writes, role


def test_a_contract_of_another_organisation_is_not_there(place: Place, client: Client) -> None:
    agreed(place, specification(), FIRST, at=NOW)
    row = actions.begin_version(now_of(place).contract_id, by=place.scope("manager", NOW), at=NOW)
    sign_in(client, organisation("Sample Trust").workers["manager"])
    assert "Tenancy sustainment, Example County" not in text(client.get("/specifications/"))
    reading = ("", "clocks/tenancy_risk_response/", "compare/", "versions/1/", "versions/1.toml", "proposal/")
    writing_of = ("", "clocks/", "clocks/0/", "clocks/0/take-out/", "steps/who/")
    for path in (*(OF + one for one in reading), *(DRAFT + one for one in writing_of)):
        assert client.get(path).status_code == 404, path
    for name in ("next", "propose", "agree", "send-back", "withdraw", "draft/clocks/0", "draft/steps/who"):
        sent = client.post(f"{OF}{name}/", {"version": "1", "reason": "A reason that is long enough."})
        assert sent.status_code == 404, name
    assert Version.every.get(pk=row.pk).version == row.version


def test_a_document_says_its_clauses_and_what_follows_from_them(place: Place, signed: Signed) -> None:
    told = hours(72, escalations=(Escalation(48, "hours", "team_leader"),))
    agreed(place, specification(clocks=told), FIRST, at=NOW)
    page = text(signed("commissioner").get(OF))
    for said in (
        "In force since 1 April 2025",
        "a tenancy risk is raised",
        "both an action plan and a first action are begun",
        "after 48 hours, team leader",
        '<a href="/indicators/tenancy.risk_response_72h/">',
        f'<a href="{OF}what-if/?clause=tenancy_risk_response">',
        "year 1: at least 80 %; year 2: at least 85 %",
        "nothing, because: What balances it is not counted yet.",
        "Moving on",
    ):
        assert said in page, said


def test_the_feeds_of_a_clause_come_from_the_questions(place: Place, signed: Signed) -> None:
    huddle = replace(
        RISK, name="weekly_huddle", starts="huddle.expected", response="huddle.held", amount=7, unit="days"
    )
    agreed(place, specification(clocks=(RISK, huddle)), FIRST, at=NOW)
    page = text(signed("manager").get(f"{OF}clocks/tenancy_risk_response/"))
    assert "tenancy.risk_response_72h" in page
    assert "What if it were another time" in page
    page = text(signed("manager").get(f"{OF}clocks/weekly_huddle/"))
    assert "tenancy.risk_response_72h" not in page
    assert "What if it were another time" not in page, "figures do not know it: Today alone does"
    assert signed("manager").get(f"{OF}clocks/nothing/").status_code == 404


def test_what_was_in_force_on_a_day(place: Place, signed: Signed) -> None:
    change = TODAY - timedelta(days=30)
    agreed(place, specification(), FIRST, at=NOW)
    agreed(place, specification(clocks=hours(48)), change, at=NOW)
    client = signed("auditor")
    assert "48 hours" in text(client.get(OF))
    page = text(client.get(f"{OF}?on={(change - timedelta(days=1)).isoformat()}"))
    assert "72 hours" in page and "48 hours" not in page
    assert "Nothing was in force on 31 March 2025" in text(client.get(f"{OF}?on=2025-03-31"))
    assert client.get(f"{OF}?on=soon").status_code == 422
    clause = text(client.get(f"{OF}clocks/tenancy_risk_response/"))
    assert f"In force as it stands since {say_date(change)} · version 2" in clause
    compared = text(client.get(f"{OF}compare/"))
    assert "A plan and a first action on a tenancy risk" in compared
    assert "72 hours" in compared and "48 hours" in compared
    for wrong in ("?before=9", "?before=x", "?after=1&after=2", "?when=1"):
        assert client.get(f"{OF}compare/{wrong}").status_code in (404, 422), wrong


def test_a_stage_that_cannot_be_left_is_said_beside_it_and_is_not_proposed(
    place: Place, signed: Signed
) -> None:
    [pathway] = specification().pathways
    stuck = replace(
        pathway, stages=(Stage("active", "Support at home", (Route("onward", "Then", "move_on"),)),)
    )
    row = begun(place, pathways=(stuck,))
    client = signed("manager")
    page = text(client.get(f"{DRAFT}pathways/"))
    assert page.count("It cannot be left.") == 2, "at the top and beside its clause"
    draft = text(client.get(DRAFT))
    assert f'<a href="{DRAFT}stages/0-0/">Active support</a>: It cannot be left.' in draft
    assert "Propose it" not in draft
    sent = client.post(f"{OF}propose/", proposing(row, reason="It is what we want to agree."))
    assert sent.status_code == 422 and "It cannot be left." in text(sent)
    assert now_of(place).status == "draft"


def test_money_that_does_not_add_up_is_refused(place: Place, signed: Signed) -> None:
    money = tuple(
        Money(year, Decimal(100), (Part("Staff", Decimal(90 if year == 2 else 100)),))
        for year in (1, 2, 3, 4)
    )
    row = begun(place, money=money)
    client = signed("manager")
    assert "Its parts add up to 90 pounds, and its total is 100." in text(client.get(f"{DRAFT}money/"))
    form = client.get(f"{DRAFT}steps/means/").context
    sent = client.post(f"{OF}propose/", proposing(row, reason="It is what we want to agree."))
    assert sent.status_code == 422 and "add up to 90 pounds" in text(sent), form
    page = client.post(f"{DRAFT}money/1/", {"year": "2", "total": "100", "parts-0-says": "Staff",
                                            "parts-0-amount": "100"})  # fmt: skip
    assert page.status_code == 303
    assert "Nothing is wrong with it" in text(client.get(DRAFT))


def test_a_target_without_balance_is_not_even_saved(place: Place, signed: Signed) -> None:
    begun(place)
    client = signed("manager")
    told = {"indicator": "tenancy.sustained_6m", "cadence": "monthly", "least_number": "10"}
    told |= {"steps-0-year": "1", "steps-0-at_least": "80%"}
    sent = client.post(f"{DRAFT}schedule/0/", told)
    assert sent.status_code == 422 and "nothing balances it" in text(sent)
    assert now_of(place).specification.schedule[0].no_balance_because
    sent = client.post(f"{DRAFT}schedule/0/", {**told, "no_balance_because": "Nobody is harmed by it."})
    assert sent.status_code == 303
    assert now_of(place).specification.schedule[0].steps[0].at_least == 0.8


def test_nobody_agrees_their_own_proposal(place: Place, signed: Signed) -> None:
    row = begun(place)
    client = signed("manager")
    assert client.post(f"{OF}propose/", proposing(row, FIRST)).status_code == 422, "a past day needs a reason"
    reason = "It was signed on paper in spring."
    assert client.post(f"{OF}propose/", proposing(row, FIRST, reason)).status_code == 303
    row = now_of(place)
    assert "Agreeing takes somebody else" in text(client.get(f"{OF}proposal/"))
    sent = client.post(f"{OF}agree/", {"version": row.version})
    assert sent.status_code == 422 and "Agreeing takes somebody else" in text(sent)
    sent = signed("quality_lead").post(f"{OF}agree/", {"version": row.version})
    assert sent.status_code == 422 and "Its commissioner agrees it" in text(sent)
    assert signed("commissioner").post(f"{OF}agree/", {"version": row.version}).status_code == 303
    assert now_of(place).status == "agreed"


def test_a_proposal_is_sent_back_with_a_reason(place: Place, signed: Signed) -> None:
    row = begun(place)
    signed("manager").post(f"{OF}propose/", proposing(row, FIRST, "It was signed on paper in spring."))
    row = now_of(place)
    client = signed("commissioner")
    short = client.post(f"{OF}send-back/", {"version": row.version, "send-back-reason": "No"})
    assert short.status_code == 422 and "at least 20 letters" in text(short)
    why = "The caseload is higher than we can support."
    sent = client.post(f"{OF}send-back/", {"version": row.version, "send-back-reason": why})
    assert sent.status_code == 303
    assert f"It was sent back:</strong> {why}" in text(signed("manager").get(DRAFT))
    assert "after it was sent back" in text(client.get("/specifications/"))


def test_versions_do_not_overlap(place: Place, signed: Signed) -> None:
    agreed(place, specification(), TODAY - timedelta(days=10), at=NOW)
    row = actions.begin_version(now_of(place).contract_id, by=place.scope("manager", NOW), at=NOW)
    reason = "The first year showed that it is too slow."
    sent = signed("manager").post(f"{OF}propose/", proposing(row, TODAY - timedelta(days=10), reason))
    assert sent.status_code == 422 and "Choose a day after that." in text(sent)
    begins = specification(starts_on=date(2025, 5, 1))
    row = actions.save_draft(row.pk, begins, version=row.version, by=place.scope("manager", NOW), at=NOW)
    sent = signed("manager").post(f"{OF}propose/", proposing(row, TODAY, reason))
    assert sent.status_code == 422 and "another first day of the contract" in text(sent)


def test_the_second_of_two_who_write_a_clause_is_shown_both(place: Place, signed: Signed) -> None:
    row = begun(place)
    client = signed("manager")
    page = client.get(f"{DRAFT}clocks/0/").content.decode()
    mark = page.split('name="mark" value="')[1].split('"')[0]
    by = place.scope("quality_lead", NOW)
    actions.save_draft(row.pk, specification(clocks=hours(24)), version=row.version, by=by, at=NOW)
    told = {"name": RISK.name, "starts": RISK.starts, "response": RISK.response, "amount": "48"}
    told |= {"unit": "hours", "who": RISK.who}
    sent = client.post(f"{DRAFT}clocks/0/", {**told, "mark": mark})
    assert sent.status_code == 422
    assert "Somebody else changed this clause" in text(sent)
    assert "24 hours" in text(sent) and "48 hours" in text(sent)
    assert now_of(place).specification.clocks[0].amount == 24
    mark = sent.content.decode().split('name="mark" value="')[1].split('"')[0]
    assert client.post(f"{DRAFT}clocks/0/", {**told, "mark": mark}).status_code == 303
    assert now_of(place).specification.clocks[0].amount == 48


def test_two_who_write_different_clauses_do_not_meet(place: Place, signed: Signed) -> None:
    row = begun(place)
    client = signed("manager")
    page = client.get(f"{DRAFT}counting/rules/").content.decode()
    mark = page.split('name="mark" value="')[1].split('"')[0]
    by = place.scope("quality_lead", NOW)
    actions.save_draft(row.pk, specification(clocks=hours(24)), version=row.version, by=by, at=NOW)
    told = {"sustained": "13 in 16 weeks", "minimum_weekly_hours": "7", "home_gap_days": "14"}
    sent = client.post(f"{DRAFT}counting/rules/", {**told, "work_gap_days": "14", "mark": mark})
    assert sent.status_code == 303
    spec = now_of(place).specification
    assert (spec.counting.minimum_weekly_hours, spec.clocks[0].amount) == (7, 24)


def test_a_step_is_shown_both_too(place: Place, signed: Signed) -> None:
    row = begun(place)
    by = place.scope("quality_lead", NOW)
    actions.save_draft(row.pk, specification(clocks=hours(24)), version=row.version, by=by, at=NOW)
    told = {"amount-0": "48", "unit-0": "hours", "version": str(row.version)}
    sent = signed("manager").post(f"{DRAFT}steps/clocks/", told)
    assert sent.status_code == 422
    assert "24 hours" in text(sent) and "48 hours" in text(sent)
    sent = signed("manager").post(f"{DRAFT}steps/clocks/", {**told, "version": str(row.version + 1)})
    assert sent.status_code == 303


def test_a_clause_is_added_and_taken_out(place: Place, signed: Signed) -> None:
    begun(place)
    client = signed("manager")
    told = {"code": "clinical_liaison", "says": "A named route to the clinical team", "by": "team_leader"}
    assert client.post(f"{DRAFT}functions/new/", told).status_code == 303
    assert now_of(place).specification.functions[1].code == "clinical_liaison"
    assert "Clinical liaison" in text(client.get(f"{DRAFT}functions/1/take-out/"))
    assert client.post(f"{DRAFT}functions/1/take-out/").status_code == 303
    assert len(now_of(place).specification.functions) == 1
    for path in ("functions/9/", "functions/x/", "nothing/0/", "about/whole/take-out/", "stages/0/"):
        assert client.get(f"{DRAFT}{path}").status_code == 404, path


def test_a_file_goes_out_and_comes_back(place: Place, signed: Signed) -> None:
    agreed(place, specification(), FIRST, at=NOW)
    client = signed("manager")
    got = client.get(f"{OF}versions/1.toml")
    assert got["Content-Type"].startswith("application/toml")
    changed = got.content.decode().replace("amount = 72", "amount = 48")
    sent = client.post(
        "/specifications/-/import/", {"file": SimpleUploadedFile("next.toml", changed.encode())}
    )
    assert sent.status_code == 303 and sent["Location"] == DRAFT
    row = now_of(place)
    assert (row.number, row.status, row.specification.clocks[0].amount) == (2, "draft", 48)
    page = text(client.get(DRAFT))
    assert "72 hours" in page and "48 hours" in page


def test_a_file_that_cannot_be_read_leaves_nothing(place: Place, signed: Signed) -> None:
    client = signed("manager")
    good = writing.write(specification())
    before = Event.objects.filter(verb__startswith="contracts.").count()
    for wrong, said in (
        ("code = ", "It is not TOML"),
        ("a = " + "[" * 5_000 + "]" * 5_000, "It is not TOML that can be read"),
        ("a = " + "9" * 5_000, "It is not TOML that can be read"),
        (good.replace("amount = 72", 'amount = "soon"'), "mine.toml: clock 1"),
        (good.replace("[[clock]]", "[[clok]]"), "clok"),
        ("", "Choose a file"),
        ("\x00", "no text"),
    ):
        sent = client.post(
            "/specifications/-/import/", {"file": SimpleUploadedFile("mine.toml", wrong.encode())}
        )
        assert sent.status_code == 422, wrong[:40]
        assert said in text(sent) or not wrong.strip("\x00"), (said, text(sent)[:3000])
    sent = client.post("/specifications/-/import/", {"file": SimpleUploadedFile("a.toml", b"\xff\xfe\x00")})
    assert sent.status_code == 422
    assert not Contract.every.exists()
    assert Event.objects.filter(verb__startswith="contracts.").count() == before


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"ends_on": date.max}, "more than 50 years"),
        ({"ends_on": date.max, "extension_months": 12}, "more than 50 years"),
        ({"starts_on": date(9970, 4, 1), "ends_on": date.max}, "outside the years 1990 to 2100"),
        ({"starts_on": date.min, "ends_on": date(2, 12, 31)}, "outside the years 1990 to 2100"),
    ],
)
def test_days_that_no_calendar_has_are_refused_when_proposed(
    place: Place, signed: Signed, told: dict[str, Any], says: str
) -> None:
    row = begun(place, **told)
    client = signed("manager")
    for page in (OF, DRAFT, "/specifications/"):
        assert client.get(page).status_code == 200, page
    for day in (TODAY, date.max, date.min):
        sent = client.post(f"{OF}propose/", proposing(row, day, "It began so."))
        assert sent.status_code == 422 and says in text(sent)
    assert now_of(place).status == "draft"


def test_a_draft_is_given_up_with_a_reason(place: Place, signed: Signed) -> None:
    row = begun(place)
    client = signed("manager")
    assert client.post(f"{OF}withdraw/", {"version": row.version}).status_code == 422
    why = "The county wants to begin from another template."
    sent = client.post(f"{OF}withdraw/", {"version": row.version, "withdraw-reason": why})
    assert sent.status_code == 303
    assert now_of(place).status == "withdrawn"
    assert why in text(client.get(OF))
    assert client.get(DRAFT).status_code == 404


def test_what_was_agreed_is_not_written(place: Place, signed: Signed) -> None:
    agreed(place, specification(), FIRST, at=NOW)
    client = signed("manager")
    assert client.post(f"{DRAFT}clocks/0/", {"amount": "1"}).status_code == 404
    assert client.post(f"{OF}next/").status_code == 303
    assert client.post(f"{OF}next/").status_code == 422, "one version is open at a time"
    row = now_of(place)
    client.post(f"{OF}propose/", proposing(row, TODAY, "The first year showed that it is slow."))
    assert client.get(f"{DRAFT}clocks/0/").status_code == 422, "what is proposed is not written"


def test_a_second_contract_from_one_template_has_a_code_of_its_own(place: Place, signed: Signed) -> None:
    client = signed("manager")
    for code in ("seqf", "seqf-2", "seqf-3"):
        sent = client.post("/specifications/-/begin/", {"template": "seqf", "code": ""})
        assert sent["Location"] == f"/specifications/{code}/draft/steps/who/"
    for code in ("seqf", "-x", "a b", "x" * 61, "é"):
        sent = client.post("/specifications/-/begin/", {"template": "seqf", "code": code})
        assert sent.status_code == 422, code
    assert client.post("/specifications/-/begin/", {}).status_code == 422
    shown = client.get("/specifications/seqf/draft/steps/days/")
    assert "It runs for less than three years" not in text(shown)


def test_words_that_would_be_markup_stay_words(place: Place, signed: Signed) -> None:
    hostile = "<script>alert(1)</script>\"'"
    agreed(place, specification(name=hostile, purpose=hostile), FIRST, at=NOW)
    client = signed("manager")
    client.post(f"{OF}next/")
    for path in ("/specifications/", OF, DRAFT, f"{DRAFT}about/", f"{DRAFT}about/whole/", f"{OF}compare/"):
        assert "<script>alert" not in client.get(path).content.decode(), path


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2190, 1, 1), date(2199, 12, 31), 600),
        (date(1900, 1, 1), date(2199, 1, 1), 0),
        (date(2030, 1, 1), date(2020, 1, 1), 0),
        (date(2026, 1, 1), date(2027, 1, 1), 999_999),
        (date(2199, 12, 31), date(2199, 12, 31), 24),
    ],
)
def test_days_that_no_calendar_has_are_said_and_can_be_mended(
    place: Place, signed: Signed, starts: date, ends: date, months: int
) -> None:
    row = begun(place, money=(Money(199, Decimal(1)), Money(0, Decimal("1e11")), Money(5000, Decimal(1))))
    client = signed("manager")
    told = {**boxes("starts_on", starts), **boxes("ends_on", ends), "extension_months": str(months)}
    told |= {"nation": "england-and-wales", "payment": "block", "version": str(row.version)}
    sent = client.post(f"{DRAFT}steps/days/", told)
    assert sent.status_code == 422 and "It is saved, and cannot be agreed yet" in text(sent)
    there = (OF, DRAFT, f"{DRAFT}money/", f"{DRAFT}steps/means/", f"{DRAFT}steps/days/", f"{OF}versions/1/")
    for path in (*there, "/specifications/", f"{OF}compare/"):
        assert client.get(path).status_code == 200, path
    sent = client.post(f"{OF}propose/", proposing(now_of(place), TODAY, "It is what we want to agree."))
    assert sent.status_code == 422
    assert now_of(place).status == "draft"


def test_a_commissioner_proposes_and_a_manager_agrees(place: Place, signed: Signed) -> None:
    agreed(place, specification(), FIRST, at=NOW)
    client = signed("commissioner")
    assert client.post(f"{OF}next/").status_code == 303
    row = now_of(place)
    reason = "The county asks for two days, not three."
    assert client.post(f"{OF}propose/", proposing(row, TODAY, reason)).status_code == 303
    page = text(client.get("/specifications/"))
    assert "Version 2 waits for a manager or quality lead to agree it" in page
    sent = signed("quality_lead").post(f"{OF}agree/", {"version": now_of(place).version})
    assert sent.status_code == 303
    assert f"In force since {say_date(TODAY)}" in text(client.get(OF))


def test_the_second_of_two_who_decide_is_told(place: Place, signed: Signed) -> None:
    row = begun(place)
    signed("manager").post(f"{OF}propose/", proposing(row, FIRST, "It was signed on paper in spring."))
    stale = {"version": str(now_of(place).version - 1)}
    sent = signed("commissioner").post(f"{OF}agree/", stale)
    assert sent.status_code == 422 and "Somebody else changed this" in text(sent)
    assert now_of(place).status == "proposed"
