"""The lock of the catalogue: what each question means, as hashes, so that a change of meaning is seen.

    python -m goldthread.catalogue.lock                        # says whether the lock is fresh
    python -m goldthread.catalogue.lock --write                # takes up new questions and new examples
    python -m goldthread.catalogue.lock --write --reason "..." # takes up new versions, each with the reason

One line a question and version: code, version, hash of the tree, hash of the examples, versions of the
derived tables that it reads, reason. A question whose tree has changed, or a derived table that it reads,
needs a new version; lines of earlier versions stay, so that a publication can name what it was asked by.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldthread.catalogue.tables import TABLES
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question, mentions

PATH = Path(__file__).with_name("catalogue.lock")
HEADING = ("code", "version", "tree", "examples", "derived", "reason")
FIRST = "First version."


@dataclass(frozen=True)
class Locked:
    """One line of the lock. `derived` is like "clock@1 home_spell@1"; hashes are sha256 in hex."""

    code: str
    version: int
    tree: str
    examples: str
    derived: str
    reason: str

    def line(self) -> str:
        cells = (self.code, str(self.version), self.tree, self.examples, self.derived or "-", self.reason)
        return "\t".join(cells)

    def means_the_same(self, other: Locked) -> bool:
        """True when neither the tree nor a derivation has changed; examples may say more of the same."""
        return (self.tree, self.derived) == (other.tree, other.derived)


def locked(question: Question, reason: str = FIRST) -> Locked:
    """The line of a question as it stands now."""
    versions = [TABLES[name] for name in sorted(mentions(question)) if name in TABLES]
    derived = " ".join(f"{table.name}@{table.version}" for table in versions if table.derived)
    return Locked(question.code, question.version, question.hash, _examples(question), derived, reason)


def _examples(question: Question) -> str:
    """Hash of the cells of the examples, sides included; how a table is laid out does not matter."""
    texts = [question.examples]
    texts += [side.examples for _, side in question.sides() if side is not question]
    said = [
        [[cell.strip() for cell in half.split("|")] for half in line.split("||")]
        for text in texts
        for line in text.splitlines()
        if line.strip()
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def read(text: str) -> list[Locked]:
    """The lines of a lock file. Refused with the number of the line that cannot be read."""
    lines = text.splitlines()
    if not lines or tuple(lines[0].split("\t")) != HEADING:
        raise Refused("The first line of the lock must be its heading. Restore the file.", where=PATH.name)
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(HEADING) or not cells[1].isdigit():
            raise Refused("This is not a line of the lock. Restore the file.", where=f"line {number}")
        code, version, tree, examples, derived, reason = cells
        found.append(Locked(code, int(version), tree, examples, "" if derived == "-" else derived, reason))
    return found


def written(rows: Iterable[Locked]) -> str:
    """The text of a lock file."""
    return "\n".join(["\t".join(HEADING), *(row.line() for row in rows)]) + "\n"


def renewed(before: Sequence[Locked], questions: Iterable[Question], reason: str = "") -> list[Locked]:
    """The lock after the questions as they stand. Refused where a meaning changed and its version did not."""
    reason = " ".join(reason.split())
    rows: list[Locked] = []
    for question in questions:
        past = [row for row in before if row.code == question.code]
        latest = max(past, key=lambda row: row.version, default=None)
        now = locked(question)
        if latest is None:
            rows.append(now)
        elif now.version < latest.version:
            raise Refused(
                f"{question.code} stands at version {latest.version} in the lock and at {now.version} in the "
                "catalogue. A version never goes back: give it the next one."
            )
        elif now.version == latest.version:
            if not now.means_the_same(latest):
                raise Refused(
                    f"{question.code} asks something else than version {latest.version} did. Give it version "
                    f"{latest.version + 1} and say why: --reason with a sentence."
                )
            rows += [row for row in past if row is not latest]
            rows.append(locked(question, latest.reason))
        else:
            if not reason:
                raise Refused(
                    f"{question.code} has version {now.version}. Say why: --reason with a sentence."
                )
            rows += [*past, locked(question, reason)]
    kept = {row.code for row in rows}
    # A question that was withdrawn keeps its lines: publications still name it.
    return rows + [row for row in before if row.code not in kept]


def stale(before: Sequence[Locked], questions: Mapping[str, Question]) -> list[str]:
    """Codes whose line is missing or differs from the question as it stands."""
    latest = {row.code: row for row in sorted(before, key=lambda row: row.version)}
    return [
        code
        for code, question in questions.items()
        if code not in latest or latest[code] != locked(question, latest[code].reason)
    ]


def main(arguments: Sequence[str]) -> int:
    """0 when the lock is fresh or was written, 1 when it is stale or was refused."""
    from goldthread.catalogue.registry import CATALOGUE

    reason = arguments[arguments.index("--reason") + 1] if "--reason" in arguments[:-1] else ""
    try:
        before = read(PATH.read_text("utf-8")) if PATH.exists() else []
        if "--write" not in arguments:
            old = stale(before, CATALOGUE)
            print(f"{len(CATALOGUE) - len(old)} of {len(CATALOGUE)} questions stand as locked.")
            for code in old:
                print(f"{code} has changed. Write the lock anew: python -m goldthread.catalogue.lock --write")
            return 1 if old else 0
        PATH.write_text(written(renewed(before, CATALOGUE.values(), reason)), "utf-8", newline="\n")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{len(CATALOGUE)} questions locked.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
