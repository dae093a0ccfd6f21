"""Runs every check, shows what failed and counts it. Ends with the number of failed checks, at most 99.

python scripts/check.py [NAME...]     only the named checks, of: style, format, types, rooms, structure, docs
"""

import subprocess
import sys
import time

CHECKS: dict[str, list[str]] = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "rooms": ["-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    "structure": ["-m", "pytest", "-q", "--no-header", "tests/structure"],
    "docs": ["scripts/docs.py", "--check"],
}


def run(name: str) -> bool:
    """Runs one check; prints its output only where it failed. Returns whether it passed."""
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *CHECKS[name]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = ended.returncode == 0
    print(f"{'passed' if passed else 'FAILED'}  {name:<10} {time.monotonic() - started:5.1f} s", flush=True)
    if not passed:
        print("\n".join("    " + line for line in ended.stdout.rstrip().splitlines()), flush=True)
    return passed


def main(names: list[str]) -> int:
    """Runs the named checks, or all."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"There is no check {unknown[0]!r}. There are: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    failed = [name for name in names or CHECKS if not run(name)]
    print(
        f"{len(failed)} of {len(names or CHECKS)} checks failed"
        + (f": {', '.join(failed)}" if failed else ".")
    )
    return min(len(failed), 99)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
