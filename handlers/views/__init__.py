"""Frozen states to screens: pure functions, one module per feature."""
