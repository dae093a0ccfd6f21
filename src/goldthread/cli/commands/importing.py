"""Load records of another system into a store, by one mapping file. Bad rows are named and sent back."""

from __future__ import annotations

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from goldthread.cli.asking import add_json, print_json
from goldthread.cli.progress import Progress


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mapping", type=Path, metavar="MAPPING", help="the mapping file (TOML)")
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="files or directories")
    parser.add_argument("--into", required=True, type=Path, metavar="STORE", help="made if missing")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen; load nothing")
    parser.add_argument("--strict", action="store_true", help="load nothing if any row is refused")
    parser.add_argument("--refused", type=Path, metavar="DIR", help="where refused rows go, with the reason")
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.intake import load

    progress = Progress(quiet=asked.json)
    outcome = load(
        asked.mapping,
        asked.sources,
        asked.into,
        at=datetime.now(UTC),
        by=_who(),
        dry_run=asked.dry_run,
        strict=asked.strict,
        refused=asked.refused,
        progress=progress.say,
    )
    progress.done()
    if asked.json:
        print_json(outcome.told())
    else:
        print(outcome.sentence())
    return 1 if asked.strict and outcome.refusals else 0


def _who() -> str:
    """The account that runs the command, as the store remembers it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown account"
