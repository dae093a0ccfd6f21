"""kill -9 at any point leaves the old snapshot serving, and the next build succeeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("layout, times", [("whole", 15), ("by month", 5)])
def test_a_killed_build_is_never_seen(tmp_path: Path, layout: str, times: int) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("This system cannot fork: the killed builds need it.")
    tests = Path(__file__).parents[1]
    # Memory in place of a disk where there is one: the kill is the same and nothing waits.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as place:
        ran = subprocess.run(
            [sys.executable, str(tests / "facts" / "killed_builds.py"), place, layout, str(times)],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(tests)},
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    # Every kill left one whole state; most the old one, and those after the swap the new one.
    assert found["whole"] == found["old"] + found["new"] and found["killed"] > 15
    assert found["old"] > 12 and found["new"] >= 1
