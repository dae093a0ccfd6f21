"""How fast commands start, beside a bare interpreter: all in turn, several times, medians."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import crowd
from goldthread.demo.contracts import terms_text


def environment(folder: Path) -> dict[str, str]:
    """The environment of what is measured: compiled modules are kept, as an installed package has them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONWARNINGS": "ignore"}


def measured(store: Path, folder: Path, rounds: int) -> dict[str, Any]:
    """Seconds of each command, medians, and how many times a bare start they take."""
    terms = folder / "terms.toml"
    terms.write_text(crowd.widened(terms_text()), "utf-8")
    goldthread = [str(Path(sys.executable).with_name("goldthread"))]
    figures = ["figures", "--store", str(store), "--terms", str(terms), "--period", "2026-06"]
    listed = {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "goldthread --help": [*goldthread, "--help"],
        "goldthread indicators": [*goldthread, "indicators"],
        "goldthread figures, one indicator": [*goldthread, *figures, "--indicator", "tenancy.sustained_6m"],
        "goldthread figures, all": [*goldthread, *figures],
    }
    spent: dict[str, list[float]] = {name: [] for name in listed}
    for number in range(rounds + 1):
        for name, command in listed.items():
            begun = time.perf_counter()
            subprocess.run(command, env=environment(folder), stdout=subprocess.DEVNULL, check=True)
            if number:  # the first run compiles modules
                spent[name].append(time.perf_counter() - begun)
    bare = spent["bare interpreter"]
    return {
        name: {
            "seconds": median(times),
            "x_bare": median(one / other for one, other in zip(times, bare, strict=True)),
        }
        for name, times in spent.items()
    }
