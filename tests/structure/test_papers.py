"""What the papers name exists: links, make targets, decisions, pins; nothing of others is committed."""

import re
import tomllib
from pathlib import Path

import pytest

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#+\s+(.*?)\s*$", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
PINS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt", "requirements-build.txt",
        "requirements-assets.txt")  # fmt: skip
OF_OTHERS = {".woff", ".woff2", ".ttf", ".otf", ".eot", ".whl", ".jar"}
RECORDS = {".sqlite", ".parquet", ".duckdb"}


def papers(tracked: list[Path]) -> list[Path]:
    """Every page written for people."""
    return [path for path in tracked if path.suffix == ".md"]


def test_links_point_at_what_exists(tracked: list[Path], repository: Path) -> None:
    broken = [
        f"{page.relative_to(repository)} -> {link}"
        for page in papers(tracked)
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not leads_somewhere(page, link)
    ]
    assert not broken, "\n".join(broken)


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link names an existing file, and a heading of it where it says so; no host is asked."""
    if re.match(r"[a-z]+:", link):
        return True
    name, _, anchor = link.partition("#")
    target = (page.parent / name) if name else page
    if not target.exists():
        return False
    return not anchor or target.suffix != ".md" or anchor in anchors(target)


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts make them."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_make_target_that_is_named_exists(tracked: list[Path], repository: Path) -> None:
    targets = set(TARGET.findall((repository / "Makefile").read_text(encoding="utf-8")))
    named = {
        (page.relative_to(repository), target)
        for page in [*papers(tracked), repository / ".ci/run"]
        for target in re.findall(
            r"(?:`|step \"[^\"]*\" |^ {4})make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE
        )
    }
    assert named, "No page names a make target, so this test looks at nothing."
    missing = [f"{page} names `make {target}`" for page, target in sorted(named) if target not in targets]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("target", ["demo", "test", "check", "fix", "browser-tests", "bench"])
def test_a_target_says_what_it_does(repository: Path, target: str) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:[^\n]*## \w", makefile, re.MULTILINE), (
        f"make {target} says nothing in the list"
    )


def test_the_machine_runs_what_readme_names(repository: Path) -> None:
    run = (repository / ".ci/run").read_text(encoding="utf-8")
    readme = (repository / "README.md").read_text(encoding="utf-8")
    for target in ("check", "test", "browser-tests"):
        assert f"make {target}" in run, f".ci/run does not run make {target}"
        assert f"make {target}" in readme, f"README does not name make {target}"


def test_decisions_say_why_and_what_follows(tracked: list[Path], repository: Path) -> None:
    """Each record has a number of its own, a title, what stood to be decided, what was, and what follows."""
    records = [
        path for path in tracked if path.parent == repository / "docs/decisions" and path.name[0].isdigit()
    ]
    assert records
    numbers = [path.name[:4] for path in records]
    assert len(set(numbers)) == len(numbers), f"Two decisions bear one number: {sorted(numbers)}"
    for path in records:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name), path.name
        headings = HEADING.findall(path.read_text(encoding="utf-8"))
        for section in ("Context", "Decision", "Consequences"):
            assert section in headings, f"{path.name} has no section {section}"


@pytest.mark.parametrize("name", PINS)
def test_every_pin_has_hashes_and_no_address(repository: Path, name: str) -> None:
    text = (repository / name).read_text(encoding="utf-8")
    pins = re.split(
        r"^(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE | re.IGNORECASE), flags=re.M
    )
    pins = [pin for pin in pins if pin.strip()]
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", pin), f"{name}: not an exact version: {pin[:60]}"
        assert "--hash=sha256:" in pin, f"{name}: no hash: {pin[:60]}"
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_every_dependency_gives_its_reason_and_is_pinned(repository: Path) -> None:
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)
    pinned = {
        line.split("==")[0].split("[")[0].lower()
        for name in PINS
        for line in (repository / name).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    for wanted in [*declared["project"]["dependencies"], *declared["dependency-groups"]["dev"]]:
        line = next(line for line in text.splitlines() if line.strip().startswith(f'"{wanted}"'))
        assert re.search(r"# \w+", line), f"{wanted} gives no reason"
        assert re.split(r"[\[<>=; ]", wanted)[0].lower() in pinned, f"{wanted} is not pinned"


def test_the_licence_is_mit(repository: Path) -> None:
    assert (repository / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")
    declared = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["license"] == "MIT"


def test_nothing_of_others_and_no_records_are_committed(tracked: list[Path], repository: Path) -> None:
    names = [path.relative_to(repository) for path in tracked]
    wrong = [
        str(name)
        for name in names
        if name.suffix in OF_OTHERS | RECORDS or ".min." in name.name or "vendor" in name.parts
    ]
    assert not wrong, f"Not ours to commit: {wrong}"
