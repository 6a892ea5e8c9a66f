"""Front matter values as rows and as the fields every note has: title's text, aliases, tags, date …

Names are compared without case (`Title`, `Tags`, `Draft`), as in Obsidian and Hugo.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from notes_cli.model import Property, Tag, Value
from notes_cli.vault.frontmatter import Front
from notes_cli.vault.inline import TAG_CHARACTERS, Field
from notes_cli.vault.links import nfc
from notes_cli.vault.yaml12 import resolved

#: Which properties a field is drawn from, best first (Hugo's and Obsidian's names; reference P5, P9).
SOURCES: Final = {
    "title": ("title",),
    "date": ("date", "created", "publishdate", "pubdate", "published", "lastmod"),
    "draft": ("draft",),
    "description": ("description", "summary"),
    "aliases": ("aliases",),
    "source_url": ("source_url",),
    "source_name": ("source_name",),
    "page": ("source", "url", "link"),
}

_TAG = re.compile(TAG_CHARACTERS)
_SPLIT = re.compile(r"[,\s]+")


def known(values: Mapping[str, Value]) -> dict[str, str]:
    """Folded property name -> the name as written; of two that fold alike the first counts."""
    names: dict[str, str] = {}
    for name in values:
        names.setdefault(name.lower(), name)
    return names


def drawn(field: str, values: Mapping[str, Value], names: Mapping[str, str]) -> str | None:
    """The text of `field` of SOURCES: the first of its properties that is text or a number and not blank."""
    return next(candidates(field, values, names), None)


def candidates(field: str, values: Mapping[str, Value], names: Mapping[str, str]) -> Iterator[str]:
    """The texts that `field` of SOURCES could have, best first."""
    for source in SOURCES[field]:
        name = names.get(source)
        if name is None:
            continue
        value = values[name]
        if isinstance(value, list) and value:
            value = value[0]
        text = shown(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if text and not text.isspace():
            yield text


def source_url(values: Mapping[str, Value], names: Mapping[str, str]) -> str | None:
    """Where an article came from; `source`, `url` and `link` count when they are URLs."""
    found = drawn("source_url", values, names)
    if found:
        return found
    for source in SOURCES["page"]:
        value = values.get(names.get(source, ""))
        if isinstance(value, str) and "://" in value:
            return value
    return None


def aliases(values: Mapping[str, Value], names: Mapping[str, str]) -> tuple[str, ...]:
    """A note's other names. Hugo's `aliases` are old addresses (`/old/path/`) and no names."""
    found = values.get(names.get("aliases", ""))
    each = found if isinstance(found, list) else [found]
    texts = (shown(one).strip() for one in each if one is not None and not isinstance(one, dict | list))
    return tuple(dict.fromkeys(text for text in texts if text and not _is_address(text)))


def _is_address(text: str) -> bool:
    return text[0] == "/" or (text[-1] == "/" and len(text) > 1)


def front_tags(values: Mapping[str, Value], names: Mapping[str, str]) -> Iterator[Tag]:
    """The tags of front matter, each with its origin (see `model.TAG_ORIGINS`)."""
    for key in ("tags", "tag"):
        value = values.get(names.get(key, ""))
        if value is None:
            continue
        for written, origin in _listed(value) if isinstance(value, list) else _written(value):
            name = nfc(written.strip().lstrip("#").rstrip("/"))
            if name:
                yield Tag(name, None, "key" if key == "tag" and origin != "loose" else origin)


def _listed(value: list[Value]) -> Iterator[tuple[str, str]]:
    for one in value:
        if isinstance(one, str):
            yield one, "list" if is_tag(one.strip()) else "loose"
        elif one is not None and not isinstance(one, dict | list):
            yield shown(one), "loose"


def _written(value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        return
    if not isinstance(value, str):
        yield shown(value), "loose"
        return
    names = [name for name in _SPLIT.split(value) if name]
    for name in names:
        yield name, "loose" if not is_tag(name) else "split" if len(names) > 1 else "text"


def is_tag(text: str) -> bool:
    """Whether Obsidian takes `text` (a "#" in front is allowed) for a tag."""
    name = text.removeprefix("#")
    return bool(_TAG.fullmatch(name)) and not (name.isascii() and name.isdigit())


def shown(value: Value) -> str:
    """A scalar as text: numbers without a needless fraction, true and false as in YAML."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value.is_integer() and abs(value) < 1e16 else repr(value)
    return "" if value is None else str(value)


def rows(front: Front) -> list[Property]:
    """Every value of front matter as a row; what is in a map is `parent.child`, besides the row of the map itself."""
    found: list[Property] = []
    _add_map(found, "", front.values, front.lines)
    return found


def _add_map(found: list[Property], prefix: str, values: Mapping[str, Value], lines: Mapping[int, list[int]]) -> None:
    at = lines.get(id(values))
    for index, (name, value) in enumerate(values.items()):
        _add(found, prefix + name, None, value, at[index] if at else None, lines)


def _add(
    found: list[Property],
    name: str,
    position: int | None,
    value: Value,
    line: int | None,
    lines: Mapping[int, list[int]],
) -> None:
    if isinstance(value, str):
        found.append(Property(name, position, "text", value, None, line))
    elif isinstance(value, dict):
        found.append(Property(name, position, "map", None if value else "", None, line))
        _add_map(found, name + ".", value, lines)
    elif isinstance(value, list):
        if not value:
            found.append(Property(name, position, "list", "", None, line))
        at = lines.get(id(value))
        for index, one in enumerate(value):
            _add(found, name, index if position is None else position, one, at[index] if at else line, lines)
    else:
        found.append(_scalar(name, position, value, line))


def _scalar(name: str, position: int | None, value: bool | int | float | str | None, line: int | None) -> Property:
    if value is None:
        return Property(name, position, "null", None, None, line)
    if isinstance(value, str):
        return Property(name, position, "text", value, None, line)
    kind = "checkbox" if isinstance(value, bool) else "number"
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value > 0 else -math.inf
    return Property(name, position, kind, shown(value), number, line)


def field_row(field: Field) -> Property:
    """An inline field as a row: Dataview reads numbers, true and false; what is empty is null."""
    return _scalar(field.name, None, resolved(field.value), field.line)
