"""The command starts light, and the papers name only commands and options that exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from goldthread.cli.main import COMMANDS

HEAVY = ("duckdb", "pyarrow", "numpy", "scipy", "pandas", "django", "jinja2", "xlsxwriter")
# A command line in a page: an indented line or quoted code, with the path of an environment or without.
SHOWN = re.compile(r"(?:^ {4}|`)(?:\S*/)?goldthread ([a-z][a-z-]*)((?:(?!`| {2}|\n).)*)", re.MULTILINE)


def shown_commands(tracked: list[Path], repository: Path) -> list[tuple[str, str, list[str]]]:
    """Page, command and options of every command line that a page shows."""
    return [
        (str(page.relative_to(repository)), command, re.findall(r"(?<=\s)--[a-z][a-z-]*", rest))
        for page in tracked
        if page.suffix == ".md"
        for command, rest in SHOWN.findall(page.read_text(encoding="utf-8"))
    ]


def test_the_papers_name_only_commands_that_exist(tracked: list[Path], repository: Path) -> None:
    shown = shown_commands(tracked, repository)
    assert shown, "No page shows a command, so this test looks at nothing."
    known = {name for name, _, _ in COMMANDS}
    wrong = [f"{page} shows `goldthread {command}`" for page, command, _ in shown if command not in known]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("command", [name for name, _, _ in COMMANDS])
def test_a_command_has_help_and_the_options_that_papers_show(
    tracked: list[Path], repository: Path, command: str
) -> None:
    help_text = goldthread(command, "--help").stdout
    assert help_text.startswith(f"usage: goldthread {command}")
    for page, shown, options in shown_commands(tracked, repository):
        if shown == command:
            for option in options:
                assert option in help_text, (
                    f"{page} shows `goldthread {command} {option}`, which help does not know"
                )


def test_help_imports_nothing_heavy() -> None:
    """Every command pays for what the door imports."""
    program = (
        "import sys; from goldthread.cli import main; code = main(['--help']); "
        f"print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules))); sys.exit(code)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1] == "HEAVY []"


def goldthread(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "goldthread", *arguments], capture_output=True, text=True, check=False
    )
