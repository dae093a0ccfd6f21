"""Names come from the field, nothing is left unfinished, and nothing tells of the machine that wrote it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# Words that say nothing about the work: refused as a whole name, and some of them anywhere in a name.
EMPTY = {"manager", "helper", "util", "base", "common", "data", "process", "handle", "item"}
ALWAYS_EMPTY = {"manager", "helper", "util", "utils", "managers", "helpers"}

# Written in two halves, so that this file does not name what it forbids.
REGISTRIES = re.compile(
    r"(?:py"
    r"pi|python"
    r"hosted|npm"
    r"js|js"
    r"delivr|un"
    r"pkg|deb\.deb"
    r"ian|cra"
    r"tes)\.(?:org|com|io|net)"
)
# A hole of an address before the slash makes it an address: <person>/home/, {key}/work/.
MACHINE = re.compile(
    r"(?<![\w.>}])/(?:work" r"/(?!/)|root" r"/|home" r"/\w|Users" r"/\w|farm" r"/|opt" r"/py)"
)
UNFINISHED = re.compile(
    r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|raise NotImplemented" r"Error)\b|lorem ip" r"sum|coming so" r"on"
    r"|mark\.(?:sk" r"ip|xf" r"ail)|pragma: no co" r"ver"
)  # fmt: skip
OF_THE_MAKING = re.compile(r"\b(?:LL" r"M|Chat" r"GPT|Clau" r"de|AI a" r"gent|language mod" r"el)\b")


def test_names_come_from_the_field(modules: dict[Path, ast.Module], repository: Path) -> None:
    wrong = [
        f"{path.relative_to(repository)}:{line} {name}"
        for path, tree in modules.items()
        if "src" in path.relative_to(repository).parts
        for line, name in defined(path, tree)
        if is_empty(name)
    ]
    assert not wrong, "Names that say nothing about the work:\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["utils", "helpers", "RowHelper", "data", "Base", "process", "handle", "Item"]
)
def test_an_empty_name_is_seen(name: str) -> None:
    assert is_empty(name)


@pytest.mark.parametrize(
    "name", ["tenancy", "DataQuality", "base_rate", "kept", "itemised", "update", "handled"]
)
def test_a_name_of_the_field_is_let_be(name: str) -> None:
    assert not is_empty(name)


def test_no_registry_host_is_named(texts: dict[Path, str]) -> None:
    refuse(texts, REGISTRIES, "names a package registry's host")


def test_no_path_of_a_machine_is_named(texts: dict[Path, str]) -> None:
    refuse(texts, MACHINE, "bears a path of some machine")


def test_nothing_is_left_unfinished(texts: dict[Path, str]) -> None:
    code = {path: text for path, text in texts.items() if path.suffix in {".py", ".js", ".jinja", ".html"}}
    refuse(code, UNFINISHED, "is unfinished or switched off")


def test_no_word_about_how_the_text_was_made(texts: dict[Path, str]) -> None:
    refuse(texts, OF_THE_MAKING, "tells how it was made")


def test_no_python_file_is_over_500_lines(texts: dict[Path, str], repository: Path) -> None:
    long = {
        str(path.relative_to(repository)): lines
        for path, text in texts.items()
        if path.suffix in {".py", ".js", ".css", ".jinja"}
        and "migrations" not in path.parts  # written by Django
        and (lines := text.count("\n")) > 500
    }
    assert not long, f"Long files, each perhaps two rooms in one: {long}"


def test_every_public_module_says_what_it_is(modules: dict[Path, ast.Module], repository: Path) -> None:
    silent = [
        str(path.relative_to(repository))
        for path, tree in modules.items()
        if not (path.name.startswith("_") and path.name != "__init__.py")
        and tree.body
        and not ast.get_docstring(tree)
    ]
    assert not silent, f"No docstring: {silent}"


def test_every_public_class_and_function_says_what_it_is(
    modules: dict[Path, ast.Module], repository: Path
) -> None:
    silent = [
        f"{path.relative_to(repository)}:{node.lineno} {node.name}"
        for path, tree in modules.items()
        if "src" in path.relative_to(repository).parts
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        # Each command has these two, and its module says what they do.
        and not (path.parent.name == "commands" and node.name in ("arguments", "run"))
    ]
    assert not silent, "No docstring:\n" + "\n".join(silent)


def defined(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of the module and of every class and function in it."""
    yield 1, path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name


def is_empty(name: str) -> bool:
    """Whether a name says nothing about the work."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    lowered = [word.lower() for word in words]
    whole = name.strip("_").lower()
    return bool({whole, whole.removesuffix("s")} & EMPTY) or bool(ALWAYS_EMPTY.intersection(lowered))


def refuse(texts: dict[Path, str], pattern: re.Pattern[str], complaint: str) -> None:
    """Fails with every file and line where the pattern is found."""
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {complaint}: {hit[0]}"
        for path, text in texts.items()
        for hit in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)
