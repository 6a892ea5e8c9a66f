"""Rewriting links when a file moves: each link leads where it led before, and is written the way it was.

Pure: where a link leads is asked of two functions (before and after the move), which the index answers by the one
rule it has (`index.moves`). Only the part of a link that names a file is replaced; display text, headings, titles,
quotes and every other byte stay.

The rules, link by link. A link that led nowhere is left as it is. A link that after the move leads where it should
is left as it is, too: `[[Note]]` survives a change of folder (but a relative link of the note that moves stays the
straight way when it was). Any other is written anew in its own style:

| written | becomes |
|---|---|
| a bare name, `[[Note]]` | the bare name, else the shortest end of the path that leads there |
| the whole path, `[[folder/Note]]` | the whole path |
| a part of the path, `[[folder/Note]]` of `a/folder/Note` | as many parts, else more |
| relative, `./x.md`, `../x.md`, in Markdown and HTML also `folder/x.md` | relative to the note that holds the link |
| from the root, `/folder/x.md` | from the root (Hugo's references: from `content`, when it was) |
| Hugo's name of a bundle, `{{< ref "post" >}}` | its name |

`.md` is written or left away, blanks are percent-encoded or in angle brackets, as before. The same holds for links
that led to another file and would now be caught by the one that moves.
"""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from notes_cli.errors import EditRefused
from notes_cli.model import Link, Note
from notes_cli.text.fold import name_key
from notes_cli.text.logical import page_of
from notes_cli.vault.agree import read, require, skeleton
from notes_cli.vault.source import Source
from notes_cli.vault.splice import Splice
from notes_cli.vault.targets import Target, decoded, keys, targets
from notes_cli.vault.writing import written

#: (path of a note, a link in it) -> path of the file that the link leads to, None when to nothing.
Resolve: TypeAlias = Callable[[str, Link], str | None]

_DOTTED = ("./", "../")
#: Where the paths of Hugo's references begin that begin with /.
_CONTENT = "/content/"


@dataclass(frozen=True, slots=True)
class Move:
    """A file of the vault that goes from path `old` to path `new` (from the root, with extension).

    `before` and `after` say where links lead while it is at `old`, and once it is at `new`.
    """

    old: str
    new: str
    before: Resolve
    after: Resolve

    def moved(self, path: str) -> str:
        """Where the file that was at `path` is after the move."""
        return self.new if path == self.old else path

    def goal(self, path: str, link: Link) -> str | None:
        """Where `link` of the note at `path` (before the move) has to lead after the move; None when nowhere."""
        found = self.before(path, link)
        return None if found is None else self.moved(found)


def relinked(text: str, *, path: str, move: Move) -> str:
    """`text`, the whole text of the file of the note at `path`, as it has to be after `move`.

    `path` is that of the note before the move, which may be the note that moves. `text` comes back as it is when
    none of its links must be rewritten. Raises `EditRefused` when one has to be and cannot (it stands in front
    matter that is no YAML, the new name cannot be written in it, or no way of writing it leads to the file).
    """
    source = Source.of(text)
    here = move.moved(path)
    splices = []
    for target in targets(source):
        goal = move.goal(path, target.link)
        if goal is None or (move.after(here, target.link) == goal and not _detour(target, goal, path, move)):
            continue
        if target.start < 0:
            raise EditRefused(
                f'the link to "{target.link.target}" cannot be rewritten where it stands',
                hint="front matter is rewritten in YAML only" if target.link.kind == "property" else None,
            )
        place = _place(target, goal, path, move)
        before = source.plain[target.start - 1 : target.start]
        splices.append(Splice(target.start, target.end, written(place, target, before)))
    after = source.spliced(set(splices))
    if splices:
        _verify(read(path, text), read(here, after), path, move)
    return after


def _detour(target: Target, goal: str, path: str, move: Move) -> bool:
    """Whether a relative link of the note that moves was the straight way, and would be one no more.

    `../b/x` in a note that goes to b; `b/x.md` that would be found by the end of its path alone, in Obsidian only.
    """
    place = decoded(target)
    dotted = place.startswith(_DOTTED)
    if path != move.old or not (dotted or _is_way(place, path, target, move)):
        return False
    led = move.before(path, target.link) or ""
    straight = [relative(_ended(way, place), note, dotted=dotted) for way, note in ((led, path), (goal, move.new))]
    return place == straight[0] != straight[1]


