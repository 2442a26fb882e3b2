"""A unit's sheet as a workbook: written, filled in by a person, read back."""
