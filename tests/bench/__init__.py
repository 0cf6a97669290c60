"""Benchmarks: each module measures one thing, and its `run` returns figures."""