def _place(target: Target, goal: str, path: str, move: Move) -> str:
    """The path to write in `target` so that it leads to `goal`: the first of its style that does."""
    here = move.moved(path)
    for place in _candidates(target, goal, path, move):
        key, way = keys(target, place)
        if move.after(here, target.link._replace(key=key, path=way)) == goal:
            return place
    raise EditRefused(
        f'no link like "{target.link.target}" would lead to {goal}',
        hint="another file has the same name but for case or width",
    )


def _candidates(target: Target, goal: str, path: str, move: Move) -> Iterator[str]:
    """The ways to write `goal` in the style of `target`, best first."""
    place = decoded(target)
    if target.form == "reference" and _ended(goal, place) != goal and (page := page_of(goal).path):
        yield from _ways(target, page, path, move)
    yield from _ways(target, _ended(goal, place), path, move)


def _ways(target: Target, way: str, path: str, move: Move) -> Iterator[str]:
    """The ways to write the path `way`, which has the ending that it shall have."""
    place = decoded(target)
    here, parts = move.moved(path), way.split("/")
    if place.startswith(_DOTTED):
        yield relative(way, here, dotted=True)
    elif place.startswith("/"):
        if target.form == "reference" and _CONTENT in f"/{way}" and not place.startswith(_CONTENT):
            yield "/" + f"/{way}".partition(_CONTENT)[2]
        yield "/" + way
    elif "/" in place:
        if _is_way(place, path, target, move):
            yield relative(way, here, dotted=False)
            yield relative(way, here, dotted=True)
        whole = _same(place, move.before(path, target.link) or "")
        yield from _ends(parts, len(parts) if whole else place.count("/") + 1)
    else:
        yield from _ends(parts, 1)
    yield way
    yield "/" + way


def _ended(way: str, place: str) -> str:
    """The path `way` of a file, without `.md` when `place` is written without."""
    return way[:-3] if way[-3:].lower() == ".md" and place[-3:].lower() != ".md" else way


def _ends(parts: list[str], fewest: int) -> Iterator[str]:
    """The ends of a path, from `fewest` parts to all."""
    for count in range(min(fewest, len(parts)), len(parts) + 1):
        yield "/".join(parts[-count:])


def relative(goal: str, note: str, *, dotted: bool) -> str:
    """The path to `goal` from the folder of `note`; `dotted`: with "./" where it does not go up."""
    way = posixpath.relpath("/" + goal, posixpath.dirname("/" + note))
    return way if way.startswith("../") or not dotted else "./" + way


def _is_way(place: str, path: str, target: Target, move: Move) -> bool:
    """Whether `place`, `folder/x.md` in a Markdown link, is the way from the note's folder, and not from the root."""
    folder = posixpath.dirname(path)
    is_markdown = target.form in ("bare", "angle", "attribute") and "/" in place
    return is_markdown and bool(folder) and _same(f"{folder}/{place}", move.before(path, target.link) or "")


def _same(place: str, path: str) -> bool:
    return name_key(place).removesuffix(".md") == name_key(path).removesuffix(".md")


def _verify(before: Note, after: Note, path: str, move: Move) -> None:
    """Every link leads where it led, each is of its kind and on its line, and all else is as it was."""
    here = move.moved(path)
    goals = [(link, move.goal(path, link)) for link in before.links]
    now = [(link, move.after(here, link)) for link in after.links]
    wanted = [_fact(link, link.target if goal is None else goal) for link, goal in goals]
    found = [
        _fact(link, link.target if place is None or goals[n : n + 1] == [(link, None)] else place)
        for n, (link, place) in enumerate(now)
    ]
    require({**skeleton(before), "links": wanted}, {**skeleton(after), "links": found})


def _fact(link: Link, leads_to: str) -> tuple[int | None, str, str, str]:
    return link.line, link.kind, link.part, leads_to
