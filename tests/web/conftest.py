"""A store that the pages show, a client that asks them, and a browser that opens them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import casework
from evidence.few_records import CUT_OFF, store_of, support

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, BrowserContext

    from goldthread.access.models import Worker


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
def analyst(pages: None, db: None) -> Worker:
    """Who sees every figure and the records behind it."""
    return casework.organisation().workers["analyst"]


@pytest.fixture
def client(analyst: Worker) -> Client:
    """A client signed in as the analyst."""
    from django.test import Client

    made = Client(raise_request_exception=True)
    casework.sign_in(made, analyst)
    return made


@pytest.fixture
def address(pages: None, live_server: Any) -> str:
    """The pages on a port of this machine."""
    return str(live_server.url)


@pytest.fixture
def opening(browser: Browser, address: str, analyst: Worker) -> Callable[..., BrowserContext]:
    """Opens a browser context in which the analyst is signed in."""
    return partial(casework.signed_in, browser, address, analyst)
