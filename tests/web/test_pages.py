"""The pages, asked as a browser asks them: what they say, what they refuse, what they never load."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evidence.few_records import CUT_OFF
from goldthread.catalogue import CATALOGUE
from goldthread.contracts.terms import Target, Terms
from goldthread.evidence.drill import drill
from goldthread.evidence.inquiry import opened
from goldthread.evidence.words import headline, say_verdict
from goldthread.kernel.periods import parse_period
from goldthread.measures.questions import Verdict
from goldthread.web import standing

if TYPE_CHECKING:
    from django.test import Client

PERIOD = "2026-04..2026-09"
ADDRESSES = [
    "/contracts/ips/",
    "/indicators/",
    "/indicators/?q=rent",
    f"/indicators/tenancy.sustained_3m/?period={PERIOD}",
    "/indicators/tenancy.survival/",
    "/indicators/tenancy.losses/",
    "/indicators/intake.age/",
    "/indicators/access.wait/",
    f"/indicators/tenancy.sustained_3m/records/?period={PERIOD}",
    f"/indicators/tenancy.sustained_3m/records/?period={PERIOD}&verdict=met&service=North",
    "/records/tenancy/t001/",
    "/data/",
    "/data/tenancy/",
    "/about/",
]


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status, response.content[:500]
    return str(response.content.decode())


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_comes_whole_and_asks_no_other_host(client: Client, address: str) -> None:
    text = text_of(client, address)
    assert text.count("<h1") == 1
    assert "</html>" in text
    assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.findall(r"<script[^>]*>[^<]", text)
    assert " style=" not in text
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text)


def test_headers_let_nothing_else_in(client: Client) -> None:
    response = client.get("/about/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/indicators/tenancy.sustaned_3m/", 404, "Did you mean"),
        ("/indicators/tenancy.sustained_3m/?period=soon", 422, "Write a month as"),
        ("/indicators/tenancy.sustained_3m/records/?verdict=perhaps", 422, "is not a verdict"),
        ("/indicators/tenancy.sustained_3m/records/?page=0", 422, "numbered from 1"),
        ("/indicators/tenancy.sustained_3m/figures.xls", 404, ".csv or .json"),
        ("/records/tenancy/none/", 404, "no such record"),
        ("/records/nothing/x/", 404, "no kind of record"),
        ("/contracts/none/", 404, "no contract"),
        ("/nothing/here/", 404, "no page at this address"),
        ("/indicators/tenancy.sustained_3m/?servce=North", 422, "Did you mean &#34;service&#34;"),
        ("/indicators/intake.gender/?category=1", 422, "does not know &#34;category&#34;"),
        (
            "/indicators/tenancy.sustained_3m/?service=North&service=South",
            422,
            "names &#34;service&#34; twice",
        ),
        (f"/indicators/tenancy.sustained_3m/?service={'x' * 201}", 422, "longer than 200 letters"),
        ("/indicators/tenancy.sustained_3m/?contract=none", 404, "no contract"),
        ("/indicators/tenancy.sustained_3m/?period=0001-01", 422, "years 1900 to 2199"),
        (f"/indicators/tenancy.sustained_3m/?period={'9' * 5000}", 422, "is not a period"),
        (f"/indicators/{'x' * 5000}/", 404, "There is no indicator"),
        ("/indicators/tenancy.sustained_3m/records/?page=2", 404, "ends with page 1"),
        (f"/indicators/tenancy.sustained_3m/records/?page={'1' * 5000}", 422, "numbered from 1"),
        ("/contracts/?period=2026-09&colour=red", 422, "does not know &#34;colour&#34;"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    client: Client, address: str, status: int, said: str
) -> None:
    assert said in text_of(client, address, status)


def test_hostile_text_is_shown_as_text(client: Client) -> None:
    hostile = "%3Cscript%3Ealert(1)%3C/script%3E"
    for address in (f"/indicators/?q={hostile}", f"/indicators/{hostile}/", f"/data/{hostile}/"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text


@pytest.mark.parametrize(
    "code", ["tenancy.sustained_3m", "employment.job_starts", "access.wait", "tenancy.losses"]
)
@pytest.mark.parametrize("service", [None, "North"])
def test_screen_list_and_download_agree(client: Client, store: Path, code: str, service: str | None) -> None:
    where = {"service": service} if service else {}
    query = f"?period={PERIOD}" + (f"&service={service}" if service else "")
    with opened(store) as inquiry:
        question = CATALOGUE[code]
        figure = inquiry.figures(question, parse_period(PERIOD), where=where)[0]
        listed = drill(inquiry, question, parse_period(PERIOD), where=where)
    assert headline(figure) in text_of(client, f"/indicators/{code}/{query}")
    page = text_of(client, f"/indicators/{code}/records/{query}")
    for word, count in listed.counted.items():
        if count:
            assert f"{count} {say_verdict(question, Verdict[word.upper()])}" in page
    rows = list(csv.reader(io.StringIO(text_of(client, f"/indicators/{code}/records.csv{query}"))))
    assert len(rows) - 1 == len(listed.members)
    assert [row[1] for row in rows[1:]] == [member.record_id for member in listed.members]
    exported = list(csv.DictReader(io.StringIO(text_of(client, f"/indicators/{code}/figures.csv{query}"))))
    assert exported[0]["figure"] == headline(figure)
    shown = client.get(f"/indicators/{code}/figures.json{query}").json()["figures"][0]
    assert shown["verdicts"] == dict(figure.verdicts)


def test_a_new_snapshot_is_seen_at_once(client: Client, tmp_path: Path, pages: None) -> None:
    from django.conf import settings

    from evidence.few_records import store_of, support

    usual = settings.GOLDTHREAD_STORE
    path = tmp_path / "store"
    try:
        settings.GOLDTHREAD_STORE = str(store_of(path, {"support": [support(1, "2026-07-01")]}).path)
        before = client.get("/indicators/intake.age/figures.json?period=2026-07").json()["snapshot"]
        store_of(path, {"support": [support(2, "2026-07-02")]})
        after = client.get("/indicators/intake.age/figures.json?period=2026-07").json()["snapshot"]
        assert before != after
    finally:
        settings.GOLDTHREAD_STORE = usual


def test_without_a_store_the_page_says_what_to_do(client: Client, pages: None) -> None:
    from django.conf import settings

    usual = settings.GOLDTHREAD_STORE
    try:
        settings.GOLDTHREAD_STORE = ""
        assert "goldthread demo" in text_of(client, "/", 422)
    finally:
        settings.GOLDTHREAD_STORE = usual


def test_nothing_can_be_sent(client: Client) -> None:
    response = client.post("/about/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "only read" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused_in_a_sentence(client: Client) -> None:
    response = client.get("/about/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "cannot be read" in response.content.decode()


def test_a_contract_names_what_its_figures_are_read_with_in_words(client: Client) -> None:
    planned = {code for one in CATALOGUE.values() for code in one.balanced_by if code not in CATALOGUE}
    page = text_of(client, "/contracts/ips/")
    beside = re.findall(r"read with ([^<]+)<", page)
    assert beside and not [one for one in beside for code in planned if code in one]
    assert not [one for one in beside if not one.strip()]


def test_a_figure_of_a_contract_opens_to_the_records_of_its_services(client: Client, tmp_path: Path) -> None:
    """Two of three services are the contract's: the list is as long as the overview says."""
    from django.conf import settings

    from evidence.few_records import store_of, support

    named = {1: "North", 2: "South", 3: "SEQF East"}
    rows = [support(n, "2026-09-01") | {"service": named[n], "kind": "ips"} for n in named]
    jobs = [
        {"job_id": f"j/{n}", "person_id": f"p{n:03}", "service": named[n], "support_id": f"s{n:03}"}
        | {"started_on": CUT_OFF, "paid": True, "status": "held"}
        for n in named
    ]
    usual = settings.GOLDTHREAD_STORE
    try:
        settings.GOLDTHREAD_STORE = str(store_of(tmp_path / "store", {"support": rows, "job": jobs}).path)
        page = text_of(client, "/contracts/ips/?period=2026-09")
        link = "/indicators/employment.job_starts/records/?period=2026-09&amp;contract=ips"
        assert link in page
        listed = text_of(client, link.replace("&amp;", "&"))
        assert "2 counted" in listed
        assert "SEQF" not in listed
        shown = client.get(link.replace("records/", "figures.json").replace("&amp;", "&")).json()
        assert shown["figures"][0]["value"] == 2
        assert "j/1" in text_of(client, "/records/job/j/1/")
    finally:
        settings.GOLDTHREAD_STORE = usual


