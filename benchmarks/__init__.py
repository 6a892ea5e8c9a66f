"""Measurements: seeded vaults, ratios against yardsticks and peers, and a check that nothing is missed.

`python -m benchmarks --notes 10000` is the whole interface. Not part of the tests.
"""
