"""What a note is about: its most telling words and pairs of characters, and the other notes that have them.

A word tells much that the note often has and few others do (tf·idf). How much another note shares is BM25 over whole
notes, as a share of what the note would score against itself. Asked from the full-text index; no text but the note's
own is read.
"""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from notes_cli.index.homophones import FUNCTION_CHARACTERS
from notes_cli.index.rows import FTS_COLUMNS
from notes_cli.index.sync import stored_fts_rows
from notes_cli.text.fold import fold_map
from notes_cli.text.words import is_paired, phrase

#: How many words tell what a note is about, and of how many the frequency is looked up (the most frequent in the note).
TELLING, LOOKED_UP = 40, 90
#: With fewer telling words than this it is less sure what a note is about, and to share them counts less.
SURE = 12
#: At most so many notes are compared more closely.
SHARING = 200
#: A word of the title or of a tag counts as so many in the text.
NAMED = 3
#: Words that more than one section in so many has tell nothing, unless there are few sections at all.
COMMON, FEW = 30, 60
#: BM25 over notes.
K1, B = 0.6, 0.4
#: Pairs with these are bits of sentences; in folded form.
GRAMMAR = FUNCTION_CHARACTERS | frozenset("不没他我你她它们一有可会要很更最到说让把给用样幺上下中来去")
#: Parts of addresses.
ADDRESS = frozenset(("http", "https", "www", "com", "org", "net", "html", "htm", "php"))
#: How many words of those that two notes share are named.
WORDS_NAMED = 5
#: At most so many characters of pairs that overlap are named as one word.
LONGEST_NAME = 8


class Shared(NamedTuple):
    """What another note has of the words of a note."""

    share: float  # 0 to 1 (as much as the note itself, if it has words enough)
    words: tuple[str, ...]  # as the note writes them, those that bind most first


class _Term(NamedTuple):
    """A telling word of the note."""

    text: str
    times: int  # how often the note has it
    rarity: float  # idf over sections


def sharing_words(connection: sqlite3.Connection, note: int) -> dict[int, Shared]:
    """The notes that share most of the telling words of `note`, by id; at most `SHARING`, without itself."""
    terms = _telling(connection, note)
    counts: dict[int, dict[_Term, int]] = defaultdict(dict)
    for term in terms:
        for other, count in _notes_with(connection, term.text):
            counts[other][term] = count
    own = counts.pop(note, None) or {term: term.times for term in terms}
    rough = {other: sum(_weight(term, n, 1.0) for term, n in found.items()) for other, found in counts.items()}
    nearest = sorted(rough, key=lambda other: (-rough[other], other))[:SHARING]
    if not nearest:
        return {}
    lengths = _lengths(connection, [note, *nearest])
    most = sum(_weight(term, n, lengths[note]) for term, n in own.items())
    labels = _Labels(connection, _text(connection, note), [term.text for term in terms])
    shared = {}
    for other in nearest:
        weights = {term: _weight(term, n, lengths[other]) for term, n in counts[other].items()}
        words = labels.of(other, [term.text for term in sorted(weights, key=lambda term: -weights[term])])
        share = min(1.0, sum(weights.values()) / most) * min(1.0, len(terms) / SURE)
        shared[other] = Shared(share, words)
    return shared


def _weight(term: _Term, count: float, length: float) -> float:
    """BM25 of a word that stands `count` times in a note of `length` (1 = as most), by how much it tells of ours."""
    saturated = count * (K1 + 1) / (count + K1 * (1 - B + B * length))
    return (1 + log(term.times)) * term.rarity * saturated


def _telling(connection: sqlite3.Connection, note: int) -> list[_Term]:
    """The words and pairs of characters that tell most of a note: frequent in it, rare elsewhere."""
    counts: Counter[str] = Counter()
    for place, (_, *row) in enumerate(stored_fts_rows(connection, note)):
        columns = dict(zip(FTS_COLUMNS, row, strict=True))
        counts.update(filter(_is_telling, columns["body"].split(" ")))
        if not place:  # names are the same in each section
            named = set(filter(_is_telling, f"{columns['title']} {columns['tags']} {columns['front']}".split(" ")))
            counts.update(dict.fromkeys(named, NAMED))
    sections = int(connection.execute("SELECT count(*) FROM section").fetchone()[0])
    most = max(FEW, sections // COMMON)
    found = []
    for text, count in counts.most_common(LOOKED_UP):
        having = _frequency(connection, text, most + 1)
        if 1 < having <= most:
            found.append(_Term(text, count, log(1 + (sections - having + 0.5) / (having + 0.5))))
    return sorted(found, key=lambda term: -(1 + log(term.times)) * term.rarity)[:TELLING]


def _is_telling(token: str) -> bool:
    """Words of three letters or more, and pairs without a character of grammar."""
    if len(token) < 2 or not token[0].isalpha() or token >= "\U000f0000":
        return False
    return GRAMMAR.isdisjoint(token) if is_paired(token) else len(token) > 2 and token not in ADDRESS


def _frequency(connection: sqlite3.Connection, term: str, limit: int) -> int:
    """How many sections have the term, counted up to `limit`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ? LIMIT ?)"
    return int(connection.execute(sql, (f'"{term}"', limit)).fetchone()[0])


def _notes_with(connection: sqlite3.Connection, term: str) -> list[tuple[int, int]]:
    """The notes whose text or title has the term, and how often; a title counts as `NAMED`."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, fts, instance)")
    rows = connection.execute(
        "SELECT s.note, sum(p.col = 'body') + ? * max(p.col IN ('title', 'tags')) FROM temp.places p "
        "JOIN section s ON s.id = p.doc WHERE p.term = ? GROUP BY s.note",
        (NAMED, term),
    )
    return [(note, count) for note, count in rows if count]


