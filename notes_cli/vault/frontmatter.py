"""Front matter: where it begins and ends, and what is in it. YAML, Hugo's TOML, JSON.

python-frontmatter finds it too, but loses text: a note that begins with a rule, a block behind a byte order mark,
`title：` with a full-width colon. So the lines are found here, and the values are read through its handlers,
with our own YAML 1.2 in place of PyYAML's loader. Its `dumps` is never used: it rewrites what it did not change.
"""

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from notes_cli.model import Problem, Value
from notes_cli.problems import problem
from notes_cli.vault import tomllines, yaml12
from notes_cli.vault.yaml12 import MAX_DEPTH, MAX_DIGITS, Refused, Values

#: Characters of a block beyond which nothing in it is read.
MAX_BLOCK: Final = 2_000_000
#: Lines of a broken block that are looked at one by one.
MAX_SALVAGE: Final = 2_000

_CLOSING: Final = {
    "---": re.compile(r"^---[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_KINDS: Final = {"---": "yaml", "+++": "toml"}
_KEY_LINE = re.compile(r"\s*(?:\{\{|[^\s:：#\[{\"'<>|-][^:：]{0,80}:(?:\s|$))")
_LATE = re.compile(r"\s+---[ \t]*\n[^\s:#>|-][^:\n]*:(?:\s|$)")
_COLON = re.compile(r":(?=[ \t]|\Z)")
_NO_KEY: Final = frozenset(" \t#:\"'[]{}|>&*!%@`<=,?-")  # no line that begins so is plainly a key
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(.*))?")


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter of a text. `start` is the index of the body's first character, `body_line` its line."""

    kind: str = "none"  # "yaml", "toml", "json" or "none"
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[int, list[int]] = field(default_factory=dict)  # 1-based, as in `Values.lines`
    start: int = 0
    body_line: int = 1
    problems: tuple[Problem, ...] = ()


def read_front(text: str) -> Front:
    """The front matter of `text` (lines end in \\n, no byte order mark). Never raises on content.

    A block that is unclosed or no map is no front matter: the body then begins at the first character.
    """
    first = text[:1]
    if first == "{":
        return _json_front(text)
    fence = text[:3]
    if fence not in _CLOSING:
        return (
            Front(problems=(problem("front-matter-not-first"),))
            if first in ("\n", " ") and _LATE.match(text)
            else Front()
        )
    opening = text.find("\n")
    if opening < 0 or text[3:opening].strip(" \t"):
        return Front()
    closing = _CLOSING[fence].search(text, opening + 1)
    if not closing:
        likely = _KEY_LINE.match(text, opening + 1)
        return Front(problems=(problem("front-matter-unclosed", 1, fence=fence),)) if likely else Front()
    block = text[opening + 1 : closing.start()]
    start = min(closing.end() + 1, len(text))
    return _front(_KINDS[fence], fence, block, start, text.count("\n", 0, closing.start()) + 2)


def _front(kind: str, fence: str, block: str, start: int, body_line: int) -> Front:
    if len(block) > MAX_BLOCK:
        found = problem("front-matter-too-large", 1, reason=f"it has more than {MAX_BLOCK:,} characters")
        return Front(kind, {}, {}, start, body_line, (found,))
    try:
        values = handlers()[kind].load(block)
    except Exception as error:  # whatever a parser raises: content is never an error
        found = _why(error, kind, fence, block)
        values = salvaged(block) if kind == "yaml" and found.code != "front-matter-not-a-map" else _values({})
        if not values and (kind != "yaml" or not any(map(_KEY_LINE.match, block.split("\n", MAX_SALVAGE)))):
            return Front(problems=(found,))
        return Front(kind, *_placed(values), start, body_line, (found,))
    return Front(kind, *_placed(values), start, body_line)


def _placed(values: Values) -> tuple[dict[str, Value], dict[int, list[int]]]:
    """The values, and the lines of their containers in the file."""
    plain = dict(values)
    lines = {key: [line + 2 for line in each] for key, each in values.lines.items()}
    if id(values) in lines:
        lines[id(plain)] = lines.pop(id(values))
    return plain, lines


def _json_front(text: str) -> Front:
    if not re.match(r"\{\s*[\"}]", text):
        return Front()  # a shortcode, or prose
    try:
        twice: list[str] = []
        values, end = _decoder(twice).raw_decode(text[:MAX_BLOCK])
        rest = text.find("\n", end)
        end_of_line = len(text) if rest < 0 else rest
        if text[end:end_of_line].strip():
            raise Refused(
                "front-matter-broken", text.count("\n", 0, end), kind="JSON", reason="text follows the closing brace"
            )
        checked = _clean(values, 0)
    except Exception as error:
        return Front(problems=(_why(error, "json", "{", text),))
    found = tuple(_twice_in_json(text[:end], name) for name in twice[:1])
    return Front("json", checked, {}, min(end_of_line + 1, len(text)), text.count("\n", 0, end) + 2, found)


def _decoder(twice: list[str]) -> json.JSONDecoder:
    """Names that an object has twice are added to `twice`; the last one counts, as everywhere."""

    def built(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            names = [name for name, _ in pairs]
            twice.append(next(name for place, name in enumerate(names) if name in names[:place]))
        return values

    return json.JSONDecoder(
        parse_int=lambda digits: int(digits) if len(digits) <= MAX_DIGITS else digits, object_pairs_hook=built
    )


def _twice_in_json(block: str, name: str) -> Problem:
    """The problem that an object has the same name twice; its lines when nothing else is written so."""
    said = [found.start() for found in re.finditer(rf'"{re.escape(name)}"\s*:', block)]
    lines = [block.count("\n", 0, at) + 1 for at in said] if len(said) == 2 else []
    return duplicate(name, *lines)


def duplicate(name: str, *lines: int) -> Problem:
    """The problem that the property `name` is there twice, on these lines (none when they cannot be told)."""
    each = list(dict.fromkeys(lines))
    where = f", on line{'s' * (len(each) > 1)} {' and '.join(map(str, each))}" if each else ""
    return problem("duplicate-key", each[-1] if each else 1, name=name, where=where)


@cache
def handlers() -> dict[str, Any]:
    """python-frontmatter's handlers by kind, each with a `load(block) -> Values` of ours.

    They raise on blocks that cannot be read; `read_front` turns that into problems.
    """
    from frontmatter.default_handlers import BaseHandler, YAMLHandler

    class Yaml12Handler(YAMLHandler):
        """YAML 1.2 core instead of PyYAML's 1.1."""

        def load(self, fm: str, **_: object) -> Values:
            return yaml12.load(fm) or _values({})

    class TomlHandler(BaseHandler):
        """TOML by the standard library; python-frontmatter's own needs another package."""

        FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)
        START_DELIMITER = END_DELIMITER = "+++"

        def load(self, fm: str, **_: object) -> Values:
            values = _values(_clean(tomllib.loads(fm), 0))
            values.lines = tomllines.lines_of(fm, values)
            return values

    return {"yaml": Yaml12Handler(), "toml": TomlHandler()}


def _values(plain: dict[str, Value]) -> Values:
    values = Values(plain)
    values.lines = {}
    return values


def _clean(value: Any, depth: int) -> Any:
    """A JSON or TOML value as a `Value`: dates as text, no half characters, no bottomless nesting."""
    if depth > MAX_DEPTH:
        raise Refused("front-matter-too-large", reason="it is nested too deeply")
    if isinstance(value, dict):
        return {_clean(key, depth): _clean(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, depth + 1) for each in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value


def _why(error: Exception, kind: str, fence: str, block: str) -> Problem:
    above = 1 if kind == "json" else 2  # the line that a parser calls 0: there is no fence above JSON
    if isinstance(error, Refused):
        if error.code == "duplicate-key":
            return duplicate(error.details["name"], error.details["first"] + above, error.details["second"] + above)
        return problem(error.code, 1 if error.line is None else error.line + above, fence=fence, **error.details)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or getattr(error, "msg", None) or error
    if reason in _QUOTE:
        reason = f"{reason} (a value like this needs quotes)"
    elif str(reason).startswith("Exceeds the limit"):
        return problem("front-matter-too-large", 1, reason=f"a number has more than {MAX_DIGITS:,} digits")
    row = _row(error, block)
    reason = _PLACE.sub("", str(reason))
    if kind == "toml" and row is not None and reason in _TWICE_IN_TOML:
        return _twice_in_toml(block, row)
    return problem("front-matter-broken", 1 if row is None else row + above, kind=kind.upper(), reason=reason)


#: How the standard library's TOML tells where it stopped.
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TWICE_IN_TOML: Final = ("Cannot overwrite a value",)


def _row(error: Exception, block: str) -> int | None:
    """The line of the block (from 0) that a parser's error is about; None when it does not say."""
    if mark := getattr(error, "problem_mark", None):
        return int(mark.line)
    if isinstance(error, json.JSONDecodeError):
        return error.lineno - 1
    if (position := getattr(error, "position", None)) is not None:  # PyYAML's, in bytes
        return block.encode("utf-8", "replace").count(b"\n", 0, position)
    if found := _PLACE.search(str(error)):
        return int(found[1]) - 1 if found[1] else block.rstrip("\n").count("\n")
    return None


def _twice_in_toml(block: str, row: int) -> Problem:
    """The second of two equal names has its value end on `row`."""
    lines = block.split("\n")[: row + 1]
    keys = [line.partition("=")[0].strip() if "=" in line else "" for line in lines]
    second = next((at for at in range(row, -1, -1) if keys[at]), row)
    first = keys.index(keys[second])
    return duplicate(keys[second], *(at + 2 for at in (first, second)))


_QUOTE: Final = (
    "mapping values are not allowed in this context",
    "found character that cannot start any token",
    "did not find expected alphabetic or numeric character",
)


def salvaged(block: str) -> Values:
    """What is plainly `key: value`, or a list of `- item` lines under a key, in a block that is no YAML.

    Of two equal keys the first counts; values that are unfilled templates (`{{title}}`) count as absent.
    """
    values: dict[str, Value] = {}
    lines: list[int] = []
    placed: dict[int, list[int]] = {}
    items: list[Value] | None = None
    for number, line in enumerate(block.split("\n", MAX_SALVAGE)[:MAX_SALVAGE]):
        if items is not None and (item := _ITEM.fullmatch(line)):
            items.append(_simple(item[1] or ""))
            placed.setdefault(id(items), []).append(number)
            continue
        if not line.strip():
            continue
        items = None
        colon = _COLON.search(line)
        if not colon or line[0] in _NO_KEY or "{{" in line or line.count("<%") > line.count("%>"):
            continue
        name, value = line[: colon.start()].rstrip(), _simple(line[colon.end() :])
        if name in values:
            continue
        if value is None:
            items = []
        values[name] = value if items is None else items
        lines.append(number)
    found = _values({key: None if value == [] else value for key, value in values.items()})
    found.lines = {id(found): lines, **placed}
    return found


def _simple(text: str) -> Value:
    """The value of one line: as YAML when it is, else as it stands."""
    text = text.strip()
    if len(text) < 1000 and text[:1] in ('"', "'", "[", "{"):
        try:
            return (yaml12.load(f"v: {text}") or {"v": None})["v"]
        except Exception:  # as in `_front`
            return text[1:] if text[0] in "\"'" and text.count(text[0]) == 1 else text
    text = text.split(" #")[0].rstrip() if text[:1] != "#" else ""
    return yaml12.resolved(text)
