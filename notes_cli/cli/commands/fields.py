"""notes fields: what a query can ask for."""

from notes_cli.about import FieldRecord
from notes_cli.cli.options import Limit
from notes_cli.fields import CASES, FIELDS, PIECES
from notes_cli.results import Records

EXAMPLES = ("notes fields", "notes fields --format '{name}: {example}'")


def run(*, limit: Limit = None) -> Records[FieldRecord]:
    """List the fields of queries: what each asks, with an example."""
    found = [FieldRecord(f.name, f.kind.value, f.summary, f.example, bool(f.sort)) for f in FIELDS.values()]
    for kind, operators in (("piece", PIECES), ("case", CASES)):
        found += [FieldRecord(o.name, kind, o.summary, o.example, False) for o in operators.values()]
    return Records(FieldRecord, tuple(found)[: limit or None])
