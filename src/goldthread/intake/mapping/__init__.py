"""The mapping: how one sender's files become fact tables, written in TOML and checked before any row is read.

It never holds data, and nothing in it is run as code. Start with `language.py`, then `parse.py`.
"""
