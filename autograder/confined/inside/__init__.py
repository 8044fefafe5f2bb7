"""What runs inside the clean process: standalone files, loaded by path, that import nothing but numpy and the standard library."""
