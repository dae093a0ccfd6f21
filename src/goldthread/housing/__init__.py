"""Homes: tenancies from start to end, what is owed, notices, inspections, the risk register and its huddle.

It never holds a person back from a home, and it never says that a tenancy is held when nobody has asked.
Start with `models.py`, then `actions/tenancies.py` and `actions/risks.py`.
"""
