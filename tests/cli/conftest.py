"""A store of made-up people for the commands, and a way to run them as somebody types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goldthread import demo
from goldthread.cli.main import main
from goldthread.demo.contracts import terms_text


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: run("figures", "--store", path, ...)."""

    def running(*arguments: object) -> Said:
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return running


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store of 120 made-up people, and the terms of their contracts."""
    folder = tmp_path_factory.mktemp("cli")
    demo.build(folder / "store", at=datetime(2026, 11, 1, 6, tzinfo=UTC), by="test", count=120)
    (folder / "terms.toml").write_text(terms_text(), encoding="utf-8")
    return folder / "store", folder / "terms.toml"
