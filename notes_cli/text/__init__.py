"""Strings: folding, splitting into search tokens, excerpts, likeness. Knows nothing of files, notes or SQL."""
