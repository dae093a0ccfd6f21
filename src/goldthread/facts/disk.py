"""Writing so that a cut of power or a kill leaves the old or the new, never a half."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path


def sync_file(path: Path) -> None:
    """Bring a file's bytes to the disk."""
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Bring a folder's entries to the disk; Windows does so by itself."""
    if sys.platform != "win32":
        sync_file(path)


def write_whole(path: Path, text: str) -> None:
    """Replace a small text file so that a reader sees the old words or the new, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(beside, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync_folder(path.parent)


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """Have the same bytes at `target`: by a hard link where the disk can, since parts never change."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync_file(target)


def discard(folder: Path) -> None:
    """Remove a folder and what is in it, as far as it can be removed."""
    shutil.rmtree(folder, ignore_errors=True)
