"""Results for a pipe: one record on a line, its parts between tabs; no colour, no boxes, no wrapping."""

from collections.abc import Callable
from typing import Any, TextIO

from notes_cli.render.structured import cell
from notes_cli.results import (
    BacklinkRecord,
    Document,
    HeadingRecord,
    Hit,
    IndexReport,
    LinkRecord,
    NoteRecord,
    ProblemRecord,
    PropertyRecord,
    Records,
    Report,
    Result,
    TagCount,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
    Written,
)
from notes_cli.text.escape import shown


def write_plain(result: Result, out: TextIO) -> None:
    """Write `result` as lines."""
    match result:
        case Records():
            line = LINES[result.kind]
            for item in result.items:
                out.write(line(item) + "\n")
        case Document():
            out.write(document_text(result))
        case Report():
            out.write(report_line(result.figures) + "\n")
        case Written():
            out.write(result.content if result.file is None else shown(result.file) + "\n")


def document_text(document: Document) -> str:
    """The note's text as it is, controls made visible; or its properties."""
    if document.form == "meta":
        record = document.record
        known = {"path": record.path, "title": record.title, "date": record.date, "tags": record.tags}
        pairs = {**known, **{k: v for k, v in record.properties.items() if k not in known}}
        return "".join(f"{shown(name, lines=False)}\t{cell(_tupled(value))}\n" for name, value in pairs.items())
    text = document.source if document.form == "raw" else document.body
    ended = text if text.endswith("\n") or not text else text + "\n"
    return shown(ended)


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def report_line(report: IndexReport) -> str:
    """What an index run did, in one line."""
    return (
        f"{_counted(report.notes, 'note')}: {report.added} added, {report.modified} modified, "
        f"{report.removed} removed, {report.unchanged} unchanged; "
        f"{_counted(report.problems, 'problem')}; {report.seconds:.2f} s"
    )


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _joined(*parts: object) -> str:
    return "\t".join(cell(part) for part in parts)


def _note(note: NoteRecord) -> str:
    return _joined(note.path, (note.date or "")[:10], note.title)


def _hit(hit: Hit) -> str:
    return _joined(f"{hit.path}:{hit.line or 1}", hit.title, " > ".join(hit.heading), hit.excerpt)


def _tag(tag: TagCount) -> str:
    return _joined(tag.tag, tag.count)


def _heading(heading: HeadingRecord) -> str:
    return _joined(f"{heading.path}:{heading.line}", f"{'#' * heading.level} {heading.text}")


def _task(task: TaskRecord) -> str:
    return _joined(f"{task.path}:{task.line}", f"[{task.status}] {task.text}")


def _property(record: PropertyRecord) -> str:
    values = ", ".join(f"{value}: {count}" for value, count in record.values.items())
    return _joined(record.property, record.type, record.count, values)


def _value(record: ValueCount) -> str:
    return _joined(record.value, record.count)


def _link(link: LinkRecord) -> str:
    leads_to = link.target if link.kind == "external" else link.resolved or ""
    return _joined(f"{link.path}:{link.line or 1}", link.kind, link.text, leads_to)


def _backlink(link: BacklinkRecord) -> str:
    return _joined(f"{link.path}:{link.line or 1}", link.kind, link.text, link.excerpt)


def _unresolved(link: UnresolvedRecord) -> str:
    return _joined(f"{link.path}:{link.line or 1}", link.target)


def _problem(problem: ProblemRecord) -> str:
    return cell(f"{problem.path}:{problem.line or 1}: {problem.severity} {problem.code}: {problem.message}")


LINES: dict[type, Callable[[Any], str]] = {
    NoteRecord: _note,
    Hit: _hit,
    TagCount: _tag,
    HeadingRecord: _heading,
    TaskRecord: _task,
    PropertyRecord: _property,
    ValueCount: _value,
    LinkRecord: _link,
    BacklinkRecord: _backlink,
    UnresolvedRecord: _unresolved,
    ProblemRecord: _problem,
}
