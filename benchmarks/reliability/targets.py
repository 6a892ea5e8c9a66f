"""What is fuzzed: for each target how a case is drawn, and what must hold of it.

A case is a tuple of texts, so that it can be kept as JSON and tried again. `check` raises on a case that breaks a
promise: an exception of ours that is not a `NotesError`, or a law that does not hold (`Broken`).
"""

import io
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.reliability import seeds
from notes_cli.errors import EditRefused, NotesError, QueryError
from notes_cli.library import Library
from notes_cli.vault.read import read_note

Case = tuple[str, ...]

TODAY = date(2025, 12, 25)


class Broken(Exception):
    """A promise that a case breaks."""


class Target(NamedTuple):
    """Something that is given cases; `share` is its part of the whole."""

    draw: Callable[[Random], Case]
    check: Callable[..., None]
    share: int


def require(holds: object, what: str) -> None:
    """Raise `Broken` unless it holds (an `assert` that no option of Python leaves out)."""
    if not holds:
        raise Broken(what)


# -- reading -------------------------------------------------------------------------------------------------


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _draw_note(chance: Random) -> Case:
    text = seeds.mutated(chance, seeds.notes())
    if chance.random() < 0.1:  # bytes that are no UTF-8: Big5, UTF-16, a torn character
        encoding = chance.choice(("big5", "gb18030", "utf-16", "utf-16-be", "latin-1", "utf-32"))
        text = text.encode(encoding, "ignore").decode("utf-8", "surrogateescape")
        return (text, "surrogateescape")
    return (text, "surrogatepass")


def check_reader(text: str, errors: str) -> None:
    """Any bytes give a note; its lines are in the file, its texts can be written, reading it again gives the same."""
    data = text.encode("utf-8", errors)
    note = read_note("夾/a.md", data)
    require(repr(read_note("夾/a.md", data)) == repr(note), "the same bytes give two notes")
    plain = _decoded(data)
    last = plain.count("\n") + 1
    for name in ("headings", "sections", "tasks", "tags", "links", "blocks", "properties", "problems"):
        for row in getattr(note, name):
            require(row.line is None or 1 <= row.line <= last, f"{name}: line {row.line} of {last}")
            for value in row if isinstance(row, tuple) else ():
                if isinstance(value, str):
                    value.encode()
    for value in (note.title, note.date, note.description, note.source_url, note.language, *note.aliases):
        (value or "").encode()
    require(1 <= note.body_line <= last + 1, "the body begins outside the file")
    body = "\n".join(plain.split("\n")[note.body_line - 1 :])
    require("".join(s.text for s in note.sections).split() == body.split(), "sections are not the body")
    require(note.words >= 0 and all(1 <= h.level <= 6 for h in note.headings), "counts")
    json.dumps(note.front, allow_nan=True).encode()


def _decoded(data: bytes) -> str:
    from notes_cli.vault.decode import decoded

    return decoded(data)[0]


# -- asking --------------------------------------------------------------------------------------------------


def _draw_query(chance: Random) -> Case:
    return (seeds.mutated(chance, seeds.queries()),)


def check_query(text: str) -> None:
    """A query or an error that points into it; it is spelled as it is read, and compiles or says why not."""
    from notes_cli.query.compile import condition
    from notes_cli.query.parse import parse

    try:
        query = parse(text)
        if query is None:
            return
        again = parse(str(query))
        require(again == query, f"spelled {query}, which is another query")
        condition(query, today=TODAY)
    except QueryError as error:
        require(0 <= error.start <= error.end <= len(error.query) + 1, "an error points out of the query")
        require(error.message and "\n" not in error.message, "an error of several lines")


