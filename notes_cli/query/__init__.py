"""The query language: text to tree, tree to SQL conditions. Knows no database."""
