"""How the sign-in library is bent to this house: no sign-up, our letters, secrets sealed."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

from goldthread.access.models import Worker
from goldthread.kernel.refusals import Refused
from goldthread.web.access import words
from goldthread.web.access.guard import SET_UP


class Accounts(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody makes their own."""

    error_messages = {**DefaultAccountAdapter.error_messages, **words.FAULTS}

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Not to set a first second factor up, nor to see its recovery codes right after."""
        if app == "allauth.mfa":
            new = (
                time.time() - self.request.session.get(SET_UP, 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            )
            if new or not self.request.user.authenticator_set.exists():
                return False
        return bool(super().is_reauthentication_required(app=app, **named))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def render_mail(
        self, template_prefix: str, email: Any, context: Any, headers: Any = None
    ) -> EmailMessage:
        """A plain letter in our words."""
        subject, body = words.letter(template_prefix, context)
        return EmailMessage(subject, body, self.get_from_email(), [email], headers=headers)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """One line of confirmation in our words; none where there are none."""
        told = message or words.CONFIRMATIONS.get(message_template or "")
        super().add_message(request, level, message=told or None, extra_tags=extra_tags)


class SecondFactors(DefaultMFAAdapter):
    """Secrets of one-time codes lie in the database sealed with the key of the settings."""

    error_messages = {**DefaultMFAAdapter.error_messages, **words.FAULTS}

    def encrypt(self, text: str) -> str:
        """Sealed."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened; refused where the key of the settings is another."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise Refused(
                "The second factor cannot be read: the secret key of this server has changed. "
                "Ask an administrator to reset it."
            ) from None

    def generate_authenticator_name(self, user: Worker, type: Any) -> str:
        """A first name for a passkey; its owner may give another."""
        return "My passkey"

    def get_public_key_credential_user_entity(self, user: Worker) -> dict[str, Any]:
        """As the device lists it."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}

    def _get_site_name(self) -> str:
        return "Goldthread"


def _box() -> Fernet:
    key = hashlib.sha256(b"goldthread second factor\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
