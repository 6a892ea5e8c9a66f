"""Results to text: terminal, plain lines, JSON, CSV, paths. Never asks the index."""