@cache
def _small() -> Library:
    """The library of a few notes, opened once in each process."""
    folder = Path(tempfile.mkdtemp(prefix="notes-fuzz-"))
    (folder / "vault").mkdir()
    for number, text in enumerate(
        (
            "---\ntitle: 泛化\ntags: [AI/基礎, 讀書]\ndraft: true\n評分: 4\n---\n# 標題\n\n模型的泛化 #標籤 [[b]]\n\n- [ ] 做 📅 2025-01-01\n",
            "---\ndate: 2025-12-25\nCheckbox 1: false\n---\nscaling laws 臺灣 https://x.org/a?b=c\n\n- [x] done\n",
            "# C++ a-b\n\n價值函數 \\ % _ * \" ' (x) [y] {z}\n",
            "",
        )
    ):
        (folder / f"vault/n{number}.md").write_text(text, "utf-8")
    library = Library.open(folder / "vault", database=folder / "index.db", environ={})
    library.today = lambda: TODAY
    library.index()
    return library


def check_answer(text: str) -> None:
    """Asked of an index: an answer or a `QueryError`; a query and its denial split the vault."""
    library = _small()
    library._connection.texts.slow.clear()
    try:
        found = {note.path for note in library.notes(text)}
    except NotesError:
        return
    if text.strip() and not library._connection.texts.slow:
        denied = _denied(library, text)
        if denied is not None:
            require(not found & denied, "a note matches a query and its denial")
            require(len(found | denied) == 4, "a note matches neither a query nor its denial")


def _denied(library: Library, text: str) -> set[str] | None:
    from notes_cli.query.parse import parse
    from notes_cli.query.syntax import Not

    query = parse(text)
    if query is None:
        return None
    found = {note.path for note in library.notes(query.query if isinstance(query, Not) else Not(query))}
    return None if library._connection.texts.slow else found


def check_search(text: str, how: str) -> None:
    """The whole of `notes search`: an answer or a `NotesError`, marks within the excerpt, every format."""
    library = _small()
    library._connection.texts.slow.clear()
    try:
        hits = library.search(text, exact=how == "exact", fuzzy=how == "fuzzy", limit=None)
    except NotesError as error:
        steers_nothing(f"{error.message}\n{error.hint}".replace("\x1b", ""), "an error", escaped=False)
        return
    for hit in hits:
        for start, end in hit.highlights:
            require(0 <= start < end <= len(hit.excerpt), "a mark outside its excerpt")
    formats(hits)


def _draw_search(chance: Random) -> Case:
    return (seeds.mutated(chance, seeds.queries()), chance.choice(("", "exact", "fuzzy")))


# -- changing ------------------------------------------------------------------------------------------------

_NAMES = ("title", "tags", "draft", "新", "a.b", "Checkbox 1", "v", "x: y", "date", '"', "標題")
_VALUES: tuple[Any, ...] = (
    True, False, None, 5, -1.5, "x", "", "yes", "12:30", "a: b", "a #b", "- a", "多行\n第二行", "[[b]]", "標題：全形", "\t", "'", '"', "#",
    ["a"], ["甲", "b c", 3], [], {"k": 1},
)  # fmt: skip


def _draw_edit(chance: Random) -> Case:
    text = seeds.mutated(chance, seeds.fronts() if chance.random() < 0.7 else seeds.notes())
    if chance.random() < 0.6 and text.startswith("---"):
        text += "\n" + chance.choice(seeds.notes())[:200]
    name = chance.choice(_NAMES)
    if chance.random() < 0.5 and (found := re.findall(r"(?m)^([^\s:#-][^:\n]{0,30}):", text[:800])):
        name = chance.choice(found)
    how = chance.choice(("set", "set", "set", "unset", "add", "remove"))
    return (text, how, name, json.dumps(chance.choice(_VALUES), ensure_ascii=False))


