"""Planted mistakes; each must cost points."""
