"""The lock: fresh for the catalogue as it stands, and closed to a change of meaning without a new version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goldthread.catalogue import lock
from goldthread.catalogue.registry import CATALOGUE
from goldthread.catalogue.tables import tenancies
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import Proportion, Question
from goldthread.measures.words import blank

EXAMPLES = """
    ended_on   || verdict
    2026-07-01 || met
"""


def asked(version: int = 1, **changed: object) -> Question:
    parts = {"met": ~blank(tenancies.ended_on), "examples": EXAMPLES, **changed}
    return Proportion(
        code="home.ended",
        version=version,
        asks="Of homes, how many ended?",
        each=tenancies,
        dated=tenancies.started_on,
        **parts,  # type: ignore[arg-type]
    )


def test_the_lock_of_the_catalogue_is_fresh() -> None:
    before = lock.read(lock.PATH.read_text("utf-8"))
    assert lock.stale(before, CATALOGUE) == [], "Run python -m goldthread.catalogue.lock --write."


def test_the_lock_holds_a_reason_for_every_version() -> None:
    rows = lock.read(lock.PATH.read_text("utf-8"))
    assert all(row.reason.endswith(".") for row in rows)
    assert len({(row.code, row.version) for row in rows}) == len(rows)


def test_a_new_question_is_taken_up() -> None:
    (row,) = lock.renewed([], [asked()])
    assert (row.code, row.version, row.reason) == ("home.ended", 1, lock.FIRST)
    assert lock.read(lock.written([row])) == [row]


def test_a_changed_meaning_without_a_new_version_is_refused() -> None:
    before = lock.renewed([], [asked()])
    with pytest.raises(
        Refused, match=r"home.ended asks something else than version 1 did. Give it version 2"
    ):
        lock.renewed(before, [asked(met=blank(tenancies.ended_on))])


def test_a_changed_derivation_without_a_new_version_is_refused() -> None:
    (row,) = lock.renewed([], [asked()])
    with pytest.raises(Refused, match="Give it version 2"):
        lock.renewed([replace(row, derived="clock@1")], [asked()])


def test_a_new_version_wants_a_reason_and_keeps_the_old_line() -> None:
    before = lock.renewed([], [asked()])
    changed = asked(version=2, met=blank(tenancies.ended_on))
    with pytest.raises(Refused, match="Say why"):
        lock.renewed(before, [changed])
    rows = lock.renewed(before, [changed], "An open home\n is asked for.")
    assert [(row.version, row.reason) for row in rows] == [(1, lock.FIRST), (2, "An open home is asked for.")]
    assert lock.stale(rows, {"home.ended": changed}) == []


def test_a_version_never_goes_back() -> None:
    before = lock.renewed([], [asked(version=2)])
    with pytest.raises(Refused, match="never goes back"):
        lock.renewed(before, [asked()])


def test_more_examples_are_no_change_of_meaning() -> None:
    before = lock.renewed([], [asked()])
    more = asked(examples=EXAMPLES + "               || not met\n")
    assert lock.stale(before, {"home.ended": more}) == ["home.ended"]
    assert lock.stale(lock.renewed(before, [more]), {"home.ended": more}) == []


def test_the_layout_of_examples_does_not_matter() -> None:
    before = lock.renewed([], [asked()])
    assert lock.stale(before, {"home.ended": asked(examples=EXAMPLES.replace("    ", "  "))}) == []


def test_a_withdrawn_question_keeps_its_line() -> None:
    before = lock.renewed([], [asked()])
    assert lock.renewed(before, []) == before


def test_a_line_that_cannot_be_read_is_refused_with_its_number() -> None:
    text = lock.written(lock.renewed([], [asked()])) + "home.other\tone\n"
    with pytest.raises(Refused, match="line 3"):
        lock.read(text)


def test_the_command_says_whether_the_lock_is_fresh(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lock, "PATH", tmp_path / "catalogue.lock")
    assert lock.main([]) == 1
    assert "0 of 52 questions stand as locked." in capsys.readouterr().out
    assert lock.main(["--write"]) == 0
    assert lock.main([]) == 0
    changed = lock.PATH.read_text("utf-8").replace(CATALOGUE["tenancy.losses"].hash, "0" * 64)
    lock.PATH.write_text(changed, "utf-8")
    assert lock.main(["--write"]) == 1
    assert "tenancy.losses asks something else than version 1 did." in capsys.readouterr().err
