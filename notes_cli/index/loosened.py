"""The later stages of a search: what is like the query, or holds some of it (4 to 7 in `stages`).

Loaded only when the notes that hold all of it are not enough.
"""

from collections.abc import Sequence

from notes_cli.index.candidates import frequencies, occurs, total
from notes_cli.index.plan import Asked, either, joined, singles, terms, terms_of
from notes_cli.index.score import Scored, Weighed
from notes_cli.index.stages import Found, Search, Stage, among
from notes_cli.index.weights import (
    CANDIDATES,
    COMMON,
    LIKE_TITLE,
    LIKE_TITLE_BONUS,
    LIKE_TITLE_FIRST,
    LIKE_TITLES,
    LONG_UNIT,
    NAME_BONUS,
    PARTIAL_CUT,
    PARTIAL_TERMS,
    RARE_TERMS,
    SAME_TITLE,
    SUGGESTED,
    SURE_TITLE,
    TITLE_QUERY,
    WHOLE_UNITS,
)  # fmt: skip


def loosened(search: Search, *, fuzzy: bool) -> None:
    """Stages 4 to 7."""
    if not [one for one in search.plan.asked if not one.unit.whole]:
        return  # what stands in quotes is meant as it stands
    nothing = not search.answer.found
    titles = _like_titles(search) if nothing else {}
    if nothing or fuzzy:
        _titles(search, Stage.CORRECTED, titles, SAME_TITLE)
        _correct(search, fuzzy=fuzzy)
        if search.answer.corrections and not search.is_filled():
            _corrected(search, Stage.CORRECTED)
    if (nothing or _is_question(search)) and not search.is_filled():
        _partial(search, titles)
    if not any(found.sections for found in search.answer.found.values()):
        best = max(titles.values(), default=0.0)
        if best < SURE_TITLE or best >= SAME_TITLE:  # a title of the same sound is a reason to believe in it
            _suggested(search)
    _titles(search, Stage.TITLE, titles, LIKE_TITLE)
    if not search.answer.found and search.plan.is_filtered and search.plan.joint and not search.answer.corrections:
        _without_absent(search)


def _is_question(search: Search) -> bool:
    return any(map(_is_long, search.plan.asked))


def _correct(search: Search, *, fuzzy: bool) -> None:
    """Look for corrections: of the units that occur nowhere, or of all when `fuzzy`."""
    from notes_cli.index.likeness import corrections, similar

    asked = []
    for one in search.plan.asked:
        if one.unit.whole or _is_long(one) or (not fuzzy and occurs(search.connection, one.loose)):
            asked.append(one)
            continue
        near = (similar if fuzzy else corrections)(search.connection, one.unit.text)
        best = next((c for c in near if c.applied), None)
        if best is None:
            search.answer.suggestions[one.unit.text] = near
            asked.append(one)
        else:
            search.answer.corrections[one.unit.text] = best
            asked.append(either(one, [c.text for c in near if c.applied], keep=fuzzy))
    search.answer.asked = tuple(asked)


def _corrected(search: Search, stage: Stage) -> None:
    """Notes that hold the units with corrections in their place."""
    asked = search.answer.asked
    kinds = {c.kind for c in search.answer.corrections.values()}
    kind = "fuzzy" if "fuzzy" in kinds else "sound"
    if not search.plan.joint:
        search.add(stage, " OR ".join(one.loose for one in asked), search.plan.filters, asked, kind)
        return
    search.add(stage, joined(asked, loose=True), search.plan.filters, asked, kind)
    if len(asked) > 1 and not search.is_filled():
        search.across(stage, asked, kind)


