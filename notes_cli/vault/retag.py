"""Adding, removing and renaming tags in the text of a note, in front matter and wherever the reader sees one.

* **Rename**: nested tags follow (`AI` to `ML` makes `#AI/llm` `#ML/llm`); of several renames that fit, the longest
  counts; all are made at once, so that two tags can change places. A list of front matter does not get a tag twice.
* **Remove**: that tag alone, not the ones nested under it.
* **Add**: to the list `tags` of front matter, unless the note has the tag, wherever it stands.

Tags are compared as the index does (`fold.name_key`). What a removed inline tag leaves behind is in `untag`.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from notes_cli.errors import UsageError
from notes_cli.model import Note, Tag, Value
from notes_cli.text.escape import shown as visible
from notes_cli.text.fold import name_key
from notes_cli.vault.agree import TAG_KEYS, read, require, skeleton
from notes_cli.vault.changes import meant
from notes_cli.vault.edit import Add, Change, Remove, Set, edited
from notes_cli.vault.links import nfc
from notes_cli.vault.places import places
from notes_cli.vault.properties import known, shown
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.texts import Place
from notes_cli.vault.typed import tag_named
from notes_cli.vault.untag import untagged

#: A tag's name -> what it becomes: itself, another name, or None when it goes.
Becomes: TypeAlias = Callable[[str], str | None]

#: A tag among those in one text, `a, b`.
_WORD = re.compile(r"[^,\s]+")


def retagged(
    text: str,
    *,
    path: str,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    rename: Sequence[tuple[str, str]] = (),
) -> str:
    """`text`, the whole text of the file of the note at `path`, with its tags changed; itself when nothing changes.

    Names may be given with "#" in front; `rename` holds (old, new). Removed and renamed first, then added. Raises
    `UsageError` for a name that no tag can have, and for requests that contradict each other; `EditRefused` when
    the change cannot be made without changing more than tags (their messages name no file).
    """
    new = [tag_named(name) for name in add]
    becomes = _becomes(remove, rename)
    before = read(path, text)
    after = _in_text(edited(text, _front_changes(before, becomes)), becomes)
    has = {name_key(tag.name) for tag in read(path, after).tags}
    missing = [name for name in {name_key(name): name for name in new}.values() if name_key(name) not in has]
    if missing:
        after = edited(after, [Add(_written_key(before), missing)])
    if after != text:
        _verify(before, read(path, after), becomes, missing)
    return after


def _key(name: str) -> str:
    """The key of a tag that is there, however it is given. Raises `UsageError` when it is nothing."""
    bare = name.strip().lstrip("#").rstrip("/")
    if not bare:
        raise UsageError(f'"{visible(name, lines=False)}" is no tag: it is empty')
    return name_key(bare)


def _becomes(remove: Sequence[str], rename: Sequence[tuple[str, str]]) -> Becomes:
    gone = {_key(name) for name in remove}
    renames: dict[str, str] = {}
    for old, new in rename:
        key = _key(old)
        if key in gone or renames.get(key, new) != new:
            raise UsageError(f'the tag "{visible(old, lines=False)}" is asked to become two things')
        renames[key] = tag_named(new)

    def becomes(name: str) -> str | None:
        if name_key(name) in gone:
            return None
        parts = name.split("/")
        for count in range(len(parts), 0, -1):
            new = renames.get(name_key("/".join(parts[:count])))
            if new is not None:
                return "/".join((new, *parts[count:]))
        return name

    return becomes


# Front matter.


def _written_key(note: Note) -> str:
    return known(note.front).get("tags", "tags")


def _front_changes(note: Note, becomes: Becomes) -> list[Change]:
    names = known(note.front)
    written = [names[key] for key in TAG_KEYS if key in names]
    found = [_front_change(name, note.front[name], becomes) for name in written]
    return [change for change in found if change is not None]


def _front_change(name: str, value: Value, becomes: Becomes) -> Change | None:
    """What makes the tags in `value`, that of the property `name`, what they become; None when they stay."""
    if isinstance(value, dict) or value is None:
        return None
    new = _listed(value, becomes) if isinstance(value, list) else _in_a_row(name, value, becomes)
    return None if repr(new) == repr(value) else Set(name, new)


def _listed(values: list[Value], becomes: Becomes) -> list[Value]:
    """A list of tags with those changed that change; one that becomes another of the list goes."""
    old = [None if isinstance(one, list | dict) or one is None else _bare(shown(one)) for one in values]
    new = [name and becomes(name) for name in old]
    met = {name_key(name) for name, same in zip(old, new, strict=True) if name and name == same}
    result: list[Value] = []
    for value, name, becoming in zip(values, old, new, strict=True):
        if not name or name == becoming:
            result.append(value)
        elif becoming and name_key(becoming) not in met:
            met.add(name_key(becoming))
            result.append(_marks(shown(value)) + becoming)
    return result


def _in_a_row(name: str, value: bool | int | float | str, becomes: Becomes) -> Value:
    """Tags in one text, `a, b`, or the one that it is."""
    text = shown(value)
    written = _WORD.findall(text)
    new = [becomes(_bare(word)) if _bare(word) else word for word in written]
    keys = [name_key(one) for one in new if one]
    if len(set(keys)) == len(written):  # no word goes
        renamed = iter(new)
        return _same(_WORD.sub(lambda word: _row_word(word[0], next(renamed)), text), text, value)
    kept: dict[str, str] = {}
    for word, becoming in zip(written, new, strict=True):
        if becoming:
            kept.setdefault(name_key(becoming), word)
    gone = [word for word in written if word not in kept.values()]
    left = meant(Remove(name, gone), text)
    if not isinstance(left, str):
        return None
    return _WORD.sub(lambda word: _row_word(word[0], becomes(_bare(word[0])) or word[0]), left)


def _row_word(word: str, becoming: str | None) -> str:
    return word if becoming is None or becoming == _bare(word) else _marks(word) + becoming


def _same(new: str, text: str, value: Value) -> Value:
    return value if new == text else new


def _bare(text: str) -> str:
    return text.strip().lstrip("#").rstrip("/")


def _marks(text: str) -> str:
    """The # in front of a tag that is written with it."""
    text = text.strip()
    return text[: len(text) - len(text.lstrip("#"))]


