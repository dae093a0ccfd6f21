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

from goldthread.cli.record import jobs_beside, open_record

if TYPE_CHECKING:
    from goldthread.contracts.terms import Terms
    from goldthread.demo.folder import DemoFolder, Making

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
        fill=_fill,
        terms=_terms,
    )
    return 0


def _point(folder: DemoFolder) -> None:
    """Tell the settings, by the environment, where the demo lies."""
    for name in _CLEARED:
        os.environ.pop(name, None)
    os.environ["GOLDTHREAD_STORE"] = str(folder.store)
    os.environ["GOLDTHREAD_TERMS"] = str(folder.terms)
    os.environ["GOLDTHREAD_DEMO"] = "1"
    os.environ["GOLDTHREAD_DATABASE"] = str(folder.database)


def _fill(folder: DemoFolder, making: Making) -> None:
    """Lay out the case record, fill it by actions, and build the facts from it."""
    making.say("Laying out the case record")
    _point(folder)
    open_record(must_exist=False)
    from goldthread.demo.recording import recorded

    import_module("goldthread.config.tables").lay_out()
    recorded(
        folder.store,
        import_module("goldthread.config.rooms").ROOMS,
        at=making.at,
        by=making.by,
        say=making.say,
        seed=making.seed,
        count=making.count,
    )


def _terms(folder: DemoFolder) -> Terms:
    """What is agreed in the case record of the folder."""
    _point(folder)
    open_record()
    from goldthread.contracts.queries import terms_in_force

    return terms_in_force()


def _application(folder: DemoFolder) -> Any:
    """The pages, and the jobs beside them. Loaded by name, as any server loads them."""
    _point(folder)
    application = import_module("goldthread.config.wsgi").application
    # The facts were built a moment ago: the next turn is soon enough.
    jobs_beside(at_once=False).__enter__()
    return application


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
