"""A synthetic service: two organisations, three services, 24 months, people who never lived.

It never reads a real record and gives the same people for the same seed.
Start with `people.py`.
"""
