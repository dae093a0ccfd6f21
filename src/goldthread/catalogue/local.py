"""The questions there are: those of the catalogue, and those that a service brings in files of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from goldthread.catalogue.registry import CATALOGUE
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question


def questions_with(files: Iterable[Path]) -> dict[str, Question]:
    """The catalogue and the indicators of these files, by code. Refused where a code is taken twice."""
    found = dict(CATALOGUE)
    for path in files:
        made = _of(path)
        if taken := sorted(set(made) & set(found)):
            raise Refused(f'{path.name}: the code "{taken[0]}" is already in use. Choose another.')
        found.update(made)
    return found


def _of(path: Path) -> dict[str, Question]:
    from goldthread.catalogue.cuts import standard_cut
    from goldthread.catalogue.tables import TABLES
    from goldthread.measures.local import read_indicators

    return {question.code: question for question in read_indicators(path, TABLES, standard_cut)}
