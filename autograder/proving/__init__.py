"""The author's check: what is planted must earn what it says."""
