"""Work that outlives a request: leased, done once, taken up again within a minute after a kill.

It may never lose a job, nor do the effect of one twice: the effect and "done" stand in one transaction.
Start with `actions.py`.
"""
