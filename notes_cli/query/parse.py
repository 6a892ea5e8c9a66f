"""Text to tree: Obsidian's search language and our additions.

    query    = or
    or       = and { "OR" and }
    and      = unary { unary }
    unary    = [ "-" ] atom
    atom     = "(" or ")" | property | operator | "@" NAME | "~" word | phrase | regex | word
    operator = FIELD ":" ( "(" or ")" | phrase | regex | "[[" note "]]" | word )
             | ( PIECE | CASE ) ":" unary
    property = "[" name [ ":" values ] "]"

(What may stand for values: `query.value`.)

Whatever a person types is either a tree or a `QueryError` that points at the place. What only looks like
syntax is text: a URL, a time (12:30), an emoticon, a lone dash, a bracket inside a word, a path.
"""

import re

from notes_cli.errors import QueryError, did_you_mean
from notes_cli.fields import CASES, FIELDS, PIECES, Field, Kind
from notes_cli.query.scan import Scanner
from notes_cli.query.syntax import (
    LINKED,
    And,
    Like,
    Not,
    Query,
    Regex,
    Saved,
    Test,
    Within,
    Words,
    all_of,
    any_of,
    foreign,
    has_piece,
    mapped,
)
from notes_cli.query.value import Values
from notes_cli.text.fold import fold
from notes_cli.text.pattern import pattern

#: Deeper nesting than any person writes; it keeps the parser's recursion bounded.
_DEPTH = 20
#: More words than any person asks for; each is a condition of its own.
_MOST = 500

_OPERATOR = pattern(r"([A-Za-z][A-Za-z-]+):(?!//)")
_SAVED = pattern(r"@([\w-]+)(?=[\s()]|$)")
_LIKE = pattern(r"~(?=[^\s/~()])")
_NOTE = pattern(r"\[\[([^\[\]]+)\]\]")
#: Kinds of fields that a regular expression, or a comparison that minds case, can be asked of.
_TEXTUAL = (Kind.TEXT, Kind.BODY, Kind.PROPERTY)


def parse(text: str) -> Query | None:
    """The tree of `text`, None when it is empty. Raises `QueryError`."""
    reader = _Reader(text)
    reader.space()
    if reader.at_end():
        return None
    query = reader.either(0)
    if not reader.at_end():
        # Only a closing bracket can be left over: words swallow everything else.
        raise reader.error(
            "this bracket was never opened",
            reader.at,
            reader.at + 1,
            'put it in quotes to search for it: ")"',
        )
    return query


