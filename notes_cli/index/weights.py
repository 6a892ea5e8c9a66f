"""The constants of ranking, all of them, as `python -m benchmarks relevance` justifies them (docs/relevance.md).

The optimum is flat: around each of them a factor of two changes the mean reciprocal rank by a hundredth at most.
"""

from typing import Final

#: Sections that are scored with care, the best by FTS5's own BM25. (30, 50, 100, 200: a thousandth each.)
CANDIDATES: Final = 100
#: More sections than these are not all ranked by FTS5 for words (a microsecond and a half each): the newest ones in the
#: index are, with those whose note is named so. A question is always looked for everywhere.
RANKED: Final = 1000
#: Of those whose note is named so, at most these.
NAMED: Final = 100
#: FTS5's own ranking, which chooses them: weights of body, heading, title, tags, extra, front.
COLUMNS: Final = "1.0, 1.5, 2.0, 1.5, 0.5, 1.2"

#: BM25 over body, heading and tags: how soon more of the same adds nothing, and how much a long text is discounted.
#: (FTS5's 1.2 and 0.75 suit long documents; these are sections.)
K1: Final = 0.6
B: Final = 0.4
#: A term in the note's title, beside that. (From 1.5 on titles win against what answers.)
TITLE: Final = 0.6
#: The single characters of runs of three or more, beside their pairs.
SINGLE: Final = 0.3
#: A pair with a function character, inside a run of at least FUNCTION_RUN characters.
FUNCTION: Final = 0.5
FUNCTION_RUN: Final = 5
#: Folded characters that carry grammar rather than meaning.
FUNCTION_CHARACTERS: Final = frozenset("的了是在于与和及或之其此这那哪什么谁为被将由从对而也都就以所吗呢吧啊个们")
#: A section that holds the words in the very script and case in which they were typed.
AS_TYPED: Final = 0.05
#: The same where a word is corrected: a section that holds the likeliest correction.
AS_CORRECTED: Final = 0.5
#: Doubtful corrections that are looked for when nothing else answers.
SUGGESTED: Final = 3

#: What the second and the third best section of a note add to its best one. (A sum lets long notes win.)
FURTHER: Final = (0.1, 0.01)
#: A whole query that is a name of the note, or that its title begins with.
NAME_BONUS: Final = 100.0
NAME_START_BONUS: Final = 10.0

#: Terms of a question that are asked for, the rarest ones.
PARTIAL_TERMS: Final = 12
#: A term that more than this share of all sections hold finds nothing that rarer ones do not, and costs most; it
#: counts in the score, but only the rarer ones are looked for, as long as there are so many.
COMMON: Final = 0.05
RARE_TERMS: Final = 3
#: A unit of so many terms is a question: its parts are looked for also when something holds all of it.
LONG_UNIT: Final = 8
#: What holds some of the words must score at least this share of the best.
PARTIAL_CUT: Final = 0.5
#: Among those: the units that a section holds whole, weighed by rarity, as a share of all.
WHOLE_UNITS: Final = 90.0

#: Longer queries are no titles with a slip in them.
TITLE_QUERY: Final = 24
#: Titles that are looked at, the likeness (0 to 100) from which one is shown at all, and that from which it stands
#: before what holds some of the words.
LIKE_TITLES: Final = 20
LIKE_TITLE: Final = 72.0
LIKE_TITLE_FIRST: Final = 75.0
LIKE_TITLE_BONUS: Final = 200.0
#: A title so like the query is what was meant: it sounds the same, or has one slip in many letters.
SAME_TITLE: Final = 95.0
#: Titles less like it are chance where something in the text is like it.
SURE_TITLE: Final = 80.0

#: The distance of two stages; larger than any score within one.
STAGE: Final = 1000.0
