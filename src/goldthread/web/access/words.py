"""What sign-in says: faults, confirmations and letters, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TOO_MANY = "There were too many tries. Wait five minutes and try again."
FAULTS = {
    "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
    "too_many_login_attempts": TOO_MANY,
    "rate_limited": TOO_MANY,
    "incorrect_code": "That code is not right, or was used before. Wait for the next one and enter it.",
    "incorrect_password": "That is not your password. Check it.",
    "enter_current_password": "That is not your password now. Check it.",
    "cannot_delete_authenticator": "Everyone has a second factor. Set up another before you remove this one.",
    "unverified_email": "Your e-mail address is not confirmed. Ask an administrator.",
}

CONFIRMATIONS = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "mfa/messages/totp_activated.txt": "Your app is set up. Keep the recovery codes somewhere safe.",
    "mfa/messages/totp_deactivated.txt": "Your app is removed.",
    "mfa/messages/webauthn_added.txt": "Your passkey is set up. Keep the recovery codes somewhere safe.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
    "mfa/messages/recovery_codes_generated.txt": "There are new recovery codes. The old ones no longer work.",
}

_NOT_YOU = "If that was not you, tell an administrator of your organisation at once."
_TOLD = {
    "account/email/password_changed": "Your password was changed",
    "account/email/password_reset": "Your password was set anew",
    "mfa/email/totp_activated": "An app for one-time codes was set up",
    "mfa/email/totp_deactivated": "The app for one-time codes was removed",
    "mfa/email/webauthn_added": "A passkey was set up",
    "mfa/email/webauthn_removed": "A passkey was removed",
    "mfa/email/recovery_codes_generated": "New recovery codes were made",
}


def letter(kind: str, told: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of a letter: a link for a new password, or word that something changed."""
    if kind == "account/email/password_reset_key":
        return "Goldthread: a new password", (
            "Someone, probably you, asked for a new password for this address.\n\n"
            f"Set it here: {told['password_reset_url']}\n\n"
            "The link works once and for three days. You still need your second factor to sign in.\n"
            "If you did not ask, you need do nothing.\n"
        )
    words = _TOLD.get(kind, "Something about your sign-in changed")
    return (
        f"Goldthread: {words[0].lower()}{words[1:]}",
        f"{words} for your Goldthread account.\n\n{_NOT_YOU}\n",
    )


def invitation(name: str, organisation: str, link: str) -> tuple[str, str]:
    """Subject and body of the letter that invites a worker."""
    return f"Goldthread: your account at {organisation}", (
        f"{name},\n\n{organisation} has made an account for you in Goldthread.\n\n"
        f"Set your password here: {link}\n\n"
        "The link works once and for three days. Then you set up a second factor: an app on your phone, "
        "or a passkey.\n"
    )
