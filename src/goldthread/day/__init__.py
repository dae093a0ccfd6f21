"""A worker's day and a person's timeline, across the rooms below.

It never winds a clock: what is due is worked out from events and standards each time it is asked.
Start with `queries.py`.
"""
