"""Criteria tables and rosters as workbooks that a clerk can edit, and back."""
