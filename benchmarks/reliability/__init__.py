"""Attempts to break `notes`: commands at once, kills, full disks, damaged databases, nasty content, fuzzing.

`python -m benchmarks reliability` runs all areas at full length and writes the figures into docs/reliability.md; the
tests run the same code for a moment (`tests/faults/`). An area is one module with `run(effort, work)` and one row in
`areas.AREAS`. Everything is made from a seed: the same seed tries the same things.
"""
