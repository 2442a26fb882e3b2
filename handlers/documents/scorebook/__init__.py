"""The score table as a workbook with its formulas."""
