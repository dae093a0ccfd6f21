"""A database made at once has the tables that the migrations make, and the next upgrade goes on from it."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

MIGRATED = "call_command('migrate', verbosity=0)"
AT_ONCE = "from goldthread.config.tables import lay_out; lay_out()"
CHECKED = "call_command('migrate', check_unapplied=True, verbosity=0)"


def schema(path: Path, program: str) -> dict[str, list[str]]:
    """Tables with their columns, indexes and triggers by name, after a program ran on the database."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldthread.config.settings"}
    told["GOLDTHREAD_DATABASE"] = str(path)
    start = "import django; django.setup(); from django.core.management import call_command; "
    subprocess.run([sys.executable, "-c", f"{start}{program}; {CHECKED}"], env=told, check=True)
    with sqlite3.connect(path) as opened:
        rows = opened.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        found = {
            # Django draws part of the name of some indexes from what it made before them.
            f"{kind} {re.sub('_[0-9a-f]{8}(_|$)', '_', name)}": sorted(
                json.dumps(column[1:4]) for column in opened.execute(f"PRAGMA table_info('{name}')")
            )
            for kind, name, _ in rows
            if not name.startswith("sqlite_")
        }
    opened.close()
    return found


@pytest.mark.slow
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    if os.environ.get("GOLDTHREAD_DATABASE", "").startswith("postgres"):
        pytest.skip("This looks into SQLite's own list of tables.")
    at_once = schema(tmp_path / "at-once.sqlite3", AT_ONCE)
    step_by_step = schema(tmp_path / "migrated.sqlite3", MIGRATED)
    assert at_once == step_by_step
    assert "trigger ledger_event_no_update" in at_once


def test_no_table_lacks_its_migration() -> None:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldthread.config.settings"}
    asked = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    answer = subprocess.run(asked, env=told, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
