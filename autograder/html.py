"""Being written by another helper right now: leave this file alone."""
