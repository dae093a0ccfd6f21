"""How letters leave: through a mail server named in one address, else onto the console."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from goldthread.kernel.refusals import Refused

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class PostBox:
    """Django's settings of a mail server."""

    backend: str = CONSOLE
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    speaks_tls: bool = False


def post_box(address: str) -> PostBox:
    """The mail server at smtp://USER:PASSWORD@HOST:PORT (it is asked to start TLS) or smtps://...

    Nothing given means the console. Refused where the address is neither.
    """
    if not address:
        return PostBox()
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Refused("GOLDTHREAD_EMAIL is an address such as smtp://USER:PASSWORD@HOST:587. Correct it.")
    over = parts.scheme == "smtps"
    return PostBox(
        SMTP,
        parts.hostname,
        parts.port or (465 if over else 587),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starts_tls=not over,
        speaks_tls=over,
    )
