"""What stands within a line: tags, bare URLs, Hugo's references, inline fields, due dates.

Text in, values out. Where to look, and what is code and so not looked at, is decided in `markdown`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from notes_cli.text.dates import parse_date
from notes_cli.vault.links import nfc

#: The characters that end a tag, from Obsidian's own expression: see `TAG_CHARACTERS`.
_TAG_END: Final = "\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\\\s\ufeff"
TAG_CHARACTERS: Final = f"[^{_TAG_END}]+"

#: A tag begins the text, or follows a blank, `_`, `*`, `==` or an escaped character; another may follow at once.
_TAGS = re.compile(
    rf"(?:(?<![^\s_*])|(?<===)|(?<=\\[!\"$-/:-@\[-`{{-~]))((?:#{TAG_CHARACTERS})+)",
)
#: What looks like a tag and is none: # behind a Chinese letter or a full-width mark; ＃ there, or where a tag begins.
_WIDE: Final = "\u3001-\u303f\uff00-\uff02\uff04-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_CHINESE: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_GLUED = re.compile(
    rf"(?<=[{_CHINESE}{_WIDE}])#(?=[^\W\d_])({TAG_CHARACTERS})"
    rf"|(?<![^\s{_CHINESE}{_WIDE}])＃(?=[^\W\d_])({TAG_CHARACTERS})"
)
_PAST_WIDE = re.compile(f"[{_WIDE}].*", re.DOTALL)
#: A shortcode tag that opens; the shortcodes that Hugo brings along (gohugo.io, shortcodes).
_SHORTCODE = re.compile(r"\{\{[<%]\s*([A-Za-z_][\w./-]*)(?:[\s/][^{}\n]*)?[>%]\}\}")
SHORTCODES: Final = frozenset(
    (
        "comment",
        "details",
        "figure",
        "gist",
        "highlight",
        "instagram",
        "instagram_simple",
        "param",
        "qr",
        "ref",
        "relref",
        "speakerdeck",
        "tweet",
        "twitter",
        "twitter_simple",
        "vimeo",
        "vimeo_simple",
        "x",
        "x_simple",
        "youtube",
    )
)
_URL = re.compile('https?://[^\\s<>"`|\\\\^{}，。、；：！？（）「」『』《》〈〉【】…—]+')
_REF = re.compile(r"(?:\[([^\[\]\n]*)\]\()?\{\{[<%]\s*(?:rel)?ref\s+([^{}\n]*?)\s*/?[>%]\}\}")
#: An argument of a shortcode: `name="value"`, `name=value` or the value alone.
_ARGUMENT = re.compile(r"(?:([A-Za-z_]\w*)=)?(?:\"([^\"]+)\"|`([^`]+)`|([^\s\"`=<>%]+))")
_LINE_FIELD = re.compile(r"[ \t>]*([^\W\d_][^\[\](){}:|#`\n]*|[*_]{1,2}[^\[\](){}:|#`\n]+)::(?:[ \t]+(.*))?")
_BRACKET_FIELD = re.compile(r"\[([^\[\]():|#`]+)::((?:[^\[\]]|\[\[[^\[\]]*\]\])*)\]|\(([^\[\]():|#`]+)::([^()]*)\)")
_CODE = re.compile("`[^`]*`")
#: What stands in for code while fields are looked for: of no meaning in one, and in no text that people write.
_MASK: Final = "\0"
_DUE = re.compile(
    "[\U0001f4c5\U0001f4c6\U0001f5d3]\ufe0f?\\s*(\\d{4}-\\d\\d?-\\d\\d?)(?!\\d)|[\\[(]\\s*due\\s*::\\s*([^\\])]+)[\\])]",
    re.IGNORECASE,
)
#: The dates of a task by the marks of the Tasks plugin: due, begun, planned, done, made, given up.
_DATED = re.compile(
    "[\U0001f4c5\U0001f4c6\U0001f5d3\U0001f6eb\u23f3\u231b\u2705\u2795\u274c]\ufe0f?\\s*(\\d{4}-\\d\\d?-\\d\\d?)(?!\\d)"
)
_DUE_MARKS = re.compile("::|[\U0001f4c5\U0001f4c6\U0001f5d3]")


@dataclass(frozen=True, slots=True)
class Field:
    """An inline field, `name:: value`."""

    name: str
    value: str
    line: int


def tags(text: str) -> Iterator[tuple[str, int, int]]:
    """The tags in `text`, a piece of source between two pieces of markup: name in NFC without "#", and span.

    The span is that of the name as written, without its "#" and without slashes at its end.
    """
    for run in _TAGS.finditer(text):
        at = run.start(1)
        for written in run[1][1:].split("#"):
            at += 1
            name = written.rstrip("/")
            if name and not (name.isascii() and name.isdigit()):
                yield nfc(name), at, at + len(name)
            at += len(written)


def glued(text: str) -> Iterator[tuple[str, str, int]]:
    """What in `text` was meant as a tag, perhaps, and is none: the name, why, and where it stands."""
    for found in _GLUED.finditer(text):
        name = _PAST_WIDE.sub("", found[1] or found[2])
        if name:
            why = "the # stands right behind a letter or a mark" if found[1] else "its ＃ is full-width"
            yield f"{found[0][0]}{name}", why, found.start()


def unknown_shortcode(text: str) -> str | None:
    """The name of the shortcode that `text` begins with, when Hugo brings none of that name."""
    found = _SHORTCODE.match(text)
    return found[1] if found and found[1] not in SHORTCODES else None


def url(text: str) -> str:
    """The bare URL that `text` begins with, without the punctuation of the sentence it stands in; "" when none."""
    found = _URL.match(text)
    url = found[0] if found else ""
    while url and (url[-1] in ".,;:!?\"'*_~]" or (url[-1] == ")" and url.count("(") < url.count(")"))):
        url = url[:-1]
    return url


def reference(text: str) -> tuple[str, str, str, tuple[int, int]] | None:
    """Target, link text, language and the target's span of the Hugo `ref` or `relref` that `text` begins with.

    It may be a link or stand alone. The target is the argument `path`, wherever it stands, else the first one
    without a name; the language is the argument `lang`, else the second one without a name, else "".
    """
    found = _REF.match(text)
    if not found:
        return None
    given: dict[str, tuple[int, int]] = {}
    unnamed: list[tuple[int, int]] = []
    for argument in _ARGUMENT.finditer(text, *found.span(2)):
        span = argument.span(argument.lastindex or 0)
        if argument[1]:
            given.setdefault(argument[1], span)
        else:
            unnamed.append(span)
    place = given.get("path") or next(iter(unnamed), None)
    language = given.get("lang") or next(iter(unnamed[1:]), (0, 0))
    return (text[slice(*place)], found[1] or "", text[slice(*language)], place) if place else None


def fields(line: str) -> list[tuple[str, str]]:
    """The inline fields of a line: `key:: value` alone on it, or `[key:: value]` and `(key:: value)` anywhere.

    Dataview's rules; the full-width `：：` is no field there either.
    """
    whole = _LINE_FIELD.fullmatch(line)
    found = [(whole[1], whole[2] or "")] if whole else list(_bracket_fields(line))
    named = ((name.strip().strip("*_~").strip(), value.strip()) for name, value in found)
    return [(name, value) for name, value in named if name]


def _bracket_fields(line: str) -> Iterator[tuple[str, str]]:
    """(name, value) as written. Brackets and colons within code do not count, but a value may hold code."""
    masked = _CODE.sub(lambda code: _MASK * len(code[0]), line) if "`" in line else line
    for found in _BRACKET_FIELD.finditer(masked):
        name, value = (1, 2) if found[1] else (3, 4)
        yield found[name].replace(_MASK, ""), line[slice(*found.span(value))]


def due(text: str) -> str | None:
    """The ISO date that a task is due: the first one it says that exists."""
    if not _DUE_MARKS.search(text):
        return None
    for mark, written in _DUE.findall(text):
        if parsed := parse_date(mark or written):
            return parsed[0][:10]
    return None


def impossible_dates(text: str) -> list[str]:
    """The dates of a task, as written behind their marks, that name no day there is."""
    if text.isascii():
        return []
    return [written for written in _DATED.findall(text) if not parse_date(written)]
