"""Which names are like the one that was asked for. Names only: not words of a text, which are many more."""

from collections.abc import Iterable

from notes_cli.text.fold import fold


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def closest(wanted: str, names: Iterable[str], *, limit: int = 5, floor: float = 72.0) -> list[tuple[str, float]]:
    """The names most like `wanted`, best first, each with its likeness (0 to 100, at least `floor`).

    Compared by their folded letters and digits; rapidfuzz's plain ratio finds Chinese titles better than its
    weighted ones, and faster. Equally like ones stay in the order given.
    """
    from rapidfuzz import fuzz, process

    given = list(names)
    folded = map(_letters, given)
    found = process.extract(_letters(wanted), folded, scorer=fuzz.ratio, limit=limit, score_cutoff=floor)
    return [(given[place], score) for _, score, place in found]
