"""The folder of the demo: its store and its terms, made once and used again while they are up to date."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from goldthread.contracts.terms import Terms
from goldthread.demo.contracts import terms_text
from goldthread.demo.service import CUT_OFF, PEOPLE, SEED
from goldthread.facts.schema import FACTS_VERSION
from goldthread.facts.store import Store
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date

NAME = "goldthread-demo"
# Rooms whose tables the case record is laid out in: another migration, another record.
_MARK = "made-by-goldthread-demo"


@dataclass(frozen=True)
class DemoFolder:
    """Where the demo keeps what it makes."""

    path: Path

    @property
    def store(self) -> Path:
        """The store of the made-up people."""
        return self.path / "store"

    @property
    def terms(self) -> Path:
        """The terms of the made-up contracts."""
        return self.path / "terms.toml"

    @property
    def database(self) -> Path:
        """The case record: an embedded database."""
        return self.path / "database.sqlite"

    @property
    def mark(self) -> Path:
        """The file that says that this folder is ours, and what it was made from."""
        return self.path / _MARK


@dataclass(frozen=True)
class Making:
    """What is asked of whoever fills a folder: when, by whom, how many people, and where progress is told."""

    at: datetime
    by: str
    say: Callable[[str], None]
    seed: int = SEED
    count: int = PEOPLE


Fill = Callable[[DemoFolder, Making], None]


def fill_store(folder: DemoFolder, making: Making) -> None:
    """Only the store, straight from the simulation up to its own cut-off: quick, without a case record."""
    from goldthread.demo.making import build

    build(folder.store, at=making.at, by=making.by, seed=making.seed, count=making.count, say=making.say)


def made_from(seed: int, count: int) -> str:
    """What the records depend on: the seed, how many people, the code that makes them, and their tables."""
    digest = hashlib.sha256(f"{seed} {count} {FACTS_VERSION}".encode())
    # The demo's own modules, and every room's tables: a room that joins makes the demo anew.
    tables = sorted(Path(str(files("goldthread"))).glob("*/migrations/*.py"))
    own = Path(str(files("goldthread.demo")))
    for source in [*sorted(own.glob("*.py")), own / "terms.toml", *tables]:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def prepare(
    path: Path,
    *,
    at: datetime,
    by: str,
    say: Callable[[str], None],
    fresh: bool = False,
    seed: int = SEED,
    count: int = PEOPLE,
    fill: Fill = fill_store,
) -> DemoFolder:
    """Make the folder ready, or use it again. Refused where the folder holds anything that is not ours."""
    folder = DemoFolder(path.resolve())
    if path.exists() and not path.is_dir():
        raise Refused(f'"{path}" is a file. Name a folder for the demo.')
    if path.is_dir() and any(path.iterdir()) and not folder.mark.is_file():
        raise Refused(f'"{path}" holds something that the demo did not make. Name an empty folder.')
    wanted = made_from(seed, count)
    path.mkdir(parents=True, exist_ok=True)
    found, made_on = _marked(folder)
    if fresh or found != wanted:
        # The mark comes first, so that a folder left by a kill is known as ours.
        folder.mark.write_text("being made\n", "utf-8")
        if folder.store.exists() or folder.database.exists():
            say("Clearing the records of an earlier demo")
            clear(folder)
        # The record being filled is asked what is agreed, and beside that what the file says.
        folder.terms.write_text(terms_text(), "utf-8")
        fill(folder, Making(at, by, say, seed, count))
        folder.mark.write_text(f"{wanted}\n{civil_date(at).isoformat()}\n", "utf-8")
    elif made_on and made_on < civil_date(at):
        # Never made anew unasked: somebody may have written in it.
        made = f"These records were made on {say_date(made_on)} and stop there."
        say(f"{made} Add --fresh to make them up to today")
    folder.terms.write_text(terms_text(_ends_on(folder)), "utf-8")
    return folder


def _marked(folder: DemoFolder) -> tuple[str, date | None]:
    """What the records were made from, and on which day; nothing where they were not made whole."""
    told = folder.mark.read_text("utf-8").split() if folder.mark.is_file() else []
    whole = len(told) == 2 and told != ["being", "made"]
    return (told[0], date.fromisoformat(told[1])) if whole else ("", None)


def clear(folder: DemoFolder) -> None:
    """Remove the store and the case record, with what a killed server left of its journal."""
    if folder.store.exists():
        shutil.rmtree(folder.store)
    for name in ("", "-wal", "-shm", "-journal"):
        folder.database.with_name(folder.database.name + name).unlink(missing_ok=True)


def _ends_on(folder: DemoFolder) -> date:
    with Store.open(folder.store).pinned() as snapshot:
        return snapshot.cut_off or CUT_OFF


def terms_of_file(folder: DemoFolder) -> Terms:
    """The terms of the file: those of a store without a case record."""
    return Terms.load(folder.terms)


def keep_verdicts(
    folder: DemoFolder,
    terms: Terms,
    *,
    say: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Ask every question of the 24 months and keep the verdicts; answers how many questions were asked."""
    from goldthread.catalogue.registry import CATALOGUE
    from goldthread.evidence.ahead import ask_ahead, shown_months

    months = shown_months(_ends_on(folder))

    def asked(number: int) -> None:
        if number % 13 == 0:
            say(f"Asking {len(CATALOGUE)} questions of {len(months)} months: {number} done")

    store = Store.open(folder.store)
    return ask_ahead(store, terms, CATALOGUE.values(), months, asked=asked, stopped=stopped)
