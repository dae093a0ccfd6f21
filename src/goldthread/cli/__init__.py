"""The command line: one command asks one question of a room below and prints the answer.

It never computes a figure or decides a rule, and never shows a traceback for a mistake in the input.
Start with `main`.
"""
