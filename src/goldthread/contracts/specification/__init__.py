"""A specification as one typed document: read, checked, compared, written, and turned into terms. Pure."""
