"""One file for each command; the table is in the cli room's main module."""
