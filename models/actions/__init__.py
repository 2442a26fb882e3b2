"""Verbs: check the right, apply the rule, write, note, owe letters."""
