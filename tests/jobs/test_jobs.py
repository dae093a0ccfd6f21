"""A job is done once, whoever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from goldthread.jobs import actions
from goldthread.jobs.actions import Kind
from goldthread.jobs.models import Job
from goldthread.jobs.rules import LEASE, MOST_TRIES, next_try, turn
from goldthread.jobs.running import run

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Hand:
    """A clock that is set by hand, and a kind of job that counts how often it was done."""

    def __init__(self, fails: int = 0) -> None:
        self.at, self.done, self.fails = AT, 0, fails

    def now(self) -> datetime:
        return self.at

    def does(self, content: Mapping[str, Any], at: datetime) -> None:
        if self.fails:
            self.fails -= 1
            raise ValueError("Ben Sample")
        self.done += 1

    def run(self, by: str = "one", apart: bool = False) -> bool:
        return actions.run_one({"count": Kind(self.does, apart)}, by=by, now=self.now)


@pytest.mark.parametrize("apart", [False, True])
def test_a_job_is_done_once(apart: bool) -> None:
    hand = Hand()
    actions.ask("count", once="a", at=AT)
    actions.ask("count", once="a", at=AT)
    assert hand.run(apart=apart)
    assert not hand.run(apart=apart)
    assert hand.done == 1


def test_a_job_that_is_not_due_waits() -> None:
    hand = Hand()
    actions.ask("count", once="a", at=AT + timedelta(minutes=1))
    assert not hand.run()
    hand.at += timedelta(minutes=1)
    assert hand.run()


def test_a_leased_job_is_nobody_elses_until_the_lease_runs_out() -> None:
    actions.ask("count", once="a", at=AT)
    assert actions.lease(by="one", at=AT) is not None
    assert actions.lease(by="two", at=AT + LEASE - timedelta(seconds=1)) is None
    assert actions.lease(by="two", at=AT + LEASE) is not None


def test_whoever_lost_the_lease_loses_the_effect() -> None:
    """One is stopped in mid-job, two takes it up; one's effect and its "done" are rolled back together."""
    actions.ask("count", once="a", at=AT)

    def stolen(content: Mapping[str, Any], at: datetime) -> None:
        Job.objects.create(kind="effect", once="effect", due_at=at)
        Job.objects.filter(once="count:a").update(leased_by="two")

    actions.run_one({"count": Kind(stolen)}, by="one", now=lambda: AT)
    assert not Job.objects.filter(kind="effect").exists()
    assert Job.objects.get(once="count:a").done_at is None


def test_a_failure_is_tried_again_later_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    hand = Hand(fails=1)
    actions.ask("count", once="a", at=AT)
    assert hand.run()
    job = Job.objects.get()
    assert (job.failure, job.done_at, job.due_at) == ("ValueError", None, AT + timedelta(minutes=1))
    assert "Ben Sample" not in caplog.text
    hand.at = job.due_at
    assert hand.run()
    assert hand.done == 1


def test_a_job_that_always_fails_stops_being_tried_and_stays_to_be_seen() -> None:
    hand = Hand(fails=100)
    actions.ask("count", once="a", at=AT)
    for _ in range(MOST_TRIES):
        assert hand.run()
        hand.at += timedelta(hours=2)
    assert not hand.run()
    assert Job.objects.get().failure == "ValueError"


@pytest.mark.parametrize("tries, minutes", [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60)])
def test_when_a_failed_job_is_due_again(tries: int, minutes: int) -> None:
    assert next_try(at=AT, tries=tries) == AT + timedelta(minutes=minutes)


def test_a_repeated_job_is_asked_once_a_turn() -> None:
    hour = timedelta(hours=1)
    for minute in (0, 10, 59):
        actions.repeat("count", every=hour, at=AT + timedelta(minutes=minute))
    assert Job.objects.count() == 1
    actions.repeat("count", every=hour, at=AT + hour)
    assert Job.objects.count() == 2
    assert turn(hour, AT)[1] == AT + hour


def test_done_jobs_are_forgotten_and_others_are_not() -> None:
    hand = Hand()
    actions.ask("count", once="a", at=AT)
    actions.ask("count", once="b", at=AT + timedelta(days=30))
    hand.run()
    assert actions.forget_done(before=AT + timedelta(days=1)) == 1
    assert Job.objects.get().once == "count:b"


@pytest.mark.django_db(transaction=True)
def test_running_does_what_repeats_until_it_is_stopped() -> None:
    done, stop = threading.Event(), threading.Event()
    kinds = {"count": Kind(lambda content, at: done.set())}
    hour = {"count": timedelta(hours=1)}

    def stopper() -> None:
        done.wait(20)
        stop.set()

    thread = threading.Thread(target=stopper)
    thread.start()
    run(kinds, hour, now=lambda: datetime.now(UTC), stop=stop, pause=0.01)
    thread.join()
    assert done.is_set()
    assert Job.objects.get().done_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_had_begun_is_left_out_where_told_so() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    kinds = {"count": Kind(lambda content, at: None)}
    run(kinds, {"count": timedelta(hours=1)}, now=lambda: AT, stop=stop, pause=0.01, at_once=False)
    assert not Job.objects.exists()


# --- killed for good: processes on a database of their own

WORKER = """
import os, sys, time, threading
from datetime import UTC, datetime, timedelta
import django
django.setup()
from goldthread.jobs import actions, rules
from goldthread.jobs.actions import Kind
from goldthread.jobs.models import Job
actions.LEASE = timedelta(seconds=1.5)
def does(content, at):
    Job.objects.create(kind="effect", once=f"effect:{content['n']}:{os.getpid()}", due_at=at)
    time.sleep(0.15)
kinds = {"slow": Kind(does)}
print("ready", flush=True)
while True:
    if not actions.run_one(kinds, by=str(os.getpid()), now=lambda: datetime.now(UTC)):
        if not Job.objects.filter(kind="slow", done_at__isnull=True).exists():
            break
        time.sleep(0.1)
"""


@pytest.mark.slow
def test_killed_workers_lose_no_job_and_do_none_twice(tmp_path: Path) -> None:
    """Eight jobs; the worker is killed three times in the middle of one, and another goes on."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "goldthread.config.settings",
        "GOLDTHREAD_DATABASE": str(tmp_path / "jobs.sqlite3"),
    }
    ask = """
    import django; django.setup()
    from datetime import UTC, datetime
    from goldthread.config.tables import lay_out; lay_out()
    from goldthread.jobs.actions import ask
    for n in range(8):
        ask("slow", once=str(n), at=datetime.now(UTC), content={"n": n})
    """
    count = """
    import django; django.setup()
    from goldthread.jobs.models import Job
    effects = [one.split(":")[1] for one in Job.objects.filter(kind="effect").values_list("once", flat=True)]
    print(sorted(effects), Job.objects.filter(kind="slow", done_at__isnull=True).count())
    """

    def python(program: str) -> str:
        asked = [sys.executable, "-c", textwrap.dedent(program)]
        return subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout

    python(ask)
    for _ in range(3):
        asked = [sys.executable, "-c", WORKER]
        with subprocess.Popen(asked, env=environment, stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(0.35)
            worker.send_signal(signal.SIGKILL)
    subprocess.run([sys.executable, "-c", WORKER], env=environment, check=True, timeout=120)
    assert python(count).strip() == f"{[str(n) for n in range(8)]} 0"
