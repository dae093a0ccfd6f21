"""The work laid flat: typed fact tables, the store of snapshots, what is derived under the terms.

It never keeps a name or an address in a snapshot, and never changes a snapshot once it stands.
Start with `store.py`; `schema.py` says what a table may hold, `rows.py` what makes two snapshots the same.
"""
