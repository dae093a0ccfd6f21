"""A store that the pages show, a client that asks them, and a browser that opens them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evidence.few_records import CUT_OFF, store_of, support

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldthread.config.settings")

FLAGS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--no-first-run", "--disable-domain-reliability", "--disable-dev-shm-usage"),
)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Sixty people over two years: supports, referrals, tenancies and jobs, some of each not known."""
    supports, referrals, tenancies, jobs = [], [], [], []
    for number in range(60):
        start = CUT_OFF - timedelta(days=700 - number * 11)
        end = start + timedelta(days=40 + number * 7) if number % 3 else None
        one = support(number, start.isoformat(), end.isoformat() if end and end <= CUT_OFF else None)
        one |= {"kind": "housing", "referral_id": f"r{number:03}", "employment_status_at_start": "02"}
        supports.append(one)
        shared = {"person_id": one["person_id"], "service": one["service"]}
        referrals.append(
            {"referral_id": f"r{number:03}", **shared, "received_on": start - timedelta(days=number % 30)}
            | {"decision": "accepted", "decided_on": start - timedelta(days=1)}
        )
        lost = number % 7 == 0
        tenancies.append(
            {"tenancy_id": f"t{number:03}", **shared, "started_on": start, "support_id": one["support_id"]}
            | {"status": "ended" if lost else "held" if number % 5 else None}
            | {"ended_on": start + timedelta(days=90) if lost else None}
            | {"end_reason": "eviction" if lost else None, "last_confirmed_on": CUT_OFF}
        )
        jobs.append(
            {"job_id": f"j{number:03}", **shared, "started_on": start + timedelta(days=50), "paid": True}
            | {"support_id": one["support_id"], "status": "held", "last_confirmed_on": CUT_OFF}
        )
    return {"support": supports, "referral": referrals, "tenancy": tenancies, "job": jobs}


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the pages."""
    return store_of(tmp_path_factory.mktemp("pages") / "store", rows()).path


@pytest.fixture(scope="session")
def pages(store: Path) -> None:
    """Django set up on that store."""
    import django
    from django.conf import settings

    django.setup()
    settings.GOLDTHREAD_STORE = str(store)
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]


@pytest.fixture
def client(pages: None) -> Client:
    from django.test import Client

    return Client(raise_request_exception=True)


@pytest.fixture(scope="session")
def address(pages: None) -> Iterator[str]:
    """The pages on a port of this machine."""
    from waitress.server import create_server

    from goldthread.config.wsgi import application

    server = create_server(application, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://localhost:{server.effective_port}"
    server.close()


@pytest.fixture(scope="module")  # closed with its module: two players in one process do not bear each other
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()
