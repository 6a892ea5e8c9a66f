"""Likeness: what to search for instead of words that occur nowhere, and names that are nearly those asked for.

Words of letters are compared by spelling (slips of one or two letters, words written apart or together), Chinese by
sound: homophones, pinyin, zhuyin, the initials of names. Whatever is proposed stands in some note that is not hidden.

Nothing here is loaded for a word that is found. The lexicon gives the words, `text.likeness` compares spellings,
`text.sound` knows how characters are read.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, product
from math import log
from string import ascii_lowercase
from typing import NamedTuple

from notes_cli.index import homophones, lexicon
from notes_cli.text.excerpt import term_pattern
from notes_cli.text.fold import fold, fold_map, letters_of
from notes_cli.text.likeness import in_letters, in_sound, misspelled, resemblance
from notes_cli.text.words import SEPARATOR, Unit, is_paired, phrase, readable, runs

#: At most so many proposals.
MOST = 5
#: Notes are counted among the first so many sections: enough to tell one, two and many.
COUNTED = 200
#: Shorter words are like too many others to be corrected without asking; shorter ones still, to be corrected at all.
TELLING, SHORTEST = 4, 3
#: Longer ones are no words, and units of more runs are whole sentences.
LONGEST, RUNS = 40, 8
#: Longer words may have two slips.
ONE_SLIP = 5
#: A likeness of names below this is chance (0 to 100).
NAME_FLOOR = 60.0


_ZHUYIN = re.compile("[\u3105-\u312f\u31a0-\u31bf]")


class Correction(NamedTuple):
    """What to search for instead."""

    text: str  # as most notes write it
    kind: str  # "fuzzy" (by spelling) or "sound"
    applied: bool  # sure enough to be searched for without asking; else only to be suggested
    notes: int  # how many notes have it; counted among the first `COUNTED` sections


class _Proposal(NamedTuple):
    """A correction on its way: folded, with what ranks it."""

    folded: str
    kind: str
    distance: float  # slips of spelling, or how far off the sound is
    closeness: float = 0.0  # among those of the same distance, more is better


def corrections(connection: sqlite3.Connection, unit: str) -> list[Correction]:
    """What to search for instead of `unit`, which occurs nowhere; best first, at most `MOST`."""
    return _checked(connection, unit, _proposals(connection, unit))


def similar(connection: sqlite3.Connection, word: str) -> list[Correction]:
    """What is like `word`, which may occur itself; best first, without itself; all `applied`: they are asked for."""
    (key,) = letters_of((word,))
    proposals = [*_proposals(connection, word), *_beginnings(connection, key)]
    return [found._replace(applied=True) for found in _checked(connection, word, proposals)]


# -- proposals ----------------------------------------------------------------------------------------------


def _proposals(connection: sqlite3.Connection, unit: str) -> list[_Proposal]:
    found = [run for run in runs(unit) if run != SEPARATOR]
    if not 0 < len(found) <= RUNS:
        return []
    by_sound = [_Proposal(s.text, "sound", s.distance, s.closeness) for s in homophones.sounding_like(connection, unit)]
    if len(found) == 1:
        by_spelling = [] if is_paired(found[0]) else _spelled_alike(connection, found[0])
        return [*by_spelling, *by_sound] or _beginnings(connection, found[0]) or _initials(connection, found[0])
    together = "".join(found)
    joined = (
        [_Proposal(together, "fuzzy", 0.5)] if lexicon.beginning_with(connection, together[0], together[1:]) else []
    )
    return [*joined, *by_sound, *_run_by_run(connection, found)]


def _run_by_run(connection: sqlite3.Connection, found: list[str]) -> Iterator[_Proposal]:
    """Every run that occurs nowhere corrected for itself, all runs together again."""
    choices = []
    for run in found:
        if _sections(connection, run, limit=1):
            choices.append([_Proposal(run, "fuzzy", 0.0)])
        else:
            choices.append(sorted(_proposals(connection, run), key=_order)[:3])
    for parts in islice(product(*choices), 16):
        kinds = {part.kind for part in parts if part.distance}
        yield _Proposal(
            " ".join(part.folded for part in parts), "sound" if "sound" in kinds else "fuzzy",
            sum(part.distance for part in parts), sum(part.closeness for part in parts),
        )  # fmt: skip


def _spelled_alike(connection: sqlite3.Connection, word: str) -> list[_Proposal]:
    """Words that are a slip or two from `word`, and two words that are one in `word`; only the nearest ones."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return []
    apart = [_Proposal(pair, "fuzzy", 0.5) for pair in _apart(connection, word)]
    one = dict(_slips(connection, word, 1)) | dict.fromkeys(_other_first(connection, word), 1)
    found = one if one or len(word) <= ONE_SLIP else dict(_slips(connection, word, 2))
    return apart + [
        _Proposal(other, "fuzzy", distance, resemblance(word, other))
        for other, distance in found.items()
        if other != word
    ]