def check_editor(text: str, how: str, name: str, value: str) -> None:
    """A property changes, or the change is refused; nothing else does: values, body, mark, kind of line ends."""
    from notes_cli.vault.edit import Add, Remove, Set, Unset, edited
    from notes_cli.vault.source import Source

    wanted = json.loads(value)
    many = tuple(each for each in (wanted if isinstance(wanted, list) else [wanted]) if isinstance(each, str | int))
    if how in ("add", "remove") and not many:
        return
    changes = {"set": Set(name, wanted), "unset": Unset(name), "add": Add(name, many), "remove": Remove(name, many)}
    change = changes[how]
    try:
        after = edited(text, [change])
    except NotesError:
        return
    if after == text:
        require(how != "set" or _value(Source.of(text), name) == wanted, "nothing was set")
        return
    before, now = Source.of(text), Source.of(after)
    old, new = before.text[before.at(before.front.start) :], now.text[now.at(now.front.start) :]
    require(old == new, "the body changed")
    touched = {key for key in {*before.front.values, *now.front.values}
               if repr(before.front.values.get(key, ...)) != repr(now.front.values.get(key, ...))}  # fmt: skip
    require(len(touched) <= 1, f"several properties changed: {sorted(touched)}")
    require(not now.front.problems, "the front matter is broken now")
    require(edited(after, [change]) == after, "the same change again changes something")
    _only_some_lines(text, after, how)


def _value(source: Any, name: str) -> Any:
    from notes_cli.text.fold import name_key

    return next((v for k, v in source.front.values.items() if k == name or name_key(k) == name_key(name)),
                _nested(source.front.values, name))  # fmt: skip


def _nested(values: Any, name: str) -> Any:
    for dot in (place for place, char in enumerate(name) if char == "."):
        inner = values.get(name[:dot])
        if isinstance(inner, dict):
            return _value(type("S", (), {"front": type("F", (), {"values": inner})}), name[dot + 1 :])
    return None


def _only_some_lines(text: str, after: str, how: str) -> None:
    """What is the same at both ends covers all but one stretch; when something is taken out, nothing is put in."""
    lines, others = text.splitlines(keepends=True), after.splitlines(keepends=True)
    same = 0
    while same < min(len(lines), len(others)) and lines[same] == others[same]:
        same += 1
    rest = 0
    while rest < min(len(lines), len(others)) - same and lines[-1 - rest] == others[-1 - rest]:
        rest += 1
    if how == "unset":
        require(len(others) - same - rest <= 2, "lines were put in by taking out")
    elif how == "set" and len(others) - same - rest:
        require(len(others) - same - rest < 40, "a value took 40 lines")


def _draw_body_edit(chance: Random) -> Case:
    text = seeds.mutated(chance, seeds.notes())
    how = chance.choice(("tick", "untick", "add-tag", "remove-tag", "rename-tag", "relink"))
    return (text, how, str(chance.randint(1, 40)), chance.choice(("標籤", "a/b", "AI", "my-article", "a")))


def check_body_editor(text: str, how: str, line: str, tag: str) -> None:
    """Ticks, tags and links: what was asked changes, or it is refused; tasks, headings and the rest stay."""
    from notes_cli.vault.relink import Move, relinked
    from notes_cli.vault.retag import retagged
    from notes_cli.vault.tick import ticked

    number = int(line)
    try:
        if how in ("tick", "untick"):
            tasks = read_note("a.md", _bytes_of(text)).tasks
            number = tasks[number % len(tasks)].line if tasks else number
            after = ticked(text, number, how == "tick")
            require(len(after) == len(text), "a tick is one character")
            require(sum(a != b for a, b in zip(text, after, strict=True)) <= 1, "a tick is one character")
        elif how == "relink":
            move = Move("b.md", "夾/c.md", lambda _, link: "b.md" if link.key == "b" else None,
                        lambda _, link: "夾/c.md" if link.key in ("b", "c") else None)  # fmt: skip
            after = relinked(text, path="a.md", move=move)
        else:
            asked = {
                "add-tag": {"add": (tag,)},
                "remove-tag": {"remove": (tag,)},
                "rename-tag": {"rename": ((tag, "新/標"),)},
            }[how]
            after = retagged(text, path="a.md", **{"add": (), "remove": (), "rename": (), **asked})
    except EditRefused:
        return
    except NotesError:
        return
    except UnicodeEncodeError as error:  # a file never holds half a character
        require(re.search("[\ud800-\udfff]", text), str(error))
        return
    if after != text:
        before, now = read_note("a.md", _bytes_of(text)), read_note("a.md", _bytes_of(after))
        require(len(before.tasks) == len(now.tasks), "a task came or went")
        require(len(before.headings) == len(now.headings), "a heading came or went")


