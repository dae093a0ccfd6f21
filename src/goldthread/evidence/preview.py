"""A question tried on real records: its figure and its first records, and nothing is kept.

The same compiler, tally and drill as of any figure. Verdicts lie in the folder of the pin while they are
counted, and are gone with it. A question that takes too long is stopped, in a sentence.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from goldthread.evidence.basis import Basis
from goldthread.evidence.drill import Member, drill
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import Inquiry
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Question, Verdict

MOST_SECONDS = 10.0
EACH = 4  # records shown of each verdict
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_DUE, Verdict.OUT)


@dataclass(frozen=True)
class Preview:
    """The whole figure and its bands, how many records have each verdict, and the first of each."""

    figures: tuple[Figure, ...]
    counted: tuple[tuple[Verdict, int], ...]
    members: tuple[Member, ...]

    @property
    def figure(self) -> Figure:
        """The whole."""
        return self.figures[0]


@dataclass(frozen=True)
class _Passing(Basis):
    """A basis whose verdicts lie in a folder of their own."""

    away: Path = Path()

    @property
    def verdicts(self) -> Path:
        return self.away

    def interrupt(self) -> None:
        """Stop what runs on its connections; called from another thread."""
        import duckdb

        for connection in list(self._open.values()):
            with suppress(duckdb.Error):  # closed meanwhile
                connection.interrupt()


def preview(
    inquiry: Inquiry,
    question: Question,
    period: Period,
    *,
    services: Sequence[str] = (),
    each: int = EACH,
    seconds: float = MOST_SECONDS,
) -> Preview:
    """A question asked of the snapshot of an inquiry, for a period and, if named, some services only.

    With `each` nought no record is listed. Refused where it takes longer than `seconds`.
    """
    with _passing(inquiry, question, seconds) as passing:
        figures = passing.figures(question, period, services=services)
        counted = drill(passing, question, period, services=services, limit=0, every_cut=False).counted
        members: list[Member] = []
        for verdict in ORDER if each else ():
            if counted[verdict.word]:
                found = drill(passing, question, period, verdict=verdict.word, services=services, limit=each)
                members += found.members
    return Preview(
        tuple(figures), tuple((verdict, counted[verdict.word]) for verdict in ORDER), tuple(members)
    )


@contextmanager
def _passing(inquiry: Inquiry, question: Question, seconds: float) -> Iterator[Inquiry]:
    """An inquiry on the same snapshot, terms and day, whose verdicts go when it ends."""
    import duckdb

    basis = inquiry.basis
    spill = basis.snapshot.spill
    if spill is not None:
        spill.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tried-", dir=spill) as folder:
        away = _Passing(basis.store, basis.snapshot, basis.terms, basis.as_of, away=Path(folder))
        passing = Inquiry(away)
        for _, side in question.sides():
            if away.reads_derived(side):  # worked out once for all questions, so it is not this one's time
                away.connection(side)
        done = threading.Event()
        watch = threading.Thread(target=_watched, args=(away, done, seconds), daemon=True)
        watch.start()
        try:
            yield passing
        except duckdb.InterruptException:
            raise Refused(
                f"This takes longer than {seconds:g} seconds on these records, so it was stopped. Ask for a "
                "shorter period, or look up fewer rows."
            ) from None
        except duckdb.OutOfMemoryException:
            raise Refused(
                "This needs more memory than there is, so it was stopped. Look up fewer rows."
            ) from None
        finally:
            done.set()
            watch.join()
            passing.close()


def _watched(away: _Passing, done: threading.Event, seconds: float) -> None:
    """After so many seconds, interrupt whatever runs until the asker has noticed."""
    if done.wait(seconds):
        return
    while not done.wait(0.05):
        away.interrupt()
