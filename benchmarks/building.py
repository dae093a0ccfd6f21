"""A store for so many people, built as anybody builds one: rows put into a draft, then committed."""

from __future__ import annotations

import json
import shutil
import time
from datetime import datetime
from pathlib import Path

from benchmarks import crowd
from benchmarks.machine import peak_megabytes
from goldthread.demo.service import CUT_OFF
from goldthread.facts.store import Store


def build(people: int, folder: Path) -> dict[str, object]:
    """Build the store afresh; answers its path, seconds, peak memory and rows. Kept in `folder`."""
    files = crowd.files_of(people, folder, threads=2)
    number = crowd.number_of(people)
    path = folder / f"store-{crowd.SEED}-{number}"
    shutil.rmtree(path, ignore_errors=True)
    begun, spent = time.perf_counter(), time.process_time()
    with Store.open(path, create=True).writing(at=datetime(2026, 11, 1), by="benchmark") as draft:
        for name, paths in files.items():
            draft.put(name, paths, fresh=True)
        draft.cut_off(source="the synthetic provider", day=CUT_OFF)
        snapshot = draft.commit()
    told: dict[str, object] = {
        "store": path.name,
        "people": number,
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": time.process_time() - spent,
        "peak_mb": peak_megabytes(),
        "rows": {name: snapshot.rows(name) for name in files},
        "parquet_mb": sum(p.stat().st_size for p in snapshot.path.rglob("*.parquet")) // 2**20,
    }
    (folder / f"{path.name}.json").write_text(json.dumps(told), "utf-8")
    return told


def built(people: int, folder: Path) -> dict[str, object] | None:
    """What an earlier run said of the store for so many people; None where there is none."""
    path = folder / f"store-{crowd.SEED}-{crowd.number_of(people)}.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else None
