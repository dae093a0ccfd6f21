"""Settings and addresses of the web door: the only place that knows every room.

It never holds a rule of the field or a secret in the file.
Start with `settings.py`.
"""