def _slips(connection: sqlite3.Connection, word: str, distance: int) -> Iterator[tuple[str, int]]:
    """Words with the same first letter; of those two slips away, also words that begin with the second letter."""
    lengths = range(max(2, len(word) - distance), len(word) + distance + 1)
    ways = [(word[0], word[1:], distance)]
    if distance == 2:  # one of the two at the first letter: left out, or swapped
        ways += [(word[1], word[2:], 1), (word[1], word[0] + word[2:], 1)]
    for first, rest, left in ways:
        for known in lexicon.words(connection, first, lengths).values():
            yield from ((first + other, slips + distance - left) for other, slips in misspelled(rest, known, left))


def _other_first(connection: sqlite3.Connection, word: str) -> list[str]:
    """Words that are `word` but for one slip at its first letter: another one, none, one too many, swapped."""
    swapped = word[1] + word[0] + word[2:]
    return [
        *lexicon.beginning_with(connection, ascii_lowercase, word[1:]),
        *lexicon.beginning_with(connection, ascii_lowercase, word),
        *lexicon.beginning_with(connection, word[1], word[2:]),
        *lexicon.beginning_with(connection, swapped[0], swapped[1:]),
    ]


def _apart(connection: sqlite3.Connection, word: str) -> Iterator[str]:
    """Two words, one behind the other in some note, that are `word` together."""
    for cut in range(2, len(word) - 1):
        one, other = word[:cut], word[cut:]
        if all(lexicon.beginning_with(connection, part[0], part[1:]) for part in (one, other)):
            yield f"{one} {other}"


