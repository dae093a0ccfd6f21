"""One contestant, run alone in its own process so that its peak memory is its own: prints JSON.

`python -m benchmarks.contest asking STORE`; the names are the keys of CONTESTANTS.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import crowd
from benchmarks.machine import peak_megabytes
from goldthread.catalogue import CATALOGUE
from goldthread.demo.service import CUT_OFF
from goldthread.evidence.ahead import shown_months
from goldthread.evidence.inquiry import Inquiry, opened
from goldthread.evidence.lean import lean
from goldthread.measures.questions import Question

Told = dict[str, Any]


def sides() -> list[Question]:
    """What is asked of records: the 52 questions, rates and ratios by their sides, with their usual cuts."""
    return [lean(side, ()) for question in CATALOGUE.values() for _, side in question.sides()]


@contextmanager
def inquiry_on(store: Path) -> Iterator[Inquiry]:
    with opened(store, terms=crowd.terms()) as inquiry:
        yield inquiry


def paths_of(inquiry: Inquiry) -> dict[str, list[str]]:
    """The Parquet files of each table: of the snapshot, and derived under the terms."""
    from goldthread.facts.derive import derived

    basis = inquiry.basis
    worked_out = derived(basis.store, basis.snapshot, basis.terms).paths
    return {
        name: list(worked_out[name]) if name in worked_out else basis.snapshot.paths(name)
        for name in basis.store.registry
        if name in worked_out or basis.snapshot.has(name)
    }


def _each(ask: Callable[[Question], object], chosen: Sequence[Question] = ()) -> Told:
    """Time each side of each question, or of those chosen."""
    spent = {}
    for side in chosen or sides():
        begun = time.perf_counter()
        ask(side)
        spent[side.code] = time.perf_counter() - begun
    return {"questions": spent}


def deriving(store: Path) -> Told:
    """Clocks, spells and caseloads worked out from the snapshot under the terms."""
    from goldthread.facts.derive import derived

    shutil.rmtree(store / "derived", ignore_errors=True)
    with inquiry_on(store) as inquiry:
        begun = time.perf_counter()
        derived(inquiry.basis.store, inquiry.basis.snapshot, inquiry.basis.terms)
        return {"seconds": time.perf_counter() - begun}


def asking(store: Path) -> Told:
    """From the snapshot to kept verdicts on disk, cuts included, from an empty verdict store."""
    from goldthread.evidence.asking import keep_together

    shutil.rmtree(store / "verdicts", ignore_errors=True)
    months = shown_months(CUT_OFF)
    readings: list[tuple[str, float]] = []

    def about_to(asked: Sequence[Question]) -> bool:
        readings.append((", ".join(side.code for side in asked), time.process_time()))
        return True

    begun = time.perf_counter()
    with inquiry_on(store) as inquiry:
        keep_together(inquiry.basis, sides(), months, about_to=about_to)
    ends = [when for _, when in readings[1:]] + [time.process_time()]
    spent = {name: end - when for (name, when), end in zip(readings, ends, strict=True)}
    kept_mb = sum(p.stat().st_size for p in (store / "verdicts").rglob("*.parquet")) / 2**20
    return {"seconds": time.perf_counter() - begun, "readings_cpu": spent, "kept_mb": kept_mb}


def floor(store: Path) -> Told:
    """One scan of exactly the columns that each question needs, summed, each question its own scan."""
    from benchmarks.floor import Floor

    with inquiry_on(store) as inquiry:
        scans = Floor(paths_of(inquiry))
        begun = time.perf_counter()
        told = _each(scans.ask)
        return {"seconds": time.perf_counter() - begun, **told}


def pandas(store: Path) -> Told:
    """Plain pandas up to the same rows, in memory; derived tables are given."""
    from benchmarks.plain_pandas import Tables, rows_of

    months = shown_months(CUT_OFF)
    with inquiry_on(store) as inquiry:
        tables, as_of = Tables(paths_of(inquiry)), inquiry.as_of
        begun = time.perf_counter()
        told = _each(lambda side: rows_of(side, tables, months, as_of))
        return {"seconds": time.perf_counter() - begun, **told}


def postgres(store: Path) -> Told:
    """A few questions in the same SQL on PostgreSQL; loading is not counted."""
    from benchmarks.postgres import ASKED, Server

    chosen = [side for side in sides() if side.code in ASKED]
    server = Server(store.parent / "postgres")
    try:
        with inquiry_on(store) as inquiry:
            paths, registry = paths_of(inquiry), inquiry.basis.store.registry
            server.load(chosen, paths, registry, shown_months(CUT_OFF), inquiry.as_of)
        begun = time.perf_counter()
        told = _each(server.ask, chosen)
        # The work is the server's own: its processor time and memory are not this process's.
        return {"seconds": time.perf_counter() - begun, **told}
    finally:
        server.close()


def agreement(store: Path) -> Told:
    """Every row of every question, plain pandas against kept verdicts: how many, and which differ."""
    from benchmarks.agreement import compared

    months = shown_months(CUT_OFF)
    with inquiry_on(store) as inquiry:
        return compared(inquiry, sides(), paths_of(inquiry), months)


def reading(store: Path) -> Told:
    """From kept verdicts, in processor seconds, each for the first time and as its page asks for it.

    An indicator's 24 months on one service, and the records behind one figure; beside these, the questions
    asked afresh, each by itself: `afresh` in seconds of the clock too.
    """
    from goldthread.evidence.asking import keep_together, kept
    from goldthread.evidence.drill import drill

    months = shown_months(CUT_OFF)
    with inquiry_on(store) as inquiry:
        keep_together(inquiry.basis, sides(), months)
    pages, drills, afresh, afresh_cpu = {}, {}, {}, {}
    with inquiry_on(store) as inquiry:
        for question in CATALOGUE.values():
            cuts = question.sides()[0][1].cuts
            where = {"service": _service(inquiry, question)} if "service" in cuts else {}
            begun = time.process_time()
            inquiry.trend(question, months, where)
            pages[question.code] = time.process_time() - begun
            begun = time.process_time()
            drill(inquiry, question, months[12], where=where, limit=50, every_cut=False)
            drills[question.code] = time.process_time() - begun
    shutil.rmtree(store / "verdicts")
    with inquiry_on(store) as inquiry:
        for side in sides():
            begun, clock = time.process_time(), time.perf_counter()
            kept(inquiry.basis, side, months)
            afresh_cpu[side.code] = time.process_time() - begun
            afresh[side.code] = time.perf_counter() - clock
    seconds = sum(pages.values()) + sum(drills.values())
    return {"seconds": seconds, "pages": pages, "drills": drills, "afresh": afresh, "afresh_cpu": afresh_cpu}


def _service(inquiry: Inquiry, question: Question) -> str | None:
    """A service in the middle of those that the question's records name."""
    from goldthread.evidence.asking import kept, rows_of

    paths = kept(inquiry.basis, lean(question.sides()[0][1], ()), shown_months(CUT_OFF))
    asked = f"SELECT DISTINCT c_service FROM {rows_of(paths)} WHERE c_service IS NOT NULL ORDER BY 1"
    found = inquiry.connection.execute(asked).fetchall()
    return str(found[len(found) // 2][0]) if found else None


CONTESTANTS: dict[str, Callable[[Path], Told]] = {
    each.__name__: each for each in (deriving, asking, floor, pandas, postgres, reading, agreement)
}


def main(name: str, store: str) -> None:
    """Run one contestant and print what it took."""
    begun = time.process_time()
    told = CONTESTANTS[name](Path(store))
    told["cpu_seconds"] = time.process_time() - begun
    told["peak_mb"] = peak_megabytes()
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
