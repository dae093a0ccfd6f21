"""The rooms stand in their order, and imports go down only."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOMS = (
    "config", "web", "cli", "demo", "reports", "intake", "pictures",
    "evidence", "facts", "day", "housing", "employment", "inclusion", "safety", "wellbeing",
    "contacts", "people", "contracts",
    "access", "jobs", "ledger", "catalogue", "measures", "kernel",
)  # fmt: skip


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    """pyproject.toml, parsed."""
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for(repository: Path, room: str) -> None:
    """Three sentences: what the room is for, what it may never do, where to start reading."""
    tree = compile_docstring(repository / "src/goldthread" / room / "__init__.py")
    assert len(re.findall(r"[.](?=\s|$)", tree)) >= 3, f"{room} says too little about itself"
    assert re.search("never|neither|nothing", tree, re.IGNORECASE), (
        f"{room} does not say what it may never do"
    )
    assert "Start with" in tree, f"{room} does not say where to start reading"


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_names_to_start_with_exists(repository: Path, room: str) -> None:
    folder = repository / "src/goldthread" / room
    for name in re.findall(r"`([a-z_/]+\.(?:py|lock))`", compile_docstring(folder / "__init__.py")):
        assert (folder / name).is_file(), f"{room} says to start with {name}, which is not there"


def test_there_is_no_room_that_the_plan_does_not_know(repository: Path) -> None:
    folders = (repository / "src/goldthread").iterdir()
    assert {path.name for path in folders if (path / "__init__.py").is_file()} == set(ROOMS)


def test_the_contract_names_every_room_from_the_top_down(project: dict[str, Any]) -> None:
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    named = [room.strip() for layer in layers["layers"] for room in layer.split("|")]
    assert tuple(named) == ROOMS
    assert layers["exhaustive"] is True
    assert any(contract["type"] == "acyclic_siblings" for contract in contracts)


def test_imports_keep_the_contracts(repository: Path) -> None:
    answer = lint(repository, repository / "pyproject.toml")
    assert answer.returncode == 0, answer.stdout


def test_a_broken_contract_would_be_seen(repository: Path, tmp_path: Path) -> None:
    """The linter is shown a rule that the rooms cannot keep, so that its silence means something."""
    upside_down = tmp_path / "upside_down.ini"
    upside_down.write_text(
        "[importlinter]\nroot_package = goldthread\n"
        "[importlinter:contract:1]\nname = upside down\ntype = layers\ncontainers = goldthread\n"
        "layers =\n    kernel\n    measures\n"
    )
    answer = lint(repository, upside_down)
    assert answer.returncode == 1, answer.stdout
    assert "BROKEN" in answer.stdout


def lint(repository: Path, rules: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter over the package under the rules of a file."""
    program = f"import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({str(rules)!r}))"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=False
    )


def compile_docstring(path: Path) -> str:
    """Docstring of a module, or nothing."""
    import ast

    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