def _beginnings(connection: sqlite3.Connection, word: str) -> list[_Proposal]:
    """Longer words that begin with `word`, or, when there are none, with what is a slip from it.

    (The slip lies behind the second letter.)
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or is_paired(word):
        return []
    known = lexicon.words(connection, word[0], range(len(word) + 1, len(word) + 8))
    longer = [rest for _, rests in sorted(known.items()) for rest in rests if rest[0] == word[1]]
    exact = [rest for rest in longer if rest.startswith(word[1:])]
    if exact or len(word) <= ONE_SLIP:
        return [_Proposal(word[0] + rest, "fuzzy", 1.0, -len(rest) / 10) for rest in exact[: 2 * MOST]]
    cut = {rest[: len(word) + more]: rest for more in (-2, -1, 0) for rest in reversed(longer)}
    near = dict.fromkeys(cut[beginning] for beginning, _ in misspelled(word[1:], list(cut), 1))
    return [_Proposal(word[0] + rest, "fuzzy", 2.0, -len(rest) / 10) for rest in near]


def _initials(connection: sqlite3.Connection, letters: str) -> list[_Proposal]:
    """Names of three characters or more whose initials are `letters`, or begin with them."""
    if len(letters) < SHORTEST or not letters.isascii() or not letters.isalpha():
        return []
    return [
        _Proposal(fold(name), "sound", 2.0 + (len(key) > len(letters)), -float(len(key)))
        for name, key in homophones.initials_of_names(connection, letters[0])
        if key.startswith(letters) and not any(map(str.isascii, name[: len(letters)]))
    ][: 4 * MOST]


# -- checking -----------------------------------------------------------------------------------------------


def _order(proposal: _Proposal) -> tuple[float, float]:
    return (proposal.distance, -proposal.closeness)


def _checked(connection: sqlite3.Connection, unit: str, proposals: Iterable[_Proposal]) -> list[Correction]:
    """The best of the proposals that some note has, each once, as notes write them."""
    itself = phrase(unit, prefix=False)
    distinct: dict[str, _Proposal] = {}
    for proposal in sorted(proposals, key=_order):
        wanted = phrase(proposal.folded, prefix=False)
        if wanted != itself:
            distinct.setdefault(wanted, proposal)
    counted = [(p, _sections(connection, p.folded, COUNTED)) for p in islice(distinct.values(), 40)]
    ranked = sorted((pair for pair in counted if pair[1]), key=lambda pair: _rank(*pair))
    nearest = ranked[0][0].distance if ranked else 0.0
    found = []
    for proposal, _ in ranked:
        notes, text = _seen(connection, proposal.folded)
        if notes:
            applied = proposal.distance == nearest and _is_sure(unit, proposal, notes)
            found.append(Correction(text, proposal.kind, applied, notes))
        if len(found) == MOST:
            break
    return found


def _rank(proposal: _Proposal, sections: int) -> tuple[float, float]:
    """Nearer ones first; among equally near ones, what is closer and what is more frequent (which counts less)."""
    weight = 0.04 if proposal.kind == "fuzzy" else 1.0
    return (proposal.distance, -(proposal.closeness + weight * log(1 + sections)))


def _is_sure(unit: str, proposal: _Proposal, notes: int) -> bool:
    """Whether to search for it without asking: most absent words of two characters sound like some other one, and
    short ones of letters are another word when they begin otherwise (near, year), unless letters are only swapped."""
    length = sum(map(len, runs(proposal.folded)))
    if proposal.kind == "fuzzy":
        (typed,) = letters_of((unit,))
        begins_alike = proposal.folded[0] == typed[0] or sorted(proposal.folded) == sorted(typed)
        return length > TELLING or (length == TELLING and begins_alike)
    return proposal.distance < 2 and (length >= 4 or (length == 3 and notes >= 2))


def _sections(connection: sqlite3.Connection, text: str, limit: int) -> int:
    """How many sections have `text`, counted up to `limit`."""
    expression = phrase(text, prefix=False)
    sql = "SELECT count(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ? LIMIT ?)"
    return int(connection.execute(sql, (expression, limit)).fetchone()[0]) if expression else 0


def _seen(connection: sqlite3.Connection, text: str) -> tuple[int, str]:
    """How many notes that are not hidden have the folded `text`, and how most of the first ones write it."""
    rows = connection.execute(
        "SELECT DISTINCT s.note FROM (SELECT rowid FROM fts WHERE fts MATCH ? LIMIT ?) r "
        "JOIN section s ON s.id = r.rowid JOIN file f ON f.id = s.note WHERE f.hidden = 0",
        (phrase(text, prefix=False), COUNTED),
    ).fetchall()
    return len(rows), _spelling(connection, text) if rows else ""


def _spelling(connection: sqlite3.Connection, text: str) -> str:
    """How most of the first notes with the folded `text` write it, on one line."""
    pattern = term_pattern(Unit(text, whole=True))
    if pattern is None:
        return readable(text)
    rows = connection.execute(
        "SELECT n.title, t.text, n.tags, n.aliases FROM (SELECT rowid FROM fts WHERE fts MATCH ? LIMIT 5) r "
        "JOIN section s ON s.id = r.rowid JOIN section_text t ON t.id = s.id JOIN note n ON n.id = s.note",
        (phrase(text, prefix=False),),
    )
    written = (next(filter(None, (_written(part, pattern) for part in row)), "") for row in rows)
    spellings = Counter(" ".join(spelling.split()) for spelling in written if spelling)
    return spellings.most_common(1)[0][0] if spellings else readable(text)


def _written(text: str, pattern: re.Pattern[str]) -> str:
    """How `text` writes what `pattern` finds in it folded; "" when it finds nothing."""
    found = pattern.search(fold(text))
    if found is None:
        return ""
    _, places = fold_map(text)
    start, end = found.span()
    return text[places[start] : max(places[end], places[end - 1] + 1)]


# -- names --------------------------------------------------------------------------------------------------


def fuzzy_titles(connection: sqlite3.Connection, query: str, limit: int) -> list[tuple[int, float]]:
    """The notes whose title, alias or file name is most like `query` in letters or in sound: (id, 0 to 100)."""
    size = len(query)
    # What is much longer or shorter is not like it; but a character's sound is spelled with up to six letters.
    least = size // 2 if any(map(is_paired, runs(query))) and not _ZHUYIN.search(query) else size // 7
    sized = (least, 2 * size + 2)
    # Names in one text, each once: row by row it takes ten times as long. Many are asked for, as some may be hidden.
    names, spoken = _column(connection, "letters", sized), _column(connection, "sound", sized)
    letters = {names[place]: score for place, score in in_letters(query, names, limit=3 * limit, floor=NAME_FLOOR)}
    heard = in_sound(query, lambda: spoken, limit=3 * limit, floor=NAME_FLOOR)
    sounds = {spoken[place]: score for place, score in heard}
    rows = connection.execute(
        "SELECT note, letters, sound FROM name WHERE (letters IN (SELECT value FROM json_each(?)) "
        "OR sound IN (SELECT value FROM json_each(?))) AND note NOT IN (SELECT id FROM file WHERE hidden = 1)",
        (json.dumps(list(letters)), json.dumps(list(sounds))),
    )
    best: dict[int, float] = {}
    for note, *keys in rows:
        score = max(letters.get(keys[0], 0.0), sounds.get(keys[1], 0.0))
        best[note] = max(best.get(note, 0.0), score)
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]


def _column(connection: sqlite3.Connection, column: str, sized: tuple[int, int]) -> list[str]:
    """The distinct values of a column of table `name`, of names of so many characters, at least and at most."""
    (found,) = connection.execute(
        f"SELECT group_concat({column}, char(10)) FROM name WHERE letters IS NOT NULL AND length(name) BETWEEN ? AND ?",
        sized,
    ).fetchone()
    return list(dict.fromkeys((found or "").split("\n")))
