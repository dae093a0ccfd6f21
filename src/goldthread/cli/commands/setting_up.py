"""Makes a case record ready: its tables, an organisation, and a link for its first administrator.

Run it again after an upgrade, without arguments: it brings the tables up to date and leaves the rest alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from importlib import import_module

from goldthread.cli.record import add_database, open_record
from goldthread.kernel.calendar import Nation
from goldthread.kernel.refusals import Refused

KEY_LETTERS = 40
HOW_TO_MAKE_A_KEY = (
    "Set GOLDTHREAD_SECRET_KEY to a random text of at least 40 letters and keep it safe: links and second "
    "factors are sealed with it. One is made by: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("--organisation", metavar="NAME", help="its name, as people know it")
    parser.add_argument("--email", metavar="ADDRESS", help="of its first administrator")
    parser.add_argument("--name", metavar="NAME", default="Administrator", help="of its first administrator")
    parser.add_argument(
        "--nation", choices=[one.value for one in Nation], default=Nation.ENGLAND_AND_WALES.value
    )
    parser.add_argument(
        "--address", default="http://localhost:8000", metavar="URL", help="where people will find the pages"
    )


def run(asked: argparse.Namespace) -> int:
    check_key()
    open_record(asked.database, must_exist=False)
    # By name: only the server's entry may know every room.
    import_module("goldthread.config.tables").lay_out()
    print("The tables are up to date.", file=sys.stderr)
    if not asked.organisation and not asked.email:
        return 0
    if not (asked.organisation and asked.email):
        raise Refused("Say both --organisation and --email, or neither to bring the tables up to date.")
    print(_link(asked, datetime.now(UTC)))
    return 0


def check_key() -> None:
    """Refuse without a key that links and second factors can be sealed with."""
    if len(os.environ.get("GOLDTHREAD_SECRET_KEY", "")) < KEY_LETTERS:
        raise Refused(HOW_TO_MAKE_A_KEY)


def _link(asked: argparse.Namespace, at: datetime) -> str:
    """The link at which the first administrator sets a password; a new one where the last was not used."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.urls import reverse

    from goldthread.access.actions import set_up
    from goldthread.access.links import password_key
    from goldthread.access.rules import Role
    from goldthread.access.scope import Scope

    try:
        validate_email(asked.email)
    except ValidationError:
        raise Refused(f'"{asked.email}" is not an e-mail address. Correct it.') from None
    by = Scope("job:set-up", "", frozenset({Role.ADMINISTRATOR}))  # whoever runs the server
    worker = set_up(asked.organisation, asked.name, asked.email, by=by, at=at, nation=Nation(asked.nation))
    path = reverse("account_reset_password_from_key", args=password_key(worker))
    return (
        f"{worker.name} sets a password here, once and within three days:\n"
        f"{asked.address.rstrip('/')}{path}\n"
        "Then start the server: goldthread serve"
    )
