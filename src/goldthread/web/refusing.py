"""What a reader sees when something cannot be shown: a sentence, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.rules import NotAllowed
from goldthread.kernel.refusals import Refused

READING = ("GET", "HEAD")
log = logging.getLogger("goldthread.web")


class Missing(Refused):
    """What was asked for is not there: the page answers 404 with the sentence."""


def shortened(text: str, most: int = 60) -> str:
    """What somebody typed, short enough to be said back."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class RefusedMiddleware:
    """Turns a refusal into a page."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A refusal is an answer; anything else is a fault, told to the log without the query."""
        if isinstance(fault, Refused):
            title, status = _said_as(fault)
            return render(request, "refused.jinja", {"title": title, "sentence": str(fault)}, status=status)
        log.error("fault on %s: %s", request.resolver_match and request.resolver_match.view_name, type(fault))
        return None

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object
    ) -> HttpResponse | None:
        """A page that does not say it may be sent to is only read."""
        if request.method in READING or getattr(view, "may_be_sent_to", False):
            return None
        return _only_read(request)


def _said_as(fault: Refused) -> tuple[str, int]:
    if isinstance(fault, Missing):
        return "Not found", 404
    if isinstance(fault, NotAllowed):
        return "Not for your role", 403
    return "This cannot be shown", 422


def may_be_sent_to(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that takes what is sent to it. The mark goes outermost, above `page` or `public`."""
    view.may_be_sent_to = True  # type: ignore[attr-defined]
    return view


def _only_read(request: HttpRequest) -> HttpResponse:
    sentence = "These pages are only read. Nothing can be sent to them."
    told = {"title": "This cannot be done", "sentence": sentence}
    response = render(request, "refused.jinja", told, status=405)
    response["Allow"] = ", ".join(READING)
    return response


def misread(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request itself cannot be read: a host that is not ours, or far too many parts."""
    sentence = "This address cannot be read. Check it, or start from the overview."
    return render(
        request, "refused.jinja", {"title": "This cannot be shown", "sentence": sentence}, status=400
    )


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was sent did not come from a page of ours, or from one that was open for too long."""
    sentence = (
        "This page was open for too long, or cookies are off. Go back, load it again and send it again."
    )
    told = {"title": "This could not be sent", "sentence": sentence}
    return render(request, "refused.jinja", told, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    """Asked too often in a short time."""
    sentence = "There were too many tries from here. Wait five minutes and try again."
    return render(request, "refused.jinja", {"title": "Too many tries", "sentence": sentence}, status=429)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No page stands at this address."""
    sentence = "There is no page at this address. Check it, or start from the overview."
    return render(request, "refused.jinja", {"title": "Not found", "sentence": sentence}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something failed to compute: our fault, said so."""
    sentence = "This failed to compute. That is a fault in Goldthread, not in your records."
    return render(
        request, "refused.jinja", {"title": "Something went wrong", "sentence": sentence}, status=500
    )
