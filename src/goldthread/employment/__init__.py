"""Work: what a person wants, employers, jobs from start to end, adjustments, their reviews, absence, advice.

It never speaks with an employer about a person without looking for consent and keeping that it looked, and it
never says that a job is held when nobody has asked. Start with `models.py`, then `actions/jobs.py`.
"""
