"""The `goldthread` command: one parser, one command, one exit code.

Exit codes: 0 done; 1 refused, with a sentence on standard error; 2 the command line itself is wrong;
3 interrupted; 70 a fault in Goldthread. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from goldthread import __version__
from goldthread.kernel.refusals import Refused

DONE, REFUSED, INTERRUPTED, FAULT = 0, 1, 3, 70
# What the engine raises when a file is cut short; by name, so that the engine need not be loaded.
DAMAGE = ("IOException", "InvalidInputException", "SerializationException")

# Name, module of goldthread.cli.commands, and the line that --help prints.
COMMANDS = (
    ("demo", "demo", "a synthetic service in a browser, to look around"),
    ("set-up", "setting_up", "a case record made ready: tables, organisation, first administrator"),
    ("serve", "serving", "the pages of a case record, for those who work with it"),
    ("import", "importing", "records of another system into a store, by one mapping file"),
    ("draft-mapping", "drafting", "a first mapping from the headers of some files"),
    ("build-facts", "building", "facts from the case record: what was written since the last time"),
    ("indicators", "indicators", "the indicators there are, and how each is counted"),
    ("figures", "figures", "figures of a period, with limits, unknowns and targets"),
    ("drill", "drill", "the records behind a figure"),
    ("scenario", "scenario", "what if 48 hours, what if weekly: the same records under other terms"),
    ("report", "report", "one page with every figure, its chart, its table and how it is counted"),
    ("specification", "specification", "a contract as a file: checked, compared, begun, turned into terms"),
    ("templates", "templates", "empty CSV and Excel templates of every kind of record"),
    ("work", "work", "do the jobs of a case record: seal the ledger, build facts"),
    ("verify-ledger", "ledger", "whether the ledger of who did what still holds, against heads given out"),
    ("store", "store", "what a store holds, and whether its files are sound"),
)


def parser() -> argparse.ArgumentParser:
    """The parser of the command, without the arguments of any sub-command."""
    made = argparse.ArgumentParser(
        prog="goldthread",
        description="One thread from a contract to a figure and back to the records behind it.",
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=_width()),
        epilog="commands:\n"
        + "\n".join(f"  {name:<15}{words}" for name, _, words in COMMANDS)
        + "\n\nEach has its own help: goldthread figures --help",
        add_help=True,
    )
    made.add_argument("--version", action="version", version=f"goldthread {__version__}")
    made.add_argument("command", metavar="COMMAND", choices=[name for name, _, _ in COMMANDS])
    made.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        # What a start makes, it keeps: looking through it for rubbish takes a tenth of the start.
        gc.set_threshold(100_000, 50, 100)
    if not given:
        parser().print_help()
        return DONE
    try:
        asked = parser().parse_args(given)
        return _run(asked.command, asked.rest)
    except Refused as refusal:
        print(f"goldthread: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("\ngoldthread: stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough. Standard output is gone, so nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as trouble:
        return _trouble(trouble)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except Exception as fault:
        return _fault(fault)


def _run(name: str, rest: Sequence[str]) -> int:
    module = next(module for command, module, _ in COMMANDS if command == name)
    command = import_module(f"goldthread.cli.commands.{module}")
    made = argparse.ArgumentParser(
        prog=f"goldthread {name}",
        description=command.__doc__,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=_width()),
    )
    command.arguments(made)
    return int(command.run(made.parse_args(rest)))


def _width() -> int:
    """The width of help, as argparse would find it by way of a module that is slow to load."""
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return int(told) - 2
    try:
        return (os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 80) - 2
    except (ValueError, OSError):
        return 78


def _trouble(trouble: OSError) -> int:
    """What the machine will not do, such as write where one may not, is no fault of ours: it is said."""
    place = f'"{trouble.filename}"' if trouble.filename else "A file"
    print(
        f"goldthread: {place} cannot be used: {trouble.strerror or 'no reason is given'}. "
        "Check the path, what you may do there, and the space left.",
        file=sys.stderr,
    )
    if os.environ.get("GOLDTHREAD_TRACE"):
        import traceback

        traceback.print_exception(trouble)
    return REFUSED


def _fault(fault: Exception) -> int:
    """A fault says what and where in our code; it never repeats values, which could be about people."""
    import traceback

    if type(fault).__name__ in DAMAGE and "duckdb" in type(fault).__module__:
        print(
            "goldthread: a file of the store cannot be read, so it may be damaged. `goldthread store --store "
            "DIR --verify` names it. The folder verdicts may be deleted: questions are then asked again.",
            file=sys.stderr,
        )
        return REFUSED
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "unknown place"
    print(
        f"goldthread: this is a fault in Goldthread, not in your records: {type(fault).__name__} at {place}. "
        "Set GOLDTHREAD_TRACE=1 to see more.",
        file=sys.stderr,
    )
    if os.environ.get("GOLDTHREAD_TRACE"):
        traceback.print_exception(fault)
    return FAULT
