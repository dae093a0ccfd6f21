"""What kept verdicts are called: by the question and by the code that asks it, and without asking anything.

A compiler that has been mended must not be answered by old rows, so the name carries a hash of its source.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from goldthread import measures
from goldthread.catalogue import tables
from goldthread.measures.questions import Question, mentions

MOST_KNOWN = 4096
# What decides the rows of a question besides the question itself: the compiler, the tables, the asking.
_ASKING = ("asking.py", "basis.py", "lean.py", "places.py")


@lru_cache(maxsize=MOST_KNOWN)
def name_of(question: Question) -> str:
    """The name of the kept verdicts of one side of a question: its code, its hash and that of the asking."""
    return f"{question.code.replace('/', '-')}-{question.hash[:16]}-{asked_by()[:8]}"


@lru_cache(maxsize=MOST_KNOWN)
def tables_read(question: Question) -> frozenset[str]:
    """Names of the tables that a question reads."""
    return frozenset(mentions(question))


@cache
def asked_by() -> str:
    """Hash of the source that turns a question into rows, in hex."""
    here = Path(__file__).parent
    sources = [
        *_python(measures.__file__),
        *_python(tables.__file__),
        *(here / name for name in _ASKING if (here / name).is_file()),
    ]
    said = sha256()
    for path in sources:
        said.update(path.read_bytes())
    return said.hexdigest()


def _python(module: str | None) -> list[Path]:
    return sorted(Path(module).parent.glob("*.py")) if module is not None else []
