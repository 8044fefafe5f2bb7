"""Hidden suites: collected once, run question by question."""
