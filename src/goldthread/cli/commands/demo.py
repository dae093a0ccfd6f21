"""A synthetic service in a browser, to look around: made-up people, real questions, pages on this machine."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldthread.demo.folder import DemoFolder

PORT = 8000
FOLDER = "goldthread-demo"
# Settings of a real service must not reach into the demo.
_CLEARED = ("GOLDTHREAD_LOCAL", "GOLDTHREAD_HOSTS", "GOLDTHREAD_HTTPS")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"else {PORT}; 0 takes any free one"
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(FOLDER), metavar="DIR", help=f"where it is kept; else {FOLDER}/"
    )
    parser.add_argument("--fresh", action="store_true", help="make the records anew")


def run(asked: argparse.Namespace) -> int:
    from goldthread.demo.run import run as run_demo

    run_demo(
        asked.folder,
        asked.port,
        at=datetime.now(UTC),
        by=_who(),
        application=_application,
        say=lambda words: print(words, file=sys.stderr, flush=True),
        show=lambda words: print(words, flush=True),
        fresh=asked.fresh,
    )
    return 0


def _application(folder: DemoFolder) -> Any:
    """The pages, told by the environment where the demo lies. Loaded by name, as any server loads them."""
    for name in _CLEARED:
        os.environ.pop(name, None)
    os.environ["GOLDTHREAD_STORE"] = str(folder.store)
    os.environ["GOLDTHREAD_TERMS"] = str(folder.terms)
    os.environ["GOLDTHREAD_DATABASE"] = str(folder.database)
    return import_module("goldthread.config.wsgi").application


def _port(text: str) -> int:
    if text.isdigit() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a port. Give a number from 0 to 65535.')


def _who() -> str:
    """The account that runs the command, as the store remembers it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown account"
