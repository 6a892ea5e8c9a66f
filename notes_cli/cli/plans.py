"""Between a plan and its being carried out: what was expected, a look at it, yes or no. And what follows."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from notes_cli.cli.session import Session
from notes_cli.errors import Refused, UsageError
from notes_cli.results import ChangeRecord, PlaceRecord, Records

if TYPE_CHECKING:
    from notes_cli.changes.plan import Plan
    from notes_cli.library import Library


def can_ask(session: Session, values: Mapping[str, Any]) -> bool:
    """Whether somebody can look at a plan and say yes or no, and wants to be asked."""
    return not values["yes"] and session.out_is_terminal and session.err_is_terminal and sys.stdin.isatty()


def carried_out(plan: "Plan", library: "Library", session: Session, values: Mapping[str, Any]) -> Records[Any]:
    """What is printed of the plan, after it was carried out, or shown with `--dry-run`.

    Raises `Refused` when it is not what was expected, or somebody says no, `UsageError` when it needs `--yes`.
    """
    from notes_cli.changes.plan import apply, expect

    expect(plan, values["expect"])
    result = Records(ChangeRecord, plan.records, plan.remarks)
    if values["dry_run"]:
        return result.but(layout="diff")
    if plan.changes:
        _agree(plan, library, session, values)
        result = result.but(remarks=(*plan.remarks, *apply(library, plan)))
    if plan.places:
        return Records(PlaceRecord, tuple(PlaceRecord(f"{library.vault}/{r.path}") for r in plan.records))
    return result


def _agree(plan: "Plan", library: "Library", session: Session, values: Mapping[str, Any]) -> None:
    """Have the plan looked at, where it has to be."""
    if values["yes"] or not plan.asks:
        return
    if not can_ask(session, values):
        if plan.found and plan.changes > 1:
            hint = "--yes changes them, --dry-run shows how; with --expect N only if there are N"
            raise UsageError(f"{plan.changes} notes would change", hint=hint)
        return
    from notes_cli.cli.asking import agreed
    from notes_cli.render import render

    library.journal.unlock()  # nobody has to wait for a person who thinks
    render(Records(ChangeRecord, plan.records, layout="diff"), session._replace(stdout=session.stderr), None)
    if not agreed(f"change {plan.changes} notes?" if plan.changes > 1 else "change this note?"):
        raise Refused("nothing was changed")


def afterwards(plan: "Plan", library: "Library", values: Mapping[str, Any]) -> None:
    """What a plan wants done once it has been carried out and told: its note opened in an editor."""
    if not plan.edit or values["dry_run"]:
        return
    from notes_cli.cli.editor import edit_file

    library.journal.unlock()
    for record in plan.records:
        edit_file(library.vault / record.path, editor=library.settings.editor)
    library.after_change()
