"""What a store holds: snapshots, rows by table, how far records reach; and whether its files are sound."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.cli.asking import add_json, columns, print_json
from goldthread.cli.progress import Progress
from goldthread.kernel.refusals import Refused

if TYPE_CHECKING:
    from goldthread.facts.snapshot import Snapshot
    from goldthread.facts.store import Store

DIFFERS = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", required=True, type=Path, metavar="DIR", help="the store to look at")
    parser.add_argument(
        "--verify", action="store_true", help="read every file again; exit 1 where anything differs"
    )
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.facts.store import Store

    store = Store.open(asked.store)
    told = told_of(store)
    wrong: list[dict[str, str]] = []
    if asked.verify:
        wrong = _differences(store, Progress(quiet=asked.json))
        told |= {"sound": not wrong, "differences": wrong}
    if asked.json:
        print_json(told)
    else:
        print(_said(told))
        if asked.verify:
            print("\n" + _verified(told, wrong))
    return DIFFERS if wrong else 0


def told_of(store: Store) -> dict[str, Any]:
    """What a store holds, as plain values; the newest snapshot last."""
    current = store.current
    kept = store.snapshots()
    newest = next((one for one in kept if one.identity == current), None)
    if current is not None and newest is None:
        raise Refused(f"The current snapshot {current[:12]} cannot be read. Restore the store from a copy.")
    return {
        "store": str(store.path),
        "snapshot": current,
        "cut_off": newest.cut_off.isoformat() if newest is not None and newest.cut_off else None,
        "sources": {name: day.isoformat() for name, day in newest.cut_offs.items()} if newest else {},
        "rows": {name: newest.rows(name) for name in newest.tables} if newest is not None else {},
        "snapshots": [
            {
                "snapshot": one.identity,
                "made_at": one.made_at.isoformat(),
                "made_by": one.manifest.made_by,
                "facts_version": one.facts_version,
                "rows": sum(one.rows(name) for name in one.tables),
                "bytes": sum(one.holding(name).bytes for name in one.tables),
            }
            for one in kept
        ],
    }


def _differences(store: Store, progress: Progress) -> list[dict[str, str]]:
    """Every file of every kept snapshot read again, and every identity worked out again."""
    found = []
    kept = [one.identity for one in store.snapshots()]
    for number, identity in enumerate(kept, 1):
        progress.say(f"{number} of {len(kept)} snapshots")
        with store.pinned(identity) as snapshot:
            found += [{"snapshot": identity, "why": why} for why in _of(snapshot, store)]
    folders = sorted(each.name for each in (store.path / "snapshots").iterdir())
    found += [
        {"snapshot": name, "why": "Its manifest cannot be read."} for name in folders if name not in kept
    ]
    progress.done()
    return found


def _of(snapshot: Snapshot, store: Store) -> list[str]:
    # Rows of a file that has rotted cannot be read: the file says enough.
    return snapshot.verify_files() or snapshot.verify_rows(store.registry)


def _said(told: dict[str, Any]) -> str:
    from datetime import date, datetime

    from goldthread.kernel.words import plural, say_date, say_instant, say_number

    if told["snapshot"] is None:
        return f"{told['store']} holds no records yet."
    lines = [f"{told['store']}, snapshot {told['snapshot'][:12]}"]
    if told["cut_off"]:
        lines.append(f"Records reach to {say_date(date.fromisoformat(told['cut_off']))}.")
    for source, day in told["sources"].items():
        lines.append(f"  {source}: to {say_date(date.fromisoformat(day))}")
    filled = [[name, say_number(rows)] for name, rows in told["rows"].items() if rows]
    empty = len(told["rows"]) - len(filled)
    lines += ["", columns([["table", "rows"], *filled])]
    if empty:
        lines.append(f"{plural(empty, 'table is', 'tables are')} empty.")
    lines += ["", f"{plural(len(told['snapshots']), 'snapshot')} kept, the newest last:"]
    for one in told["snapshots"]:
        made = say_instant(datetime.fromisoformat(one["made_at"]))
        size = say_number(one["bytes"] / 1e6, places=1)
        lines.append(f"  {one['snapshot'][:12]}  {made}  {say_number(one['rows'])} rows  {size} MB")
    return "\n".join(lines)


def _verified(told: dict[str, Any], wrong: list[dict[str, str]]) -> str:
    if not wrong:
        return "Every file and every identity is as it was written."
    told_each = [f"  {one['snapshot'][:12]}  {one['why']}" for one in wrong]
    return "\n".join(["Not as it was written. Restore the store from a copy:", *told_each])
