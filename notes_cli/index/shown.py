"""The lines of a note that hold what a query looks for beside plain words.

Regular expressions, fields, pieces of a note (`line:` …), case, and marks: each is a *look*. The index only says which
notes have it; where it stands is found out here, for those few notes that are shown. Lines of front matter are written
`name: value`, as the file has them but for quotes and brackets.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from notes_cli.index.places import EXCERPT_WIDTH, Place, Section
from notes_cli.index.plan import asked_of
from notes_cli.query.patterns import TooSlow, spans
from notes_cli.query.syntax import And, Or, Query, Regex, Saved, Test, Within, Words
from notes_cli.query.texts import TASKS, Piece, blocks, bordered, predicate, task_in
from notes_cli.text.excerpt import Line, Text, excerpt_of_line, matching_lines, readable_lines
from notes_cli.text.fold import fold, name_key
from notes_cli.text.window import joined
from notes_cli.text.words import Unit

#: What finds the lines of a text that hold something; lines are counted from the first one of the text.
Needle: TypeAlias = Callable[[Text], list[Line]]

#: Fields that are looked for in front matter, with the (folded) names of the properties they are drawn from.
_DRAWN = {
    "title": ("title",),
    "description": ("description", "summary"),
    "alias": ("aliases", "alias"),
    "category": ("categories", "category"),
    "source": ("source_url", "source_name", "source", "url", "link"),
}
_LOOKED = {*_DRAWN, "content", "heading", "property"}


def looks(query: Query) -> list[Query]:
    """The parts of `query` whose places are found here, in order."""
    match query:
        case And(queries) | Or(queries):
            return [look for part in queries for look in looks(part)]
        case Words():
            return [] if _is_plain(query) else [query]
        case Regex() | Within():
            return [query]
        case Test(field):
            return [query] if field in _LOOKED else []
        case Saved():  # one that the settings do not know is text
            return [Words(str(query))]
        case _:
            return []


def plain_units(query: Query) -> list[Unit]:
    """The units of those parts of `query` that are words, looked for wherever they stand."""
    match query:
        case And(queries) | Or(queries):
            return [unit for part in queries for unit in plain_units(part)]
        case Words() if _is_plain(query):
            return [asked.unit for asked in asked_of(query)]
        case _:
            return []


def _is_plain(words: Words) -> bool:
    return not words.case and bool(asked_of(words))


class Looker(NamedTuple):
    """Finds the lines of one note."""

    connection: sqlite3.Connection
    note: int
    title: str
    sections: Sequence[Section]  # all of the note's, in order

    def seen(self, looks: Sequence[Query]) -> list[Line]:
        """The lines of the file that hold any of `looks`, in order, each with the places of those in `terms`."""
        found = []
        for term, look in enumerate(looks):
            try:
                found += [line._replace(terms=frozenset((term,))) for line in self._seen(look)]
            except TooSlow:
                continue
        return merged(found)

    def place(self, seen: Sequence[Line]) -> Place:
        """The line among `seen` (at least one) that holds most, those of the text before front matter."""
        first = self.sections[0].line
        line, text, highlights, _ = max(seen, key=lambda one: (len(one.terms), one.line >= first, _variety(one)))
        return Place(line, self.headings(line), excerpt_of_line(text, highlights, width=EXCERPT_WIDTH), self.sections)

    def headings(self, line: int) -> tuple[str, ...]:
        """The headings above a line."""
        above = [section.headings for section in self.sections if section.line <= line]
        return above[-1] if above else ()

    def front(self, needle: Needle, keys: Iterable[str] = ()) -> Iterator[Line]:
        """The lines of front matter (of the properties `keys`, when given) whose value `needle` finds."""
        for row in self._rows(keys):
            if found := _front_line(*row, needle):
                yield found

    def _seen(self, look: Query) -> Iterator[Line]:
        match look:
            case Words() | Regex():
                yield from self._anywhere(look)
            case Within(piece, inside):
                yield from _in_pieces(piece, inside, self.sections)
            case Test("content"):
                yield from in_sections(self.sections, _of_content(look))
            case Test("heading"):
                yield from self._in_headings(_operand(look))
            case Test("property"):
                yield from self._in_property(look)
            case Test(field):
                yield from self._drawn(field, _operand(look))

    def _anywhere(self, look: Words | Regex) -> Iterator[Line]:
        needle = _needle(look)
        yield from in_sections(self.sections, needle)
        for line, name, values in self._rows(()):
            for value in values:  # each is asked with its name
                yield from (each._replace(line=line) for each in needle(Text(f"{name}: {_one_line(value)}")))

    def _drawn(self, field: str, needle: Needle) -> Iterator[Line]:
        found = list(self.front(needle, _DRAWN[field]))
        if field == "title" and not found:  # the first heading, else the file's name
            found = [line for line in self._in_headings(needle) if line.text == self.title][:1] or needle(
                Text(self.title)
            )
            found = [line._replace(line=max(line.line, 1)) for line in found]
        yield from found

    def _in_headings(self, needle: Needle) -> Iterator[Line]:
        rows = self.connection.execute(
            "SELECT line, coalesce(plain, text) FROM heading WHERE note = ? ORDER BY seq", (self.note,)
        )
        for line, text in rows:
            yield from (each._replace(line=line) for each in needle(Text(text)))

    def _in_property(self, test: Test) -> Iterator[Line]:
        """The lines that hold the value, else (a number, a date, a state) those of the property."""
        key = (name_key(test.name),)
        found = list(self.front(_operand(test), key)) if test.text else []
        yield from found or list(self.front(_whole, key))

    def _rows(self, keys: Iterable[str]) -> Iterator[tuple[int, str, list[str]]]:
        """The lines of front matter in order: line, name, values."""
        wanted = set(keys)
        rows = self.connection.execute(
            "SELECT line, name, key, text FROM property WHERE note = ? AND line IS NOT NULL ORDER BY line, seq",
            (self.note,),
        )
        kept = [(line, name, text or "") for line, name, key, text in rows if not wanted or key in wanted]
        for (line, name), values in groupby(kept, key=lambda row: row[:2]):
            yield line, name, [text for *_, text in values]


def merged(lines: Iterable[Line]) -> list[Line]:
    """Lines in order, each once, with all highlights (where both show it alike) and terms."""
    found: dict[int, Line] = {}
    for line in lines:
        known = found.get(line.line)
        if known is None:
            found[line.line] = line
            continue
        highlights = known.highlights
        if line.text == known.text:
            highlights = joined(sorted([*known.highlights, *line.highlights]))
        found[line.line] = known._replace(highlights=highlights, terms=known.terms | line.terms)
    return [found[number] for number in sorted(found)]


def _variety(line: Line) -> int:
    """How many different things are highlighted in a line."""
    return len({line.text[start:end].casefold() for start, end in line.highlights})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _front_line(line: int, name: str, values: Sequence[str], needle: Needle) -> Line | None:
    """A line of front matter as it is shown, None when `needle` finds nothing in its values."""
    shown: list[str] = []
    highlights: list[tuple[int, int]] = []
    terms: frozenset[int] = frozenset()
    held = False
    at = len(name) + 2
    for value in map(_one_line, values):
        found = needle(Text(value))
        shown.append(found[0].text if found else value)
        for each in found[:1]:
            held, terms = True, terms | each.terms
            highlights += [(start + at, end + at) for start, end in each.highlights]
        at += len(shown[-1]) + 2
    return Line(line, f"{name}: {', '.join(shown)}", tuple(highlights), terms) if held else None


# -- what finds lines ------------------------------------------------------------------------------------------------


def of_units(units: Sequence[Unit], *, hidden: bool = False) -> Needle:
    """What finds units as words are found; `hidden`: also lines where Markdown hides them."""
    return lambda text: matching_lines(text, units, hidden=hidden)


def _needle(look: Words | Regex) -> Needle:
    if isinstance(look, Regex):
        return lambda text: _spanned(text, lambda raw: spans(look.pattern, raw, case=look.case))
    if _is_plain(look):
        return of_units([asked.unit for asked in asked_of(look)], hidden=True)
    return _written(bordered(look.text, look.quoted))


def _of_content(test: Test) -> Needle:
    text = test.text or ""
    return _needle(Regex(text, test.case) if test.regex else Words(text, test.quoted, test.case))


def _operand(test: Test) -> Needle:
    """What finds the operand of a field: anywhere in its text."""
    text = test.text or ""
    if test.regex:
        return _needle(Regex(text, test.case))
    if test.field == "property" and test.quoted and not test.case:
        return lambda one: _whole(one) if fold(one.raw) == fold(text) else []
    if test.case or not asked_of(Words(text, quoted=True)):
        return _written([re.compile(re.escape(text))])
    return of_units([Unit(text, inner=True)])


def _written(found: Sequence[re.Pattern[str]]) -> Needle:
    """What finds any of these patterns in text as it is written."""
    return lambda text: _spanned(text, lambda raw: [each.span() for one in found for each in one.finditer(raw)])


def _whole(text: Text) -> list[Line]:
    """Every line of a text, whole."""
    return [
        Line(number, line, ((0, len(line)),) if line else (), frozenset())
        for number, line in enumerate(readable_lines(text))
    ]


def _spanned(text: Text, find: Callable[[str], Iterable[tuple[int, int]]]) -> list[Line]:
    """The lines that `find` finds something in: as they read, or as they are written where Markdown hides it."""
    lines, begins = text.raw.split("\n"), [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 1)
    held: dict[int, list[tuple[int, int]]] = {}
    number = 0
    for start, end in sorted(find(text.raw)):
        while begins[number + 1] <= start:
            number += 1
        last = number
        while last < len(lines) and begins[last] < max(end, start + 1):
            part = max(start - begins[last], 0), min(end - begins[last], len(lines[last]))
            held.setdefault(last, []).append(part)
            last += 1
    reads = readable_lines(text)
    return [_line(number, lines[number], reads[number], found, find) for number, found in sorted(held.items())]


def _line(
    number: int, raw: str, reads: str, found: list[tuple[int, int]], find: Callable[[str], Iterable[tuple[int, int]]]
) -> Line:
    again = [span for span in find(reads) if span[0] < span[1]]
    if again:
        return Line(number, reads, joined(sorted(again)), frozenset())
    lead = len(raw) - len(raw.lstrip())
    kept = [(max(start - lead, 0), end - lead) for start, end in found]
    return Line(number, raw.strip(), joined(sorted((start, end) for start, end in kept if start < end)), frozenset())


# -- pieces ----------------------------------------------------------------------------------------------------------


def in_sections(sections: Iterable[Section], needle: Needle) -> Iterator[Line]:
    """The lines of the file that `needle` finds in `sections`."""
    for section in sections:
        for line in needle(section.text):
            yield line._replace(line=section.line + line.line)


def _in_pieces(kind: str, inside: Query | None, sections: Sequence[Section]) -> Iterator[Line]:
    """The lines that hold something of `inside`, in those pieces that hold all of it."""
    holds = predicate(inside) if inside is not None else lambda piece: True
    for piece, part in _pieces(kind, sections):
        if holds(piece):
            yield from _positive(inside, part) or _whole_of(part)


def _whole_of(part: Sequence[Section]) -> list[Line]:
    return [Line(part[0].line, readable_lines(part[0].text)[0], (), frozenset())]


def _positive(query: Query | None, part: Sequence[Section]) -> list[Line]:
    match query:
        case And(queries) | Or(queries):
            return merged(line for each in queries for line in _positive(each, part))
        case Words() | Regex():
            return list(in_sections(part, _needle(query)))
        case Within(kind, inside):
            return merged(_in_pieces(kind, inside, part))
        case _:
            return []


def _pieces(kind: str, sections: Sequence[Section]) -> Iterator[tuple[Piece, list[Section]]]:
    """The pieces of that kind, each as what is asked and as the sections that it is made of."""
    if kind == "section":
        for part in _between_headings(sections):
            yield Piece("\n".join(section.text.raw for section in part)), part
        return
    for section in sections:
        for line, piece in (_blocks if kind == "block" else _lines)(section.text.raw):
            asked = task_in(kind, piece.text) if kind in TASKS else piece
            if asked is not None:
                yield asked, [Section(section.line + line, section.path, Text(piece.text))]


def _between_headings(sections: Sequence[Section]) -> Iterator[list[Section]]:
    """Long sections are stored in parts, of which only the first one begins with the heading."""
    part: list[Section] = []
    for section in sections:
        if part and (section.path != part[0].path or section.text.raw.startswith("#")):
            yield part
            part = []
        part.append(section)
    if part:
        yield part


def _lines(text: str) -> Iterator[tuple[int, Piece]]:
    return enumerate(Piece(text).lines)


def _blocks(text: str) -> Iterator[tuple[int, Piece]]:
    at = 0
    for block in blocks(text):
        at = text.index(block, at)
        yield text.count("\n", 0, at), Piece(block)
        at += len(block)
