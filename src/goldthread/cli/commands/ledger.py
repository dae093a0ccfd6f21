"""Whether the ledger still says what was told: every event, every link, every head that was given out."""

from __future__ import annotations

import argparse
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from goldthread.cli.asking import add_json, print_json
from goldthread.cli.record import add_database, open_record
from goldthread.kernel.refusals import Refused

BROKEN = 1
_ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-fA-F]{64})")


def arguments(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="NUMBER:CHAIN",
        help="a head that was given out, as a report prints it; may be named more than once",
    )
    parser.add_argument(
        "--anchors",
        type=Path,
        metavar="FILE",
        help="heads that were given out, one a line, anything around them",
    )
    parser.add_argument(
        "--export", type=Path, metavar="FILE", help="write the sealed events for the stand-alone verifier"
    )
    parser.add_argument(
        "--with-content", action="store_true", help="the export holds what was told, not only that it was"
    )
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    given = _given(asked)
    open_record(asked.database)
    from goldthread.ledger import queries, sealing

    sealing.seal(at=datetime.now(UTC))
    if asked.export:
        count = _export(asked.export, with_content=asked.with_content)
        print(
            f"{count:,} events written to {asked.export}. Check them with: python verifier.py {asked.export}"
        )
        return 0
    faults = list(queries.broken(given_out=given))
    head = queries.head()
    told = {
        "events": head.number if head else 0,
        "head": bytes(head.chain).hex() if head else None,
        "anchors": len(given),
        "faults": faults,
    }
    if asked.json:
        print_json(told)
    else:
        for sentence in faults:
            print(sentence)
        print(_said(told))
    return BROKEN if faults else 0


def _said(told: dict[str, object]) -> str:
    if told["faults"]:
        return f"The ledger does not hold: {len(told['faults'])} faults."  # type: ignore[arg-type]
    words = f"The ledger holds: {told['events']:,} events, each where it was sealed."
    if told["head"]:
        words += f"\nHead {told['events']}:{told['head']}"
    if not told["anchors"]:
        words += (
            "\nNo head from outside was given, so this says nothing against somebody who owns the database. "
            "Name one that a report printed: --anchor NUMBER:CHAIN"
        )
    return words


def _given(asked: argparse.Namespace) -> dict[int, str]:
    text = "\n".join(asked.anchor)
    if asked.anchor and len(_ANCHOR.findall(text)) != len(asked.anchor):
        raise Refused("An anchor is a number, a colon and 64 letters and digits, as a report prints it.")
    if asked.anchors:
        written = asked.anchors.read_text("utf-8")
        if not _ANCHOR.search(written):
            raise Refused(f'There is no head in "{asked.anchors}". A head reads NUMBER:CHAIN.')
        text += "\n" + written
    return {int(number): chain.lower() for number, chain in _ANCHOR.findall(text)}


def _export(path: Path, *, with_content: bool) -> int:
    from goldthread.ledger import queries

    count = 0
    with path.open("w", encoding="utf-8") as export:
        for line in queries.exported(with_content=with_content):
            export.write(json.dumps(line, sort_keys=True) + "\n")
            count += 1
    return count