def _partial(search: Search, titles: dict[int, float]) -> None:
    """Sections that hold some of the rarest terms; those under a share of the best are dropped."""
    asked = [one for one in search.answer.asked if not one.unit.whole]
    own = terms_of(asked, loose=True)
    counts = frequencies(search.connection, own)
    live = sorted((t for t in own if counts[t.token]), key=lambda t: counts[t.token] / t.weight)
    chosen = live[:PARTIAL_TERMS]
    if not chosen:
        return
    common = COMMON * total(search.connection)
    rare = [term for term in chosen if counts[term.token] <= common]
    expression = " OR ".join(term.expression for term in (rare if len(rare) >= RARE_TERMS else chosen))
    matches = search.matching(expression, search.plan.filters, thorough=True)[:CANDIDATES]
    if missing := [note for note in titles if note not in {match.note for match in matches}]:
        matches += search.matching(expression, among(missing) & search.plan.filters)
    weighed = search.weighed(chosen, counts)
    search.answer.parts = tuple(weighed)
    results = search.scored(matches, weighed, singles(search.plan.text))
    titles = titles or _like_titles_among(search, results)
    floor = PARTIAL_CUT * max((result.score for result in results), default=0.0)
    places = {term.token: place for place, term in enumerate(chosen)}
    units = [{places[t.token] for t in terms(one.unit.text) if t.token in places} for one in asked]
    kept = [
        result._replace(score=result.score + WHOLE_UNITS * _share_of_units(units, weighed, result))
        for result in results
        if result.score >= floor or result.candidate.note in titles
    ]
    bonus = {note: LIKE_TITLE_BONUS * ratio / 100 for note, ratio in titles.items() if ratio >= LIKE_TITLE_FIRST}
    search.enter(Stage.PARTIAL, kept, bonus=bonus)


def _without_absent(search: Search) -> None:
    """What the rest of the query asks for, when words of it occur nowhere."""
    left = tuple(one for one in search.plan.asked if one.unit.whole or occurs(search.connection, one.loose))
    if left == search.plan.asked:
        return
    if left:
        search.add(Stage.PARTIAL, joined(left, loose=True), search.plan.filters, left)
    else:
        search.wordless(search.plan.filters, Stage.PARTIAL)


def _like_titles(search: Search) -> dict[int, float]:
    """The notes whose title is like the query, with how much (0 to 100)."""
    from notes_cli.index.likeness import fuzzy_titles

    if len(search.plan.text) > TITLE_QUERY or _is_question(search):
        return {}
    if all(occurs(search.connection, one.loose) for one in search.plan.asked):
        return {}  # no slip: it costs a look at every name
    likeness = fuzzy_titles(search.connection, search.plan.text, LIKE_TITLES)
    near = {note: ratio for note, ratio in likeness if ratio >= LIKE_TITLE}
    allowed = search.notes(among(near) & search.plan.filters)
    return {note: ratio for note, ratio in near.items() if note in allowed}


def _like_titles_among(search: Search, results: Sequence[Scored]) -> dict[int, float]:
    """The same among notes that hold some of the query: a long title with a slip shares most of it."""
    from notes_cli.text.likeness import closest

    if len(search.plan.text) > TITLE_QUERY:
        return {}
    notes = {result.candidate.title: result.candidate.note for result in results}
    return {notes[title]: ratio for title, ratio in closest(search.plan.text, notes, floor=LIKE_TITLE)}


def _titles(search: Search, stage: Stage, titles: dict[int, float], least: float) -> None:
    """Those of `titles` that are at least so like the query."""
    for note, ratio in titles.items():
        if ratio >= least:
            search.answer.found.setdefault(note, Found(note, stage, NAME_BONUS + ratio, kind="fuzzy"))


def _suggested(search: Search) -> None:
    """When nothing answers: what the units may mean, though nobody would correct them unasked."""
    doubtful = {typed: near for typed, near in search.answer.suggestions.items() if near}
    if not doubtful:
        return
    asked = []
    for one in search.answer.asked:
        near = doubtful.get(one.unit.text, [])[:SUGGESTED]
        asked.append(either(one, [correction.text for correction in near], keep=False) if near else one)
    search.answer.asked = tuple(asked)
    search.answer.corrections |= {typed: near[0] for typed, near in doubtful.items()}
    _corrected(search, Stage.SUGGESTED)


def _is_long(asked: Asked) -> bool:
    """Whether the unit is a question, or a sentence, rather than a word (which zhuyin spells with many letters)."""
    text = asked.unit.text
    return len(terms(text)) >= LONG_UNIT and not any("\u3105" <= letter <= "\u312f" for letter in text)


def _share_of_units(units: Sequence[set[int]], weighed: Sequence[Weighed], result: Scored) -> float:
    """Which share of the units a section holds whole, each weighed by the rarity of its terms."""
    weights = [sum(weighed[place].weight for place in unit) for unit in units]
    whole = sum(weight for unit, weight in zip(units, weights, strict=True) if unit and unit <= result.held)
    return whole / sum(weights) if any(weights) else 0.0
