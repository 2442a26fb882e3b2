"""Arithmetic of the field: values in, values out, the source cited."""
