"""Settings, addresses and the server's entry: the only place that knows every room.

It may never hold a rule. A setting is read here once, from the environment, and nowhere else.
Start with `settings.py`.
"""
