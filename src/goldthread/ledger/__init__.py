"""What happened: every write and every look at a person, told in the same transaction as the act.

Nothing here is ever changed or removed; what the law says must go loses its content, and the seal holds.
It knows nobody's name and may never be skipped: where an event cannot be written, the act fails.
Start with `actions.py`.
"""
