"""The anchor of a heading, as GitHub makes it: one rule for what the index keeps and what a page carries."""

import re

_LEFT_OUT = re.compile(r"[^\w\- ]")


def slug(text: str) -> str:
    """`text` in lower case, letters and digits of any script kept, blanks as hyphens, all other marks left out."""
    return _LEFT_OUT.sub("", text.strip().lower()).replace(" ", "-")


def free(anchor: str, used: dict[str, int]) -> str:
    """`anchor`, with "-1", "-2" … when it is taken; `used` counts the repetitions of each, and is added to."""
    found = anchor
    while found in used:
        used[anchor] += 1
        found = f"{anchor}-{used[anchor]}"
    used[found] = 0
    return found
