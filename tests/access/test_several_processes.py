"""Pages served by several processes: they share one address, do jobs once, and go when their parent goes."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from goldthread.cli.commands.serving import trusting


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A record of its own with one organisation."""
    if sys.platform != "linux":
        pytest.skip("Linux lists processes in /proc, where these tests look.")
    told = {name: value for name, value in os.environ.items() if not name.startswith("GOLDTHREAD_")}
    told |= {
        "GOLDTHREAD_DATABASE": str(tmp_path / "record.sqlite3"),
        "GOLDTHREAD_SECRET_KEY": secrets.token_urlsafe(64),
    }
    made = goldthread(told, "set-up", "--organisation", "Example Homes", "--email", "ann@example.org")
    assert made.returncode == 0, made.stderr
    return told


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Two processes at a free port, with that port."""
    asked = [sys.executable, "-m", "goldthread", "serve", "--port", "0", "--processes", "2"]
    running = subprocess.Popen(asked, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        where = next(line for line in running.stderr if "Goldthread is at" in line)
        yield running, int(where.rstrip("/\n").rpartition(":")[2])
    finally:
        running.kill()
        running.wait(20)
        if running.stderr is not None:
            running.stderr.close()


def goldthread(environment: dict[str, str], *asked: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "goldthread", *asked]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def answered(port: int) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        link.request("GET", "/sign-in/")
        return link.getresponse().status
    finally:
        link.close()


def children(parent: int) -> set[int]:
    told = Path(f"/proc/{parent}/task/{parent}/children")
    return {int(child) for child in told.read_text().split()} if told.exists() else set()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.1)


def test_two_processes_answer_and_one_that_dies_is_made_again(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    running, port = server
    until(lambda: len(children(running.pid)) == 2)
    assert {answered(port) for _ in range(10)} == {200}
    before = children(running.pid)
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(children(running.pid)) == 2 and children(running.pid) != before)
    assert {answered(port) for _ in range(10)} == {200}


def test_stopped_it_ends_well_and_killed_it_leaves_nobody_behind(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    running, port = server
    until(lambda: len(children(running.pid)) == 2)
    assert answered(port) == 200
    left = children(running.pid)
    running.kill()
    running.wait(20)
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in left))
    with pytest.raises(OSError, match="refused"):
        answered(port)


def test_jobs_are_done_beside_the_pages(
    server: tuple[subprocess.Popen[str], int], environment: dict[str, str]
) -> None:
    until(lambda: _sealed(environment), 60)


def _sealed(environment: dict[str, str]) -> bool:
    import sqlite3

    with sqlite3.connect(environment["GOLDTHREAD_DATABASE"]) as record:
        (waiting,) = record.execute("SELECT count(*) FROM ledger_event WHERE number IS NULL").fetchone()
        (sealed,) = record.execute("SELECT count(*) FROM ledger_event WHERE number IS NOT NULL").fetchone()
    return bool(sealed and not waiting)


def test_a_port_that_is_taken_is_said_in_a_sentence(
    server: tuple[subprocess.Popen[str], int], environment: dict[str, str]
) -> None:
    done = goldthread(environment, "serve", "--port", str(server[1]), "--processes", "2")
    assert done.returncode == 1
    assert f"Port {server[1]} at 127.0.0.1 is taken" in done.stderr


def test_only_the_server_in_front_says_that_it_speaks_https() -> None:
    seen: list[dict[str, Any]] = []
    asked = trusting(lambda environ, start: seen.append(environ), "10.0.0.1")
    told = {
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "HTTP_HOST": "example.org",
    }
    asked({"REMOTE_ADDR": "10.0.0.1", **told}, None)
    asked({"REMOTE_ADDR": "192.0.2.9", **told}, None)
    assert "HTTP_X_FORWARDED_PROTO" in seen[0]
    assert seen[1] == {"REMOTE_ADDR": "192.0.2.9", "HTTP_HOST": "example.org"}
    trusting(lambda environ, start: seen.append(environ), "*")({"REMOTE_ADDR": "192.0.2.9", **told}, None)
    assert "HTTP_X_FORWARDED_PROTO" in seen[2]
