"""Draft a mapping from the headers of some files: guesses where it is sure, questions where it is not."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from goldthread.kernel.refusals import Refused


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="files or directories")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the mapping here, else to the screen")


def run(asked: argparse.Namespace) -> int:
    from goldthread.intake import draft_mapping

    text = draft_mapping(asked.sources)
    if asked.out is None:
        sys.stdout.write(text)
        return 0
    if asked.out.exists():
        raise Refused(f"{asked.out} is there already. Choose another name, so that no mapping is lost.")
    asked.out.write_text(text, encoding="utf-8")
    print(
        f"Wrote {asked.out}. Read it through, then: goldthread import {asked.out} ... --into STORE --dry-run"
    )
    return 0
