"""Files and notes: walking a vault, reading a file into a Note.

The code; the sample articles live in the top-level vault/.
"""
