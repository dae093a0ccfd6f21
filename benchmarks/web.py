"""How the pages hold under load: `python -m benchmarks.web`, or `make bench-web`.

50 staff work in a case record of 2,000 people and 200,000 contacts: five requests a second at random
moments, four in five to read (Today, a person, the caseload, a person's contacts), one in five to record a
contact, each told to the ledger. Then as many as four at a time can get, beside a bare Django page with one
query and one insert, in turn. On SQLite and on PostgreSQL, each served by `goldthread serve`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks import machine, record

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
RESULTS = ROOT / "benchmarks" / "results"
KEY = "a key for benchmarks alone, forty letters and more"
READS = ("today", "person", "caseload", "contacts")
TOKEN = "t" * 32
Told = dict[str, Any]
Ask = Callable[[random.Random], tuple[str, int, float]]


def main() -> int:
    """Measure on the databases that were asked for and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--on", default="sqlite,postgresql", help="databases, else both")
    parser.add_argument("--seconds", type=int, default=60, help="of steady load (default 60)")
    parser.add_argument("--rate", type=float, default=5.0, help="requests a second (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of as many as possible (default 3)")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count(), metavar="N", help="that serve; else one a processor"
    )
    parser.add_argument("--rebuild", action="store_true", help="fill the databases afresh")
    parser.add_argument("--keep", metavar="NAME", help="keep the result as benchmarks/results/NAME.json")
    asked = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    told: Told = {"made_on": date.today().isoformat(), "machine": machine.said(), "asked": vars(asked).copy()}
    for name in asked.on.split(","):
        told[name] = measured(name, asked)
    told["machine"] = machine.said()
    if asked.keep:
        (RESULTS / f"{asked.keep}.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))
    return 0


def measured(name: str, asked: argparse.Namespace) -> Told:
    """Everything about one database."""
    running, address = None, str(FOLDER / "web.sqlite3")
    if name == "postgresql":
        running, address = _postgres(asked.rebuild)
    try:
        sessions = _filled(name, address, asked.rebuild)
        with (
            _Serving(address, asked.processes) as served,
            _Serving(address, asked.processes, "bare") as bare,
            _Serving(address, asked.processes, "door") as door,
        ):
            workers = [Worker(served.port, each) for each in sessions]
            for each in workers[:8]:
                each.warm()
            say(f"{name}: {asked.rate:g} requests a second for {asked.seconds} seconds")
            steady = paced(workers, asked.rate, asked.seconds)
            pages, plain, behind = [], [], []
            for number in range(asked.rounds):
                say(f"{name}: as many as possible, round {number + 1} of {asked.rounds}")
                pages.append(as_many(lambda chance: mixed(workers, chance)))
                plain.append(as_many(_bare(bare.port, sessions)))
                behind.append(as_many(_bare(door.port, sessions)))
            faults = served.locked()
    finally:
        if running is not None:
            running.cleanup()
    return {
        **steady,
        "lock_errors": faults,
        "pages_a_second": [round(each, 1) for each in pages],
        "bare_pages_a_second": [round(each, 1) for each in plain],
        "bare_pages_behind_the_door_a_second": [round(each, 1) for each in behind],
        "throughput_of_bare": _share(pages, plain),
        "throughput_of_bare_behind_the_door": _share(pages, behind),
    }


def _share(ours: list[float], theirs: list[float]) -> float:
    """How much of their throughput ours is, round by round: the one in the middle."""
    return round(median(mine / other for mine, other in zip(ours, theirs, strict=True)), 3)


# --- who asks


class Worker:
    """Somebody signed in, with their people, who asks one thing at a time."""

    def __init__(self, port: int, session: Told) -> None:
        self.port, self.cookie, self.people = port, session["cookie"], session["people"]

    def ask(self, what: str, chance: random.Random) -> tuple[int, float]:
        """Status and seconds of one request, its body read; 401 where the door sent us away."""
        person = chance.choice(self.people)
        addresses = {
            "today": "/today/",
            "person": f"/people/{person}/",
            "caseload": "/people/",
            "contacts": f"/people/{person}/contacts/",
            "record": f"/people/{person}/contact/",
        }
        began = time.perf_counter()
        status = self._send(addresses[what], self._form(chance) if what == "record" else None)
        return status, time.perf_counter() - began

    def warm(self) -> None:
        """Open each page once."""
        chance = random.Random(1)
        for what in READS:
            self.ask(what, chance)

    def _form(self, chance: random.Random) -> bytes:
        sent = {
            "csrfmiddlewaretoken": TOKEN,
            "sent_key": secrets.token_hex(12),
            "mode": "01",
            "outcome": "made",
            "contact_with": "person",
            "when": "now",
            "minutes": "30",
            "task:cooking": "prompted",
            "note": "Went through the post together.",
            "sign": "none",
        }
        return urlencode(sent).encode()

    def _send(self, path: str, form: bytes | None) -> int:
        link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"session={self.cookie}; csrf={TOKEN}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request("POST" if form is not None else "GET", path, form, headers)
            answer = link.getresponse()
            answer.read()
            if "/sign-in" in answer.headers.get("Location", ""):
                return 401
            # A form that was taken sends on; one that is shown again was not.
            taken = answer.status in (302, 303) if form is not None else answer.status == 200
            return answer.status if taken else max(answer.status, 400)
        finally:
            link.close()


def mixed(workers: list[Worker], chance: random.Random) -> tuple[str, int, float]:
    """One request of the mix: four in five read."""
    what = "record" if chance.random() < 0.2 else chance.choice(READS)
    status, seconds = chance.choice(workers).ask(what, chance)
    return what, status, seconds


def _bare(port: int, sessions: list[Told]) -> Ask:
    def ask(chance: random.Random) -> tuple[str, int, float]:
        link = HTTPConnection("127.0.0.1", port, timeout=60)
        began = time.perf_counter()
        try:
            session = chance.choice(sessions)
            headers = {"Cookie": f"session={session['cookie']}; csrf={TOKEN}"}
            link.request("GET", f"/?person={chance.choice(session['people'])}", headers=headers)
            answer = link.getresponse()
            answer.read()
            return "bare", answer.status, time.perf_counter() - began
        finally:
            link.close()

    return ask


# --- load


def paced(workers: list[Worker], rate: float, seconds: int) -> Told:
    """Requests at random moments, so many a second on average; each is timed from when it was due."""
    chance = random.Random(7)
    moments, moment = [], 0.0
    while (moment := moment + chance.expovariate(rate)) < seconds:
        moments.append(moment)
    began = time.perf_counter()

    def one(due: float, seed: int) -> tuple[str, int, float]:
        time.sleep(max(0.0, began + due - time.perf_counter()))
        what, status, _ = mixed(workers, random.Random(seed))
        return what, status, time.perf_counter() - began - due

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(one, moments, range(len(moments))))
    found: Told = {"requests": len(answers), "failed": sum(status >= 400 for _, status, _ in answers)}
    found["milliseconds"] = {"all": _spread([s for _, _, s in answers])} | {
        kind: _spread(times)
        for kind in (*READS, "record")
        if (times := [seconds for what, _, seconds in answers if what == kind])
    }
    return found


