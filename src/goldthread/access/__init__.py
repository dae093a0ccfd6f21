"""Organisations, the people who work in them, their roles, and how far each of them may see.

Nothing is ever read without saying who asks: a query without an asker is refused, not answered for all.
Start with `rows.py`, on which every table of the case record stands, then `rules.py`.
"""
