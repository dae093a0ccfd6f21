"""The page itself: whole, self-contained, the same figures as evidence, and honest about what is missing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evidence.few_records import store_of
from goldthread.catalogue import CATALOGUE
from goldthread.contracts.terms import Target
from goldthread.demo.contracts import terms
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import opened
from goldthread.evidence.words import headline, likely
from goldthread.kernel.periods import parse_period
from goldthread.kernel.refusals import Refused
from goldthread.measures.saying import how_counted
from goldthread.reports import saying
from goldthread.reports.gather import Chapter, Gathered, gather
from goldthread.reports.page import page, write
from pictures.figures_made import KEPT, STARTS, counts, months, share

VOID = {"meta", "link", "br", "img", "input", "line", "path", "circle", "rect"}


class Read(HTMLParser):
    """The page as a browser would read it: tags in order, attributes, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def said(self) -> str:
        return plain(" ".join(self.words))


def plain(words: str) -> str:
    """Words as they are read: one space between them, of whatever kind."""
    return re.sub(r"\s+", " ", words)


@pytest.fixture(scope="module")
def read(text: str) -> Read:
    return Read(text)


def test_the_page_is_well_formed(text: str, read: Read) -> None:
    assert text.lstrip().startswith("<!DOCTYPE html>")
    assert not read.wrong
    assert not read.open


def test_it_asks_nothing_of_anybody(text: str, read: Read) -> None:
    """No script, no style but its own, no address outside the page."""
    tags = {tag for tag, _ in read.tags}
    assert not {"script", "iframe", "object", "embed", "img", "form", "base"} & tags
    for tag, attributes in read.tags:
        for name, value in attributes.items():
            assert not name.startswith("on") and name != "style", f"{tag} {name}"
            if name in ("href", "src", "srcset", "action", "poster"):
                assert (value or "").startswith(("#", "data:image/svg+xml;base64,")), f"{tag} {value}"
    assert "@import" not in text
    assert "url(" not in text
    assert "http" not in re.sub(r'xmlns="http://www.w3.org/2000/svg"|http-equiv', "", text)


def test_its_policy_allows_this_one_style_and_no_other(text: str, read: Read) -> None:
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    told = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(one["content"] for tag, one in read.tags if one.get("http-equiv"))
    assert policy is not None
    assert f"style-src 'sha256-{told}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_ids_are_unique_and_every_link_has_its_place(read: Read) -> None:
    ids = [one["id"] for _, one in read.tags if "id" in one]
    assert len(ids) == len(set(ids))
    asked = {(one["href"] or "")[1:] for tag, one in read.tags if tag == "a"}
    assert asked <= set(ids)
    labelled = {one["aria-labelledby"] for _, one in read.tags if "aria-labelledby" in one}
    assert labelled <= set(ids)


def test_every_indicator_is_there_with_its_figure_as_evidence_says_it(gathered: Gathered, read: Read) -> None:
    for chapter in gathered.chapters:
        assert chapter.question.name in read.said
        figure = chapter.figure
        assert figure is not None
        if not chapter.silent:
            assert plain(headline(figure)) in read.said
            if not chapter.told_apart:
                assert plain(likely(figure)).removeprefix("likely ") in read.said
            assert chapter.question.hash[:12] in read.said
            assert chapter.question.asks in read.said


def test_groups_bands_and_months_stand_in_tables(gathered: Gathered, read: Read) -> None:
    chapter = gathered.chapter("access.start_rate")
    assert chapter is not None
    for figure in [*chapter.groups["service"], *chapter.series]:
        assert plain(headline(figure)) in read.said
    apart = gathered.chapter("intake.gender")
    assert apart is not None
    for figure in apart.splits["category"]:
        assert plain(headline(figure)) in read.said
    assert "Non-binary" in read.said  # by the label of its code


def test_how_each_is_counted_is_told_with_examples(gathered: Gathered, read: Read) -> None:
    for chapter in gathered.told:
        told = dict(saying.counted(how_counted(chapter.question)))
        assert told["Asks"] == chapter.question.asks
        assert all(plain(sentence) in read.said for sentence in told.values())
        shown = saying.examples(chapter.question)
        assert len(shown) == len(chapter.question.sides())
        for _, rows in shown:
            assert len(rows) >= 9
            assert plain(" ".join(rows[1])) in read.said


def test_it_says_what_the_figures_stand_on(gathered: Gathered, read: Read) -> None:
    for told in (gathered.snapshot, gathered.terms, "31 October 2026", "August to October 2026"):
        assert told in read.said
    assert "{{" not in read.said
    assert "{%" not in read.said
    assert "None" not in re.sub(r"None (is due yet|of)", "", read.said)


def test_the_same_figures_give_the_same_page(gathered: Gathered, text: str) -> None:
    assert page(gathered) == text


def test_a_chart_has_a_wide_and_a_narrow_drawing_and_a_table(read: Read) -> None:
    kinds = [one["class"] for tag, one in read.tags if tag == "svg"]
    wide, narrow = (sum(f"gt-chart--{name}" in (kind or "") for kind in kinds) for name in ("wide", "narrow"))
    assert wide == narrow > 52
    tables = [one for tag, one in read.tags if tag == "details" and one.get("class") == "numbers"]
    assert len(tables) >= wide - 20  # a funnel shares the table of its bars


