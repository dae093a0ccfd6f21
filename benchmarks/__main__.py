"""`python -m benchmarks`: builds, asks and compares; prints a table, and JSON with --json.

Each contestant runs in a process of its own, in rounds, so that a busy machine is busy for all of them;
ratios are medians over rounds. Data is made once and kept under build/bench/.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import commands, machine
from benchmarks.table import printed

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
AGREED_ON = 10_000  # people on whom pandas and asking must say the same
RESULTS = ROOT / "benchmarks" / "results"

Told = dict[str, Any]


def main() -> int:
    """Run what was asked for and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many people (default 100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each contestant runs (default 3)")
    parser.add_argument("--without", default="", help="contestants left out, as pandas,postgres")
    parser.add_argument("--rebuild", action="store_true", help="build the store afresh")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    parser.add_argument("--keep", metavar="NAME", help="keep the result as benchmarks/results/NAME.json")
    asked = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    left_out = {name for name in asked.without.split(",") if name}
    told = measured(asked.people, asked.rounds, left_out, asked.rebuild)
    if asked.keep:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{asked.keep}.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1) if asked.json else printed(told))
    return 0


def measured(people: int, rounds: int, left_out: set[str], rebuild: bool) -> Told:
    """Everything that is measured, as plain values."""
    built = _built(people, rebuild)
    store = str(FOLDER / str(built["store"]))
    _say("working out derived tables")
    deriving = _alone("deriving", store)
    names = [name for name in ("asking", "floor", "pandas", "postgres") if name not in left_out]
    runs: dict[str, list[Told]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            _say(f"round {number + 1} of {rounds}: {name}")
            runs[name].append(_alone(name, store))
    _say("pages and drills from kept verdicts")
    reading = [_alone("reading", store) for _ in range(rounds)]
    told: Told = {
        "made_on": date.today().isoformat(),
        "people": built["people"],
        "rounds": rounds,
        "machine": machine.said(),
        "building": built,
        "deriving": deriving,
        "runs": runs,
        "reading": reading,
        "ratios": _ratios(runs, reading, deriving),
    }
    if "agreement" not in left_out:
        small = _built(AGREED_ON, False)
        _say(f"comparing every row with pandas on {small['people']:,} people")
        told["agreement"] = {
            "people": small["people"],
            **_alone("agreement", str(FOLDER / str(small["store"]))),
        }
    if "commands" not in left_out:
        _say("commands")
        told["commands"] = commands.measured(Path(store), FOLDER, rounds=5)
    return told


def _built(people: int, rebuild: bool) -> Told:
    code = f"import json, pathlib; from benchmarks import building as b; f = pathlib.Path({str(FOLDER)!r}); "
    made = f"b.build({people}, f)" if rebuild else f"b.built({people}, f) or b.build({people}, f)"
    _say(f"building a store of {people:,} people, or using the one that is there")
    return _read([sys.executable, "-c", f"{code}print(json.dumps({made}))"])


def _alone(name: str, store: str) -> Told:
    return _read([sys.executable, "-m", "benchmarks.contest", name, store])


def _read(command: list[str]) -> Told:
    done = subprocess.run(
        command, cwd=ROOT, env=commands.environment(FOLDER), stdout=subprocess.PIPE, check=True
    )
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def _ratios(runs: dict[str, list[Told]], reading: list[Told], deriving: Told) -> dict[str, float]:
    """Medians over rounds of what was measured side by side."""
    found: dict[str, float] = {}
    for measure in ("seconds", "cpu_seconds"):
        per = {name: [run[measure] for run in told] for name, told in runs.items()}
        kind = "" if measure == "seconds" else ", processor time"
        for one, other, name in (
            ("asking", "floor", "asking x floor"),
            ("pandas", "asking", "pandas x asking"),
        ):
            if one in per and other in per:
                found[name + kind] = median(a / b for a, b in zip(per[one], per[other], strict=True))
        if "floor" in per:
            with_derived = [run + deriving[measure] for run in per["asking"]]
            found[f"asking with derived tables x floor{kind}"] = median(
                a / b for a, b in zip(with_derived, per["floor"], strict=True)
            )
    if "postgres" in runs:
        found["postgres x asking, the few questions"] = median(
            theirs["seconds"] / sum(ours["afresh"][code] for code in theirs["questions"])
            for theirs, ours in zip(runs["postgres"], reading, strict=False)
        )
    for kind in ("pages", "drills"):
        times = []
        for code in reading[0][kind]:
            asked = median(
                sum(t for side, t in run["afresh_cpu"].items() if side.partition("/")[0] == code)
                for run in reading
            )
            times.append(asked / median(run[kind][code] for run in reading))
        found[f"asking afresh x {kind}, median of questions"] = median(times)
        found[f"asking afresh x {kind}, all questions"] = median(
            sum(run["afresh_cpu"].values()) / sum(run[kind].values()) for run in reading
        )
    return found


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
