"""The work laid flat: typed fact tables, what is derived under the terms, the store of snapshots.

It never keeps a name or an address in a snapshot, and never changes a snapshot once it stands.
Start with `tables.py`, then `store.py`.
"""
