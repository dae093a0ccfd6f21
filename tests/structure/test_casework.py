"""The rooms of the case record keep their shape: who may write, who may read, what each field is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = (
    "access", "contracts", "people", "contacts", "housing", "employment", "inclusion", "safety", "wellbeing",
    "day",
)  # fmt: skip
SOURCE = Path(__file__).resolve().parents[2] / "src/goldthread"
CLASSES = ("open", "internal", "staff", "person", "personal", "sensitive", "identifying", "free text")
# What has no privacy of its own: links between rows, and what `Row` and Django say once.
LINKS = ("ForeignKey", "OneToOneField", "ManyToManyField")
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}
# Signing in is allauth's; a session is not of the record.
WRITING = ("actions", "local_actions", "sealing", "migrations", "guards", "rows")


def modules(room: str, stem: str) -> Iterator[tuple[Path, ast.Module]]:
    """Modules of a room by their name: actions.py, or every module of a package actions/."""
    folder = SOURCE / room
    for path in [folder / f"{stem}.py", *sorted((folder / stem).glob("*.py"))]:
        if path.is_file():
            yield path, ast.parse(path.read_text("utf-8"))


def public(room: str, stem: str, tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions that others may call: of a package only those that it names in `__all__`."""
    package = SOURCE / room / stem / "__init__.py"
    named = set(re.findall(r'"(\w+)"', package.read_text("utf-8"))) if package.is_file() else None
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        if named is None or node.name in named:
            yield node


@pytest.mark.parametrize("room", ROOMS)
def test_every_action_says_who_and_when(room: str) -> None:
    wrong = []
    for path, tree in modules(room, "actions"):
        for function in public(room, "actions", tree):
            named = {argument.arg for argument in function.args.kwonlyargs}
            if not {"by", "at"} <= named:
                wrong.append(f"{path.relative_to(SOURCE)}: {function.name} takes no by= and at=")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", ROOMS)
def test_every_query_says_who_asks(room: str) -> None:
    wrong = []
    for path, tree in modules(room, "queries"):
        for function in public(room, "queries", tree):
            if "seen_by" not in {argument.arg for argument in function.args.kwonlyargs}:
                wrong.append(f"{path.relative_to(SOURCE)}: {function.name} takes no seen_by=")
    assert not wrong, "\n".join(wrong)


def fields() -> Iterator[tuple[str, str, str]]:
    """Room, field and the source of every field of a model, its comment among it."""
    for room in ("ledger", "jobs", *ROOMS):
        for path in sorted([*(SOURCE / room).glob("*.py"), *(SOURCE / room / "models").glob("*.py")]):
            text = path.read_text("utf-8")
            lines = text.splitlines()
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Assign) and re.match(
                    r"models\.\w+(Field|Key)\(", ast.unparse(node.value)
                ):
                    end = node.end_lineno or node.lineno
                    around = "\n".join(lines[max(0, node.lineno - 2) : end])
                    yield f"{room}/{path.name}", ast.unparse(node.targets[0]), around


def test_every_field_has_a_privacy_class() -> None:
    found = list(fields())
    assert len(found) > 100, "The rooms have more fields than that: this test looks at nothing."
    wrong = []
    for where, name, source in found:
        if name == "id" or any(link in source for link in LINKS):
            continue
        said = re.search(r"privacy: ([a-z ]+)", source)
        if not said or not said[1].strip().startswith(CLASSES):
            wrong.append(f"{where}: {name} says no privacy class of {', '.join(CLASSES)}")
    assert not wrong, "\n".join(wrong)


def writes(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            # Sets and dictionaries have an `update`; models are reached by a manager or a query.
            if re.search(r"\.(objects|every)\b", target) or node.func.attr in ("save", "bulk_create"):
                yield node


def test_only_actions_write() -> None:
    wrong = []
    for room in (*ROOMS, "web"):
        for path in sorted((SOURCE / room).rglob("*.py")):
            place = path.relative_to(SOURCE / room)
            if place.parts[0].removesuffix(".py") in WRITING:
                continue
            for call in writes(ast.parse(path.read_text("utf-8"))):
                wrong.append(f"{room}/{place}:{call.lineno} writes: {ast.unparse(call.func)}")
    assert not wrong, "\n".join(wrong)


UNSCOPED = {
    "facts": "lays a whole organisation flat",
    "flat": "lays a whole organisation flat",
    "known": "tells the facts which records are of one person, and nobody else",
    "clocks": "looks beside rows that are within a scope already",
    "around": "serves actions that have proven the scope of the person",
    "actions": "has proven the scope of the person already",
    "rows": "is the wall itself",
    "migrations": "is Django's",
}


def test_only_those_who_may_read_without_a_scope() -> None:
    wrong = []
    for room in (*ROOMS, "web"):
        for path in sorted((SOURCE / room).rglob("*.py")):
            place = path.relative_to(SOURCE / room)
            if place.parts[0].removesuffix(".py") in UNSCOPED:
                continue
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if re.search(r"\w\.every\.(?!model)", line):
                    wrong.append(f"{room}/{place}:{number} reads without a scope: {line.strip()}")
    assert not wrong, "\n".join(wrong)


BEYOND = {
    "access/flat.py": "lays every organisation flat",
    "config/jobs.py": "serves every organisation at once",
    "people/known.py": "follows links from one organisation to another",
    "people/actions/matching.py": "writes what two organisations decide, in the rows of both",
    "people/actions/sharing.py": "hands a person over into the other organisation's list",
    "people/actions/enquiries.py": "ties the link of whoever handed a person over",
    "contacts/actions/recording.py": "takes no key of sending twice in the whole database",
    "contracts/actions.py": "takes no code twice in the whole database",
    "contracts/local_actions.py": "takes no code twice in the whole database",
    "contracts/queries.py": "reads what figures of the whole database are asked under",
    "contracts/local_queries.py": "reads the indicators of the whole database",
}


def test_only_those_who_may_go_beyond_the_second_wall() -> None:
    going = {
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if re.search(r"walls\.(beyond|reaching|EVERYBODY)", path.read_text("utf-8"))
    }
    assert going == set(BEYOND)


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "access"])
def test_rows_of_one_day_stand_in_the_order_in_which_they_were_recorded(room: str) -> None:
    """Keys are random: with a day and a key alone, the newer of two rows of a day is a matter of luck."""
    wrong = [
        f"{path.relative_to(SOURCE)}: {found[0]}"
        for path in sorted((SOURCE / room).rglob("*.py"))
        for found in re.finditer(r'"-?\w+_(?:on|at)",\s*"-?(?:id|pk)"', path.read_text("utf-8"))
        if "recorded_at" not in found[0]
    ]
    assert not wrong, "\n".join(wrong)
