"""The server is killed again and again while contacts are sent: what it acknowledged is there, once.

By one process and by two, of which now one is killed and now all.

GOLDTHREAD_KILLS says how often; `make score` asks for more.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

KILLS = int(os.environ.get("GOLDTHREAD_KILLS", "4"))
SENDERS = 4
TESTS = Path(__file__).resolve().parents[1]

PREPARE = """
import django; django.setup()
import json
from django.conf import settings
from django.test import Client
from goldthread.config.tables import lay_out; lay_out()
import casework
place = casework.organisation()
person = place.person()
place.support(person)
worker = place.workers["support_worker"]
client = Client(SERVER_NAME="localhost")
casework.sign_in(client, worker)
page = client.get(f"/people/{person.pk}/contact/")
assert page.status_code == 200, page.status_code
print(json.dumps({
    "person": person.pk, "author": worker.pk, "cookies": {n: c.value for n, c in client.cookies.items()},
    "csrf": settings.CSRF_COOKIE_NAME,
}))
"""
COUNT = """
import django; django.setup()
import json
from datetime import UTC, datetime
from goldthread.contacts.models import Contact
from goldthread.ledger import queries, sealing
from goldthread.ledger.models import Event
sealing.seal(at=datetime.now(UTC))
rows = list(Contact.every.values_list("id", "sent_key"))
told = {key for subjects in Event.objects.exclude(verb="look").values_list("subjects", flat=True)
        for table, key in subjects}
print(json.dumps({
    "keys": [key for _, key in rows], "untold": [row for row, _ in rows if row not in told],
    "faults": list(queries.broken()),
}))
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, on the engine that the tests run on."""
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "goldthread.config.settings",
        "GOLDTHREAD_SECRET_KEY": secrets.token_urlsafe(64),
        "PYTHONPATH": str(TESTS),
        "GOLDTHREAD_DATABASE": str(tmp_path / "record.sqlite3"),
    }
    named = os.environ.get("GOLDTHREAD_DATABASE", "")
    if not named.startswith("postgres"):
        yield told
        return
    import psycopg

    name = f"killed_{secrets.token_hex(4)}"
    with psycopg.connect(named, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        before, _, query = named.partition("?")
        yield {**told, "GOLDTHREAD_DATABASE": f"{before.rpartition('/')[0]}/{name}?{query}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def python(environment: dict[str, str], program: str) -> Any:
    asked = [sys.executable, "-c", program]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def serve(environment: dict[str, str], port: int, processes: int) -> subprocess.Popen[bytes]:
    asked = [sys.executable, "-m", "goldthread", "serve", "--port", str(port), "--processes", str(processes)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(asked, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)


def kill(server: subprocess.Popen[bytes]) -> None:
    """The server with all its processes, as when the machine loses its power."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def kill_one(server: subprocess.Popen[bytes]) -> None:
    """One of several processes, which their parent then makes again."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)


class Sender(threading.Thread):
    """Sends contacts one after the other, each under its key until it is acknowledged."""

    def __init__(self, port: int, told: dict[str, Any], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.told, self.stop = port, told, stop
        self.acknowledged: list[str] = []
        self.answers: set[int] = set()

    def run(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self.told["cookies"].items())
        headers = {
            "Cookie": cookies,
            "X-CSRFToken": self.told["cookies"][self.told["csrf"]],
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        key = secrets.token_hex(16)
        while not self.stop.is_set():
            form = {"person": self.told["person"], "author": self.told["author"], "sent_key": key}
            body = urlencode({**form, "mode": "02", "outcome": "made", "when": "now", "minutes": "15"})
            try:
                with closing(http.client.HTTPConnection("localhost", self.port, timeout=20)) as link:
                    link.request("POST", "/contacts/send/", body, headers)
                    status = link.getresponse().status
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the server is down: the same contact is sent again
                continue
            self.answers.add(status)
            if status in (200, 201):
                self.acknowledged.append(key)
                key = secrets.token_hex(16)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_no_acknowledged_contact_is_lost_or_doubled(environment: dict[str, str], processes: int) -> None:
    if processes > 1 and sys.platform != "linux":
        pytest.skip("Linux lists processes in /proc, where this test looks.")
    told, port, stop = python(environment, PREPARE), free_port(), threading.Event()
    senders = [Sender(port, told, stop) for _ in range(SENDERS)]
    server = serve(environment, port, processes)
    try:
        for sender in senders:
            sender.start()
        for number in range(KILLS):
            before = sum(len(sender.acknowledged) for sender in senders)
            limit = time.monotonic() + 60
            while sum(len(sender.acknowledged) for sender in senders) < before + 5 + 3 * number:
                assert time.monotonic() < limit, f"nothing is acknowledged: {senders[0].answers}"
                time.sleep(0.01)
            if processes > 1 and number % 2:
                kill_one(server)
            else:
                kill(server)
                server = serve(environment, port, processes)
    finally:
        stop.set()
        kill(server)
    for sender in senders:
        sender.join(30)
    acknowledged = [key for sender in senders for key in sender.acknowledged]
    kept = python(environment, COUNT)
    assert set(acknowledged) <= set(kept["keys"]), "an acknowledged contact is lost"
    assert len(kept["keys"]) == len(set(kept["keys"]))
    assert kept["untold"] == [], "a contact was written and not told to the ledger"
    assert kept["faults"] == []
    assert len(kept["keys"]) - len(acknowledged) <= SENDERS * (KILLS + 1)
