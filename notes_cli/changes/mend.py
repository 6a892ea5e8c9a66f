"""What `doctor --fix` does: what needs nobody to say what was meant, put right in the notes that have it."""

from collections import defaultdict

from notes_cli.changes.plan import Plan, planned
from notes_cli.library import Library, NoteFile
from notes_cli.query.syntax import Query
from notes_cli.vault.agree import read
from notes_cli.vault.mend import Around, mended


def mend(library: Library, query: "str | Query | None") -> Plan:
    """The plan to put right what is fixable in the notes that match `query`; a remark counts what is left.

    Raises `QueryError`, and `Refused` when one of the notes cannot be changed: then none is.
    """
    found = library.doctor(query, everything=True).items
    codes: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.fixable:
            codes[one.path].add(one.code)
    guessed = {one.path for one in found if one.code in ("encoding", "too-large")}
    notes = [note for note in library.note_files(query) if note.path in codes and note.path not in guessed]
    around = Around(library.is_checkbox_by_use, library.linked_headings())

    cured: set[tuple[str, str]] = set()
    kept = 0  # of what is cured in part

    def edit(text: str, note: NoteFile) -> str:
        nonlocal kept
        text, done = mended(text, note.path, codes[note.path], around)
        cured.update((note.path, code) for code in done)
        kept += sum(one.fixable and one.code in done for one in read(note.path, text).problems) if done else 0
        return text

    plan = planned(library, "doctor --fix", notes, edit, found=True)
    left = kept + sum(one.severity != "info" and not (one.fixable and (one.path, one.code) in cured) for one in found)
    remarks = [] if cured else ["nothing can be put right without you"] if found else ["nothing is wrong"]
    if left:
        remarks.append(f"{left} {'problem needs' if left == 1 else 'problems need'} you: `notes doctor` lists them")
    return Plan(plan.command, plan.records, plan.actions, found=True, remarks=tuple(remarks))