# --- what is missing is said in four different ways ---------------------------------------------------------


HERE = months(1)[0]


def silent(why: str) -> Chapter:
    return Chapter(KEPT, replace(share(0, 0, HERE), why=why))


def test_nought_none_due_not_known_and_failed_are_four_sentences() -> None:
    told = [
        saying.why(Chapter(KEPT, share(0, 14, HERE))),
        saying.why(Chapter(STARTS, counts([0])[0])),
        saying.why(silent("None is due yet.")),
        saying.why(silent("Nothing is known of the records that fell due.")),
        saying.why(silent("No record falls in this period.")),
        saying.why(Chapter(KEPT, failed="A fault in Goldthread: KeyError at here.py:1.")),
    ]
    assert told[0] == "A true nought: none of the 14 counted met it."
    assert told[1] == "A true nought: the records were looked through and there was none."
    assert told[5] == "This could not be worked out. A fault in Goldthread: KeyError at here.py:1."
    assert len(set(told)) == 6
    assert saying.why(Chapter(KEPT, share(3, 14, HERE))) == ""


def test_what_failed_stands_in_the_page(gathered: Gathered) -> None:
    ill = Chapter(KEPT, failed="A fault in Goldthread: KeyError at here.py:1.")
    told = Read(page(replace(gathered, chapters=[ill]))).said
    assert "No figure" in told
    assert told.count("This could not be worked out. A fault in Goldthread: KeyError at here.py:1.") == 2
    assert "1 has no figure; each says why." in told


def test_one_unknown_is_said_of_one() -> None:
    figure = replace(share(10, 14, HERE, unknown=1), bounds=(10 / 14, 11 / 14))
    assert "71\u00a0% if the one not known was not met, 79\u00a0% if it was." in saying.small(figure)


def test_a_period_beyond_the_records_is_said(gathered: Gathered) -> None:
    later = replace(gathered, period=parse_period("2026-08..2026-12"))
    assert "The period ends later, on 31 December 2026: it is not complete." in saying.reach(later)
    assert "not complete" not in saying.reach(gathered)


def test_lists_of_what_is_worth_a_look_agree_with_the_figures(gathered: Gathered) -> None:
    told = dict(saying.worth_a_look(gathered))

    def said(chapter: Chapter) -> str:
        figure: Figure | None = chapter.figure
        return figure.said if figure is not None else ""

    for name, word in (
        ("Target met", "Met"),
        ("Target not met", "Not met"),
        ("Cannot say yet", "Cannot say yet"),
    ):
        assert [one.code for one in told[name]] == [one.code for one in gathered.told if said(one) == word]
    assert all(one.signal is not None for one in [*told["Getting worse"], *told["Improving"]])


# --- texts of others, and writing ---------------------------------------------------------------------------


def test_names_out_of_records_never_become_markup(tmp_path: Path) -> None:
    nasty = '<img src=x onerror="alert(1)"></style><script>'
    rows = [
        {
            "support_id": f"s{n}",
            "person_id": f"p{n}",
            "service": nasty if n % 2 else "{{ 7 * 7 }} & Sons",
            "started_on": parse_period("2026-07").start,
        }
        for n in range(12)
    ]
    store = store_of(tmp_path / "store", {"support": rows})
    with opened(store) as inquiry:
        made = gather(inquiry, list(CATALOGUE.values()), parse_period("2026-07..2026-09"), known=CATALOGUE)
    text = page(made)
    assert nasty in Read(text).said
    assert "<img" not in text
    assert "<script" not in text
    assert "{{ 7 * 7 }} &amp; Sons" in text


def test_the_page_replaces_an_older_one_whole(gathered: Gathered, text: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("the report of last quarter", encoding="utf-8")
    assert write(gathered, path) == len(text.encode())
    assert path.read_text(encoding="utf-8") == text
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]  # nothing half-written stays


def test_a_place_that_cannot_be_written_is_refused(gathered: Gathered, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is a directory"):
        write(gathered, tmp_path)
    with pytest.raises(Refused, match="There is no directory"):
        write(gathered, tmp_path / "nowhere" / "report.html")


def test_a_target_is_read_with_what_its_contract_chose(stored: Path) -> None:
    """The balance of the contract, or its reason for none, on the last day of the report."""
    code = "tenancy.sustained_6m"
    name = CATALOGUE["access.wait"].name
    known = terms()
    contract = next(row.contract for row in known.targets if row.indicator == code)
    others = tuple(row for row in known.targets if (row.contract, row.indicator) != (contract, code))
    questions = [CATALOGUE[code]]

    def told(target: Target) -> str:
        with opened(stored, terms=replace(known, targets=(*others, target))) as inquiry:
            period = parse_period("2026-08..2026-10")
            return page(gather(inquiry, questions, period, contract=contract, known=CATALOGUE))

    target = Target(contract, code, at_least=0.5)
    assert name not in told(target)
    assert name in told(replace(target, balance=("access.wait",)))
    assert name not in told(replace(target, balance=("access.wait",), valid_to=date(2026, 10, 30)))
    reason = "nothing else, because: The board reads it alone."
    assert reason in told(replace(target, no_balance_because="The board reads it alone."))
