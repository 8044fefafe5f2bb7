"""Papers, keys and practice sets as PDF: what is printed, where it stands, and the compiler that sets it."""
