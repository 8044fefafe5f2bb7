"""What students get, written for one variant."""
