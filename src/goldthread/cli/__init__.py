"""The command line: a door. It reads arguments, calls one query or one action, and answers.

It may never decide what a figure means nor touch a file of the store itself.
Start with `main`; each command is a module of `commands`.
"""

from goldthread.cli.main import main

__all__ = ["main"]
