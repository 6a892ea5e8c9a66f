"""Notes to HTML pages. Never asks the index."""
