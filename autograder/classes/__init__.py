"""A class: graded whole, regraded, explained, tabled."""
