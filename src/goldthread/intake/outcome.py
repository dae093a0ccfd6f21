"""What an import did, or would do: for people in sentences, for scripts in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldthread.intake.ledger import FileCount, Refusal

_SHOWN_LINES = 5
_SHOWN_REASONS = 12


@dataclass(frozen=True)
class Outcome:
    """The outcome of one import.

    `written` is False for a dry run and where `strict` stopped it: the counts then say what would happen.
    `snapshot` is the identity of the store's snapshot afterwards; None where it has none.
    """

    files: tuple[FileCount, ...]
    refusals: tuple[Refusal, ...]
    unlisted: int
    snapshot: str | None
    written: bool
    dry_run: bool
    import_id: str
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    refused_files: tuple[Path, ...] = ()
    tables: dict[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        return sum(each.read for each in self.files)

    @property
    def loaded(self) -> int:
        return sum(each.loaded for each in self.files)

    @property
    def refused(self) -> int:
        return sum(each.refused for each in self.files)

    @property
    def already_here(self) -> int:
        return sum(each.already_here for each in self.files)

    def told(self) -> dict[str, Any]:
        """The form of `goldthread import --json`."""
        return {
            "files": [
                {
                    "name": each.name,
                    "encoding": each.encoding,
                    "how": each.how,
                    "read": each.read,
                    "loaded": each.loaded,
                    "refused": each.refused,
                    "already_here": each.already_here,
                    "left_out": each.left_out,
                }
                for each in self.files
            ],
            "refusals": [
                {
                    "file": each.file,
                    "line": each.line,
                    "column": each.column,
                    "value": each.value,
                    "why": each.why,
                }
                for each in self.refusals
            ],
            "refusals_not_listed": self.unlisted,
            "snapshot": self.snapshot,
            "written": self.written,
            "import": self.import_id,
            "tables": dict(self.tables),
            "notes": list(self.notes),
            "unread": list(self.unread),
            "refused_files": [str(path) for path in self.refused_files],
        }

    def sentence(self) -> str:
        """For people: a line a file, what was refused and why, what to do next."""
        lines = [self._file_line(each) for each in self.files]
        lines += self._refused_lines()
        lines += list(self.notes)
        if self.unread:
            shown = ", ".join(self.unread[:8]) + (", ..." if len(self.unread) > 8 else "")
            lines.append(f"Not read, because the mapping names no such file: {shown}.")
        lines.append(self._end())
        return "\n".join(lines)

    def _file_line(self, each: FileCount) -> str:
        will = "loaded" if self.written else "will load" if self.dry_run else "would load"
        rows = "row" if each.read == 1 else "rows"
        left = f" ({each.left_out:,} left out)" if each.left_out else ""
        return (
            f"{each.name}   {each.encoding} · {each.read:,} {rows} read{left}: "
            f"{each.loaded:,} {will}, {each.refused:,} refused, {each.already_here:,} already here"
        )

    def _refused_lines(self) -> list[str]:
        """Reasons that differ only in the value or a date stand together, the commonest first."""
        groups: dict[tuple[str, str, str], list[Refusal]] = {}
        for each in self.refusals:
            plain = each.why.replace(f'"{each.value}"', "...") if each.value else each.why
            groups.setdefault((each.file, each.column, re.sub(r"\d+", "#", plain)), []).append(each)
        largest = sorted(groups.values(), key=len, reverse=True)
        lines = [_group_line(group) for group in largest[:_SHOWN_REASONS]]
        if len(largest) > _SHOWN_REASONS or self.unlisted:
            lines.append("There are more; every refused row is written out with its reasons.")
        return lines

    def _end(self) -> str:
        if self.dry_run:
            return "Nothing is loaded until you say so: run it again without --dry-run."
        if not self.written:
            rows = "row is" if self.refused == 1 else "rows are"
            return f"Nothing was loaded, because {self.refused:,} {rows} refused and the import is strict."
        snapshot = f" Snapshot {self.snapshot[:12]}." if self.snapshot else ""
        went = ""
        if self.refused_files:
            went = f" The refused rows are in {self.refused_files[0].parent}, each with its reason."
        return f"{self.loaded:,} rows loaded.{snapshot}{went}"


def _group_line(group: list[Refusal]) -> str:
    first = group[0]
    lines = list(dict.fromkeys(str(each.line) for each in group))
    shown = ", ".join(lines[:_SHOWN_LINES]) + (", ..." if len(lines) > _SHOWN_LINES else "")
    where = f" in {first.column}" if first.column else ""
    word = "line" if len(lines) == 1 else "lines"
    return f"Refused: {len(group):,} × {first.why}{where} ({first.file}, {word} {shown})"
