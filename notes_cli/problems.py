"""What can be wrong in a vault: THE table of codes, each with its severity, its sentence, what it means and its cure.

Readers never raise on content; they add one of these to what they return. What only several notes together show
(a link to nothing, two names that are one) is found by `index.doctor`. `docs/doctor.md` is made from the table.
"""

import re
from typing import Final, NamedTuple

from notes_cli.model import Problem

#: Texts that can only mean true or false where a checkbox belongs; compared without case.
BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

#: Worst first.
SEVERITIES: Final = ("error", "warning", "info")


class Kind(NamedTuple):
    """One kind of problem. `{…}` of the sentence are filled in by `problem`."""

    severity: str  # one of SEVERITIES: error = something is lost, warning = not what was meant, info = good to know
    sentence: str
    means: str
    cure: str
    fixable: bool = False  # whether `doctor --fix` puts it right; some of a kind may be left


PROBLEMS: Final[dict[str, Kind]] = {
    # The file.
    "encoding": Kind(
        "warning", "the file is not UTF-8; it was read as {encoding}",
        "The encoding was guessed, or told by a mark; other programs may show the note as rubbish.",
        "save the file as UTF-8"),
    "too-large": Kind(
        "warning", "the file has more than {limit} MB; only the first {limit} MB were read",
        "What stands behind them is not found by any search.",
        "split the note"),
    "unreadable": Kind(
        "warning", "it cannot be read: {reason}",
        "A file or folder is left out of the index.",
        "give yourself the right to read it, or move it out of the vault"),
    "link-outside": Kind(
        "warning", "this symbolic link leads nowhere, in a circle or out of the vault",
        "Symbolic links are followed only to what is part of the vault.",
        "put the files into the vault, or remove the link"),
    "not-a-file": Kind(
        "info", "it is neither a file nor a folder",
        "A pipe, a socket or a device is never opened.",
        "move it out of the vault"),
    "settings-broken": Kind(
        "warning", "{file} {what}",
        "Property types and excluded files are read from it; without it there are none.",
        "mend the file, or let Obsidian write it again"),
    "name-twin": Kind(
        "warning", "“{other}” has the same name but for case, width or Unicode form",
        "Two files that macOS, Windows or a link cannot tell apart.",
        "rename one of them"),
    # Front matter.
    "front-matter-broken": Kind(
        "error", "the front matter is not valid {kind}: {reason}",
        "Obsidian shows no properties at all; here those lines count that are plainly `key: value`.",
        "mend the line; a text with : # [ ] { } in it needs quotes"),
    "front-matter-template": Kind(
        "warning", "the front matter is a template that was never filled in",
        "It holds `{{ … }}` where a value or a name belongs.",
        "fill it in, or keep templates in a folder that Obsidian's settings exclude"),
    "front-matter-unclosed": Kind(
        "warning", "the front matter has no closing {fence} line, so all of it is text",
        "The first line opens front matter that never ends.",
        "put the same line behind the last property"),
    "front-matter-not-first": Kind(
        "info", "the front matter does not begin on the first line, so it is text",
        "Front matter counts only from the very first line on.",
        "remove what stands before it"),
    "front-matter-not-a-map": Kind(
        "warning", "what stands between the {fence} lines is no list of properties",
        "It counts as text: a list, one sentence, or `：` where `: ` belongs.",
        "write `name: value` lines, or put a blank line before the first rule"),
    "front-matter-too-large": Kind(
        "error", "the front matter is too large: {reason}",
        "Blocks beyond any real size are not read, so that no note can hang the index.",
        "move the data into a file of its own"),
    "duplicate-key": Kind(
        "error", "the property “{name}” is there twice{where}",
        "YAML allows each name once; Obsidian shows no properties at all.",
        "remove one of the two, or join them"),
    "date-impossible": Kind(
        "warning", "“{text}” is not a date",
        "It looks like a date, or stands where one belongs, and names no day there is; it counts as text.",
        "correct the day"),
    "link-unquoted": Kind(
        "info", "the link in the property “{name}” needs quotes to be one",
        "YAML reads `[[Note]]` without quotes as a list in a list.",
        "put it in quotes: \"[[Note]]\""),
    "checkbox-text": Kind(
        "warning", "“{text}” is text; the checkbox “{name}” is true or false",
        "The property is a checkbox in this vault; a quoted \"true\", yes or 1 is neither ticked nor unticked.",
        "write true or false, without quotes", fixable=True),
    "yaml-ambiguous": Kind(
        "warning", "“{text}” needs quotes: YAML 1.1 and YAML 1.2 read it differently",
        "Yes, on, 12:30, 1_000 or 0123: a truth or a number for programs with YAML 1.1, another thing in Obsidian.",
        "put it in quotes, or write true or false", fixable=True),
    # Tags.
    "tag-split": Kind(
        "warning", "Obsidian does not see the tag “{tag}”: several stand in one text",
        "`tags: a, b` is one text; Obsidian 1.9 and newer takes it for no tag at all.",
        "write a list: tags: [a, b]", fixable=True),
    "tag-key": Kind(
        "warning", "Obsidian does not see the tag “{tag}”: it stands under `tag`",
        "Since Obsidian 1.9 only `tags` holds tags.",
        "move it to the list `tags`", fixable=True),
    "tag-loose": Kind(
        "warning", "Obsidian does not see the tag “{tag}”: it is a number, or has a blank or a mark in it",
        "Hugo takes any text for a tag; Obsidian takes letters, digits, _, - and /, and not digits alone.",
        "use - or _ for blanks, and add a letter to a number"),
    "tag-punctuation": Kind(
        "warning", "the tag “{tag}” runs on: “{meant}” was meant, perhaps",
        "Full-width punctuation does not end a tag in Obsidian; what follows is part of it.",
        "put a blank behind the tag"),
    "tag-glued": Kind(
        "warning", "“{tag}” is no tag: {reason}",
        "A tag begins with # at the start of a line or behind a blank; behind a letter or a wide mark it is text.",
        "put a blank before the #, and write # in half width"),
    # Text.
    "heading-accidental": Kind(
        "warning", "the line “{text}” above this --- is a heading",
        "Three hyphens right below a line make a heading of it, and draw no line across the page.",
        "put a blank line before the ---", fixable=True),
    "control-character": Kind(
        "warning", "there {are} {count} control {characters} in the text, the first is {first}",
        "They cannot be seen, break searches, and can make text look like another.",
        "delete them"),
    "shortcode-unknown": Kind(
        "warning", "“{name}” is no shortcode of Hugo's",
        "It is shown as it is written; known are those of Hugo, and of `layouts/shortcodes` in the vault or above it.",
        "correct the name, or put the template into layouts/shortcodes"),
    "draft-overdue": Kind(
        "warning", "it is a draft, and its publishDate {date} is past",
        "Hugo publishes no draft, whatever its date.",
        "publish it (draft: false), or put the date off"),
    # Links.
    "link-unresolved": Kind(
        "warning", "“{target}” leads to nothing",
        "No note or file is named so.",
        "correct the name, or make the note"),
    "link-ambiguous": Kind(
        "warning", "“{target}” fits {count} files equally, {first} as well as {second}",
        "Which one it leads to depends on the length and the alphabet alone, and can change with a new note.",
        "write the path: folder/name"),
    "link-part": Kind(
        "warning", "“{target}” leads to a note that has no such {what}",
        "The note is there, the heading or block is not: it was renamed or removed.",
        "correct the name behind the #"),
    "image-missing": Kind(
        "warning", "the image “{target}” is not in the vault",
        "Markdown, HTML or Hugo's `figure` shows a picture that is neither there nor in a site's `static` or `assets`.",
        "correct the name, or put the file into the vault"),
    # Names.
    "title-duplicate": Kind(
        "info", "the title “{name}” is also that of {other}",
        "Several notes have the same title, so that naming it is ambiguous.",
        "give one of them another title"),
    "alias-duplicate": Kind(
        "info", "the alias “{name}” is also a name of {other}",
        "An alias of one note is the file name, title or alias of another.",
        "keep the alias in one note"),
    "source-duplicate": Kind(
        "info", "the source {url} is also that of {other}",
        "Two notes are about the same article.",
        "join them, or link one to the other"),
}  # fmt: skip

_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"


def one_line(text: str, limit: int = 80) -> str:
    """`text` without control characters and line ends, at most `limit` characters."""
    text = re.sub(_CONTROL, " ", text[: limit * 4]).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def problem(code: str, line: int | None = None, **details: object) -> Problem:
    """The problem `code` of the table on `line` (1-based), its sentence filled in with `details`."""
    kind = PROBLEMS[code]
    shown = {name: one_line(str(value)) for name, value in details.items()}
    return Problem(line, code, kind.severity, kind.sentence.format(**shown), kind.fixable)
