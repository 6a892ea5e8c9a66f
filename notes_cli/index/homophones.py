"""What sounds like what was typed: strings of Chinese that occur in the vault, and names.

A string is looked for character by character: of all characters that can be read as a syllable, those stay that
follow the one before somewhere (the lexicon knows), and, from three on, only what occurs as a whole (the full-text
index knows). So what is left is never more than what the vault has.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import add
from typing import NamedTuple

from notes_cli.index import lexicon
from notes_cli.text import sound
from notes_cli.text.fold import fold
from notes_cli.text.words import runs

#: How many syllables can be looked for; a single one is read by too many characters.
FEWEST, LONGEST = 2, 16
#: At most so many ways to read a row of letters as syllables, so many strings on the way.
WAYS, BEAM = 4, 400
#: Longer rows of letters are nothing that is read.
MOST_LETTERS = 80
#: Pairs with these are mostly the end of one word and the beginning of another; in folded form.
FUNCTION_CHARACTERS = frozenset("的了是在于与和及或之其此这那哪什么谁为被将由从对而也都就以所吗呢吧啊个们")
#: What one of them takes away from a string's likeness, and what a character does that is mostly read otherwise.
FUNCTION_LOSS, RARE_LOSS = 1.5, 0.5

#: For each place of a string: the characters that can stand there, and the reading of each that is meant.
Places = Sequence[frozenset[str]]


class Sounding(NamedTuple):
    """A string of the vault that sounds like what was typed."""

    text: str  # folded
    distance: float  # from 1 on: one character changed, or all by their sound alone; .1 for each further change
    closeness: float  # 0 at best


def sounding_like(connection: sqlite3.Connection, unit: str) -> list[Sounding]:
    """Strings of the vault that sound like `unit`: Chinese, pinyin or zhuyin.

    Those that are equal in sound but for the tone; when there are none, those that differ in what many speakers do
    not keep apart (zh and z, -n and -ng).
    """
    for loose in (False, True):
        found: dict[str, Sounding] = {}
        for syllables, places in _readings(unit, loose=loose):
            for text in _strings(connection, places):
                found.setdefault(text, Sounding(text, _distance(fold(unit), text), _closeness(text, syllables)))
        found.pop(fold(unit), None)
        if found:
            return list(found.values())
    return []


def _distance(unit: str, text: str) -> float:
    """1 for what was typed as sounds. Of Chinese, more characters that are others are farther away."""
    if unit[0] not in sound.readings().of:
        return 1.0
    # What was typed may hold marks between its characters, which no string of the vault does.
    typed = [one for one in unit if one in sound.readings().of]
    changed = sum(one != other for one, other in zip(typed, text, strict=False)) + abs(len(typed) - len(text))
    return 1.0 + 0.1 * (changed - 1)


def _closeness(text: str, syllables: Sequence[Sequence[str]]) -> float:
    """How well a string fits among those of the same distance, by the `syllables` meant at each place."""
    usual = sound.readings().of
    rare = sum(usual[x][0] not in meant for x, meant in zip(text, syllables, strict=True) if x in usual)
    return -FUNCTION_LOSS * len(FUNCTION_CHARACTERS.intersection(text)) - RARE_LOSS * rare


def _readings(unit: str, *, loose: bool) -> Iterator[tuple[Sequence[Sequence[str]], Places]]:
    """For each way to read `unit`: the syllables of each place, and the characters that can stand there."""
    found = runs(unit)
    if letters := sound.typed(unit):
        for syllables in sound.segmented(letters)[:WAYS] if len(letters) <= MOST_LETTERS else ():
            if FEWEST <= len(syllables) <= LONGEST:
                meant = [sound.alike(one) if loose else (one,) for one in syllables]
                yield meant, [sound.characters(some) for some in meant]
    elif len(found) == 1 and FEWEST <= len(found[0]) <= LONGEST:
        read = sound.syllables(found[0])
        if any(read):
            meant = [tuple(s for one in some for s in (sound.alike(one) if loose else (one,))) for some in read]
            yield meant, [sound.characters(some) | {x} for x, some in zip(found[0], meant, strict=True)]


def _strings(connection: sqlite3.Connection, places: Places) -> list[str]:
    """Every string that occurs with one of the characters of each place."""
    following = lexicon.followers(connection, frozenset[str]().union(*places[:-1]))
    allowed = list(places)
    for place in range(len(places) - 2, -1, -1):  # from behind: what has no continuation is not begun
        after = allowed[place + 1]
        allowed[place] = frozenset(x for x in places[place] if not after.isdisjoint(following.get(x, "")))
    found = sorted(allowed[0])
    for place, after in enumerate(allowed[1:], 1):
        in_order = sorted(after)
        next_of = {x: [y for y in in_order if y in following.get(x, "")] for x in {text[-1] for text in found}}
        longer = list(islice((text + x for text in found for x in next_of[text[-1]]), BEAM))
        found = longer if place == 1 else _occurring(connection, longer)
    return found


def _occurring(connection: sqlite3.Connection, texts: Sequence[str]) -> list[str]:
    """Those of the texts, which are folded runs of paired characters, that stand in some section."""
    phrases = ['"' + " ".join(map(add, text, text[1:])) + '"' for text in texts]
    rows = connection.execute(
        "SELECT j.key FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM fts WHERE fts MATCH j.value LIMIT 1) "
        "ORDER BY j.key",
        (json.dumps(phrases),),
    )
    return [texts[place] for (place,) in rows]


def initials_of_names(connection: sqlite3.Connection, first: str) -> list[tuple[str, str]]:
    """Every title, alias, file name and tag (folded) of three characters or more that is not ASCII, with its initials;
    of those names only the ones whose sound begins with the letter `first`."""
    # (Tags by their index, from one to the next: notes repeat a handful of them.)
    rows = connection.execute(
        "WITH RECURSIVE tags(key) AS (SELECT min(key) FROM tag "
        "UNION ALL SELECT (SELECT min(t.key) FROM tag t WHERE t.key > tags.key) FROM tags WHERE tags.key IS NOT NULL) "
        "SELECT name FROM name WHERE sound >= ? AND sound < ? AND note NOT IN (SELECT id FROM file WHERE hidden = 1) "
        "UNION SELECT key FROM tags WHERE key IS NOT NULL",
        (first, chr(ord(first) + 1)),
    )
    names = [name for (name,) in rows if len(name) > 2 and not name.isascii()]
    return list(zip(names, sound.initials(names), strict=True))
