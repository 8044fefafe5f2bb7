"""What a report shows, and where: JSON, a terminal, a page."""
