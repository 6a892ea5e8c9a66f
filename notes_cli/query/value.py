"""The values in [name:value]: text to tree.

values     = every { "OR" every }
every      = value { value }                  side by side = AND, as everywhere
value      = "(" values ")" | phrase | regex | comparison | word
comparison = ( ">" | ">=" | "<" | "<=" | "!=" ) text up to the next OR or bracket
"""

from notes_cli.query.scan import Scanner
from notes_cli.query.syntax import Query, Test, all_of, any_of
from notes_cli.text.pattern import pattern

#: Deeper nesting than any person writes; it keeps the recursion bounded.
_DEPTH = 20

_COMPARISON = pattern(r"(?:[<>]=?|!=)")
_COMPARISON_END = pattern(r"\s+OR\s|[\])]")
#: Obsidian's own spelling of states of a property.
_NAMES = {"true": "true", "false": "false", "null": "null", "empty": "null"}


class Values(Scanner):
    """Reads the values of the property `name`; its bracket opens at `start` and closes at `end`."""

    def __init__(self, text: str, at: int, *, name: str, start: int, end: int, case: bool) -> None:
        super().__init__(text, at)
        self.name, self.start, self.end, self.case = name, start, end, case

    def query(self) -> Query:
        """The tree of all values. Raises `QueryError`."""
        found = self.either(0)
        if self.at != self.end:
            raise self.error("a property is written [name] or [name:value]", self.start, self.end + 1)
        return found

    def either(self, depth: int) -> Query:
        branches = [self.every(depth)]
        while self.or_follows():
            self.at += 2
            branches.append(self.every(depth))
        return any_of(branches)

    def every(self, depth: int) -> Query:
        found: list[Query] = []
        self.space()
        while self.at < self.end and not self.or_follows() and not (depth and self.peek(")")):
            found.append(self.value(depth))
            self.space()
        if not found:
            raise self.error(
                "a value is missing here", self.start, self.end + 1,
                "[name] asks whether it is there, [name:null] whether it is empty",
            )  # fmt: skip
        return all_of(found)

    def value(self, depth: int) -> Query:
        test = Test("property", "", name=self.name, case=self.case)
        if self.peek("(") and depth < _DEPTH:
            return self.group(depth)
        if self.peek('"'):
            return test._replace(text=self.phrase(), quoted=True)
        if self.peek("/") and (pattern := self.regex()):
            return test._replace(text=pattern, regex=True)
        if _COMPARISON.match(self.text, self.at):
            stop = _COMPARISON_END.search(self.text, self.at, self.end + 1)
            raw = self.text[self.at : stop.start() if stop else self.end].strip()
            self.at += len(raw)
            return test._replace(text=raw)
        raw = self.word("]")
        if not raw:
            raise self.error("a property is written [name] or [name:value]", self.start, self.end + 1)
        return test._replace(text=_NAMES.get(raw.lower(), raw))

    def group(self, depth: int) -> Query:
        opened = self.at
        self.at += 1
        self.groups += 1
        query = self.either(depth + 1)
        if not self.peek(")"):
            raise self.error("this bracket is never closed", opened, opened + 1)
        self.at += 1
        self.groups -= 1
        return query
