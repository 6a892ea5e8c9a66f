"""Where a title is best broken into lines.

Browsers break Chinese between any two characters, also inside a word. Which characters are words only a dictionary
knows; but next to punctuation and spaces, after 的 and before conjunctions and question words a line may always end.
"""

import re
from functools import lru_cache
from html import escape
from typing import Final

_OPENING: Final = "「『《〈（【"
_CLOSING: Final = "：；，、。！？」』》〉）】…"
#: Places, each between two characters. The words that only look like a conjunction (參與, 普及, 溫和) are left whole.
_PLACES: Final = (
    rf"(?<=[{_CLOSING}])(?![{_CLOSING}])",
    rf"(?<![{_OPENING}：])(?=[{_OPENING}])",
    r"(?<=[⺀-鿿豈-﫿])(?=\s)|(?<=[^\s⺀-鿿豈-﫿])(?=\s+[⺀-鿿豈-﫿])",
    rf"(?<=[^目似有是]的)(?![確确士話话な-ん{_CLOSING}])",
    r"(?<=[^參参給给賦赋授])(?=[與与][^其會会否])",
    r"(?<=[^溫温總总飽饱柔緩缓調调中共平祥隨随附])(?=和[^平諧谐解尚聲声弦服氣气睦約约談谈音])",
    r"(?<=[^普涉波顧顾觸触論论提不遍以累危])(?=及[^格時时早第])",
    r"(?=為什麼|为什么|怎麼|怎么|如何|還是|还是|而是|而不是|因為|因为|所以|以及|或是|或者)",
)
_BREAKS: Final = re.compile("|".join(rf"(?<=[^{_OPENING}\s]){place}" for place in _PLACES))


@lru_cache(maxsize=10_000)  # a title stands in many lists
def phrased(title: str) -> str:
    """`title` as HTML; its parts are kept whole where they fit, so that a line does not end inside a word."""
    parts = [] if title.isascii() else [part for part in _BREAKS.split(title) if part]
    if len(parts) < 2:
        return escape(title)
    spaced = (re.fullmatch(r"(\s*)(.*?)(\s*)", part, re.DOTALL) for part in parts)  # a box swallows outer spaces
    return "".join(f'{found[1]}<span class="phrase">{escape(found[2])}</span>{found[3]}' for found in spaced if found)
