# Shortcuts for work on notes; the README's commands need none of this.
.PHONY: test check docs bench

test:
	uv run --extra test pytest

check:
	uv run --extra test ruff check . && uv run --extra test ruff format --check . && uv run --extra test mypy

docs:
	uv run --extra test python scripts/make_docs.py

bench:
	uv run --extra test python -m benchmarks --notes 10000
