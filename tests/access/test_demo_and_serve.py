"""One click only in a demo; a server that will not start where a real record would not be safe."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from casework import Place
from goldthread.access.models import Organisation
from goldthread.cli.commands import serving
from goldthread.kernel.refusals import Refused

KEY = "a key for tests only, of more than forty letters"


@pytest.fixture
def synthetic(place: Place) -> Place:
    Organisation.objects.update(synthetic=True)
    return place


def test_in_a_demo_each_role_is_one_click_away(synthetic: Place, client: Client, settings: Any) -> None:
    settings.GOLDTHREAD_DEMO = True
    page = client.get("/sign-in/").content.decode()
    assert len(re.findall(r'name="role"', page)) == 9
    answer = client.post("/sign-in/as/", {"role": "administrator"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/administration/"
    assert "Administrator Example" in answer.content.decode()


@pytest.mark.parametrize(("demo", "made_up"), [(False, True), (True, False), (False, False)])
def test_elsewhere_there_is_no_such_way_in(
    place: Place, client: Client, settings: Any, demo: bool, made_up: bool
) -> None:
    settings.GOLDTHREAD_DEMO = demo
    Organisation.objects.update(synthetic=made_up)
    assert 'name="role"' not in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/as/", {"role": "administrator"}).status_code == 404
    assert client.get("/account/").status_code == 302


def test_a_real_organisation_beside_the_synthetic_one_is_not_opened(
    synthetic: Place, client: Client, settings: Any
) -> None:
    import casework

    settings.GOLDTHREAD_DEMO = True
    real = casework.organisation("Sample Trust")
    client.post("/sign-in/as/", {"role": "manager"})
    assert client.session["_auth_user_id"] == synthetic.workers["manager"].pk
    assert client.session["_auth_user_id"] != real.workers["manager"].pk


def test_a_server_starts_for_a_real_organisation_here(place: Place) -> None:
    serving.check_safe("127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value", "host", "said"),
    [
        ("DEBUG", True, "127.0.0.1", "DEBUG is on"),
        ("GOLDTHREAD_DEMO", True, "127.0.0.1", "one click"),
        ("HTTPS", False, "0.0.0.0", "in the clear"),
    ],
)
def test_a_server_does_not_start_on_unsafe_settings(
    place: Place, settings: Any, name: str, value: bool, host: str, said: str
) -> None:
    setattr(settings, name, value)
    with pytest.raises(Refused, match=said):
        serving.check_safe(host)


def test_a_server_does_not_serve_the_demo(synthetic: Place) -> None:
    with pytest.raises(Refused, match="synthetic organisation"):
        serving.check_safe("127.0.0.1")


def test_the_journal_is_told_with_its_reason() -> None:
    assert "can damage a database in WAL mode" in serving.journal_told("delete", 3, "3.40.1")
    safe = serving.journal_told("wal", 2, "3.51.3")
    assert "WAL journal" in safe and "damage" not in safe


def run(folder: Path, *arguments: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
    told = {"GOLDTHREAD_SECRET_KEY": key, "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "goldthread", *arguments],
        cwd=folder, env=told, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def test_a_record_is_set_up_with_a_link_for_its_first_administrator(tmp_path: Path) -> None:
    assert "GOLDTHREAD_SECRET_KEY" in run(tmp_path, "set-up", key="").stderr
    assert "There is no case record" in run(tmp_path, "serve").stderr
    wanted = ("set-up", "--organisation", "Example Homes", "--email", "Ada@example.org")
    made = run(tmp_path, *wanted)
    assert made.returncode == 0, made.stderr
    first = re.search(r"http://localhost:8000/sign-in/password/(\w+)-\S+/", made.stdout)
    assert first
    again = run(tmp_path, *wanted)
    assert first[1] in again.stdout, "a link that was lost is given again"
    other = run(tmp_path, "set-up", "--organisation", "Example Homes", "--email", "eve@example.org")
    assert other.returncode == 1
    assert "Its administrators invite" in other.stderr
    wrong = run(tmp_path, "set-up", "--organisation", "More Homes", "--email", "no address")
    assert "not an e-mail address" in wrong.stderr