def _lengths(connection: sqlite3.Connection, notes: list[int]) -> dict[int, float]:
    """The length of each of the notes, 1 being the average of them all."""
    rows = connection.execute(
        "SELECT n.id, n.words FROM json_each(?) j JOIN note n ON n.id = j.value", (json.dumps(notes),)
    ).fetchall()
    average = sum(words for _, words in rows) / len(rows) or 1.0
    return {note: words / average for note, words in rows}


def _text(connection: sqlite3.Connection, note: int) -> str:
    """All that the note's terms were taken from, the body first."""
    rows = connection.execute(
        "SELECT t.text FROM section s JOIN section_text t ON t.id = s.id WHERE s.note = ?1 UNION ALL "
        "SELECT name FROM name WHERE note = ?1 UNION ALL SELECT name FROM tag WHERE note = ?1 UNION ALL "
        "SELECT text FROM property WHERE note = ?1 AND kind = 'text' AND text <> ''",
        (note,),
    )
    return "\n".join(text for (text,) in rows)


class _Labels:
    """What the terms of a note are called: pairs that overlap are one word (價值, 值函 and 函數 are 價值函數), and what
    stands beside all of its places belongs to it (測試資 is 測試資料); as far as the other note has it whole."""

    def __init__(self, connection: sqlite3.Connection, text: str, terms: Sequence[str]) -> None:
        self._text = text
        self._folded, self._places = fold_map(text)
        self._spans = {}
        for term in terms:
            border = "" if is_paired(term) else r"(?<![a-z\\])"  # what stands behind a backslash is TeX
            if found := re.search(border + re.escape(term), self._folded):
                self._spans[term] = found.span()
        self._pairs = [span for term, span in self._spans.items() if is_paired(term)]
        self._holders = lru_cache(maxsize=None)(lambda folded: _holders(connection, folded))

    def of(self, other: int, terms: Iterable[str]) -> tuple[str, ...]:
        """The first `WORDS_NAMED` words of what the note `other` shares, none of them within another."""
        found: list[str] = []
        for term in terms:
            name = self._name(other, term)
            if not name or any(name in longer for longer in found):
                continue
            found = [*(shorter for shorter in found if shorter not in name), name]
            if len(found) == WORDS_NAMED:
                break
        return tuple(found)

    def _name(self, other: int, term: str) -> str:
        if term not in self._spans:
            return ""
        span = self._spans[term]
        if is_paired(term):
            wide = _widened(self._pairs, *span)
            ways = (_completed(self._folded, *wide), wide, _completed(self._folded, *span), span)
            start, end = next((way for way in ways if other in self._holders(self._folded[slice(*way)])), span)
        else:
            start, end = span
        return self._text[self._places[start] : max(self._places[end], self._places[end - 1] + 1)]


def _holders(connection: sqlite3.Connection, folded: str) -> set[int]:
    """The notes that hold a piece of folded text."""
    rows = connection.execute(
        "SELECT DISTINCT s.note FROM fts JOIN section s ON s.id = fts.rowid WHERE fts MATCH ?",
        (phrase(folded, prefix=False),),
    )
    return {note for (note,) in rows}


def _widened(pairs: Iterable[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The span of a pair with those that overlap it by one character, and so on, to `LONGEST_NAME` characters."""
    starts = {first for first, _ in pairs}
    while start - 1 in starts and end - start < LONGEST_NAME:
        start -= 1
    while end - 1 in starts and end - start < LONGEST_NAME:
        end += 1
    return start, end


def _completed(folded: str, start: int, end: int) -> tuple[int, int]:
    """The span of something that stands there more than once, with the characters that always stand beside it."""
    times = folded.count(folded[start:end])
    while times > 1 and end - start < LONGEST_NAME:
        if _always(folded, start, end + 1, end, times):
            end += 1
        elif _always(folded, start - 1, end, start - 1, times):
            start -= 1
        else:
            break
    return start, end


def _always(folded: str, start: int, end: int, beside: int, times: int) -> bool:
    """Whether the span with the character at `beside`, which is none of grammar, stands there as often."""
    character = folded[beside] if 0 <= beside < len(folded) else " "
    return is_paired(character) and character not in GRAMMAR and folded.count(folded[start:end]) == times
