"""The example of docs/specification.md is one that can be agreed."""

from __future__ import annotations

import re
from pathlib import Path

from goldthread.catalogue.registry import CATALOGUE
from goldthread.contracts.specification.checks import check
from goldthread.contracts.specification.reading import read


def test_the_example_has_no_fault(repository: Path) -> None:
    text = (repository / "docs/specification.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    check(read(example[1], "docs/specification.md"), CATALOGUE)
