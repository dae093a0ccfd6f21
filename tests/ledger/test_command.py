"""`goldthread verify-ledger`, run as an auditor would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

FILL = """
import django; django.setup()
from datetime import UTC, datetime
from goldthread.config.tables import lay_out; lay_out()
from goldthread.ledger.actions import tell
class By: told_as, organisation_id = "worker:a", "o"
for n in range(3):
    tell("people.refer", by=By, at=datetime(2026, 11, 23, 9, n, tzinfo=UTC), people=[f"p{n}"])
"""
CHANGE = """
import django; django.setup()
from django.db import connection
from goldthread.ledger import guards
guards.remove(connection)
with connection.cursor() as cursor:
    cursor.execute("UPDATE ledger_event SET verb = 'x' WHERE number = 2")
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case record of three events."""
    path = tmp_path_factory.mktemp("record") / "record.sqlite3"
    python(path, FILL)
    return path


def python(database: Path, program: str) -> None:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldthread.config.settings"}
    told["GOLDTHREAD_DATABASE"] = str(database)
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=told, check=True)


def verify(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "goldthread", "verify-ledger", "--database", str(database), *arguments]
    return subprocess.run(asked, capture_output=True, text=True, check=False)


def test_a_sound_ledger_is_said_to_be_so_and_gives_its_head(record: Path) -> None:
    answer = verify(record)
    assert answer.returncode == 0, answer.stderr
    assert "The ledger holds: 3 events" in answer.stdout
    assert "No head from outside was given" in answer.stdout
    told = json.loads(verify(record, "--json").stdout)
    assert (told["events"], told["faults"], len(told["head"])) == (3, [], 64)
    named = verify(record, "--anchor", f"3:{told['head']}")
    assert named.returncode == 0
    assert "No head from outside" not in named.stdout


def test_a_head_that_does_not_fit_is_a_fault(record: Path, tmp_path: Path) -> None:
    heads = tmp_path / "heads.txt"
    heads.write_text(f"Report of October, ledger 2:{'0' * 64}\n", "utf-8")
    answer = verify(record, "--anchors", str(heads))
    assert answer.returncode == 1
    assert "Event 2 differs from the head that was given out" in answer.stdout


@pytest.mark.parametrize(
    "arguments, words",
    [(("--anchor", "3"), "64 letters and digits"), (("--anchors", __file__), "There is no head")],
)
def test_what_is_no_head_is_refused(record: Path, arguments: tuple[str, str], words: str) -> None:
    answer = verify(record, *arguments)
    assert answer.returncode == 1
    assert words in answer.stderr


def test_a_record_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    answer = verify(tmp_path / "none.sqlite3")
    assert answer.returncode == 1
    assert "There is no case record" in answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_changed_ledger_is_found_here_and_by_the_stand_alone_verifier(record: Path, tmp_path: Path) -> None:
    copy = tmp_path / "record.sqlite3"
    copy.write_bytes(record.read_bytes())
    verify(copy)
    python(copy, CHANGE)
    answer = verify(copy)
    assert answer.returncode == 1
    assert "Event 2 does not say what was sealed" in answer.stdout
    export = tmp_path / "ledger.jsonl"
    assert verify(copy, "--export", str(export), "--with-content").returncode == 0
    alone = Path(__file__).parents[2] / "src/goldthread/ledger/verifier.py"
    asked = [sys.executable, str(alone), str(export)]
    checked = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "Event 2" in checked.stdout
