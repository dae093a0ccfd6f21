"""Writes the generated pages of docs/, or says which are stale.

    python scripts/docs.py            write them afresh
    python scripts/docs.py --check    change nothing; end with 1 where a page is stale

A page is made from the same declaration that the code uses, so that it cannot tell another story.
"""

import sys
from importlib import import_module
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent

# Page, and the function without arguments that gives its text.
PAGES = {
    "docs/data-dictionary.md": "goldthread.facts.dictionary:markdown",
    "docs/indicators.md": "indicator_pages:page",
    "docs/specification.md": "specification_pages:page",
}


def text_of(maker: str) -> str:
    """What the page should hold; `maker` is written module:function."""
    module, _, function = maker.partition(":")
    made: str = getattr(import_module(module), function)()
    return made.rstrip() + "\n"


def is_fresh(page: Path, text: str) -> bool:
    """Whether the page on disk holds this text."""
    return page.is_file() and page.read_text(encoding="utf-8") == text


def main(arguments: list[str]) -> int:
    """Writes or checks every page."""
    stale = 0
    for name, maker in PAGES.items():
        page = REPOSITORY / name
        text = text_of(maker)
        if is_fresh(page, text):
            continue
        stale += 1
        if "--check" in arguments:
            print(f"{name} is stale. Run `make docs` and look at what changed.")
        else:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
            print(f"{name} written")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
