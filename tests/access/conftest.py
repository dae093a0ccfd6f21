"""A place to test on, and two factors to sign in with."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from casework import PASSWORD, Place
from goldthread.access.models import Worker


@pytest.fixture
def code_of() -> Callable[[str, int], str]:
    """The code that an app shows for a key, so many steps from now."""

    def code(key: str, steps: int = 0) -> str:
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        if (left := 30 - time.time() % 30) < 4:
            time.sleep(left)  # a code that turns while it is on its way would be refused, rightly
        return str(format_hotp_value(hotp_value(key, int(time.time()) // 30 + steps)))

    return code


@pytest.fixture
def with_app(place: Place) -> Callable[[Worker], str]:
    """Gives a worker an app for one-time codes; answers its key."""

    def give(worker: Worker) -> str:
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        key = str(generate_totp_secret())
        TOTP.activate(worker, key)
        return key

    return give


@pytest.fixture
def with_password() -> Callable[..., Any]:
    """Gives the password of a worker to a client."""

    def give(client: Any, worker: Worker, password: str = PASSWORD, **sent: Any) -> Any:
        told = {"login": worker.email, "password": password}
        return client.post("/sign-in/", told, **sent)

    return give
