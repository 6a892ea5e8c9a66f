"""Other forms of an English word: scaling, scale, scales, scaled. By rule, so some of them are no words at all:
they are asked for in an index, where what nobody wrote finds nothing.

No stemmer: stems of both sides would take exact words apart (`universe`, `university`), and spelling, prefixes and
corrections need the words themselves.
"""

from notes_cli.text.pattern import pattern

#: Shorter words have too many neighbours.
_SHORTEST = 4
_VOWELS = "aeiou"
#: Endings that come off, the longer ones first, and what may stand in their place.
_ENDINGS = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ing", ("", "e")),
    ("ed", ("", "e")),
    ("es", ("", "e")),
    ("s", ("",)),
)
_PLAIN = pattern(r"[a-z]+")


def inflections(word: str) -> list[str]:
    """Forms that the folded Latin `word` may also have, without itself; none for short or other words."""
    if len(word) < _SHORTEST or not _PLAIN.fullmatch(word):
        return []
    found = dict.fromkeys(form for base in _bases(word) for form in (base, *_forms(base)))
    found.pop(word, None)
    return list(found)


def _bases(word: str) -> list[str]:
    """The words that `word` may be a form of; itself when it shows no ending."""
    for ending, instead in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and not (ending == "s" and base[-1] in "su"):
            bases = [base + letter for letter in instead]
            if len(ending) > 1 and base[-1] == base[-2] and base[-1] not in "ls":
                bases.append(base[:-1])  # stopped: stop
            return bases
    return [word]


def _forms(base: str) -> list[str]:
    """The regular forms of a noun or verb."""
    if base.endswith("e"):
        return [base + "s", base + "d", base[:-1] + "ing"]
    if base.endswith("y") and base[-2] not in _VOWELS:
        return [base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    doubled = base + base[-1] if base[-1] not in _VOWELS + "wxy" and base[-2] in _VOWELS else base
    plural = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return list(dict.fromkeys((plural, base + "ed", base + "ing", doubled + "ed", doubled + "ing")))