def test_the_band_that_is_listed_is_the_band_that_is_said(client: Client) -> None:
    address = f"/indicators/intake.gender/records/?period={PERIOD}&category=not%20recorded"
    told = client.get(address.replace("records/", "figures.json").partition("&")[0]).json()["figures"]
    cell = next(one for one in told if one["cut"] == {"category": "not recorded"})
    assert f"{cell['numerator']} of {cell['denominator']}" in text_of(client, address)


def test_a_month_that_has_not_ended_is_no_fall(client: Client) -> None:
    address = "/indicators/employment.job_starts/figures.json?period=2026-10..2026-12"
    told = client.get(address).json()
    assert told["figures"][0]["value"] is None
    assert told["series"][-1]["period"] == ["2026-09-01", "2026-09-30"]
    assert "This period is not whole" in text_of(client, address.replace("figures.json", ""))


def test_records_of_another_organisation_in_the_store_stay_shut(client: Client) -> None:
    from goldthread.access.models import Organisation, Service

    listed = f"/indicators/tenancy.sustained_3m/records.csv?period={PERIOD}"

    def services() -> set[str]:
        rows = csv.DictReader(io.StringIO(client.get(listed).content.decode()))
        return {row["service"] for row in rows}

    assert services() == {"North", "South"}
    other = Organisation.objects.create(name="Sample Trust", slug="sample-trust")
    Service.objects.create(organisation=other, name="South", kind="housing")
    assert services() == {"North"}
    Organisation.objects.filter(name="Example Homes").update(name="Example Homes Now")
    Organisation.objects.filter(name="Sample Trust").update(name="Example Homes")
    assert "no such record" in text_of(client, "/records/tenancy/t001/", 404)