# -- showing -------------------------------------------------------------------------------------------------


def check_export(text: str, errors: str) -> None:
    """A page that nothing in the note can make act, and that can be written."""
    from notes_cli.export.page import page
    from tests.export.test_safety import dangers

    data = text.encode("utf-8", errors)
    note = read_note("a.md", data)
    body = "\n".join(_decoded(data).split("\n")[note.body_line - 1 :])
    html = page(note, body).html
    html.encode()
    found = dangers(html)
    require(not found, f"the page could act: {found[:3]}")


#: What may never reach a stream, and what of it we write to a terminal ourselves.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_OURS = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;[^;\x07\x1b]*;(?:(?i:https?|obsidian)://[^\x07\x1b]*)?\x1b\\")


def steers_nothing(text: str, where: str, *, terminal: bool = False, escaped: bool = True) -> None:
    """Raise `Broken` when something in `text` steers a terminal but colours and links of ours on one."""
    rest = _OURS.sub("", text) if terminal else text
    found = _STEERING.search(rest) if escaped else None
    require(found is None, f"{where}: {rest[max(0, (found.start() if found else 0) - 20) :][:50]!a}")


@dataclass
class Screen:
    """A terminal or a pipe that is only looked at."""

    stdout: io.StringIO
    laid_out: bool
    width: int = 80

    @property
    def colored(self) -> bool:
        """A terminal is coloured."""
        return self.laid_out


def formats(result: Any) -> None:
    """Every format of `result`: JSON is JSON, and nothing steers a terminal."""
    from notes_cli.errors import UsageError
    from notes_cli.render import FORMATS, render

    for form in (None, "terminal", *FORMATS):
        screen = Screen(io.StringIO(), form == "terminal")
        try:
            render(result, screen, form if form in FORMATS else None)
        except UsageError:  # a format that this has not
            continue
        text = screen.stdout.getvalue()
        if form == "json":
            json.loads(text)
        elif form == "jsonl":
            for line in text.split("\n"):
                json.loads(line or "0")
        if form == "print0":
            continue  # exact, for programs
        steers_nothing(text.removeprefix("\ufeff"), str(form), terminal=form == "terminal")


def check_shown(text: str, errors: str) -> None:
    """A note of the vault: indexed, listed, shown, in every format; then taken away again."""
    library = _small()
    file = library.vault / "模糊.md"
    file.write_bytes(text.encode("utf-8", errors))
    library._synced = False
    try:
        document = library.document("模糊.md")
        for form in ("article", "meta", "raw"):
            formats(document._replace(form=form))
        for result in (library.notes("path:模糊"), library.tags(), library.headings(), library.tasks(), library.properties(),
                       library.links("模糊.md"), library.unresolved(), library.doctor(everything=True)):  # fmt: skip
            formats(result)
    finally:
        file.unlink()
        library._synced = False


TARGETS = {
    "reader": Target(_draw_note, check_reader, 250),
    "query": Target(_draw_query, check_query, 350),
    "answer": Target(_draw_query, check_answer, 150),
    "search": Target(_draw_search, check_search, 20),
    "editor": Target(_draw_edit, check_editor, 140),
    "body editor": Target(_draw_body_edit, check_body_editor, 60),
    "exporter": Target(_draw_note, check_export, 50),
    "show": Target(_draw_note, check_shown, 10),
}
