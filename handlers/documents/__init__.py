"""Frozen states to files that leave the chat: pictures, PDF and workbooks. Pure functions."""
