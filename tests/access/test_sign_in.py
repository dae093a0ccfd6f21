"""Two factors for everybody, guesses slowed, a reset that opens nothing, and nothing before sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from casework import AT, PASSWORD, Place
from goldthread.access.links import password_key
from goldthread.access.models import Worker
from goldthread.ledger.models import Event

PRIVATE = ("/", "/account/", "/contracts/", "/administration/", "/account/password/", "/opened-records/")
NEW = "four quiet lanterns walking"
Code = Callable[..., str]
Give = Callable[[Worker], str]
Enter = Callable[..., Any]


def stands_at(response: Any) -> str:
    """Where a request that was followed to its end has come."""
    return str(response.redirect_chain[-1][0] if response.redirect_chain else response.request["PATH_INFO"])


@pytest.mark.django_db
@pytest.mark.parametrize("address", PRIVATE)
def test_nobody_comes_in_without_signing_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.django_db(transaction=True)
def test_a_password_alone_opens_nothing_but_the_setting_up_of_a_second_factor(
    place: Place, client: Client, with_password: Enter, code_of: Code
) -> None:
    worker = place.workers["support_worker"]
    assert stands_at(with_password(client, worker, follow=True)) == "/sign-in/second-factor/"
    for address in PRIVATE:
        assert client.get(address)["Location"] == "/sign-in/second-factor/"
    page = client.get("/account/app/").content.decode()
    key = re.search(r'gt-code">([A-Z2-7]+)<', page)
    assert key
    assert client.get("/account/").status_code == 302
    wrong = client.post("/account/app/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    done = client.post("/account/app/", {"code": code_of(key[1])}, follow=True)
    assert stands_at(done) == "/account/recovery-codes/"
    assert client.get("/account/").status_code == 200


def test_a_code_signs_in_once(
    place: Place, client: Client, with_password: Enter, with_app: Give, code_of: Code
) -> None:
    worker = place.workers["analyst"]
    key = with_app(worker)
    assert with_password(client, worker)["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    code = code_of(key)
    assert client.post("/sign-in/code/", {"code": code})["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert Event.objects.filter(verb="access.sign_in", by=worker.told_as).count() == 1
    second = Client()
    with_password(second, worker)
    replayed = second.post("/sign-in/code/", {"code": code})
    assert "used before" in replayed.content.decode()
    assert second.get("/account/").status_code == 302


def test_the_code_that_set_an_app_up_signs_in_nowhere_else(
    place: Place, client: Client, with_password: Enter, code_of: Code
) -> None:
    worker = place.workers["analyst"]
    with_password(client, worker)
    found = re.search(r'gt-code">([A-Z2-7]+)<', client.get("/account/app/").content.decode())
    assert found
    code = code_of(found[1])
    client.post("/account/app/", {"code": code})
    second = Client()
    with_password(second, worker)
    assert "used before" in second.post("/sign-in/code/", {"code": code}).content.decode()


def test_a_session_with_a_password_alone_ends_once_a_factor_is_set_up_elsewhere(
    place: Place, client: Client, with_password: Enter, with_app: Give
) -> None:
    worker = place.workers["analyst"]
    with_password(client, worker)
    with_app(worker)
    for address in ("/account/passkeys/add/", "/account/app/"):
        assert client.get(address)["Location"].startswith("/sign-in/?next=")


def test_the_key_of_an_app_is_sealed_in_the_database(place: Place, with_app: Give) -> None:
    from allauth.mfa.models import Authenticator

    key = with_app(place.workers["analyst"])
    assert key not in str(Authenticator.objects.get().data)


def test_a_reset_password_still_asks_for_the_second_factor(
    place: Place, client: Client, with_app: Give, with_password: Enter
) -> None:
    worker = place.workers["manager"]
    with_app(worker)
    client.post("/sign-in/forgotten/", {"email": worker.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    address = stands_at(page)
    for weak, said in (("password1234", "common"), ("short", "12 characters")):
        refused = client.post(address, {"password1": weak, "password2": weak})
        assert said in refused.content.decode()
    done = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert stands_at(done) == "/sign-in/password/done/"
    assert client.get("/account/").status_code == 302, "a new password signs nobody in"
    assert with_password(client, worker, NEW)["Location"] == "/sign-in/code/"
    assert client.get("/account/").status_code == 302
    assert "no longer works" in Client().get(link[1]).content.decode()


def test_asking_for_a_link_does_not_tell_who_works_here(place: Place, client: Client) -> None:
    answers = [
        client.post("/sign-in/forgotten/", {"email": email}, follow=True).content
        for email in (place.workers["manager"].email, "nobody@elsewhere.example")
    ]
    assert strip_token(answers[0]) == strip_token(answers[1])
    assert len(mail.outbox) == 1


def strip_token(page: bytes) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page.decode())


def test_guesses_are_slowed_across_clients_and_the_owner_is_not_locked_out(
    place: Place, with_password: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = place.workers["support_worker"]
    answers = [with_password(Client(), worker, f"a wrong guess {n}").content.decode() for n in range(7)]
    assert ["too many tries" in answer for answer in answers] == [False] * 5 + [True] * 2
    assert "too many tries" in with_password(Client(), worker).content.decode(), "nor may the right one"
    other = with_password(Client(), place.workers["manager"])
    assert other.status_code == 302, "another account is not held up"
    later = move_on(monkeypatch, 301)
    assert with_password(Client(), worker).status_code == 302, f"the owner is back after {later} seconds"


def move_on(monkeypatch: pytest.MonkeyPatch, seconds: int) -> int:
    """Let time go by for those who count guesses."""
    import time

    usual = time.time
    monkeypatch.setattr(time, "time", lambda: usual() + seconds)
    return seconds


def test_wrong_codes_are_slowed(place: Place, client: Client, with_password: Enter, with_app: Give) -> None:
    worker = place.workers["support_worker"]
    with_app(worker)
    with_password(client, worker)
    answers = [client.post("/sign-in/code/", {"code": f"{n:06}"}).content.decode() for n in range(7)]
    assert ["too many tries" in answer for answer in answers][-1]
    assert client.get("/account/").status_code == 302


def test_an_unknown_address_and_a_wrong_password_answer_alike(place: Place, with_password: Enter) -> None:
    worker = place.workers["support_worker"]
    wrong = with_password(Client(), worker, "not the password at all")
    unknown = Client().post("/sign-in/", {"login": "nobody@elsewhere.example", "password": PASSWORD})
    told = [strip_token(one.content).replace(worker.email, "").replace("nobody@elsewhere.example", "")
            for one in (wrong, unknown)]  # fmt: skip
    assert told[0] == told[1]


def test_an_invited_worker_sets_a_password_by_a_link_that_works_once(
    place: Place, client: Client, with_password: Enter
) -> None:
    from goldthread.access import actions

    made = actions.add_worker("Dara Example", "Dara@example.org", by=place.scope("administrator"), at=AT)
    assert made.email == "dara@example.org"
    assert not made.has_usable_password()
    uid, key = password_key(made)
    address = stands_at(client.get(f"/sign-in/password/{uid}-{key}/", follow=True))
    client.post(address, {"password1": NEW, "password2": NEW})
    assert stands_at(with_password(client, made, NEW, follow=True)) == "/sign-in/second-factor/"
    assert "no longer works" in Client().get(f"/sign-in/password/{uid}-{key}/").content.decode()


def test_nobody_signs_up(place: Place, client: Client) -> None:
    told = {"email": "new@example.org", "password1": NEW, "password2": NEW}
    assert client.post("/sign-in/no-account/", told).status_code == 405
    assert not Worker.objects.filter(email="new@example.org").exists()
