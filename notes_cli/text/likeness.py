"""Which words and names are like the one that was asked for: spellings by rapidfuzz, and how Chinese names sound."""

from collections.abc import Callable, Iterable, Sequence

from notes_cli.text.fold import letters_of

#: What a name that is like only in sound is worth beside one that is like in letters.
BY_SOUND = 0.97
#: Rows of letters are more like each other than Chinese is: a likeness of sound below this is chance.
SOUND_FLOOR = 75.0


def closest(wanted: str, names: Iterable[str], *, limit: int = 5, floor: float = 72.0) -> list[tuple[str, float]]:
    """The names most like `wanted`, best first, each with its likeness (0 to 100, at least `floor`).

    Compared by their folded letters and digits, and, where one is not ASCII, by the sound of its Chinese: homophones,
    pinyin and zhuyin. Equally like ones stay in the order given.
    """
    given = list(names)

    def sounds() -> Sequence[str | None]:
        if all(map(str.isascii, given)):
            return ()
        from notes_cli.text.sound import sounds_of

        return sounds_of(given)

    found = dict(in_letters(wanted, letters_of(given), limit=limit, floor=floor))
    for place, score in in_sound(wanted, sounds, limit=limit, floor=floor):
        found[place] = max(found.get(place, 0.0), score)
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    return [(given[place], score) for place, score in best]


def in_letters(wanted: str, letters: Sequence[str], *, limit: int, floor: float) -> list[tuple[int, float]]:
    """The places of those of the names, told by their folded `letters`, that are most like `wanted`."""
    (own,) = letters_of((wanted,))
    return _ratios(own, letters, limit=limit, floor=floor) if own else []


def in_sound(
    wanted: str, sounds: Callable[[], Sequence[str | None]], *, limit: int, floor: float
) -> list[tuple[int, float]]:
    """The same of the names as they sound (None where a name is ASCII)."""
    if floor > 100 * BY_SOUND or not (keys := sounds()):
        return []
    from notes_cli.text import sound

    spelled = sound.typed(wanted).replace("'", "") or sound.sound_keys([wanted])[0]
    if not spelled.isascii():
        return []
    found = _ratios(spelled, keys, limit=limit, floor=max(floor, SOUND_FLOOR) / BY_SOUND)
    return [(place, BY_SOUND * score) for place, score in found]


def _ratios(wanted: str, keys: Sequence[str | None], *, limit: int, floor: float) -> list[tuple[int, float]]:
    """The places of the `keys` most like `wanted` (None is like nothing), each with its likeness.

    rapidfuzz's plain ratio finds Chinese titles better than its weighted ones, and faster.
    """
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, keys, scorer=fuzz.ratio, limit=limit, score_cutoff=floor)
    return [(place, score) for _, score, place in found]


def misspelled(word: str, known: Sequence[str], distance: int) -> list[tuple[str, int]]:
    """The words of `known` that are at most `distance` slips away: letters left out, added, changed, or swapped.

    (The distance is that of optimal string alignment; each word comes with its own.)
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=distance, limit=None)
    return [(other, int(slips)) for other, slips, _ in found]


def resemblance(word: str, other: str) -> float:
    """How like two words are, 0 to 1, what is equal at the beginning counting more (Jaro-Winkler)."""
    from rapidfuzz.distance import JaroWinkler

    return float(JaroWinkler.similarity(word, other))
