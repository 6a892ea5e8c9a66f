"""The lexicon: every word and every pair of Chinese characters of the vault, by first character and length.

The full-text index knows them too, but only gives them out one by one, with all their places read: a hundred times
slower. Table `lexicon` has one row for each first character and length, with the rest of every such word, sorted:
("s", 9) has "utskever ...", and ("泛", 2) the characters that ever follow 泛. So likeness reads a handful of rows.

It holds exactly the terms of the full-text index from "a" on that have two characters or more, whatever was edited
before: a term goes in when the first section with it comes, and goes out when the full-text index has it no more.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter

#: Terms are fetched in portions that begin and end here. Before the first are digits, behind the last only symbols.
_BORDERS = "a\u0e00\u4e00\u5800\u6200\u6c00\u7600\u8000\u8a00\u9400\ue000\U000f0000"
#: Looking for one term in the full-text index takes as long as reading so many, one after the other.
LOOKUP = 40
_VOCABULARY = "temp.vocabulary"


def ensure_vocabulary(connection: sqlite3.Connection) -> str:
    """The name of the table with every term of the full-text index: term, doc (sections), cnt (places)."""
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {_VOCABULARY} USING fts5vocab(main, fts, row)")
    return _VOCABULARY


def terms_of(row: Iterable[str]) -> set[str]:
    """The terms of a row of the full-text index that belong into the lexicon."""
    terms = set(" ".join(row).split(" "))
    return {term for term in terms if len(term) > 1 and _is_word(term)}


def _is_word(term: str) -> bool:
    """Whether it begins with a letter, and not with one of the private characters, which are marks or symbols."""
    return "a" <= term < "\ue000" or "\uf900" <= term < "\U000f0000"


def fill(connection: sqlite3.Connection) -> None:
    """Make the lexicon anew from the full-text index, within the caller's transaction.

    (The terms of a range are fetched as one text: row by row it takes twice the time.)
    """
    connection.execute("DELETE FROM lexicon")
    sql = f"SELECT group_concat(term, ' ') FROM {ensure_vocabulary(connection)} WHERE term >= ? AND term < ?"
    for place in pairwise(_BORDERS):
        (terms,) = connection.execute(sql, place).fetchone()
        words = filter(_is_word, (terms or "").split())
        connection.executemany("INSERT INTO lexicon VALUES (?, ?, ?)", list(_rows(words)))


def _rows(words: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Rows of sorted words; one first character at a time is held in memory."""
    for first, beginning in groupby(words, itemgetter(0)):
        for length, alike in groupby(sorted(beginning, key=len), len):
            if length > 1:
                yield first, length, " ".join([word[1:] for word in alike])


def update(connection: sqlite3.Connection, gained: set[str], lost: set[str]) -> None:
    """Bring the lexicon up to date after sections with terms `gained` came and such with terms `lost` went."""
    if len(lost - gained) * LOOKUP > _size(connection):
        fill(connection)
        return
    changes: dict[tuple[str, int], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for word in gained - lost:
        changes[word[0], len(word)][0].add(word[1:])
    for word in lost - gained:
        if not occurs(connection, word):
            changes[word[0], len(word)][1].add(word[1:])
    for (first, length), (new, gone) in changes.items():
        old = set(_rest(connection, first, length))
        now = (old | new) - gone
        if not now:
            connection.execute("DELETE FROM lexicon WHERE first = ? AND length = ?", (first, length))
        elif now != old:
            row = (first, length, " ".join(sorted(now)))
            connection.execute("INSERT OR REPLACE INTO lexicon VALUES (?, ?, ?)", row)


def _size(connection: sqlite3.Connection) -> int:
    """About how many terms there are; a pair takes two characters in its row, and a word more."""
    return int(connection.execute("SELECT coalesce(sum(length(rest)), 0) / 2 FROM lexicon").fetchone()[0])


def occurs(connection: sqlite3.Connection, term: str) -> bool:
    """Whether some section has the term."""
    return connection.execute("SELECT 1 FROM fts WHERE fts MATCH ? LIMIT 1", (f'"{term}"',)).fetchone() is not None


def _rest(connection: sqlite3.Connection, first: str, length: int) -> list[str]:
    row = connection.execute("SELECT rest FROM lexicon WHERE first = ? AND length = ?", (first, length)).fetchone()
    return row[0].split(" ") if row else []


def words(connection: sqlite3.Connection, first: str, lengths: range) -> dict[int, list[str]]:
    """The words that begin with `first`, by length, each without its first character."""
    rows = connection.execute(
        "SELECT length, rest FROM lexicon WHERE first = ? AND length >= ? AND length < ?",
        (first, lengths.start, lengths.stop),
    )
    return {length: rest.split(" ") for length, rest in rows}


def beginning_with(connection: sqlite3.Connection, firsts: str, rest: str) -> list[str]:
    """The words that are one of the characters `firsts` with `rest` behind it."""
    rows = connection.execute(
        "SELECT first, rest FROM json_each(?) j JOIN lexicon l ON l.first = j.value AND l.length = ?",
        (json.dumps(list(firsts)), len(rest) + 1),
    )
    return [first + rest for first, rests in rows if f" {rest} " in f" {rests} "]


def followers(connection: sqlite3.Connection, characters: Iterable[str]) -> dict[str, str]:
    """For each of `characters` that begins a pair: the characters that stand behind it somewhere, in one text."""
    rows = connection.execute(
        "SELECT first, rest FROM json_each(?) j JOIN lexicon l ON l.first = j.value AND l.length = 2",
        (json.dumps(list(characters)),),
    )
    return dict(rows)
