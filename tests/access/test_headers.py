"""Every answer, faults and refusals too, says what may load, that nothing is kept, and who may frame it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from access.addresses import HOLES
from access.walls import LEFT_OUT, addresses, text_of
from casework import Place, sign_in

WHOLE = {"session": "1", "pk": "1", "number": "1"}  # holes that take numbers alone
FOREIGN = {"script": "<script>", "style": " style=", "handler": " onclick="}


def check_headers(answer: Any, where: str) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy and "nonce" not in policy, where
    assert "object-src 'none'" in policy and "base-uri 'none'" in policy, where
    assert "frame-ancestors 'none'" in policy, where
    assert answer["X-Frame-Options"] == "DENY", where
    assert answer["X-Content-Type-Options"] == "nosniff", where
    assert answer["Referrer-Policy"] == "same-origin", where
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", where
    if "capture-worker" not in where:  # a script without a name in it, which a phone must check each time
        assert "no-store" in answer["Cache-Control"], where


@pytest.mark.parametrize("role", ["nobody", "manager", "administrator"])
def test_every_address_is_answered_with_every_header(place: Place, role: str) -> None:
    client = Client(raise_request_exception=False)
    if role != "nobody":
        sign_in(client, place.workers[role])
    for address in addresses():
        if address.name in LEFT_OUT or not set(address.holes) <= set(HOLES.get(address.name, {})):
            continue
        path = address.form.format(**{hole: WHOLE.get(hole, "nothing") for hole in address.holes})
        answer = client.get(path)
        check_headers(answer, path)
        told = text_of(answer)
        assert not [name for name, mark in FOREIGN.items() if mark in told], path
        if role == "nobody" and "sign-in" not in path and address.name not in OPEN:
            assert answer.status_code in (302, 401), path


OPEN = (
    *("people-front-enquiry", "people-front-refer", "people-thanks", "contacts-worker", "contacts-unsent"),
    *("wellbeing-give", "wellbeing-thanks"),
)


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda client: client.get("/nothing/here/")),
        (400, lambda client: client.get("/account/", headers={"host": "elsewhere.example"})),
        (403, lambda client: client.get("/administration/")),
        (405, lambda client: client.post("/contracts/")),
        (405, lambda client: client.generic("TRACE", "/account/")),
        (422, lambda client: client.get("/contracts/")),
    ],
)
def test_a_refusal_has_them_too(
    place: Place, status: int, ask: Callable[[Client], Any], settings: Any
) -> None:
    settings.GOLDTHREAD_STORE = ""  # without a store there is no contract to show
    client = Client(raise_request_exception=False)
    sign_in(client, place.workers["analyst"])
    answer = ask(client)
    assert answer.status_code == status
    check_headers(answer, str(status))


def test_a_fault_has_them_too_and_tells_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from goldthread.access import queries

    def fail(**_: object) -> None:
        raise ValueError("Ben Sample, 01632 960001")

    client = Client(raise_request_exception=False)
    sign_in(client, place.workers["administrator"])
    monkeypatch.setattr(queries, "workers", fail)
    answer = client.get("/administration/")
    assert answer.status_code == 500
    check_headers(answer, "fault")
    assert "Ben Sample" not in answer.content.decode()


def test_an_expired_session_is_told_to_a_script_as_such(place: Place) -> None:
    answer = Client().get("/account/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    check_headers(answer, "401")


@pytest.mark.django_db
def test_a_key_that_no_database_can_be_asked_for_is_not_there(place: Place) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, place.workers["manager"])
    for path in ("/people/a%00b/", "/people/%00/inclusion/measure/", "/contracts/a%1Fb/"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "There is no page at this address" in text_of(answer), path
