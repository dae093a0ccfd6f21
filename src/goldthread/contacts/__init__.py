"""Contacts, the tasks in them, early warnings, and support stepped up and down.

A support level that nobody answered stays unknown: it is never filled in for the worker.
Start with `models.py`, then `actions/`.
"""
