"""What of a submission counts: its files, read once, as bytes."""
