"""The link by which somebody without an account gives feedback: signed, and it names nobody.

It holds the keys of an organisation and of the asking. Whether it is open is for the row of the asking to
say: it opens once, and until its last day.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_SALT = "goldthread.feedback"


def token_of(organisation: str, ask: str) -> str:
    """What stands in the address."""
    return Signer(salt=_SALT, sep=".").sign(f"{organisation}-{ask}")


def keys_of(token: str) -> tuple[str, str] | None:
    """(organisation, asking) of a token; None where it was not signed here."""
    try:
        organisation, _, ask = Signer(salt=_SALT, sep=".").unsign(token).rpartition("-")
    except BadSignature:
        return None
    return (organisation, ask) if organisation and ask else None
