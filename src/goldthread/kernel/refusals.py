"""Refusals: expected bad input, answered in a sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """Bad input that was to be expected. The sentence is shown to the person as it stands.

    `sentence` says what is wrong and how to mend it; `where` says which row, field, file or option.
    """

    def __init__(self, sentence: str, *, where: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence

    def __reduce__(self) -> tuple[object, ...]:
        # The default loses a keyword-only argument when a refusal crosses a process boundary.
        return _refused, (self.sentence, self.where)

    def at(self, where: str) -> Refused:
        """The same refusal, with its place put in front: `row 7, start: ...`."""
        return Refused(self.sentence, where=f"{where}, {self.where}" if self.where else where)


def _refused(sentence: str, where: str | None) -> Refused:
    return Refused(sentence, where=where)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """' Did you mean "x"?' for the nearest known name, or '' when none is near. Case is ignored."""
    by_folded: dict[str, str] = {}
    for each in known:
        by_folded.setdefault(each.casefold(), each)
    import difflib  # only when something is wrong

    near = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return f' Did you mean "{by_folded[near[0]]}"?' if near else ""
