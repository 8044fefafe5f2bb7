"""The platform: its files, its container, the zip that it gets."""
