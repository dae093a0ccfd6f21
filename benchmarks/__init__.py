"""Benchmarks: how long building and asking take, beside the floor, pandas, PostgreSQL: `make bench`."""
