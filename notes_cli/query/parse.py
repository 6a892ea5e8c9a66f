"""Text to tree: Obsidian's search language and our additions.

    query    = or
    or       = and { "OR" and }
    and      = unary { unary }
    unary    = [ "-" ] atom
    atom     = "(" or ")" | property | operator | phrase | word
    operator = NAME ":" ( "(" or ")" | phrase | word )
    property = "[" name [ ":" value { "OR" value } ] "]"

Whatever a person types is either a tree or a `QueryError` that points at the place. What only looks like
syntax is text: a URL, a time (12:30), an emoticon, a lone dash, a bracket inside a word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from notes_cli.errors import QueryError
from notes_cli.fields import FIELDS, Kind
from notes_cli.query.syntax import And, Not, Or, Query, Test, Words, all_of, any_of
from notes_cli.text.fold import fold

#: Deeper nesting than any person writes; it keeps the parser's recursion bounded.
_DEPTH = 20
#: More words than any person asks for; each is a condition of its own.
_MOST = 500

_OPERATOR = re.compile(r"([A-Za-z][A-Za-z-]+):(?!//)")
_SPACE = re.compile(r"\s+")
#: Brackets around nothing, and a quotation mark with nothing behind it, are only text.
_EMPTY = re.compile(r"\(\s*\)|\"\s*$")
_WORD_END = re.compile(r"[\s()]")
#: Obsidian's own spelling of states of a property.
_VALUE_NAMES = {"true": "true", "false": "false", "null": "null", "empty": "null"}


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


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    groups: int = 0
    atoms: int = 0

    # -- reading ------------------------------------------------------------------------------------------

    def at_end(self) -> bool:
        return self.at >= len(self.text)

    def peek(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def space(self) -> None:
        if found := _SPACE.match(self.text, self.at):
            self.at = found.end()

    def error(self, message: str, start: int, end: int, hint: str | None = None) -> QueryError:
        return QueryError(message, query=self.text, start=start, end=end, hint=hint)

    # -- grammar ------------------------------------------------------------------------------------------

    def either(self, depth: int) -> Query:
        if depth > _DEPTH:
            raise self.error("too many brackets within brackets", self.at, self.at + 1)
        branches = [self.every(depth)]
        while self.or_follows():
            start = self.at
            self.at += 2
            self.space()
            if self.at_end() or self.peek(")"):
                raise self.error("nothing follows OR", start, start + 2, 'write "OR" in quotes to search for it')
            branches.append(self.every(depth))
        return any_of(branches)

    def or_follows(self) -> bool:
        return self.peek("OR") and (self.at + 2 == len(self.text) or bool(_WORD_END.match(self.text, self.at + 2)))

    def every(self, depth: int) -> Query:
        if self.or_follows():
            raise self.error("nothing stands before OR", self.at, self.at + 2, 'write "OR" in quotes to search for it')
        parts: list[Query] = []
        while not self.at_end() and not self.or_follows() and not (self.groups and self.peek(")")):
            parts.append(self.unary(depth))
            self.space()
        return all_of(_searchable(parts))

    def unary(self, depth: int) -> Query:
        dashes = self.at
        while self.peek("-") and self.at + 1 < len(self.text) and not self.text[self.at + 1].isspace():
            self.at += 1
        if self.at_end() or (self.groups and self.peek(")")):
            self.at = dashes
        count = self.at - dashes
        query = self.atom(depth)
        return Not(query) if count % 2 else query

    def atom(self, depth: int) -> Query:  # noqa: PLR0911 - one return for each kind of atom
        self.atoms += 1
        if self.atoms > _MOST:
            raise self.error(f"a query has at most {_MOST} words", self.at, self.at + 1)
        if nothing := _EMPTY.match(self.text, self.at):
            self.at = nothing.end()
            return Words(nothing[0].strip())
        if self.peek("("):
            return self.group(depth)
        if self.peek("[") and (found := self.property_()):
            return found
        if self.peek('"'):
            return Words(self.phrase(), quoted=True)
        if self.peek("#"):
            word = self.word()
            # A tag that looks like syntax behind `tag:` is spelled in quotes there.
            return Test("tag", word[1:], quoted=word[1] in '"(') if word != "#" else Words(word)
        if operator := _OPERATOR.match(self.text, self.at):
            return self.operator(operator, depth)
        if self.at_end():
            raise self.error("something to search for is missing here", self.at, self.at + 1)
        return Words(self.word())

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

    def operator(self, found: re.Match[str], depth: int) -> Query:
        name, start = found[1].lower(), self.at
        self.at = found.end()
        field = FIELDS.get(name)
        if field is None or field.kind is Kind.PROPERTY:
            raise self.unknown(found[1], start)
        if self.peek("("):
            return _limited(self.group(depth), name, lambda: self.error(
                f"{name}: takes words, not other operators", start, self.at))  # fmt: skip
        if self.peek('"'):
            return Test(name, self.phrase(), quoted=True)
        word = self.word() if not self.at_end() and not self.text[self.at].isspace() else ""
        if not word:
            raise self.error(f"{name}: needs something after it", start, self.at, f"for example {field.example}")
        return Test(name, word)

    def unknown(self, name: str, start: int) -> QueryError:
        from difflib import get_close_matches

        word = self.text[start:].split(maxsplit=1)[0]
        near = get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.6)
        proposal = f'did you mean "{near[0]}"? ' if near else ""
        return self.error(
            f'unknown field "{name}"', start, start + len(name),
            f'{proposal}fields are {", ".join(FIELDS)}; to search for the text, put it in quotes: "{word}"',
        )  # fmt: skip

    def word(self) -> str:
        """Up to white space; an opening bracket inside a word, or a closing one that closes nothing, is text."""
        start, own = self.at, 0
        while not self.at_end() and not self.text[self.at].isspace():
            char = self.text[self.at]
            if char == ")" and not own and self.groups:
                break
            own += (char == "(") - (char == ")" and own > 0)
            self.at += 1
        return self.text[start : self.at]

    def phrase(self) -> str:
        start = self.at
        self.at += 1
        letters: list[str] = []
        while not self.at_end():
            char = self.text[self.at]
            self.at += 1
            if char == '"':
                return "".join(letters)
            if char == "\\" and self.text[self.at : self.at + 1] in ('"', "\\"):
                char = self.text[self.at]
                self.at += 1
            letters.append(char)
        raise self.error(
            "this quotation mark is never closed", start, start + 1, 'add the closing ", or leave both away'
        )

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
        self.at += 1
        query = any_of(self.values(name, start, end))
        self.at = end + 1
        return query

    def values(self, name: str, start: int, end: int) -> list[Query]:
        values: list[Query] = []
        while True:
            self.space()
            if self.peek('"'):
                values.append(Test("property", self.phrase(), quoted=True, name=name))
            else:
                found = re.compile(r"\s+OR\s").search(self.text, self.at, end)
                stop = found.start() if found else end
                raw = self.text[self.at : stop].strip().removeprefix("(").removesuffix(")")
                if not raw:
                    raise self.error(
                        "a value is missing here",
                        start,
                        end + 1,
                        "[name] asks whether it is there, [name:null] whether it is empty",
                    )
                values.append(Test("property", _VALUE_NAMES.get(raw.lower(), raw), name=name))
                self.at = stop
            self.space()
            if not self.or_follows():
                break
            self.at += 2
        if self.at != end:
            raise self.error("a property is written [name] or [name:value]", start, end + 1)
        return values

    def closing(self) -> int | None:
        """Where the bracket that opens here is closed, quotes skipped."""
        quoted, at = False, self.at + 1
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and quoted:
                at += 1
            elif char == '"':
                quoted = not quoted
            elif char == "]" and not quoted:
                return at
            at += 1
        return None

    def until(self, ends: str) -> str:
        start = self.at
        while not self.at_end() and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start : self.at]


def _searchable(parts: list[Query]) -> list[Query]:
    """Without words of punctuation only, as long as something else is asked: `泛化 ， 能力` means two words."""
    kept = [p for p in parts if not (isinstance(p, Words) and not p.quoted and _is_punctuation(p.text))]
    return kept or parts


def _is_punctuation(text: str) -> bool:
    import unicodedata

    return all(unicodedata.category(c)[0] in "PZC" for c in fold(text))


def _limited(query: Query, field: str, error: Callable[[], QueryError]) -> Query:
    """`field:(a OR -b)` as `field:a OR -field:b`."""
    match query:
        case Words(text, quoted):
            return Test(field, text, quoted=quoted)
        case Not(inner):
            return Not(_limited(inner, field, error))
        case And(queries):
            return replace(query, queries=tuple(_limited(q, field, error) for q in queries))
        case Or(queries):
            return replace(query, queries=tuple(_limited(q, field, error) for q in queries))
        case Test():
            raise error()
