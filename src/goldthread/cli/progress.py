"""Progress on standard error, for anything that takes over a second; silent where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")
PATIENCE = 1.0


class Progress:
    """Says how far a command has come, once a second has gone by. Only on a terminal."""

    def __init__(self, quiet: bool = False) -> None:
        # A door may read the clock: this one only decides when to speak.
        self.began = self.spoke = time.monotonic()
        self.quiet = quiet or not sys.stderr.isatty()
        self.shown = 0

    def say(self, words: str) -> None:
        """Show where we are, at most ten times a second."""
        now = time.monotonic()
        if self.quiet or now - self.began < PATIENCE or now - self.spoke < 0.1:
            return
        self.spoke = now
        line = words[:78]
        sys.stderr.write("\r" + line.ljust(self.shown))
        sys.stderr.flush()
        self.shown = len(line)

    def each(self, things: Iterable[Thing], what: str, count: int) -> Iterator[Thing]:
        """Pass things on, counting them: 12 of 52 indicators."""
        for number, thing in enumerate(things, 1):
            self.say(f"{number} of {count} {what}")
            yield thing
        self.done()

    def done(self) -> None:
        """Wipe the line, so that what follows stands alone."""
        if self.shown:
            sys.stderr.write("\r" + " " * self.shown + "\r")
            sys.stderr.flush()
            self.shown = 0
