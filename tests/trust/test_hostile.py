"""Hostile text in every field, and thousands of requests that no browser would send: no fault, no script.

GOLDTHREAD_FUZZ says how many requests; `make score` asks for 10,000.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

import casework
from access.addresses import HOLES
from access.walls import LEFT_OUT, Address, Filled, Form, addresses, fill, text_of
from casework import sign_in
from goldthread.access.rules import Role

COUNT = int(os.environ.get("GOLDTHREAD_FUZZ", "1500"))
# A tag of no meaning: where it stands unescaped in a page, any tag could.
TAG = "<gtx onmouseover=alert(1)>"
HOSTILE = (
    TAG,
    "\"'><script>window.gtx=1</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raise %}${7*7}",
    "' OR 1=1; DROP TABLE people_person; --",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u200b\ufeff",
    "%00%ff%c0%ae",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "9" * 400,
    "-1",
    "0",
    "1e309",
    "NaN",
    "2026-02-31",
    "9999-12-31",
    "0001-01-01",
    "31",
    "é" * 5_000,
    "",
    " ",
    "null",
    "true",
    "[]",
    '{"a":1}',
)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def side() -> Filled:
    """An organisation with a row of every table, and the tag in every text."""
    return fill(casework.organisation(), "north", TAG)


def path_of(address: Address, side: Filled, draw: random.Random | None = None) -> str:
    """The path with this side's keys; now and then with something else in a hole."""
    told = {}
    for hole in address.holes:
        wanted = HOLES.get(address.name, {}).get(hole, "=x")
        told[hole] = wanted[1:] if wanted.startswith("=") else side.key(wanted)
        if draw is not None and draw.random() < 0.25:
            told[hole] = re.sub(r"[\x00/?#\ud800-\udfff]", "", draw.choice(HOSTILE))[:80] or "x"
    return address.form.format(**told)


def test_hostile_text_stands_escaped_on_every_page(side: Filled, store: None) -> None:
    client = Client(raise_request_exception=False)
    shown = set()
    for role in (Role.MANAGER, Role.SUPPORT_WORKER, Role.TEAM_LEADER, Role.ADMINISTRATOR, Role.AUDITOR):
        sign_in(client, side.place.workers[role.value])
        for address in addresses():
            if address.name in LEFT_OUT:
                continue
            answer = client.get(path_of(address, side))
            assert answer.status_code < 500, f"{answer.status_code} {address.name} as {role}"
            text = text_of(answer)
            if "html" in answer.get("Content-Type", ""):
                assert TAG not in text, f"{address.name} shows text as it came"
                if "&lt;gtx" in text:
                    shown.add(address.name)
    assert len(shown) >= 12, f"Few pages show any text, so this looks at little: {sorted(shown)}"


def test_no_request_makes_a_fault(side: Filled, store: None) -> None:
    draw = random.Random(20261123)
    known = [address for address in addresses() if address.name not in LEFT_OUT]
    clients: dict[Role | str, Any] = {}
    for role in Role:
        clients[role] = Client(raise_request_exception=False)
        sign_in(clients[role], side.place.workers[role.value])
    clients["nobody"] = Client(raise_request_exception=False)
    forms: dict[str, dict[str, str]] = {}
    seen: Counter[int] = Counter()
    faults = []
    for number in range(COUNT):
        address = draw.choice(known)
        client = clients[draw.choice(list(clients))]
        path = path_of(address, side, draw)
        if address.name not in forms:
            forms[address.name] = fields_of(clients[Role.MANAGER].get(path_of(address, side)))
        answer = send(client, draw, path, forms[address.name], address.sent_to)
        seen[answer.status_code] += 1
        if answer.status_code >= 500:
            method = answer.request["REQUEST_METHOD"]
            faults.append(f"request {number}: {answer.status_code} {method} {address.name}")
    assert not faults, "\n".join(faults[:40])
    assert seen[200] > COUNT / 50 and seen[422] > COUNT / 100, f"Most requests reach nothing: {seen}"


def fields_of(answer: Any) -> dict[str, str]:
    form = Form()
    if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
        form.feed(text_of(answer))
    return form.sent


def send(client: Client, draw: random.Random, path: str, fields: dict[str, str], sent_to: bool) -> Any:
    """One request: mostly what the page would send, with some of it replaced."""
    query = {draw.choice(["period", "whose", "by", "page", "q", "next", "service"]): draw.choice(HOSTILE)}
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    kind = draw.random()
    if not sent_to or kind < 0.25:
        return client.get(path, query if draw.random() < 0.5 else {})
    if kind < 0.30:
        return client.generic(draw.choice(["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]), path)
    if kind < 0.38:
        raw = draw.choice([b"", b"{", b"[]", b'{"a":', b"\xff\xfe", b"null", b'{"sent_key": 1, "tasks": 3}'])
        return client.generic("POST", path, raw, content_type="application/json")
    body = dict(fields)
    for name in list(body):
        if draw.random() < 0.3:
            body[name] = draw.choice(HOSTILE).encode("utf-8", "replace").decode()
        elif draw.random() < 0.1:
            del body[name]
    return client.post(path, body)