class _Reader(Scanner):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.atoms = 0
        self.case = False

    def either(self, depth: int) -> Query:
        branches = [self.every(depth)]
        while self.or_follows():
            start = self.at
            self.at += 2
            self.space()
            if self.at_end() or self.peek(")"):
                raise self.error("nothing follows OR", start, start + 2, 'write "OR" in quotes to search for it')
            branches.append(self.every(depth))
        return any_of(branches)

    def every(self, depth: int) -> Query:
        if self.or_follows():
            raise self.error("nothing stands before OR", self.at, self.at + 2, 'write "OR" in quotes to search for it')
        parts: list[Query] = []
        while not self.at_end() and not self.or_follows() and not (self.groups and self.peek(")")):
            parts.append(self.unary(depth))
            self.space()
        if not parts:
            raise self.error("something to search for is missing here", self.at - 1, self.at + 1)
        return all_of(_searchable(parts))

    def unary(self, depth: int) -> Query:
        dashes = self.at
        while self.peek("-") and self.at + 1 < len(self.text) and not self._ends(self.text[self.at + 1]):
            self.at += 1
        count = self.at - dashes
        query = self.atom(depth)
        return Not(query) if count % 2 else query

    def _ends(self, char: str) -> bool:
        """Whether a dash before `char` stands alone, and is text."""
        return char.isspace() or (char == ")" and self.groups > 0)

    def atom(self, depth: int) -> Query:  # noqa: PLR0911 - one return for each kind of atom
        if depth > _DEPTH:
            raise self.error("too many brackets or operators within each other", self.at, self.at + 1)
        self.atoms += 1
        if self.atoms > _MOST:
            raise self.error(f"a query has at most {_MOST} words", self.at, self.at + 1)
        if nothing := self.nothing():
            return Words(nothing, case=self.case)
        if self.peek("("):
            return self.group(depth)
        if self.peek("[") and (found := self.property_()):
            return found
        if self.peek("#"):
            word = self.word()
            # A tag that looks like syntax behind `tag:` is spelled in quotes there.
            if word == "#":
                return Words(word, case=self.case)
            return Test("tag", word[1:], quoted=word[1] in '"(/' or word == "#OR")
        if saved := _SAVED.match(self.text, self.at):
            self.at = saved.end()
            return Saved(saved[1])
        if like := _LIKE.match(self.text, self.at):
            self.at = like.end()
            return Like(self.phrase() if self.peek('"') else self.word())
        if operator := _OPERATOR.match(self.text, self.at):
            return self.operator(operator, depth)
        if self.at_end():
            raise self.error("something to search for is missing here", self.at, self.at + 1)
        return self.text_()

    def text_(self) -> Words | Regex:
        """A phrase, a regular expression or a word."""
        if self.peek('"'):
            return Words(self.phrase(), quoted=True, case=self.case)
        if self.peek("/") and (pattern := self.regex()):
            return Regex(pattern, self.case)
        word = self.word()
        return Words(word, quoted=word == "OR", case=self.case)  # behind a colon or a dash, where it means nothing else

    def group(self, depth: int) -> Query:
        start = self.at
        self.at += 1
        self.groups += 1
        self.space()
        query = None if self.at_end() else self.either(depth + 1)
        if query is None or not self.peek(")"):
            raise self.error("this bracket is never closed", start, start + 1, 'add ")", or put the text in quotes')
        self.at += 1
        self.groups -= 1
        return query

    # -- name:operand -------------------------------------------------------------------------------------

    def operator(self, found: re.Match[str], depth: int) -> Query:
        name, start = found[1].lower(), self.at
        self.at = found.end()
        if name in CASES:
            return self.with_case(name, start, depth)
        field = FIELDS.get(name)
        if name not in PIECES and (field is None or field.kind is Kind.PROPERTY):
            raise self.unknown(found[1], start)
        if name in PIECES and self.peek('""'):
            self.at += 2
            return Within(name, None)
        if name in LINKED and (note := _NOTE.match(self.text, self.at)):
            self.at = note.end()
            return Test(name, note[1])
        self.needs_operand(name, start)
        if field is None:
            inside = self.operand(depth)
            if unfit := foreign(inside):
                raise self.error(f"{name}: takes words, not {unfit.field}:", start, self.at)
            return Within(name, inside)
        return self.limited(self.group(depth) if self.peek("(") else self.text_(), field, start)

    def needs_operand(self, name: str, start: int) -> None:
        """Raise `QueryError` when nothing follows the colon."""
        if self.at_end() or self.text[self.at].isspace() or (self.groups and self.peek(")")):
            example = (FIELDS.get(name) or PIECES.get(name) or CASES[name]).example
            raise self.error(f"{name}: needs something after it", start, self.at, f"for example {example}")

    def operand(self, depth: int) -> Query:
        """What is held to a piece, or compared in a way: a group, or all that may stand alone."""
        return self.group(depth) if self.peek("(") else self.unary(depth + 1)

    def with_case(self, name: str, start: int, depth: int) -> Query:
        """The operand read with or without regard to case."""
        self.needs_operand(name, start)
        outside, self.case = self.case, name == "match-case"
        query = self.operand(depth)
        self.case = outside
        return query

    def limited(self, query: Query, field: Field, start: int) -> Query:
        """`field:(a OR -b)` as `field:a OR -field:b`."""

        def one(leaf: Query) -> Query:
            match leaf:
                case Words(text, quoted, case):
                    quoted = quoted and field.name not in LINKED
                    return Test(field.name, text, quoted, case=case and field.kind in _TEXTUAL)
                case Regex(pattern, case) if field.kind in _TEXTUAL:
                    return Test(field.name, pattern, regex=True, case=case)
            raise self.error(f"{field.name}: takes words, not other operators", start, self.at)

        if has_piece(query):
            raise self.error(f"{field.name}: takes words, not pieces of a note", start, self.at)
        return mapped(query, one)

    def unknown(self, name: str, start: int) -> QueryError:
        word = self.text[start:].split(maxsplit=1)[0]
        proposal = did_you_mean(name.lower(), [*FIELDS, *PIECES, *CASES])
        return self.error(
            f'unknown field "{name}"', start, start + len(name),
            f'{proposal} `notes fields` lists them all; to search for the text, put it in quotes: "{word}"'.lstrip(),
        )  # fmt: skip

    # -- [name:value] -------------------------------------------------------------------------------------

    def property_(self) -> Query | None:
        """A property between brackets; None when this bracket is only text (`[[`, `[]`, or never closed)."""
        end = self.closing()
        if self.text.startswith("[[", self.at) or end is None:
            return None
        start = self.at
        self.at += 1
        self.space()
        name = self.phrase() if self.peek('"') else self.until(":]").strip()
        self.space()
        if not name:
            self.at = start
            return None
        if self.peek("]"):
            self.at += 1
            return Test("property", None, name=name)
        if not self.peek(":"):
            raise self.error("a property is written [name] or [name:value]", start, end + 1)
        query = Values(self.text, self.at + 1, name=name, start=start, end=end, case=self.case).query()
        self.at = end + 1
        return query


def _searchable(parts: list[Query]) -> list[Query]:
    """Without words of punctuation only, as long as something else is asked: `泛化 ， 能力` means two words."""
    return [part for part in parts if not _says_nothing(part)] or parts


def _says_nothing(query: Query) -> bool:
    """Whether all that it asks for is punctuation, outside of quotes."""
    if isinstance(query, And):
        return all(map(_says_nothing, query.queries))
    return isinstance(query, Words) and not query.quoted and _is_punctuation(query.text)


def _is_punctuation(text: str) -> bool:
    import unicodedata

    return all(unicodedata.category(c)[0] in "PZC" for c in fold(text))
