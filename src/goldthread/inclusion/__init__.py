"""Inclusion: how isolated a person is, the small steps out they agreed, what they did, whom they know.

It never calls a person independent because nobody recorded support, and never safe a contact nobody judged.
Start with `models.py`, then `actions/exposure.py`.
"""
