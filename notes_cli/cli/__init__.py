"""argv to call to exit code."""
