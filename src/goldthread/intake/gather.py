"""Which file is which source: by name or by headers, folder by folder."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goldthread.intake.mapping.language import SenderMapping, Source
from goldthread.intake.reading.files import Format, Opened, find_format, open_table, tabular_files
from goldthread.intake.reading.grid import folded
from goldthread.kernel.refusals import Refused, did_you_mean


@dataclass
class Folder:
    """The files of one folder, by source: joins look here first."""

    path: Path
    files: dict[str, list[Format]] = field(default_factory=dict)


@dataclass
class Gathered:
    """All folders of an import in the order given, and the files that no source wanted."""

    folders: list[Folder]
    unread: list[str]
    order: dict[Path, int] = field(default_factory=dict)

    def place(self, format: Format) -> int:
        """The place of a file in the order given."""
        return self.order.get(format.path, len(self.order))

    def of(self, source: str, near: Folder | None = None) -> list[Format]:
        """The files of a source: those of the folder `near` when it has any, otherwise all."""
        if near is not None and near.files.get(source):
            return near.files[source]
        return [each for folder in self.folders for each in folder.files.get(source, ())]


class _Formats:
    """Each file is looked at once for each way of reading it that a mapping declares."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str | None, str | None], Format] = {}

    def of(self, path: Path, name: str, source: Source) -> Format:
        key = (path, source.encoding, source.delimiter)
        if key not in self._known:
            self._known[key] = find_format(path, name, source.encoding, source.delimiter)
        return self._known[key]


def open_source(format: Format, source: Source) -> Opened:
    """The table of a source in one of its files."""
    return open_table(format, source.region, source.unpivot)


def gather(mapping: SenderMapping, sources: Sequence[Path], leave: Sequence[Path] = ()) -> Gathered:
    """Give every file to the sources that want it. Refused when a source that is needed has no file."""
    found = tabular_files(list(sources), [folder.resolve() for folder in leave])
    paths = [each for each in found if each[0].resolve() != mapping.path.resolve()]
    formats = _Formats()
    folders: dict[Path, Folder] = {}
    used: set[Path] = set()
    for path, name in paths:
        for source in mapping.sources.values():
            if source.files and not _named(path, source.files):
                continue
            if source.headers and not _has_headers(path, name, source, formats):
                continue
            folder = folders.setdefault(path.parent, Folder(path.parent))
            folder.files.setdefault(source.name, []).append(formats.of(path, name, source))
            used.add(path)
    unread = [name for path, name in paths if path not in used]
    order = {path: number for number, (path, _) in enumerate(paths)}
    gathered = Gathered(list(folders.values()), unread, order)
    for source in mapping.sources.values():
        if not source.optional and not gathered.of(source.name):
            raise Refused(_missing(source, [name for _, name in paths], mapping))
    return gathered


def _named(path: Path, patterns: tuple[str, ...]) -> bool:
    whole = folded(path.as_posix())
    for pattern in patterns:
        wanted = folded(pattern)
        if fnmatch.fnmatchcase(folded(path.name), wanted):
            return True
        if "/" in pattern and fnmatch.fnmatchcase(whole, f"*/{wanted}"):
            return True
    return False


def _has_headers(path: Path, name: str, source: Source, formats: _Formats) -> bool:
    try:
        header = open_source(formats.of(path, name, source), source).header
    except Refused:
        if source.files:
            raise
        return False  # any file may be asked for its headers; one that cannot be read is not the one
    return all(header.find(label) is not None for label in source.headers)


def _missing(source: Source, names: list[str], mapping: SenderMapping) -> str:
    wanted = " or ".join(source.files) or f"a file with the columns {', '.join(source.headers)}"
    near = did_you_mean(source.files[0], [Path(name).name for name in names]) if source.files else ""
    return (
        f'No file for "{source.name}" ({wanted}) among the {len(names)} given.{near} '
        f"Give it too, or write optional = true at [source.{source.name}] in {mapping.path.name}."
    )
