"""The language of questions: typed facts, the tree of a question, its compiler, its statistics.

It is pure: it knows neither web nor engine, opens no file and holds no question of its own.
Start with `tree.py`, then `questions.py`.
"""

from goldthread.measures import tree as tree  # gives tables their columns to ask about
