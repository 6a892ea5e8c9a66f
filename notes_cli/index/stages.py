"""The stages of a search: what is looked for first, and what only when that was not enough.

1. sections that hold all units as typed            EXACT
2. the same, words also inflected or begun          LOOSE
3. notes that hold them in several sections         NOTE
4. units that occur nowhere, corrected              CORRECTED   when nothing was found so far
5. sections that hold some of the rarest terms      PARTIAL     when nothing was found, or the query is a question
6. corrections too doubtful to make unasked         SUGGESTED   when nothing was found at all
7. titles like the query                            TITLE       when nothing was found by 1 to 3
8. notes that match without a word (-x)             WORDLESS    (PARTIAL: but for words that occur nowhere)

A later stage only runs while notes are wanting, and never puts a note above those of an earlier one.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from notes_cli.index.candidates import Match, frequencies, matching, properties, read, total
from notes_cli.index.plan import Asked, Plan, Term, joined, terms_of
from notes_cli.index.score import Scored, Weighed, as_typed, name_bonus, of_note, rarity, scored
from notes_cli.index.weights import (
    AS_CORRECTED,
    AS_TYPED,
    CANDIDATES,
)
from notes_cli.query.sql import Sql, every
from notes_cli.text.fold import fold

if TYPE_CHECKING:
    from notes_cli.index.likeness import Correction


class Stage(IntEnum):
    """How a note was found, the best way first."""

    EXACT = 0
    LOOSE = 1
    NOTE = 2
    CORRECTED = 3
    PARTIAL = 4
    SUGGESTED = 5
    TITLE = 6
    WORDLESS = 7


class Found:
    """A note that answers."""

    __slots__ = ("kind", "note", "score", "sections", "stage")

    def __init__(
        self, note: int, stage: Stage, score: float = 0.0, sections: Sequence[int] = (), kind: str = ""
    ) -> None:
        self.note = note
        self.stage = stage
        self.score = score  # within its stage
        self.sections = list(sections)  # that answer, best first
        self.kind = kind  # of the correction it was found by: "sound" or "fuzzy"


class Answer:
    """What a search has found so far, and how."""

    def __init__(self, asked: tuple[Asked, ...]) -> None:
        self.asked = asked  # the units, corrected ones in place of those typed
        self.found: dict[int, Found] = {}
        self.corrections: dict[str, Correction] = {}  # unit as typed: what was looked for instead
        self.suggestions: dict[str, list[Correction]] = {}  # unit as typed: what it may mean
        self.complete = True  # every section that matches was looked at: no other one of these notes does
        self.parts: tuple[Weighed, ...] = ()  # the terms that PARTIAL asked for

    def best(self) -> Stage:
        """The best stage that found something."""
        return min((found.stage for found in self.found.values()), default=Stage.WORDLESS)


def answer(
    connection: sqlite3.Connection, wanted: Plan, limit: int | None, *, exact: bool = False, fuzzy: bool = False
) -> Answer:
    """The notes that answer, about as many as `limit` asks for (None = all).

    `exact` looks no further than the first stage; `fuzzy` asks for likeness also of words that occur.
    """
    search = Search(connection, wanted, limit)
    if wanted.asked:
        search.as_typed(exact=exact)
        if not exact and not search.is_filled():
            from notes_cli.index.loosened import loosened

            loosened(search, fuzzy=fuzzy)
    if not wanted.asked or (not wanted.joint and not search.is_filled()):
        search.wordless(wanted.full)
    return search.answer


class Search:
    """One run through the stages."""

    def __init__(self, connection: sqlite3.Connection, plan: Plan, limit: int | None) -> None:
        self.connection, self.plan, self.limit = connection, plan, limit
        self.answer = Answer(plan.asked)

    def is_filled(self) -> bool:
        return self.limit is not None and len(self.answer.found) >= self.limit

    def notes(self, where: Sql) -> set[int]:
        """The notes that satisfy `where`."""
        sql = f"SELECT n.id FROM note n JOIN file f ON f.id = n.id WHERE {where.text}"
        return {row[0] for row in self.connection.execute(sql, where.params)}

    # -- as typed -------------------------------------------------------------------------------------------

    def as_typed(self, *, exact: bool) -> None:
        """Stages 1 to 3; only the first when `exact`."""
        asked = self.plan.asked
        if not self.plan.joint:
            expression = " OR ".join(one.exact if exact else one.loose for one in asked)
            self.add(Stage.EXACT, expression, self.plan.full, asked)
            return
        self.add(Stage.EXACT, joined(asked, loose=False), self.plan.filters, asked)
        if exact:
            return
        if joined(asked, loose=True) != joined(asked, loose=False) and not self.is_filled():
            self.add(Stage.LOOSE, joined(asked, loose=True), self.plan.filters, asked)
        if len(asked) > 1 and not self.is_filled():
            self.across(Stage.NOTE, asked)

    def across(self, stage: Stage, asked: Sequence[Asked], kind: str = "") -> None:
        """Notes that hold all units, each in any section."""
        where = every(_holding(one.loose) for one in asked) & self.plan.filters
        if notes := self.notes(where) - self.answer.found.keys():
            self.add(stage, " OR ".join(one.loose for one in asked), among(notes), asked, kind)

    def wordless(self, where: Sql, stage: Stage = Stage.WORDLESS) -> None:
        """The notes that satisfy `where`, whatever their words."""
        for note in self.notes(where):
            self.answer.found.setdefault(note, Found(note, stage))

    # -- sections -------------------------------------------------------------------------------------------

    def matching(self, expression: str, where: Sql, *, thorough: bool = False) -> list[Match]:
        out = self.answer.found
        found = matching(self.connection, expression, where, notes=self.limit, without=out, thorough=thorough)
        self.answer.complete &= len(found) < CANDIDATES
        return found

    def scored(self, matches: Sequence[Match], terms_: Sequence[Weighed], lone: Sequence[str] = ()) -> list[Scored]:
        sections = read(self.connection, [match.section for match in matches])
        return scored(sections, terms_, lone, properties=lambda note: properties(self.connection, note))

    def add(self, stage: Stage, expression: str, where: Sql, asked: Sequence[Asked], kind: str = "") -> None:
        """The notes of the sections that `expression` finds and whose notes satisfy `where`."""
        matches = self.matching(expression, where)
        if not matches:
            return
        own = terms_of(asked, loose=stage > Stage.EXACT or not self.plan.joint)
        weighed = self.weighed(own, frequencies(self.connection, own) if len(own) > 1 else None)
        results = self.scored(matches[:CANDIDATES], weighed)
        typed = [one.unit.text for one in asked]
        more = AS_TYPED if stage < Stage.CORRECTED else AS_CORRECTED
        self.enter(stage, [as_typed(result, typed, more) for result in results], name=" ".join(typed), kind=kind)
        if not self.is_filled():
            self.follow(stage, matches[CANDIDATES:], kind)

    def weighed(self, own: Sequence[Term], counts: dict[str, int] | None) -> list[Weighed]:
        """The terms with their weights; where there is but one, its rarity changes nothing."""
        if counts is None:
            return [Weighed(term, term.weight) for term in own]
        sections = total(self.connection)
        return [Weighed(term, term.weight * rarity(sections, counts[term.token])) for term in own]

    def enter(
        self, stage: Stage, results: Sequence[Scored], *, name: str = "", bonus: dict[int, float] | None = None,
        kind: str = "",
    ) -> None:  # fmt: skip
        """Notes found by `stage`, each by its best sections; more for one that is called `name`."""
        of: dict[int, list[Scored]] = {}
        for result in results:
            of.setdefault(result.candidate.note, []).append(result)
        asked = fold(name).strip()
        for note, sections in of.items():
            if len(sections) > 1:
                sections.sort(key=_best_first)
            score = of_note(sections) + name_bonus(sections[0], asked)
            score += (bonus or {}).get(note, 0.0)
            self.answer.found[note] = Found(note, stage, score, [r.candidate.section for r in sections], kind)

    def follow(self, stage: Stage, matches: Sequence[Match], kind: str) -> None:
        """The rest of a stage, which was not scored with care: below those that were, in FTS5's order."""
        if not matches:
            return
        lowest = min(found.score for found in self.answer.found.values() if found.stage == stage)
        for match in matches:
            new = Found(match.note, stage, lowest * match.rank / (matches[0].rank or 1.0), kind=kind)
            self.answer.found.setdefault(match.note, new).sections.append(match.section)


def _best_first(result: Scored) -> float:
    return -result.score


def _holding(expression: str) -> Sql:
    return Sql("n.id IN (SELECT s.note FROM fts JOIN section s ON s.id = fts.rowid WHERE fts MATCH ?)", (expression,))


def among(notes: Iterable[int]) -> Sql:
    """Only these notes."""
    return Sql("n.id IN (SELECT value FROM json_each(?))", (json.dumps(list(notes)),))
