"""Whatever the rows: totals reconcile, again changes nothing, order is nothing, no bytes crash a reader."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldthread.intake import Outcome
from intake.conftest import MAPPING, Desk

HEADER = ["Ref", "Client", "Service", "Date", "Minutes", "With"]
FEW = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

refs = st.sampled_from(["C1", "C2", "C3", "C4", "", " "])
dates = st.sampled_from(["01/07/2026", "31/02/2026", "13/13/2026", "", "2026-07-04", "soon"])
minutes = st.sampled_from(["", "5", "1,000", "-1", "9999", "x", "5.0"])
withs = st.sampled_from(["person", "F2F", "Mum", "Dog", ""])
words = st.text(alphabet='ab,"\n; é=', max_size=6)
good_or_bad = st.tuples(refs, st.sampled_from(["P1", "P2", ""]), words, dates, minutes, withs).map(list)
rows = st.lists(st.one_of(good_or_bad, st.lists(words, max_size=9)), max_size=12)


def written(table: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *table])
    return out.getvalue()


def desk_of(files: dict[str, list[list[str]]], folder: str) -> Desk:
    desk = Desk(Path(folder))
    for name, table in files.items():
        desk.file(name, written(table))
    return desk


def reconciles(outcome: Outcome) -> None:
    for each in outcome.files:
        assert each.read == each.loaded + each.refused + each.already_here
    lines = {(each.file, each.line) for each in outcome.refusals}
    assert len(lines) == outcome.refused


def filled(table: list[list[str]]) -> int:
    """Rows that a reader of the file sees: those with anything in them."""
    seen = list(csv.reader(io.StringIO(written(table), newline="")))[1:]
    return sum(1 for row in seen if any(cell.strip() for cell in row))


@given(rows)
@MANY
def test_every_row_is_accounted_for(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = desk_of({"contacts.csv": table}, folder).load(dry_run=True)
        reconciles(outcome)
        assert outcome.read == filled(table)


@given(rows, rows)
@FEW
def test_again_changes_nothing_and_refused_rows_can_be_sent_again(
    first: list[list[str]], second: list[list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_of({"contacts_1.csv": first, "contacts_2.csv": second}, folder)
        once, again = desk.load(), desk.load()
        reconciles(once)
        reconciles(again)
        assert again.snapshot == once.snapshot
        assert (again.loaded, again.refused) == (0, once.refused)
        assert again.already_here == once.loaded + once.already_here
        for path in desk.files.iterdir():
            path.unlink()
        for path in once.refused_files:
            desk.file(path.name, path.read_bytes())
        if once.refused_files:
            reconciles(desk.load())  # a second row of a known key now counts as a correction


@given(st.lists(good_or_bad, max_size=8, unique_by=lambda row: row[0]), st.randoms())
@FEW
def test_the_order_of_rows_does_not_matter(table: list[list[str]], random: object) -> None:
    shuffled = list(table)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_of({"contacts.csv": table}, folder)
        first = desk.load()
        desk.file("contacts.csv", written(shuffled))
        again = desk.load()
        assert again.snapshot == first.snapshot and again.loaded == 0
        assert again.refused == first.refused


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_crash_a_reader(content: bytes) -> None:
    from goldthread.intake.reading.files import find_format, open_table
    from goldthread.kernel.refusals import Refused

    with tempfile.TemporaryDirectory() as folder:
        for name in ("file.csv", "file.xlsx"):
            path = Path(folder) / name
            path.write_bytes(content)
            try:
                for batch in open_table(find_format(path, name)).batches():
                    assert len(batch.numbers) == len(batch.cells)
            except Refused:
                pass


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_text_crashes_the_mapping(text: str) -> None:
    from goldthread.intake.mapping.parse import read_mapping
    from goldthread.kernel.refusals import Refused

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.toml"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        for content in (path.read_bytes(), (MAPPING + text).encode(errors="surrogatepass")):
            path.write_bytes(content)
            try:
                read_mapping(path)
            except Refused:
                pass
