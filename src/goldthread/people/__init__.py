"""People, how they came, the stages of their support, their plan, and what they consented to share.

It may never show a person to somebody without a reason to see them, nor share without a consent in force.
Start with `models.py`, then `actions/__init__.py`.
"""
