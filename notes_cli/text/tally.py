"""How often the terms of a query stand in a text, without folding it.

Folding a text costs a look at each of its characters; to count a term it is enough to look for the few ways in which
it is usually written: 价值 is 价值, 價值, 価値. So a few hundred sections are counted in a millisecond or two.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from notes_cli.text.fold import spellings
from notes_cli.text.pattern import either
from notes_cli.text.words import is_paired, readable

#: Counts one term in a text that is not folded.
Counter: TypeAlias = Callable[[str], int]

#: More spellings than these are looked for at once by a pattern.
_FEW = 12


@lru_cache(maxsize=1024)
def counter(term: str, *, folded: bool = False, begins: bool = False) -> Counter:
    """What counts `term`, a run of folded text or a piece of one. Latin words and numbers count as whole words.

    `folded`: in texts that are folded; else in texts as they are. `begins`: longer words count that begin with it.
    """
    written = readable(term)
    classes = [character if folded else spellings(character) for character in written]
    if term.isalnum() and not is_paired(term):
        return _pattern_counter(_word(classes, r"\d" if written.isdecimal() else r"[^\W\d_]", begins))
    ways = 1
    for one in classes:
        ways *= len(one)
    if ways > _FEW:
        return _pattern_counter("".join(map(either, classes)))
    forms = ["".join(form) for form in product(*classes)]
    if len(forms) == 1:
        (form,) = forms
        return lambda text: text.count(form)
    return lambda text: sum([text.count(form) for form in forms])


def _pattern_counter(pattern: str) -> Counter:
    find = re.compile(pattern).findall
    return lambda text: len(find(text))


def _word(classes: list[str], border: str, begins: bool) -> str:
    """A word with borders. The look behind comes after the first letter: so `re` skips to where one stands."""
    first, *rest = map(either, classes)
    script = "(?:[A-Za-z]|[Ａ-Ｚａ-ｚ](?=))" if border != r"\d" and all(one[0].isascii() for one in classes) else border
    return f"{first}(?<!{script}{first}){''.join(rest)}{'' if begins else f'(?!{script})'}"
