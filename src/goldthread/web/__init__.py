"""The pages: a door. They read a request, ask evidence, and answer with plain HTML.

They may never decide what a figure means, write a record, or load anything from another host.
Start with `contracts.py`; what a page stands on is `standing.py`.
"""