def as_many(ask: Ask, seconds: float = 12.0, hands: int = 4) -> float:
    """Requests a second that so many hands get, one after the other each."""
    until = time.perf_counter() + seconds

    def hand(seed: int) -> int:
        chance, done = random.Random(seed), 0
        while time.perf_counter() < until:
            _, status, _ = ask(chance)
            done += status < 400
        return done

    with ThreadPoolExecutor(hands) as pool:
        return sum(pool.map(hand, range(hands))) / seconds


def _spread(times: list[float]) -> dict[str, int]:
    ordered = sorted(times)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(1000 * ordered[int(share * (len(ordered) - 1))]) for name, share in places.items()}
    return found | {"most": round(1000 * ordered[-1])}


# --- what is asked


class _Serving:
    """A server process at a free port, stopped at the end."""

    def __init__(self, address: str, processes: int, what: str = "pages") -> None:
        self.port = _free_port()
        self._log = FOLDER / f"web-{what}.log"
        with self._log.open("w") as log:
            goldthread = [
                str(Path(sys.executable).with_name("goldthread")),
                "serve",
                "--port",
                str(self.port),
                "--processes",
                str(processes),
            ]
            bare = [sys.executable, "-m", "benchmarks.bare", str(self.port), str(processes), what]
            command = goldthread if what == "pages" else bare
            self._server = subprocess.Popen(
                command, cwd=ROOT, env=_environment(address), stdout=log, stderr=log
            )

    def __enter__(self) -> _Serving:
        for _ in range(300):
            try:
                link = HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/")
                link.getresponse().read()
                return self
            except OSError:
                if self._server.poll() is not None:
                    break
                time.sleep(0.2)
        raise RuntimeError(self._log.read_text())

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(30)

    def locked(self) -> int:
        """How often the log speaks of a lock or a deadlock."""
        words = self._log.read_text().lower()
        return words.count("is locked") + words.count("deadlock") + words.count("operationalerror")


def _environment(address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLDTHREAD_")}
    return kept | {"GOLDTHREAD_DATABASE": address, "GOLDTHREAD_SECRET_KEY": KEY, "PYTHONPATH": str(ROOT)}


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres(rebuild: bool) -> tuple[Any, str]:
    """A PostgreSQL with the database of an earlier run, or an empty one."""
    if rebuild or not (FOLDER / "web-postgresql.json").exists():
        return record.server(FOLDER / "pg-web", "web")
    return record.server(FOLDER / "pg-web", "web", afresh=False)


def _filled(name: str, address: str, rebuild: bool) -> list[Told]:
    """Who is signed in to a filled database: that of an earlier run, unless it is to be filled afresh."""
    told = FOLDER / f"web-{name}.json"
    if name == "sqlite" and (rebuild or not told.exists()):
        for end in ("", "-journal", "-wal", "-shm"):
            Path(address + end).unlink(missing_ok=True)
    say(f"{name}: filling the record, where it is empty")
    told.unlink(missing_ok=True)
    command = [sys.executable, "-m", "benchmarks.web_data", address, str(told)]
    subprocess.run(command, cwd=ROOT, env=_environment(address), check=True)
    sessions: list[Told] = json.loads(told.read_text("utf-8"))
    return sessions


def say(words: str) -> None:
    """Progress on standard error."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
