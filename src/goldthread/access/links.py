"""Links that set a password, once and for three days: for somebody new, and for the first administrator."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from goldthread.access.models import Worker


def password_key(worker: Worker) -> tuple[str, str]:
    """The two parts of the address at which a worker sets their password."""
    return user_pk_to_url_str(worker), default_token_generator.make_token(worker)
