"""Results for a pipe: one record on a line, its parts between tabs; no colour, no boxes, no wrapping."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TextIO

from notes_cli.about import FieldRecord, SettingRecord, SettingsFile, SettingValue, VaultRecord, ViewColumn
from notes_cli.render.structured import cell
from notes_cli.results import (
    BacklinkRecord,
    ChangeRecord,
    Document,
    HeadingRecord,
    Hit,
    IndexReport,
    LinkRecord,
    MatchedLine,
    NoteRecord,
    Opened,
    PlaceRecord,
    ProblemRecord,
    PropertyRecord,
    Records,
    RelatedRecord,
    Report,
    Result,
    Row,
    StatsReport,
    TagCount,
    TaskRecord,
    UnresolvedRecord,
    ValueCount,
    Written,
    as_json,
    of_kind,
)
from notes_cli.text.escape import shown


def write_plain(result: Result, out: TextIO) -> None:
    """Write `result` as lines."""
    match result:
        case Records(layout="diff"):
            out.write(shown("".join(item.diff for item in result.items)))
        case Records():
            line = of_kind(LINES, result.kind)
            for item in result.items:
                out.write(line(item) + "\n")
        case Document():
            out.write(document_text(result))
        case Report(IndexReport() as figures):
            out.write(report_line(figures) + "\n")
        case Report(StatsReport() as figures):
            out.writelines(f"{_joined(*pair)}\n" for pair in figure_lines(as_json(figures)))
        case Written():
            out.write(result.content if result.file is None else shown(result.file) + "\n")
        case Opened():
            out.write("" if result.address is None else result.address + "\n")


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


def figure_lines(figures: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Figures as pairs; those of a figure that has parts are named "part of it": "years.2025.notes"."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", inner) for part, inner in figure_lines(value))
        else:
            yield name, value


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _joined(*parts: object) -> str:
    return "\t".join(cell(part) for part in parts)


def _note(note: NoteRecord) -> str:
    return _joined(note.path, (note.date or "")[:10], note.title)


def _hit(hit: Hit) -> str:
    return _joined(f"{hit.path}:{hit.line or 1}", hit.title, " > ".join(hit.heading), hit.excerpt, *hit.why)


def _matched_line(found: MatchedLine) -> str:
    """As grep prints it."""
    return ":".join(cell(part) for part in (found.path, found.line, found.text))


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


def _related(note: RelatedRecord) -> str:
    return _joined(note.path, note.title, f"{note.score:g}", "; ".join(note.because))


def _unresolved(link: UnresolvedRecord) -> str:
    return _joined(f"{link.path}:{link.line or 1}", link.target)


def _problem(problem: ProblemRecord) -> str:
    said = f"{problem.path}:{problem.line or 1}: {problem.severity} {problem.code}: {problem.message}"
    return cell(f"{said} ({problem.fix})" if problem.fix else said)


def _whole(record: Any) -> str:
    return _joined(*record)


def _field(record: FieldRecord) -> str:
    return _joined(record.name, record.kind, record.summary, record.example)


def _setting(record: SettingRecord) -> str:
    return _joined(record.name, record.value, record.source, record.place)


def _setting_value(record: SettingValue) -> str:
    return _joined(record.value)


def _settings_file(record: SettingsFile) -> str:
    return _joined(record.path, record.source, "there" if record.exists else "not there")


def _vault(record: VaultRecord) -> str:
    there = "" if record.exists else "gone"
    return _joined(record.path, record.name, record.notes, record.looked, record.size, there)


def _change(change: ChangeRecord) -> str:
    return _joined(change.path) if change.changed else _joined(change.path, "unchanged")


def _place(place: PlaceRecord) -> str:
    return _joined(place.path)


LINES: dict[type, Callable[[Any], str]] = {
    NoteRecord: _note,
    Hit: _hit,
    MatchedLine: _matched_line,
    TagCount: _tag,
    HeadingRecord: _heading,
    TaskRecord: _task,
    PropertyRecord: _property,
    ValueCount: _value,
    LinkRecord: _link,
    BacklinkRecord: _backlink,
    RelatedRecord: _related,
    UnresolvedRecord: _unresolved,
    ProblemRecord: _problem,
    FieldRecord: _field,
    SettingRecord: _setting,
    SettingValue: _setting_value,
    SettingsFile: _settings_file,
    VaultRecord: _vault,
    ViewColumn: _whole,
    Row: _whole,
    ChangeRecord: _change,
    PlaceRecord: _place,
}
