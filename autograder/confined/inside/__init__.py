"""What runs inside the clean process: files loaded by path, importing only numpy and the standard library."""
