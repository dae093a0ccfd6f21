"""What sign-in tells us: a second factor given, somebody in, somebody out. The ledger keeps the last two."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from goldthread.access.models import Worker
from goldthread.access.scope import scope_of
from goldthread.ledger.actions import tell
from goldthread.web.access.guard import SET_UP, give_second_factor


@receiver(authentication_step_completed, dispatch_uid="goldthread second factor given")
def factor_given(*, request: HttpRequest, user: Worker, method: str, **_: Any) -> None:
    """A code or a passkey was right."""
    if method == "mfa":
        give_second_factor(request, user)


@receiver(authenticator_added, dispatch_uid="goldthread second factor set up")
def factor_set_up(*, request: HttpRequest, user: Worker, **_: Any) -> None:
    """Whoever sets a factor up holds it."""
    give_second_factor(request, user)
    request.session[SET_UP] = time.time()


@receiver(user_logged_in, dispatch_uid="goldthread signed in")
def signed_in(*, user: Worker, **_: Any) -> None:
    """Told with the key of who, and when."""
    _told("access.sign_in", user)


@receiver(user_logged_out, dispatch_uid="goldthread signed out")
def signed_out(*, user: Worker | None, **_: Any) -> None:
    """Told likewise; a session that ended by itself has nobody to tell of."""
    if user is not None:
        _told("access.sign_out", user)


def _told(verb: str, worker: Worker) -> None:
    at = datetime.now(UTC)
    tell(verb, by=scope_of(worker, at=at), at=at, subjects=[("access.worker", worker.pk)])