# The text.


def _in_text(text: str, becomes: Becomes) -> str:
    """`text` with the tags of its body changed: first those taken out that go, then the others renamed."""
    source = Source.of(text)
    gone = [place for place in _tags(source) if becomes(_written(source, place)) is None]
    if gone:
        source = Source.of(untagged(source, gone))
    return source.spliced(
        Splice(place.start, place.end, new)
        for place in _tags(source)
        if (new := becomes(written := _written(source, place))) is not None and new != written
    )


def _tags(source: Source) -> list[Place]:
    return [place for place in places(source) if isinstance(place.item, Tag)]


def _written(source: Source, place: Place) -> str:
    return source.plain[place.start : place.end]


def _verify(before: Note, after: Note, becomes: Becomes, added: list[str]) -> None:
    """Tags are what they became, those of front matter each once more at most, and all else is as it was."""
    wanted, found = skeleton(before), skeleton(after)
    if added and before.front_kind == "none":
        wanted["front matter"] = "yaml"
    renamed = [tag._replace(name=nfc(new)) for tag in before.tags if (new := becomes(tag.name))]
    wanted["tags"] = _facts(renamed, added)
    found["tags"] = _facts(list(after.tags), [])
    require(wanted, found)


def _facts(tags: list[Tag], added: list[str]) -> tuple[list[str], list[str]]:
    """The tags in the text in order, and those of front matter as a set."""
    inline = [tag.name for tag in tags if tag.origin == "inline"]
    return inline, sorted({name_key(name) for name in (*added, *(tag.name for tag in tags if tag.origin != "inline"))})
