"""What the structure tests look at: the files that are tracked, and the modules of the package."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

WRITTEN = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".jinja",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".csv",
    ".json",
    ".lock",
    ".typ",
    "",
}


@pytest.fixture(scope="session")
def tracked(repository: Path) -> list[Path]:
    """Every file that is committed or about to be, as an absolute path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("This is not a git work tree, so there is no list of tracked files.")
    found = (repository / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in found if path.is_file())


@pytest.fixture(scope="session")
def texts(tracked: list[Path]) -> dict[Path, str]:
    """Text of every tracked file that people write."""
    return {path: text for path in tracked if (text := read_text(path)) is not None}


@pytest.fixture(scope="session")
def modules(repository: Path, tracked: list[Path]) -> dict[Path, ast.Module]:
    """Every Python file that is tracked, parsed; without migrations, which Django writes."""
    written = (path for path in tracked if path.suffix == ".py" and "migrations" not in path.parts)
    return dict(parse_all(written))


def read_text(path: Path) -> str | None:
    """The text of a written file; None for pictures, workbooks and odd encodings kept as test material."""
    if path.suffix not in WRITTEN:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def parse_all(paths: Iterator[Path]) -> Iterator[tuple[Path, ast.Module]]:
    """Each path with its syntax tree."""
    for path in paths:
        yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
