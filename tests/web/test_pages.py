"""The pages, asked as a browser asks them: what they say, what they refuse, what they never load."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goldthread.catalogue import CATALOGUE
from goldthread.evidence.drill import drill
from goldthread.evidence.inquiry import opened
from goldthread.evidence.words import headline
from goldthread.kernel.periods import parse_period

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
    assert "<script" not in text
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
            assert (
                f"{count} {word.replace('out', 'left out').replace('unknown', 'not known').replace('_', ' ')}"
                in page
            )
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
