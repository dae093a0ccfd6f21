"""What holds for every drawing: an image with a sentence, no style inside, nothing outside the paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

import pytest

from goldthread.evidence.signals import signal
from goldthread.pictures import Pair, bars, curve, funnel_chart, pairs, sparkline, trend
from goldthread.pictures.svg import LETTER
from pictures.figures_made import counts, ends, medians, months, parsed, share, shares

SVG = "{http://www.w3.org/2000/svg}"
STYLE = files("goldthread.pictures").joinpath("static/charts.css").read_text(encoding="utf-8")
STEADY = (20, 24, 19, 22, 25, 21, 18, 23, 20, 22, 24, 19, 21, 23)
SERIES = shares([(n, 40) for n in (*STEADY, 30, 31, 33, 36, 35, 38)], goal=0.6)
NAMES = ("North", "South", 'East & <West> "End"', None)
GROUPS = [share(n + 2, 9, months(1)[0], service=name) for n, name in enumerate(NAMES)]
MANY = [share(n % 7 + 8, 20, months(1)[0], service=f"Service {n}") for n in range(12)]
SPELLS = ends(
    [10, 40, 95, 120, 180, 260, 300, 420], ["moved", None, "lost", "lost", None, "moved", None, "lost"]
)
CAUSES = ends([10, 40, 95, 120, 180, 260], ["moved", None, "lost", "lost", None, "moved"], lost=("lost",))

PAIRS = [
    Pair("May 2026", 0.75, 0.25, "3 of 4 (75 %)", "1 of 4 (25 %)"),
    Pair("June 2026", None, None, "none is over yet", "none is over yet"),
]

DRAWINGS: dict[str, Callable[[bool], str | None]] = {
    "trend": lambda narrow: trend(SERIES, signal(SERIES), narrow),
    "trend of counts": lambda narrow: trend(counts([2, 1, 3, None, 2, 1]), None, narrow),
    "trend without a figure": lambda narrow: trend(counts([None, None]), None, narrow),
    "curve": lambda narrow: curve(SPELLS, narrow),
    "curve of causes": lambda narrow: curve(CAUSES, narrow),
    "no curve": lambda narrow: curve(share(1, 2, months(1)[0]), narrow),
    "bars": lambda narrow: bars(GROUPS, narrow),
    "no bars": lambda narrow: bars([], narrow),
    "pairs": lambda narrow: pairs(PAIRS, "1 of 4 would have been met instead of 3.", narrow),
    "no pairs": lambda narrow: pairs([], "Nothing is over yet.", narrow),
    "funnel": lambda narrow: funnel_chart(MANY, narrow),
    "sparkline": lambda _: sparkline(SERIES, signal(SERIES)),
    "no sparkline": lambda _: sparkline(counts([None, None])),
}
BOTH = [(name, narrow) for name in DRAWINGS for narrow in (False, True)]


def drawn(name: str, narrow: bool) -> str:
    made = DRAWINGS[name](narrow)
    assert made is not None
    return made


@pytest.mark.parametrize("name, narrow", BOTH)
def test_a_drawing_is_an_image_with_a_sentence(name: str, narrow: bool) -> None:
    root = parsed(drawn(name, narrow))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label").endswith(".")
    assert len(root.get("aria-label")) > 8
    inner = [element for element in root.iter() if element is not root]
    assert not [element for element in inner if element.get("role") or element.get("aria-label")]


@pytest.mark.parametrize("name, narrow", BOTH)
def test_no_style_id_or_script_is_inside(name: str, narrow: bool) -> None:
    root = parsed(drawn(name, narrow))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {"svg", "line", "path", "circle", "rect", "text"}
        assert not {"style", "id", "href", "fill", "stroke"} & set(element.attrib)
        assert not [attribute for attribute in element.attrib if attribute.startswith("on")]


@pytest.mark.parametrize("name, narrow", BOTH)
def test_every_class_has_its_look_in_the_sheet(name: str, narrow: bool) -> None:
    told = {
        one for element in parsed(drawn(name, narrow)).iter() for one in (element.get("class") or "").split()
    }
    # The solid first line of several, and the wide drawing, are what stands there anyway.
    known = set(re.findall(r"\.(gt-[a-z0-9-]+)", STYLE)) | {"gt-line--0", "gt-label"}
    assert told <= known


@pytest.mark.parametrize("name, narrow", BOTH)
def test_nothing_runs_off_the_paper(name: str, narrow: bool) -> None:
    root = parsed(drawn(name, narrow))
    _, _, width, height = map(float, root.get("viewBox").split())
    letter = LETTER * (14 / 13 if narrow else 1) * 0.9  # names are measured generously
    for text in root.iter(f"{SVG}text"):
        long = letter * len(text.text or "")
        start = {"start": 0.0, "middle": long / 2, "end": long}[text.get("text-anchor")]
        left = float(text.get("x")) - start
        assert left >= -2, text.text
        assert left + long <= width + 2, text.text
        assert 8 <= float(text.get("y")) <= height, text.text
    for x, y in coordinates(root):
        assert -1 <= x <= width + 1
        assert -1 <= y <= height + 1


def coordinates(root: object) -> list[tuple[float, float]]:
    found = []
    for element in root.iter():  # type: ignore[attr-defined]
        if "d" in element.attrib:
            found += [
                (float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", element.get("d"))
            ]
        for x, y in (("x1", "y1"), ("x2", "y2"), ("cx", "cy")):
            if x in element.attrib:
                found.append((float(element.get(x)), float(element.get(y))))
    return found


@pytest.mark.parametrize("name, narrow", BOTH)
def test_words_do_not_stand_on_one_another(name: str, narrow: bool) -> None:
    boxes = []
    for text in parsed(drawn(name, narrow)).iter(f"{SVG}text"):
        long = 6.2 * len(text.text or "")
        start = {"start": 0.0, "middle": long / 2, "end": long}[text.get("text-anchor")]
        left, foot = float(text.get("x")) - start, float(text.get("y"))
        boxes.append((left, left + long, foot - 9, foot, text.text))
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, f"{one[4]} on {other[4]}"


@pytest.mark.parametrize("name, narrow", BOTH)
def test_the_same_figures_give_the_same_text(name: str, narrow: bool) -> None:
    assert drawn(name, narrow) == drawn(name, narrow)


def test_names_are_escaped() -> None:
    made = bars(GROUPS)
    assert "<West>" not in made
    assert "East &amp; &lt;West&gt; &quot;End&quot;" in made or 'East &amp; &lt;West&gt; "End"' in made


def test_letters_are_large_enough_to_read() -> None:
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", STYLE)]
    assert sizes
    assert min(sizes) >= 12


def test_what_carries_meaning_stands_out_from_white() -> None:
    """3:1 for lines and shapes, 4.5:1 for letters. The grid and the band lie behind and say nothing alone."""
    for rule, body in re.findall(r"([^{}]+)\{([^}]*)\}", STYLE):
        if "grid" in rule or "band" in rule:
            continue
        for what, colour in re.findall(r"(fill|stroke): (#[0-9a-f]{6})", body):
            if colour == "#ffffff":
                continue
            wanted = 4.5 if "text" in rule and what == "fill" else 3
            assert contrast_with_white(colour) >= wanted, f"{rule.strip()} {what} {colour}"


def contrast_with_white(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_no_drawing_needs_medians_to_have_an_end() -> None:
    from goldthread.measures.statistics import Limits

    root = parsed(trend(medians([20, 21, 24], Limits(15, float("inf"))), None))
    assert all(y >= 0 for _, y in coordinates(root))


@pytest.mark.parametrize("narrow", [False, True])
def test_pairs_draw_a_bar_for_each_side_that_has_a_share(narrow: bool) -> None:
    """As long as its share is; what was is hollow; and the words of neither are cut."""
    made = parsed(pairs(PAIRS, "1 of 4 would have been met instead of 3.", narrow))
    was, would = (element for element in made.iter() if element.tag == f"{SVG}rect")
    assert float(was.get("width")) == pytest.approx(3 * float(would.get("width")), rel=0.01)
    assert (was.get("class"), would.get("class")) == ("gt-bar--was", "gt-bar")
    said = [element.text for element in made.iter() if element.tag == f"{SVG}text"]
    assert "would be none is over yet" in said
    assert "was 3 of 4 (75 %)" in said
