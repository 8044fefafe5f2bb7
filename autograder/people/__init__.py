"""Whose numbers and whose work: students, rosters, personal variants."""
