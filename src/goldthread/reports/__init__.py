"""Reports: what a commissioner receives, made from figures and charts, and never from records.

A report quotes figures of one snapshot and says which. Start with `gather.py`, which asks for everything that
a report shows; `page.py` makes it one self-contained page.
"""
