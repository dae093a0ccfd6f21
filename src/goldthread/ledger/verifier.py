"""Verifies an export of the ledger by itself: the standard library is all it needs, and this file alone.

    python verifier.py ledger.jsonl [--anchor NUMBER:CHAIN ...]

Each line of the export is one sealed event: number, commitment, chain, and, where the exporter was entitled
to them, the salt and the event. What is checked: numbers run 1, 2, 3 without a hole; each chain is
SHA-256(0x01, chain before, number, commitment); each commitment is SHA-256(0x00, salt, canonical JSON);
content that is gone was destroyed by an event that says so; and every anchor, a head that somebody outside
was given, is where it was. A chain alone proves nothing against whoever owns the database: anchors do.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

START = bytes(32)
DESTROYED = "ledger.destroy"


def chained(before: bytes, number: int, commitment: bytes) -> bytes:
    """The chain at one event, from the chain before it."""
    return hashlib.sha256(b"\x01" + before + number.to_bytes(8, "big") + commitment).digest()


def committed(salt: bytes, event: Mapping[str, Any]) -> bytes:
    """The commitment of an event: keys sorted, no spaces."""
    told = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\x00" + salt + told.encode()).digest()


def faults(lines: Iterable[Mapping[str, Any]], anchors: Mapping[int, str]) -> Iterator[str]:
    """Every fault, as a sentence, in the order of the chain. None means that it holds."""
    before, expected = START, 1
    emptied: dict[str, int] = {}
    explained: set[str] = set()
    waiting = dict(anchors)
    for line in lines:
        number, commitment = line["number"], bytes.fromhex(line["commitment"])
        if number != expected:
            yield f"Event {number} stands where {expected} should: events are missing or moved."
        chain = chained(before, number, commitment)
        if chain.hex() != line["chain"]:
            yield f"Event {number} does not follow from the one before it: it was changed or moved."
        event = line.get("event")
        if event is not None and line.get("salt") is not None:
            if committed(bytes.fromhex(line["salt"]), event) != commitment:
                yield f"Event {number} does not say what was sealed: its content was changed."
            if event["verb"] == DESTROYED:
                explained.update(json.loads(event["content"])["events"])
        elif "event" in line:
            emptied[line["id"]] = number
        if number in waiting and waiting.pop(number) != line["chain"]:
            yield f"Event {number} differs from the head that was given out: the ledger was written anew."
        before, expected = bytes.fromhex(line["chain"]), number + 1
    for number in sorted(waiting):
        last = expected - 1
        yield f"The head at {number} was given out, and the ledger ends at {last}: its end was cut off."
    for key, number in emptied.items():
        if key not in explained:
            yield f"Event {number} has lost its content, and no event says that it was lawfully destroyed."


def main(arguments: list[str]) -> int:
    """Check a file; print each fault. Answers 1 where there is one, 2 where it cannot be read."""
    if not arguments or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    anchors = {}
    for word in arguments[1:]:
        number, _, chain = word.removeprefix("--anchor").removeprefix("=").partition(":")
        if number.isdigit() and chain:
            anchors[int(number)] = chain.lower()
    count = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal count
        with open(arguments[0], encoding="utf-8") as export:
            for text in export:
                count += 1
                yield json.loads(text)

    try:
        found = list(faults(lines(), anchors))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"This file cannot be read as an export of a ledger: {type(fault).__name__} at line {count}.")
        return 2
    for sentence in found:
        print(sentence)
    print(f"{count} events, {len(anchors)} anchors, {len(found)} faults.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
