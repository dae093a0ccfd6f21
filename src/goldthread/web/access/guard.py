"""Nobody comes further than the door without both factors, nor longer than a session may last.

It stands before every page, so a page that forgets to say who may open it is shut, not open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from goldthread.access import walls
from goldthread.access.models import Worker

GIVEN = "second_factor"  # in a session: whose second factor was given in it
SET_UP = "factor_set_up_at"  # in a session: when a second factor was set up in it
SINCE, SEEN = "signed_in_at", "seen_at"  # seconds since 1970
TOUCH_EVERY = 60

# Addresses of sign-in itself, open to anybody.
ENTRANCE = frozenset(
    {
        "account_login", "account_logout", "account_signup", "account_inactive",
        "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "mfa_authenticate", "mfa_login_webauthn", "access-demo",
    }
)  # fmt: skip
# Addresses by which somebody with a password alone sets a second factor up.
SETTING_UP = frozenset(
    {
        "access-second-factor", "mfa_activate_totp", "mfa_add_webauthn",
        "account_logout", "account_reauthenticate",
    }
)  # fmt: skip


def give_second_factor(request: HttpRequest, worker: Worker) -> None:
    """Remember that the second factor was given in this session."""
    request.session[GIVEN] = worker.pk


def has_second_factor(request: HttpRequest) -> bool:
    """Whether whoever is signed in gave a second factor in this session."""
    return bool(request.session.get(GIVEN) == request.user.pk)


HEADERS = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class HeadersMiddleware:
    """What every answer says. It stands outermost: a request that no page ever saw is answered too."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class WallMiddleware:
    """A request begins with the rows of no organisation, and leaves none of its own behind."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with walls.within(walls.NOBODY):
            return self.answer(request)


class GuardMiddleware:
    """Ends sessions that are over, and lets nobody past who has not given both factors."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _keep_time(request, datetime.now(UTC).timestamp())
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """Let through, or say where to go first."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if getattr(view, "public", False) or name in ENTRANCE:
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        if has_second_factor(request):
            return None
        if request.user.authenticator_set.exists():
            # Set up in another session: this one gave a password only, so it starts again.
            logout(request)
            return _sign_in(request)
        return None if name in SETTING_UP else redirect("access-second-factor")


def _keep_time(request: HttpRequest, now: float) -> None:
    """End a session that is over; else note, once a minute, that it is in use."""
    since = request.session.setdefault(SINCE, now)
    seen = request.session.get(SEEN, now)
    idle, most = settings.SESSION_COOKIE_AGE, settings.SESSION_MOST_HOURS * 3600
    if now - seen >= idle or now - since >= most:
        logout(request)
    elif SEEN not in request.session or now - seen >= TOUCH_EVERY:
        request.session[SEEN] = now


def _sign_in(request: HttpRequest) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"refused": "Sign in first."}, status=401)
    return redirect_to_login(request.get_full_path())
