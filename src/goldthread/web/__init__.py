"""The pages: a request is read, one query is asked, one page answers.

It never computes a figure, never loads anything from another host and works without script.
Start with `urls.py`.
"""
