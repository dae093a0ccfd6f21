"""Run the long proofs whole and write what came of them: `python scripts/score.py` (what `make score` runs).

docs/scores/DATE.md holds the day, the machine, the commit, and each proof with its result; it is committed,
so that what was proven when stands beside the code. Answers 1 where a proof failed.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
SCORES = ROOT / "docs" / "scores"
# The counts that `make test` lowers, at their whole.
WHOLE = {"GOLDTHREAD_FUZZ": "10000", "GOLDTHREAD_KILLS": "25", "GOLDTHREAD_WALK": "whole"}


@dataclass(frozen=True)
class Part:
    """One run of tests: what it proves, and what pytest is asked for."""

    title: str
    asked: tuple[str, ...]


PARTS = (
    Part("Official answers of records from elsewhere", ("-m", "shared")),
    Part(
        "10,000 hostile requests, 25 kills, tables",
        ("-m", "not browser", "tests/trust"),
    ),
    Part("Every role at every address", ("tests/access/test_walls.py",)),
)


@dataclass(frozen=True)
class Proof:
    """One test: where it stands, what came of it, and how long it took."""

    name: str
    result: str
    seconds: float
    why: str = ""


def main() -> int:
    """Run the parts one after the other, write the page, answer 1 where something failed."""
    began = datetime.now(UTC)
    found = [(part, run(part)) for part in PARTS]
    SCORES.mkdir(parents=True, exist_ok=True)
    path = SCORES / f"{began:%Y-%m-%d}.md"
    path.write_text(page(began, found), "utf-8")
    print(f"Written: {path.relative_to(ROOT)}")
    return int(any(proof.result == "failed" for _, proofs in found for proof in proofs))


def run(part: Part) -> list[Proof]:
    """The proofs of a part; a run that broke off is a failed proof of its own."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        asked = [sys.executable, "-m", "pytest", "-v", f"--junitxml={told}", *part.asked, *sys.argv[1:]]
        ended = subprocess.run(asked, cwd=ROOT, env=os.environ | WHOLE, check=False).returncode
        proofs = read(told) if told.exists() else []
    if ended not in (0, 1) or not proofs:
        proofs.append(Proof("the run", "failed", 0, f"pytest ended with {ended}"))
    return proofs


def read(path: Path) -> list[Proof]:
    """What the test runner said of each test."""
    return [_proof(case) for case in ElementTree.parse(path).iter("testcase")]


def _proof(case: ElementTree.Element) -> Proof:
    name = f"{case.get('classname', '')}.{case.get('name', '')}".removeprefix("tests.")
    seconds = float(case.get("time", 0))
    for tag, result in (("failure", "failed"), ("error", "failed"), ("skipped", "skipped")):
        if (told := case.find(tag)) is not None:
            return Proof(name, result, seconds, " ".join((told.get("message") or "").split())[:200])
    return Proof(name, "passed", seconds)


def page(began: datetime, found: list[tuple[Part, list[Proof]]]) -> str:
    """The Markdown of a score: the sums first, then what did not pass, then the ten that took longest."""
    lines = [
        f"# Score of {began.day} {began:%B %Y}",
        "",
        f"Written by `make score` at commit {_commit()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[2]:.1f} over the last quarter of an hour.",
        "",
        "| Part | Passed | Failed | Skipped | Seconds |",
        "| --- | --: | --: | --: | --: |",
    ]
    for part, proofs in found:
        sums = Counter(proof.result for proof in proofs)
        seconds = sum(proof.seconds for proof in proofs)
        told = f"{sums['passed']} | {sums['failed']} | {sums['skipped']} | {seconds:.0f}"
        lines.append(f"| {part.title} | {told} |")
    for part, proofs in found:
        lines += ["", f"## {part.title}", ""]
        others = [proof for proof in proofs if proof.result != "passed"]
        lines += [f"- {proof.result}: `{proof.name}` {_plain(proof.why)}".rstrip() for proof in others]
        longest = sorted(proofs, key=lambda proof: -proof.seconds)[:10]
        lines += [f"- {proof.seconds:.0f} s: `{proof.name}`" for proof in longest if proof.result == "passed"]
    return "\n".join(lines) + "\n"


def _plain(why: str) -> str:
    # A reason may name where a folder lies on this machine; the page goes with the code.
    return (
        why.replace(str(ROOT.parent), "..")
        .replace(str(Path.home()), "~")
        .replace(tempfile.gettempdir(), "TMP")
    )


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return (
        subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        or "unknown"
    )


if __name__ == "__main__":
    sys.exit(main())
