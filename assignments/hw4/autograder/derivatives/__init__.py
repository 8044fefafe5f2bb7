"""The reader of typed formulas."""
