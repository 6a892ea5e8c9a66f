"""Measurements: seeded vaults, ratios against yardsticks and peers, and a check that nothing is missed.

`python -m benchmarks --notes 10000` measures speed, `python -m benchmarks relevance` the order of answers.
Not part of the tests.
"""