def test_records_of_people_we_know_are_told_as_looked_at(client: Client) -> None:
    from casework import AT
    from goldthread.access.models import Organisation
    from goldthread.access.scope import job_scope
    from goldthread.ledger.models import EventPerson
    from goldthread.people.models import Person

    listed = f"/indicators/tenancy.sustained_3m/records.csv?period={PERIOD}"
    some = next(csv.DictReader(io.StringIO(client.get(listed).content.decode())))["person"]
    known = Person.new(
        by=job_scope("test", Organisation.objects.get().pk), at=AT, name="Ada Example", id=some
    )
    known.save(force_insert=True)
    client.get(listed)
    assert EventPerson.objects.filter(person=some).count() == 1


@pytest.mark.parametrize("held", ["contract=ips", "service=North"])
def test_a_target_is_read_with_what_its_contract_chose(
    client: Client, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    """The balance of the contract, or its reason for none, in place of the catalogue's."""
    known = Terms.packaged()
    code = "tenancy.sustained_3m"
    usual, name = CATALOGUE[code].balanced_by, CATALOGUE["access.wait"].name
    assert "access.wait" not in usual

    def agreed(target: Target) -> None:
        rows = [row for row in known.targets if row.indicator != code]
        monkeypatch.setattr(standing, "terms", lambda: replace(known, targets=(*rows, target)))

    def read_with() -> list[str]:
        overview = text_of(client, f"/contracts/ips/?period={PERIOD}")
        cell = overview.split(f">{CATALOGUE[code].name}</a>")[1].split("</td>")[0]
        one = text_of(client, f"/indicators/{code}/?period={PERIOD}&{held}")
        return [cell, one.partition('id="balance"')[2].partition("</section>")[0]]

    target = Target("ips", code, at_least=0.5, least_number=1)
    agreed(target)
    assert all(CATALOGUE[usual[0]].name in said and name not in said for said in read_with())
    agreed(replace(target, balance=("access.wait",)))
    assert all(name in said and CATALOGUE[usual[0]].name not in said for said in read_with())
    agreed(replace(target, no_balance_because="The board reads it alone."))
    for said in read_with():
        assert "nothing else, because: The board reads it alone." in said
        assert CATALOGUE[usual[0]].name not in said
    agreed(replace(target, balance=("access.wait",), valid_to=date(2026, 9, 29)))
    assert not [said for said in read_with() if name in said]
