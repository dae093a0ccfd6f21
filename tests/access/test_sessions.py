"""How long a session lasts, what its cookie says, and what no page leaves behind in a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import Place, sign_in
from goldthread.web.access import guard

MINUTE = 60


class Clock:
    """A clock for the guard that moves when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gone = 0.0
        clock = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return datetime.now(tz) + timedelta(seconds=clock.gone)

        monkeypatch.setattr(guard, "datetime", Moved)

    def move(self, seconds: float) -> None:
        self.gone += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def inside(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def test_a_session_ends_after_30_minutes_without_use(place: Place, client: Client, clock: Clock) -> None:
    sign_in(client, place.workers["analyst"])
    assert inside(client)
    for _ in range(4):
        clock.move(29 * MINUTE)
        assert inside(client), "used meanwhile"
    clock.move(30 * MINUTE)
    assert not inside(client)
    assert not inside(client)


def test_a_session_ends_after_12_hours_however_much_it_is_used(
    place: Place, client: Client, clock: Clock
) -> None:
    sign_in(client, place.workers["analyst"])
    for _ in range(12 * 3):
        assert inside(client)
        clock.move(20 * MINUTE)
    assert not inside(client)


def test_a_session_is_written_at_most_once_a_minute(place: Place, client: Client, clock: Clock) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, place.workers["analyst"])
    inside(client)
    with CaptureQueriesContext(connection) as asked:
        inside(client)
    assert not [
        one for one in asked if "django_session" in one["sql"] and not one["sql"].startswith("SELECT")
    ]
    clock.move(61)
    with CaptureQueriesContext(connection) as asked:
        inside(client)
    assert [one for one in asked if one["sql"].startswith("UPDATE") and "django_session" in one["sql"]]


def test_the_cookie_changes_at_sign_in_and_goes_at_sign_out(
    place: Place, client: Client, with_password: Any, with_app: Any, code_of: Any
) -> None:
    worker = place.workers["analyst"]
    key = with_app(worker)
    with_password(client, worker)
    before = client.cookies["session"].value
    client.post("/sign-in/code/", {"code": code_of(key)})
    cookie = client.cookies["session"]
    assert cookie.value != before
    assert (
        cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    )
    kept = cookie.value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["session"] = kept
    assert not inside(thief)


def test_own_sessions_are_listed_and_can_be_ended(
    place: Place, client: Client, with_password: Any, with_app: Any, code_of: Any
) -> None:
    from allauth.usersessions.models import UserSession
    from django.core.cache import cache

    worker = place.workers["analyst"]
    key = with_app(worker)
    other = Client(headers={"user-agent": "A phone of long ago"})
    for one in (client, other):
        with_password(one, worker)
        one.post("/sign-in/code/", {"code": code_of(key)})
        cache.clear()
    assert "A phone of long ago" in client.get("/account/").content.decode()
    session = UserSession.objects.get(user_agent="A phone of long ago")
    stranger = Client()
    sign_in(stranger, place.workers["manager"])
    assert stranger.post(f"/account/sessions/{session.pk}/end/").status_code == 422
    assert inside(other)
    client.post(f"/account/sessions/{session.pk}/end/")
    assert not inside(other)
    assert inside(client)


def test_what_is_sent_needs_a_page_of_ours(place: Place) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, place.workers["administrator"])
    answer = strict.post("/administration/workers/add/", {"name": "X", "email": "x@example.org"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


SETTINGS = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""


def with_https(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, under the settings of a server behind HTTPS."""
    told = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DJANGO_SETTINGS_MODULE": "goldthread.config.settings",
        "GOLDTHREAD_HTTPS": "1",
        "GOLDTHREAD_SECRET_KEY": "a key for tests only, of more than fifty letters, 0123456789",
        "GOLDTHREAD_HOSTS": "goldthread.example",
        **more,
    }
    return subprocess.run(
        [sys.executable, *arguments], env=told, capture_output=True, text=True, timeout=120, check=False
    )


def test_cookies_under_https_belong_to_this_host_alone() -> None:
    names = [
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN",
        "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_DOMAIN", "SECURE_HSTS_SECONDS",
        "SECURE_SSL_REDIRECT", "DEBUG", "GOLDTHREAD_DEMO",
    ]  # fmt: skip
    told = json.loads(with_https("-c", SETTINGS % names).stdout)
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-") and told["SESSION_COOKIE_SECURE"]
    assert told["CSRF_COOKIE_NAME"].startswith("__Host-") and told["CSRF_COOKIE_SECURE"]
    assert told["SESSION_COOKIE_PATH"] == "/" and told["SESSION_COOKIE_DOMAIN"] is None
    assert told["SECURE_SSL_REDIRECT"] and told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert not told["DEBUG"] and not told["GOLDTHREAD_DEMO"]


def test_django_finds_nothing_to_say_about_the_shipped_settings() -> None:
    found = with_https("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout
