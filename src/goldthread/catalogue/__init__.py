"""The questions themselves, each declared once with its source, its blanks and its worked examples.

It never holds a target, a deadline or a query: terms belong to contracts and SQL is compiled from the tree.
Start with the questions about tenancies, then read `catalogue.lock`.
"""
